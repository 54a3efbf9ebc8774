import Foundation
import Layouts
import Models
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct DetectorTests {
  private let source = ToySource()

  /// What the network should answer, put in its place: the objects come back.
  @Test func targetsDecodeToTheObjects() throws {
    for number in 0..<20 as Range<UInt64> {
      let object = try #require(try source.sample(number).objects.first)
      let place = ObjectPlace(object.box, rows: 8, columns: 8)
      let cell = Double(SceneDetector.cell)
      let width = Double(SceneDetector.sizeUnit) * exp(Double(place.targets[2]))
      let x = (Double(place.column) + Double(place.targets[0])) * cell - width / 2
      #expect(abs(x - object.box.x) < 1e-4)
      #expect(abs(width - object.box.width) < 1e-4)
      #expect(place.heat(row: place.row, column: place.column) == 1)
      #expect(place.heat(row: place.row + 1, column: place.column) < 1)
    }
  }

  @Test func theRightAnswerCostsNextToNothing() throws {
    let samples = try (0..<4 as Range<UInt64>).map(source.sample)
    let targets = DetectorTargets(samples, rows: 8, columns: 8, things: 2, colors: 2)
    var heat = [Float](repeating: -20, count: 4 * 64 * 2)
    var boxes = [Float](repeating: 7, count: 4 * 64 * 4)
    var colors = [Float](repeating: 0, count: 4 * 64 * 2)
    for (item, sample) in samples.enumerated() {
      let object = try #require(sample.objects.first)
      let place = ObjectPlace(object.box, rows: 8, columns: 8)
      let cell = item * 64 + place.row * 8 + place.column
      heat[2 * cell + object.thing] = 20
      colors[2 * cell + (try #require(object.color))] = 30
      for index in 0..<4 { boxes[4 * cell + index] = place.targets[index] }
    }
    #expect(targets.heatLoss(Tensor([4, 8, 8, 2], heat)).scalar < 1e-5)
    #expect(targets.boxLoss(Tensor([4, 8, 8, 4], boxes)).scalar == 0)
    #expect(try #require(targets.colorLoss(Tensor([4, 8, 8, 2], colors))).scalar < 1e-6)
    let blank = Tensor(repeating: 0, [4, 8, 8, 2])
    #expect(targets.heatLoss(blank).scalar > 1)
    #expect(abs(try #require(targets.colorLoss(blank)).scalar - Float(log(2.0))) < 1e-5)
  }

  @Test func aDetectorLearnsToFindSquaresAndBars() throws {
    let folder = try TemporaryFolder()
    var settings = DetectorTraining.Settings()
    settings.channels = [8, 16, 16, 16]
    settings.reconstructed = 0
    settings.blurred = 0.2
    var configuration = TrainingConfiguration()
    configuration.steps = 250
    configuration.batch = 8
    configuration.schedule = LearningRateSchedule(peak: 5e-3, warmup: 10)
    configuration.averageDecay = 0.9
    let task = try DetectorTraining(source: source, codec: nil, settings: settings, seed: 1)
    var trainer = try Trainer(task, configuration, in: TrainingFolder(folder.url))
    try trainer.run()
    let figures = Dictionary(
      uniqueKeysWithValues: try task.measure(trainer.state.shown, count: 64)
        .map { ($0.name, $0.value) })
    #expect(try #require(figures["precision"]) > 0.9)
    #expect(try #require(figures["recall"]) > 0.9)
    #expect(try #require(figures["color"]) > 0.95)

    let place = folder.url.appending(path: "detector")
    try task.export(trainer.state.shown, to: place)
    let detector = try SceneDetector(folder: place)
    #expect(detector.configuration.things == ["square", "bar"])
    let sample = try source.sample(123_456)
    let pictures = try PictureBatch(123_456..<123_457, of: source).pictures
    let best = try #require(detector.detect(pictures)[0].first)
    let object = try #require(sample.objects.first)
    #expect(best.thing == object.thing && best.color == object.color)
  }

  @Test func aTallyCountsHitsGhostsAndMisses() {
    func detection(_ thing: Int, _ x: Float, color: Int = 0) -> SceneDetector.Detection {
      SceneDetector.Detection(
        thing: thing, score: 1, x: x, y: 0, width: 10, height: 10, color: color, colorScore: 1)
    }
    func object(_ thing: Int, _ x: Double, color: Int? = 0) -> TrainingSample.Object {
      let box = Box(x: x, y: 0, width: 10, height: 10)
      return .init(box: box, thing: thing, color: color, phrase: "a thing", ellipse: Ellipse(box))
    }
    var tally = DetectionTally()
    tally.add([detection(0, 0), detection(0, 0)], [object(0, 0)])
    tally.add([detection(1, 1, color: 1)], [object(1, 0), object(0, 40)])
    tally.add([detection(0, 0)], [object(0, 0, color: nil)])
    let figures = Dictionary(uniqueKeysWithValues: tally.figures.map { ($0.name, $0.value) })
    #expect(figures["precision"] == 0.75)
    #expect(figures["recall"] == 0.75)
    #expect(figures["color"] == 0.5)
    #expect(figures["exact"] == 1.0 / 3)
    #expect(abs((figures["overlap"] ?? 0) - (2 + 9.0 / 11) / 3) < 1e-6)
  }
}

public import Drawing
public import Foundation
internal import Layouts
internal import Models
public import Networks
internal import Tensors

extension DetectorTraining {
  /// Pictures say little about a detector: there is no sheet.
  public func sheet(_ parameters: Parameters) throws -> Image? { nil }

  /// Measures precision, recall, boxes and colours, on clean pictures and on those through latents.
  public func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure] {
    let network = try SceneDetector(detector, parameters[Self.network])
    let kinds: [(prefix: String, noise: Float?)] =
      codec == nil ? [("", nil)] : [("", nil), ("latents_", 0), ("noisy_", settings.latentNoise)]
    return try kinds.flatMap { kind in
      try [Float(0.35), 0.5].flatMap { threshold in
        let score = try score(network, count: count, threshold: threshold, noise: kind.noise)
        let suffix = threshold == 0.35 ? "" : "_at_half"
        return score.figures.map { TrainingFigure(kind.prefix + $0.name + suffix, $0.value) }
      }
    } + [TrainingFigure("pictures", Double(count))]
  }

  private func score(
    _ network: SceneDetector, count: Int, threshold: Float, noise: Float?
  ) throws -> DetectionTally {
    var tally = DetectionTally()
    for draw in BatchDraw.heldOut(seed: seed, pictures: count, batch: 32) {
      let batch = try PictureBatch(draw.samples, of: source)
      var pictures = batch.pictures
      if let noise, let codec {
        var random = draw.random(.noise)
        let latents = codec.encode(pictures)
        pictures = codec.decode(latents + random.normal(latents.shape) * noise)
          .clamped(to: -1...1)
      }
      let found = network.detect(pictures, threshold: threshold)
      for (detections, sample) in zip(found, batch.samples) {
        tally.add(detections, sample.objects)
      }
    }
    return tally
  }

  /// Writes `config.json` and `model.safetensors`, weights in half precision.
  public func export(_ parameters: Parameters, to folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let text = String(decoding: try encoder.encode(detector), as: UTF8.self)
    try ModelFolder.write(folder) { target in
      try target.write(text + "\n", to: "config.json")
      try target.writeWeights(parameters, part: Self.network, fileName: "model")
    }
  }
}

/// Counts what was found and what was there.
struct DetectionTally {
  private var hits = 0
  private var ghosts = 0
  private var misses = 0
  private var overlaps: Float = 0
  private var colored = (right: 0, all: 0)
  private var scenes = (exact: 0, all: 0)

  /// Adds a picture: a hit is of the right thing and overlaps by at least one half.
  mutating func add(
    _ detections: [SceneDetector.Detection], _ objects: [TrainingSample.Object]
  ) {
    var open = Set(objects.indices)
    let before = (hits, ghosts)
    for detection in detections {
      let candidates = open.filter { objects[$0].thing == detection.thing }.map { index in
        (index: index, overlap: detection.overlap(objects[index].box))
      }
      guard let best = candidates.max(by: { ($0.overlap, $1.index) < ($1.overlap, $0.index) }),
        best.overlap >= 0.5
      else {
        ghosts += 1
        continue
      }
      open.remove(best.index)
      hits += 1
      overlaps += best.overlap
      if let color = objects[best.index].color {
        colored.all += 1
        if detection.color == color { colored.right += 1 }
      }
    }
    misses += open.count
    scenes.all += 1
    if open.isEmpty, ghosts == before.1 { scenes.exact += 1 }
  }

  /// What was counted, as shares.
  var figures: [TrainingFigure] {
    [
      TrainingFigure("precision", share(hits, of: hits + ghosts)),
      TrainingFigure("recall", share(hits, of: hits + misses)),
      TrainingFigure("overlap", hits > 0 ? Double(overlaps) / Double(hits) : 0),
      TrainingFigure("color", share(colored.right, of: colored.all)),
      TrainingFigure("exact", share(scenes.exact, of: scenes.all)),
    ]
  }

  private func share(_ part: Int, of all: Int) -> Double {
    all > 0 ? Double(part) / Double(all) : 0
  }
}

extension SceneDetector.Detection {
  /// The share of the common area with a box in that of both.
  fileprivate func overlap(_ box: Box) -> Float {
    overlap(
      SceneDetector.Detection(
        thing: thing, score: 1, x: Float(box.x), y: Float(box.y), width: Float(box.width),
        height: Float(box.height), color: nil, colorScore: 0))
  }
}

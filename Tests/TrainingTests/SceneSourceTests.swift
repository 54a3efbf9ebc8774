import Diffusion
import Foundation
import Layouts
import Models
import Scenes
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite struct SceneSourceTests {
  private func source(single: Double = 0.5, things: [String] = ["apple", "cat"]) throws
    -> SceneSource
  {
    var settings = TrainingConfiguration.DataSettings()
    (settings.width, settings.height) = (64, 48)
    settings.mostObjects = 3
    settings.singleShare = single
    settings.things = things
    return try SceneSource(.bundled(), settings, seed: 5)
  }

  @Test func aPictureIsAFunctionOfItsNumber() throws {
    let (one, other) = (try source(), try source())
    for number: UInt64 in [0, 1, 12_345, 3 << 56] {
      let (first, second) = (try one.sample(number), try other.sample(number))
      #expect(first.pixels == second.pixels && first.caption == second.caption)
      #expect(first.objects == second.objects)
      #expect(first.pixels.count == 64 * 48 * 3)
    }
    #expect(try one.sample(1).pixels != one.sample(2).pixels)
  }

  @Test func objectsAreThoseAskedForAndLieInThePicture() throws {
    let source = try source(single: 0)
    #expect(Set(source.things) == ["apple", "cat"])
    let samples = try (0..<60 as Range<UInt64>).map(source.sample)
    for sample in samples {
      #expect((1...3).contains(sample.objects.count))
      for object in sample.objects {
        #expect(source.things.indices.contains(object.thing))
        #expect(object.color.map(source.colors.indices.contains) ?? true)
        #expect(object.box.x >= 0 && object.box.maxX <= 64)
        #expect(object.box.y >= 0 && object.box.maxY <= 48 && object.box.area > 0)
      }
    }
    #expect(Set(samples.map(\.objects.count)).count > 1)
    let single = try self.source(single: 1)
    #expect(try (0..<20 as Range<UInt64>).allSatisfy { try single.sample($0).objects.count == 1 })
  }

  /// With one cut-out of each and no colours given, every car is the red one.
  @Test func variantsAndColoursAreHeldDown() throws {
    func colors(variants: Int?, recoloured: Double) throws -> Set<String> {
      var settings = TrainingConfiguration.DataSettings()
      (settings.width, settings.height) = (64, 64)
      settings.things = ["car"]
      (settings.variants, settings.recoloured) = (variants, recoloured)
      let source = try SceneSource(.bundled(), settings, seed: 5)
      let samples = try (0..<60 as Range<UInt64>).map(source.sample)
      return Set(samples.flatMap(\.objects).compactMap(\.color).map { source.colors[$0] })
    }
    #expect(try colors(variants: 1, recoloured: 0) == ["red"])
    #expect(try colors(variants: nil, recoloured: 0) == ["red", "blue"])
    #expect(try colors(variants: 1, recoloured: 1).count > 8)
  }

  /// Without variety every car has the same size, upright and unmirrored; with it they differ.
  @Test func varietyIsHeldDown() throws {
    func sizes(_ variety: Double) throws -> Set<String> {
      var settings = TrainingConfiguration.DataSettings()
      (settings.width, settings.height) = (64, 64)
      settings.things = ["car"]
      (settings.variants, settings.recoloured, settings.variety) = (1, 0, variety)
      (settings.mostObjects, settings.singleShare) = (1, 1)
      let source = try SceneSource(.bundled(), settings, seed: 5)
      let samples = try (0..<40 as Range<UInt64>).map(source.sample)
      return Set(
        samples.flatMap(\.objects).map { "\($0.box.width.rounded())x\($0.box.height.rounded())" })
    }
    // A box may be a pixel wider where a cut-out begins between two.
    #expect(try sizes(0).count <= 4)
    #expect(try sizes(1).count > 20)
  }

  @Test func aThingThatIsNotThereIsNamed() {
    #expect(throws: SceneError.self) { try source(things: ["apple", "unicron"]) }
  }

  /// Pictures that are held out are other pictures, whatever numbers they have.
  @Test func heldOutPicturesAreNeverTrainedOn() throws {
    let source = try source()
    let held = BatchDraw.heldOut(seed: 5, number: 0, count: 8).samples
    let trained = BatchDraw(seed: 5, number: 0, count: 8).samples
    let pixels = try Set(held.map { try source.sample($0).pixels })
    #expect(pixels.count == 8)
    #expect(try trained.allSatisfy { !pixels.contains(try source.sample($0).pixels) })
  }

  /// The default model's configurations fit each other, and its vocabulary the captions it learns from.
  @Test func theDefaultModelReadsItsCaptions() throws {
    let blueprint = try ModelBlueprint(
      repository.appending(path: "Configurations/default/model"))
    #expect(blueprint.noise.prediction == .velocity)
    #expect(blueprint.noise.schedule.signal.last == 0)
    let source = try SceneSource(.bundled(), .init(), seed: 1)
    var (words, pieces, cut) = (0, 0, 0)
    for number in 0..<400 as Range<UInt64> {
      let encoding = blueprint.tokenizer.encode(
        try source.sample(number).caption, length: blueprint.textEncoder.positions)
      words += Set(encoding.tokens.map(\.word)).count
      pieces += encoding.tokens.count
      cut += encoding.truncatedCount
    }
    #expect(cut == 0)
    // Words that came to the atlas after the vocabulary was made fall into pieces.
    #expect(Double(pieces) < 1.01 * Double(words), "\(pieces) tokens for \(words) words")
  }
}

import Drawing
import Foundation
import Layouts
import Testing

@testable import Scenes

@Test func theSameIndexGivesTheSameSceneInAnyOrder() {
  let synthesiser = SceneFixtures.small
  let forward = (0..<12).map { synthesiser.scene(UInt64($0)) }
  let backward = (0..<12).reversed().map { synthesiser.scene(UInt64($0)) }
  #expect(forward == backward.reversed())
  #expect(Set(forward.map(\.image)).count == 12)
}

/// The same bytes on every machine: a digest of pixels, owners and captions of two dozen scenes.
///
/// It changes with the atlas, the backdrops and the words, and then is to be looked at before it is
/// written down anew.
@Test func scenesAreTheSameOnAllMachines() {
  let scenes = (0..<24).map { SceneFixtures.small.scene(UInt64($0)) }
  let pixels = SceneFixtures.digest(scenes.flatMap { $0.image.pixels + $0.owners })
  let words = SceneFixtures.digest(scenes.flatMap { Array($0.content.caption.utf8) })
  #expect(pixels == 0x39e2_026e_bdbb_bf90)
  #expect(words == 0xc79d_9f35_4dfe_aacf)
}

/// A canvas on which another scene was painted leaves no trace in the next one.
@Test func aUsedCanvasGivesTheSamePixels() {
  let synthesiser = SceneFixtures.small
  let canvas = synthesiser.makeCanvas()
  var pixels = [UInt8](repeating: 0, count: 3 * 64 * 64)
  var owners = [UInt8](repeating: 0, count: 64 * 64)
  for index in [3, 9, 4] as [UInt64] {
    let content = synthesiser.paint(index, on: canvas)
    pixels.withUnsafeMutableBufferPointer { canvas.copyPixels(to: $0) }
    owners.withUnsafeMutableBufferPointer { canvas.copyOwners(to: $0) }
    let scene = synthesiser.scene(index)
    #expect(pixels == scene.image.pixels)
    #expect(owners == scene.owners)
    #expect(content == scene.content)
  }
}

@Test func threadsMakeTheSameScenes() async {
  let synthesiser = SceneFixtures.small
  let alone = (0..<32).map { synthesiser.scene(UInt64($0)) }
  let together = await withTaskGroup(of: (Int, Scene).self) { group in
    for index in 0..<32 { group.addTask { (index, synthesiser.scene(UInt64(index))) } }
    var scenes: [Int: Scene] = [:]
    for await (index, scene) in group { scenes[index] = scene }
    return (0..<32).map { scenes[$0] }
  }
  #expect(together == alone)
}

/// What is held out is not a matter of luck: no training scene is among it.
@Test func heldOutScenesAreOthers() {
  var settings = SceneFixtures.small.settings
  settings.split = .heldOut
  let heldOut = SceneFixtures.synthesiser(settings)
  let training = Set((0..<100).map { SceneFixtures.small.scene(UInt64($0)).image })
  for index in 0..<100 {
    #expect(!training.contains(heldOut.scene(UInt64(index)).image), "scene \(index)")
  }
}

/// Cut-outs that were prepared for larger pictures give the same scenes.
@Test func otherSettingsShareTheCutouts() throws {
  let large = SceneFixtures.synthesiser(
    SceneSettings(canvas: Canvas(width: 96, height: 96), closeUps: 0.5), things: ["lmd"])
  let settings = SceneSettings(seed: 4, canvas: Canvas(width: 40, height: 40), objects: 1...2)
  let fresh = SceneFixtures.synthesiser(settings, things: ["lmd"])
  let shared = try large.with(settings)
  for index in 0..<20 { #expect(shared.scene(UInt64(index)) == fresh.scene(UInt64(index))) }
  var larger = large.settings
  larger.canvas = Canvas(width: 160, height: 160)
  #expect(try large.with(larger).scene(0).image.width == 160)
}

@Test func planesAreTheBytesOfThePicture() {
  let synthesiser = SceneFixtures.small
  let canvas = synthesiser.makeCanvas()
  _ = synthesiser.paint(5, on: canvas)
  var planes = [Float](repeating: 0, count: 3 * 64 * 64)
  planes.withUnsafeMutableBufferPointer { canvas.copyPlanes(to: $0) }
  let pixels = synthesiser.scene(5).image.pixels
  for index in 0..<64 * 64 {
    for channel in 0..<3 {
      let level = (planes[channel * 64 * 64 + index] + 1) * 127.5
      #expect(abs(level - Float(pixels[3 * index + channel])) < 1e-3)
    }
  }
}

@Test(arguments: [(96, 40), (40, 96), (16, 16), (33, 57)])
func picturesOfAllShapesCanBeMade(width: Int, height: Int) {
  let synthesiser = SceneFixtures.synthesiser(
    SceneSettings(
      seed: 1, canvas: Canvas(width: width, height: height), objects: 1...6, closeUps: 0.3),
    things: ["lmd"])
  for index in 0..<40 {
    let scene = synthesiser.scene(UInt64(index))
    #expect(scene.image.width == width && scene.image.height == height)
    #expect((1...6).contains(scene.content.objects.count))
    #expect(scene.layout.geometryFindings().isEmpty)
  }
}

@Test func asManyObjectsAsAskedFor() {
  for count in 1...6 {
    let synthesiser = SceneFixtures.synthesiser(
      SceneSettings(
        seed: 2, canvas: Canvas(width: 64, height: 64), objects: count...count, recoloured: 0),
      things: ["lmd"])
    let counts = (0..<30).map { synthesiser.scene(UInt64($0)).content.objects.count }
    #expect(counts == Array(repeating: count, count: 30))
  }
}

@Test func settingsOutOfRangeAreRefused() throws {
  let atlas = try SceneFixtures.atlas.keeping(["cat"])
  func error(_ change: (inout SceneSettings) -> Void) -> String? {
    var settings = SceneSettings()
    change(&settings)
    do {
      _ = try SceneSynthesiser(atlas: atlas, settings: settings)
      return nil
    } catch {
      return "\(error)"
    }
  }
  #expect(error { $0.objects = 0...3 } == "objects: expected 1 to 12, found 0 to 3")
  #expect(error { $0.canvas = Canvas(width: 8, height: 64) }?.hasPrefix("canvas:") == true)
  #expect(error { $0.closeUps = .nan } == "closeUps: expected a number, found nan")
  #expect(error { $0.spoken = 1.5 } == "spoken: expected 0 to 1, found 1.5")
  #expect(error { $0.scale = 5 } == "scale: expected 0.2 to 2, found 5")
  #expect(error { $0.backdrops = [] } == "backdrops: expected at least one, found none")
  #expect(error { _ in } == nil)
}

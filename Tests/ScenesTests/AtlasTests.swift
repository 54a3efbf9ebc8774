import Drawing
import Foundation
import Layouts
import Testing

@testable import Scenes

@Suite struct AtlasTests {
  let atlas = SceneFixtures.atlas

  @Test func theAtlasHasWhatBenchmarksAskFor() {
    let lmd = ["backpack", "book", "bottle", "bowl", "car", "cat", "chair", "cup", "dog", "laptop"]
    #expect(atlas.things(of: "lmd").compactMap { $0.classes["lmd"] } == lmd)
    let coco = atlas.things(of: "coco").compactMap { $0.classes["coco"] }
    #expect(Set(coco).count == coco.count)
    #expect(coco.count >= 60, "\(coco.count) of COCO's classes")
    #expect(atlas.things.count >= 100)
    #expect(atlas.things.count { $0.cutouts.count > 1 } >= 30)
    #expect(Backdrop.allCases.count >= 14)
    #expect(!atlas.licence.isEmpty && !atlas.source.isEmpty)
  }

  /// What LMD asks for in all its colours can have them.
  @Test func thingsOfLMDTakeAnyColour() {
    for thing in atlas.things(of: "lmd") {
      #expect(thing.cutouts.contains { atlas.cutouts[$0].isColourable }, "\(thing.name)")
    }
  }

  @Test func cutoutsTouchAllSidesAndBelongToTheirThing() {
    for (index, thing) in atlas.things.enumerated() {
      for place in thing.cutouts {
        let cutout = atlas.cutouts[place]
        #expect(cutout.thing == index)
        #expect(cutout.image.format == .rgba)
        let (width, height) = (cutout.image.width, cutout.image.height)
        func isInked(_ cells: [Int]) -> Bool {
          cells.contains { cutout.image.pixels[4 * $0 + 3] > 21 }
        }
        #expect(isInked(Array(0..<width)), "\(cutout.file)")
        #expect(isInked(Array((height - 1) * width..<height * width)), "\(cutout.file)")
        #expect(isInked((0..<height).map { $0 * width }), "\(cutout.file)")
        #expect(isInked((0..<height).map { $0 * width + width - 1 }), "\(cutout.file)")
      }
    }
  }

  /// The share of an object's pixels to which a colour is the nearest of the eleven.
  private static func share(of colour: ThingColour, in scene: Scene) -> Double {
    var (hits, count) = (0, 0)
    for (pixel, owner) in scene.owners.enumerated() where owner == 1 {
      let at = 3 * pixel
      let seen = Oklab(
        red: scene.image.pixels[at], green: scene.image.pixels[at + 1],
        blue: scene.image.pixels[at + 2])
      var (nearest, least) = (ThingColour.red, Double.infinity)
      for (other, middle) in middles where seen.distance(to: middle) < least {
        (nearest, least) = (other, seen.distance(to: middle))
      }
      count += 1
      hits += nearest == colour ? 1 : 0
    }
    return Double(hits) / Double(count)
  }

  private static let middles = ThingColour.allCases.map { ($0, $0.middle) }

  /// A thing that was given a colour shows it, LMD's things on a fifth of their pixels at least.
  @Test func coloursAreSeen() throws {
    let synthesiser = SceneFixtures.synthesiser(
      SceneSettings(
        seed: 11, canvas: Canvas(width: 48, height: 48), objects: 1...1, recoloured: 1,
        inTurn: true, backdrops: [.studio]))
    let count = atlas.things.count
    for (index, thing) in atlas.things.enumerated()
    where thing.cutouts.contains(where: { atlas.cutouts[$0].isColourable }) {
      var seen: [ThingColour: Double] = [:]
      for turn in 0..<24 {
        let scene = synthesiser.scene(UInt64(turn * count + index))
        let object = try #require(scene.content.objects.first)
        #expect(object.thing == index)
        let colour = try #require(object.colour)
        if seen[colour] == nil { seen[colour] = Self.share(of: colour, in: scene) }
      }
      #expect(seen.count >= 7, "\(thing.name) has \(seen.count) colours in 24 scenes")
      // Thin and patterned things have little of it: a bicycle's frame, a butterfly's spots.
      let mean = seen.values.reduce(0, +) / Double(seen.count)
      #expect(mean > 0.06, "\(thing.name): \(mean)")
      guard thing.classes["lmd"] != nil else { continue }
      for (colour, share) in seen {
        #expect(share > 0.2, "\(colour.rawValue) \(thing.name): \(share)")
      }
    }
  }

  @Test func keepingTakesNamesAndBenchmarks() throws {
    #expect(try atlas.keeping(["lmd"]).things.count == 10)
    let few = try atlas.keeping(["sofa", "dog", "cat"])
    #expect(few.things.map(\.name) == ["cat", "dog", "couch"])
    #expect(
      few.cutouts.allSatisfy {
        few.things[$0.thing].cutouts.contains(few.cutouts.firstIndex(of: $0) ?? -1)
      })
    #expect(
      throws: SceneError.unknown(
        kind: "thing", name: "unicorn", known: atlas.things.map(\.name))
    ) { try atlas.keeping(["cat", "unicorn"]) }
  }

  @Test func thingsTakeTurns() {
    let synthesiser = SceneFixtures.synthesiser(
      SceneSettings(canvas: Canvas(width: 32, height: 32), inTurn: true), things: ["lmd"])
    for index in 0..<30 {
      let things = synthesiser.scene(UInt64(index)).content.objects.map(\.thing)
      #expect(things.contains(index % 10))
    }
  }
}

extension Oklab {
  fileprivate func distance(to other: Oklab) -> Double {
    let (l, a, b) = (lightness - other.lightness, self.a - other.a, self.b - other.b)
    return l * l + a * a + b * b
  }
}

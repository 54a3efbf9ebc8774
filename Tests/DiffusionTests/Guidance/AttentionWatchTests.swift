import Drawing
import Layouts
import Models
import Networks
import Tensors
import TestSupport
import Testing

@testable import Diffusion

extension DiffusionModel {
  /// A tiny model that has the layers of a method.
  static func tiny(for method: Method) throws -> DiffusionModel {
    switch method {
    case .gligen, .lmdPlus: try DiffusionModel(CheckpointFolder(fixture("checkpoints/gligen-tiny")))
    case .blobgen:
      try DiffusionModel(
        CheckpointFolder(fixture("checkpoints/sd1-tiny")),
        adapter: fixture("checkpoints/blob-tiny"))
    default: try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    }
  }
}

/// A tiny model with a layout of three objects, two of which share a name.
private struct Scene {
  let model: DiffusionModel
  let layout = Layout(
    canvas: Canvas(width: 64, height: 64), caption: "two cats and a dog on a beach",
    background: "a beach",
    objects: [
      LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 32, height: 32)),
      LayoutObject(name: "a cat", box: Box(x: 32, y: 32, width: 32, height: 32)),
      LayoutObject(
        name: "a dog",
        ellipse: Ellipse(centerX: 48, centerY: 16, major: 12, minor: 8, angle: 20)),
    ])

  init(for method: Method = .plain) throws { model = try .tiny(for: method) }

  func painting(_ method: Method, _ wish: AttentionWish?) throws -> Renderer.Painting {
    try Renderer(model).begin(
      layout, RenderSettings(method: method, steps: 2, guidanceScale: 4, seed: 3), watching: wish)
  }
}

@Suite("Watching the attention of a walk")
struct AttentionWatchTests {
  @Test(arguments: Method.allCases)
  func watchingDoesNotDisturb(method: Method) throws {
    let scene = try Scene(for: method)
    var seen = try scene.painting(method, AttentionWish(layers: .every, includesOwn: true))
    var alone = try scene.painting(method, nil)
    let watch = try #require(seen.watch)
    let grounding = try #require(seen.grounding)
    while let step = try seen.sampling.next() {
      let maps = watch.take()
      // Of LMD, the whole picture is watched.
      guard step.subject == nil else {
        #expect(maps.maps.isEmpty)
        continue
      }
      #expect(maps.maps.count == watch.wishedSites.count)
      for map in maps.maps {
        #expect(map.weights.shape[0] == 1)
        for row in map.weights.sum(axis: 2).values { #expect(abs(row - 1) < 1e-4) }
      }
      let mass = try #require(
        AttentionMass(of: maps.maps.filter { watch.massSites.contains($0.site) }, for: grounding))
      for phrase in mass.phrases {
        #expect(phrase.inside >= 0 && phrase.inside <= 1.0001)
        #expect(phrase.insideObjects.count == phrase.objects.count)
      }
    }
    while try alone.sampling.next() != nil {}
    #expect(seen.sampling.latents.values == alone.sampling.latents.values)
    #expect(Set(grounding.phrases.flatMap(\.objects) + grounding.unbound) == [0, 1, 2])
  }

  @Test func onlyWhatIsWishedForIsComputed() throws {
    let scene = try Scene()
    var painting = try scene.painting(.plain, AttentionWish(layers: .every))
    let watch = try #require(painting.watch)
    watch.opens(false)
    _ = try painting.sampling.next()
    let closed = watch.take().maps
    #expect(!closed.isEmpty && Set(closed.map(\.site)) == watch.massSites)
    watch.opens(true)
    _ = try painting.sampling.next()
    let open = watch.take().maps
    #expect(Set(open.map(\.site)) == watch.wishedSites)
    #expect(watch.wishedSites.allSatisfy { $0.kind == .cross })
    #expect(watch.take().maps.isEmpty)
  }

  @Test func headsAreKeptApartOrAveraged() throws {
    let scene = try Scene()
    func map(_ keepsHeads: Bool) throws -> AttentionMaps.Map {
      var painting = try scene.painting(.plain, AttentionWish(keepsHeads: keepsHeads))
      _ = try painting.sampling.next()
      return try #require(painting.watch?.take().maps.first)
    }
    let (apart, together) = (try map(true).weights, try map(false).weights)
    #expect(apart.shape[0] > 1 && together.shape[0] == 1)
    expectClose(apart.mean(axis: 0).reshaped(together.shape), together, within: 1e-6)
  }

  @Test func aGuidedWalkIsWatchedOnItsConditionalHalf() throws {
    let scene = try Scene()
    func first(_ scale: Float) throws -> Tensor {
      var painting = try Renderer(scene.model).begin(
        scene.layout,
        RenderSettings(method: .plain, steps: 2, guidanceScale: scale, seed: 3),
        watching: AttentionWish())
      _ = try painting.sampling.next()
      return try #require(painting.watch?.take().maps.first).weights
    }
    expectClose(try first(6), try first(1), within: 1e-5)
  }
}

@Suite("Attention inside regions")
struct AttentionMassTests {
  private let site = AttentionSite(path: "any", height: 2, width: 2)

  private func grounding(_ phrases: [Grounding.Phrase]) -> Grounding {
    Grounding(
      canvas: Canvas(width: 4, height: 4), prompt: "any", endToken: 3, phrases: phrases)
  }

  @Test func isTheShareOfAllTokensOverCells() throws {
    // Two heads, four cells, three keys: the phrase has the last two keys.
    let weights = Tensor(
      [2, 4, 3],
      [
        0, 0.5, 0.5, 0.8, 0.1, 0.1, 1, 0, 0, 1, 0, 0,
        0.4, 0.6, 0, 0.6, 0.2, 0.2, 1, 0, 0, 0.8, 0, 0.2,
      ])
    let map = AttentionMaps.Map(site: site, weights: weights)
    let left = LayoutObject.Region.box(Box(x: 0, y: 0, width: 2, height: 2))
    let halfRight = LayoutObject.Region.box(Box(x: 2, y: 0, width: 1, height: 2))
    let measured = AttentionMass(
      of: [map],
      for: grounding([
        Grounding.Phrase(
          text: "a cat", tokens: [1, 2], wordToken: 2, objects: [4, 1], regions: [left, halfRight])
      ]))
    let mass = try #require(measured)
    // Cells hold 1.6, 0.6, 0, 0.2 of the two heads together.
    let phrase = try #require(mass.phrases.first)
    #expect(abs(phrase.insideObjects[0] - 1.6 / 2.4) < 1e-6)
    #expect(abs(phrase.insideObjects[1] - 0.3 / 2.4) < 1e-6)
    #expect(abs(phrase.inside - 1.9 / 2.4) < 1e-6)
    #expect(abs(phrase.area - 1.5 / 4) < 1e-6)
    #expect(phrase.objects == [4, 1] && mass.inside == phrase.inside)
  }

  @Test func nothingSeenIsNoMeasurement() {
    #expect(AttentionMass(of: [], for: grounding([])) == nil)
  }

  @Test func evenAttentionGivesTheArea() throws {
    let site = AttentionSite(path: "any", height: 16, width: 16)
    let map = AttentionMaps.Map(site: site, weights: Tensor(repeating: 0.25, [1, 256, 4]))
    let ellipse = Ellipse(centerX: 2, centerY: 2, major: 1.5, minor: 1, angle: 30)
    let measured = AttentionMass(
      of: [map],
      for: grounding([
        Grounding.Phrase(
          text: "a cat", tokens: [2], wordToken: 2, objects: [0], regions: [.ellipse(ellipse)])
      ]))
    let mass = try #require(measured)
    let phrase = try #require(mass.phrases.first)
    #expect(abs(phrase.inside - phrase.area) < 1e-6)
    #expect(abs(phrase.area - .pi * 1.5 / 16) < 1e-3)
  }

  @Test func phrasesAreMeasuredWhereTheyAreAndOthersAreNamed() throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let layout = Layout(
      canvas: Canvas(width: 64, height: 64), caption: "a cat on a beach",
      objects: [
        LayoutObject(name: "a dog", box: Box(x: 0, y: 0, width: 32, height: 32)),
        LayoutObject(name: "a cat", box: Box(x: 32, y: 0, width: 32, height: 32)),
        LayoutObject(name: " ", box: Box(x: 0, y: 0, width: 8, height: 8)),
      ])
    let painting = try Renderer(model).begin(
      layout, RenderSettings(method: .plain, steps: 1), watching: AttentionWish())
    let grounding = try #require(painting.grounding)
    #expect(grounding.prompt == "a cat on a beach")
    #expect(grounding.phrases.map(\.objects) == [[1]])
    #expect(grounding.unbound == [0, 2])
  }

  @Test func aMaskedPhraseIsWhollyInside() throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let layout = Layout(
      canvas: Canvas(width: 64, height: 64), background: "a beach",
      objects: [
        LayoutObject(
          name: "a dog", description: "a brown dog", box: Box(x: 0, y: 0, width: 32, height: 32)),
        LayoutObject(name: "a cat", box: Box(x: 32, y: 0, width: 32, height: 64)),
      ])
    var painting = try Renderer(model).begin(
      layout, RenderSettings(method: .regional, steps: 1), watching: AttentionWish())
    _ = try painting.sampling.next()
    let (watch, grounding) = (try #require(painting.watch), try #require(painting.grounding))
    #expect(grounding.phrases.map(\.text) == ["a dog", "a cat"])
    let mass = try #require(AttentionMass(of: watch.take().maps, for: grounding))
    for phrase in mass.phrases { #expect(abs(phrase.inside - 1) < 1e-4) }
  }
}

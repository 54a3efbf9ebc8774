@testable import Diffusion
import Drawing
import Layouts
import Models
import Networks
import Tensors
import TestSupport
import Testing

@Suite struct RegionalTests {
  private static func model() throws -> DiffusionModel {
    try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
  }

  private let site = AttentionSite(path: "any", height: 4, width: 4)

  @Test func eachPixelAttendsOnlyThePhrasesThatCoverIt() throws {
    let layout = Layout(
      canvas: Canvas(width: 64, height: 64), background: "a beach",
      objects: [
        LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 32, height: 32)),
        LayoutObject(name: "a dog", box: Box(x: 16, y: 0, width: 48, height: 16)),
        LayoutObject(name: "a cat", box: Box(x: 48, y: 48, width: 16, height: 16)),
      ])
    let model = try Self.model()
    let tokens = model.maximumTokens
    let conditioning = try Regional().conditioning(for: layout, model: model, guided: false)
    // Both cats share one text: background, cat, dog.
    #expect(conditioning.text.shape[1] == 3 * tokens)
    let mask = try #require(conditioning.control?.crossAttentionMask(at: site))
    #expect(mask.shape == [1, 16, 3 * tokens])
    func texts(_ row: Int, _ column: Int) -> [Int] {
      (0..<3).filter { mask.values[(row * 4 + column) * 3 * tokens + $0 * tokens] == 0 }
    }
    #expect(texts(0, 0) == [1])
    #expect(texts(0, 1) == [1, 2])
    #expect(texts(0, 3) == [2])
    #expect(texts(1, 0) == [1])
    #expect(texts(3, 3) == [1])
    #expect(texts(3, 0) == [0])
  }

  @Test func ellipsesMayCountAsTheirBoundingBoxes() throws {
    let layout = Layout(
      canvas: Canvas(width: 64, height: 64), background: "a beach",
      objects: [
        LayoutObject(
          name: "a cat", ellipse: Ellipse(centerX: 32, centerY: 32, major: 32, minor: 32, angle: 0))
      ])
    let model = try Self.model()
    func isCatAtTheCorner(_ recipe: Regional) throws -> Bool {
      let conditioning = try recipe.conditioning(for: layout, model: model, guided: false)
      let large = AttentionSite(path: "any", height: 16, width: 16)
      let mask = try #require(conditioning.control?.crossAttentionMask(at: large))
      return mask.values[model.maximumTokens] == 0
    }
    #expect(try !isCatAtTheCorner(Regional()))
    #expect(try isCatAtTheCorner(Regional(setting: ["mask": "box"], of: .regional)))
  }

  @Test func theNegativePromptIsAttendedEverywhereAndAlone() throws {
    let layout = Layout(
      canvas: Canvas(width: 64, height: 64), background: "a beach", negative: "a tree",
      objects: [LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 32, height: 32))])
    let model = try Self.model()
    let tokens = model.maximumTokens
    let conditioning = try Regional().conditioning(for: layout, model: model, guided: true)
    #expect(conditioning.text.shape[0] == 2)
    let mask = try #require(conditioning.control?.crossAttentionMask(at: site))
    for pixel in 0..<16 {
      let row = mask.values[pixel * 2 * tokens..<(pixel + 1) * 2 * tokens]
      #expect(row.prefix(tokens).allSatisfy { $0 == 0 })
      #expect(row.suffix(tokens).allSatisfy { $0 == -.infinity })
    }
  }

  @Test func aLayoutWithoutObjectsPaintsWhatItsBackgroundAloneWould() throws {
    let model = try Self.model()
    let renderer = Renderer(model)
    func latents(_ method: Method, _ layout: Layout) throws -> Tensor {
      let painting = try renderer.begin(
        layout, RenderSettings(method: method, steps: 2, guidanceScale: 4, seed: 3))
      var sampling = painting.sampling
      while try sampling.next() != nil {}
      return sampling.latents
    }
    expectClose(
      try latents(.regional, Layout(background: "a beach")),
      try latents(.plain, Layout(caption: "a beach")), within: 1e-4)
  }

  @Test func anObjectWithoutWordsIsRefused() throws {
    let layout = Layout(
      background: "a beach",
      objects: [LayoutObject(name: " ", box: Box(x: 0, y: 0, width: 32, height: 32))])
    #expect(throws: RenderError.namelessObject(index: 0)) {
      try Regional().conditioning(for: layout, model: try Self.model(), guided: true)
    }
  }

  @Test func anObjectOutsideTheCanvasIsReported() throws {
    let layout = Layout(
      background: "a beach",
      objects: [LayoutObject(name: "a cat", box: Box(x: 600, y: 0, width: 32, height: 32))])
    let renderer = Renderer(try Self.model())
    func findings(_ method: Method, _ layout: Layout) throws -> [Finding] {
      try renderer.begin(
        layout, RenderSettings(method: method, steps: 2, guidanceScale: 4, seed: 3)
      ).findings
    }
    for method in [Method.plain, .regional, .lmd, .boxdiff, .attendExcite] {
      #expect(try findings(method, layout).count { $0.code == "MQ702" } == 1, "\(method)")
    }
    var captioned = layout
    captioned.caption = "a cat on a beach"
    let message = try findings(.plain, captioned).first?.message
    #expect(message?.hasSuffix("is left to the caption") == true)
    #expect(try !findings(.plain, captioned).contains { $0.code == "MQ707" })
    captioned.canvas = Canvas(width: 1024, height: 256)
    #expect(try findings(.plain, captioned).contains { $0.code == "MQ707" })
  }
}

@Suite struct RendererTests {
  private func renderer() throws -> Renderer {
    Renderer(try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny"))))
  }

  @Test func theSameSeedGivesTheSameBytesAndAnotherOneOthers() throws {
    let renderer = try renderer()
    func pixels(_ seed: Int) throws -> [UInt8] {
      let painting = try renderer.begin(
        Layout(caption: "a cat"), RenderSettings(steps: 2, seed: seed))
      var sampling = painting.sampling
      while try sampling.next() != nil {}
      return try renderer.picture(of: sampling.latents).pixels
    }
    #expect(try pixels(7) == pixels(7))
    #expect(try pixels(7) != pixels(8))
  }

  @Test func sizesThatDoNotFitTheLatentsAreRefused() throws {
    #expect(throws: RenderError.indivisibleSize(width: 30, height: 32, cell: 4)) {
      try renderer().begin(
        Layout(caption: "a cat"), RenderSettings(width: 30, height: 32, steps: 2))
    }
    #expect(throws: RenderError.misshapenLatents(found: [1, 2], expected: [1, 4, 8, 8])) {
      try renderer().begin(
        Layout(caption: "a cat"), RenderSettings(width: 32, height: 32, steps: 2),
        latents: Tensor([1, 2], [0, 0]))
    }
  }

  @Test func anEmptyLayoutIsRefused() throws {
    #expect(throws: RenderError.nothingToPaint) {
      try renderer().begin(Layout(), RenderSettings(steps: 2))
    }
  }

  @Test func guidanceIsUnconditionalPlusScaledDifference() {
    let both = Tensor([2, 1], [1, 3])
    #expect(ClassifierFree(scale: 7.5).combine(both).values == [16])
    #expect(!ClassifierFree(scale: 1).isActive)
  }
}

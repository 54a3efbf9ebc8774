import Diffusion
import Foundation
import Layouts
import Models
import Networks
import Tensors
import TestSupport
import Testing

@Suite("Adapters from phrases on")
struct AdapterWalkTests {
  private struct Cases: Decodable {
    struct Walk: Decodable {
      var prompt: String
      var negative: String
      var steps: Int
      var guidance_scale: Float
      var beta: Double
      var scheduler: String
      var phrases: [String]
      var boxes: [[Double]]
    }
    var pipeline: [Walk]
  }

  private let canvas = Canvas(width: 100, height: 200)

  private func model(_ name: String) throws -> DiffusionModel {
    try DiffusionModel(CheckpointFolder(fixture("checkpoints/\(name)")))
  }

  /// A layout of things on a canvas of 100 × 200, from shares of its sides.
  private func layout(_ walk: Cases.Walk) -> Layout {
    Layout(
      canvas: canvas, caption: walk.prompt, negative: walk.negative,
      objects: zip(walk.phrases, walk.boxes).map { phrase, box in
        LayoutObject(
          name: phrase,
          box: Box(
            x: box[0] * 100, y: box[1] * 200, width: (box[2] - box[0]) * 100,
            height: (box[3] - box[1]) * 200))
      })
  }

  /// Whole walks against diffusers' StableDiffusionGLIGENPipeline.
  @Test(arguments: 0..<4) func gligenLatentsAgreeWithDiffusers(index: Int) throws {
    let walk = try ConfigurationFile.decode(
      Cases.self, from: fixture("parity/gligen-tiny/cases.json")
    ).pipeline[index]
    let goldens = try SafetensorsFile(
      contentsOf: fixture("parity/gligen-tiny/goldens.safetensors"))
    let painting = try Renderer(model("gligen-tiny")).begin(
      layout(walk),
      RenderSettings(
        method: .gligen, parameters: ["beta": "\(walk.beta)"], steps: walk.steps,
        guidanceScale: walk.guidance_scale, scheduler: SchedulerKind(named: walk.scheduler)),
      latents: try goldens.tensor(named: "pipeline.\(index).latents"))
    // The fixture squeezes its layouts; nothing else is to be said.
    #expect(painting.findings.allSatisfy { $0.code == "MQ707" })
    var sampling = painting.sampling
    while try sampling.next() != nil {}
    expectClose(
      sampling.latents.channelsFirst(), try goldens.tensor(named: "pipeline.\(index).final"),
      within: 1e-4, relative: true)
  }

  private struct BlobCases: Decodable {
    struct Walk: Decodable {
      var prompt: String
      var negative: String
      var steps: Int
      var guidance_scale: Float
      var mask: String
      var canvas: [Int]
      var names: [String]
      var ellipses: [[Double]]
    }
    var pipeline: [Walk]
  }

  /// Whole walks of diffusers' loop around the twin of BlobGEN's layers, written in torch from the paper.
  @Test(arguments: 0..<3) func blobLatentsAgreeWithTheTwin(index: Int) throws {
    let walk = try ConfigurationFile.decode(
      BlobCases.self, from: fixture("parity/blob-walks/cases.json")
    ).pipeline[index]
    let goldens = try SafetensorsFile(contentsOf: fixture("parity/blob-walks/goldens.safetensors"))
    let model = try DiffusionModel(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")),
      adapter: fixture("checkpoints/blob-tiny"))
    let layout = Layout(
      canvas: Canvas(width: walk.canvas[0], height: walk.canvas[1]), caption: walk.prompt,
      negative: walk.negative,
      objects: zip(walk.names, walk.ellipses).map { name, numbers in
        let parts = name.split(separator: ", ", maxSplits: 1).map(String.init)
        return LayoutObject(
          name: parts[0], description: parts.count > 1 ? parts[1] : "",
          ellipse: Ellipse(
            centerX: numbers[0], centerY: numbers[1], major: numbers[2], minor: numbers[3],
            angle: numbers[4]))
      })
    var sampling = try Renderer(model).begin(
      layout,
      RenderSettings(
        method: .blobgen, parameters: ["mask": walk.mask], steps: walk.steps,
        guidanceScale: walk.guidance_scale),
      latents: try goldens.tensor(named: "\(index).latents")
    ).sampling
    while try sampling.next() != nil {}
    expectClose(
      sampling.latents.channelsFirst(), try goldens.tensor(named: "\(index).final"),
      within: 1e-4, relative: true)
  }

  @Test func whatLiesOutsideTheCanvasIsCutOff() throws {
    let model = try model("gligen-tiny")
    func tokens(_ box: Box) throws -> [Float] {
      try model.gligenConditioning(
        of: ["a cat"], at: [.box(box)], on: canvas, guided: false, strengths: [1]
      ).tokens(at: 0).objects?.objects.values ?? []
    }
    let within = try tokens(Box(x: 0, y: 150, width: 100, height: 50))
    #expect(!within.isEmpty)
    #expect(try tokens(Box(x: -20, y: 150, width: 200, height: 200)) == within)
    #expect(
      throws: GroundingError.turnedInsideOut(object: 0),
      performing: { try tokens(Box(x: 120, y: 0, width: 10, height: 10)) })
  }

  @Test func strengthsAndItemsFollowTheSteps() throws {
    let region = LayoutObject.Region.box(Box(x: 0, y: 0, width: 50, height: 50))
    let model = try model("gligen-tiny")
    var adapters = try model.gligenConditioning(
      of: ["a cat"], at: [region], on: canvas, guided: true, strengths: [1, 0.5, 0])
    let first = try #require(adapters.tokens(at: 0).objects)
    let null = try #require(model.unet.positionNet).nullTokens()
    #expect(first.scale == 1 && first.objects.shape[0] == 2)
    #expect(first.objects.slice(0..<1).values == null.values)
    #expect(adapters.tokens(at: 1).objects?.scale == 0.5)
    // At no strength and behind the last step there is nothing to read.
    for step in 2...4 { #expect(adapters.tokens(at: step).objects == nil) }
    let seen = try #require(adapters.guiderTokens(at: 0).objects)
    #expect(seen.objects.values == first.objects.slice(1..<2).values)
    adapters.guiderView = .null
    #expect(adapters.guiderTokens(at: 0).objects?.objects.values == null.values)
    #expect(adapters.guiderTokens(at: 2).objects == nil)
  }

  @Test func blobsAreMeasuredOnTheCanvas() throws {
    let model = try DiffusionModel(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")),
      adapter: fixture("checkpoints/blob-tiny"))
    let ellipse = Ellipse(centerX: 40, centerY: 120, major: 30, minor: 60, angle: 20)
    let box = Box(x: 0, y: 0, width: 40, height: 40)
    let latents = (height: 12, width: 6)
    let blobs = try #require(
      model.blobConditioning(
        of: ["two red apples", "a cat"], at: [.ellipse(ellipse), .box(box)], on: canvas,
        latents: latents, guided: true, strengths: [1]
      ).tokens(at: 0).blobs)
    let sites = model.unet.configuration.attentionSites(height: 12, width: 6)
    #expect(
      blobs.sizes
        == Set(
          sites.filter { $0.kind == .blob }.map {
            BlobTokens.Size(height: $0.height, width: $0.width)
          }))

    func words(_ text: String) -> Tensor {
      let encoding = model.tokenizer.encode(text, length: model.maximumTokens)
      let features = model.encode([text]).slice(0..<encoding.endPosition + 1, axis: 1)
      return features.reshaped([features.shape[1], features.shape[2]])
    }
    let net = try #require(model.unet.blobNet)
    // Lengths are shares of the longer side, 200; the longer axis of 60 stands at 20° + 90°.
    let apples = Blob(
      centerX: 0.4, centerY: 0.6, major: 0.3, minor: 0.15, angle: 110 * .pi / 180,
      description: words("two red apples"))
    let round = Ellipse(box)
    let cat = Blob(
      centerX: 0.2, centerY: 0.1, major: Float(round.major / 200),
      minor: Float(round.minor / 200), angle: 0, description: words("a cat"))
    expectClose(blobs.tokens, try net([apples, cat], masks: [:]).tokens, within: 1e-4)

    // The item without grounding is the base's, the other is not.
    let base = try self.model("sd1-tiny")
    let sample = Tensor(repeating: 0.3, [2, 12, 6, 4])
    let context = model.encode(["", "a cat"])
    let output = model.unet(sample, timesteps: [9], context: context, blobs: blobs)
    let plain = base.unet(sample, timesteps: [9], context: context)
    #expect(output.slice(0..<1).values == plain.slice(0..<1).values)
    #expect(largestDifference(output.slice(1..<2), plain.slice(1..<2)) > 1e-2)
  }

  @Test(arguments: [Method.gligen, .blobgen]) func modelsWithoutLayersAreNamed(
    method: Method
  ) throws {
    let layout = Layout(canvas: canvas, caption: "a cat")
    #expect {
      try Renderer(model("sd1-tiny")).begin(layout, RenderSettings(method: method, steps: 2))
    } throws: {
      let (name, key) =
        method == .gligen
        ? ("GLIGEN", "attention_type") : ("BlobGEN", "blob_attention_type")
      return "\($0)" == "the model has no \(name) layers, its unet/config.json sets no '\(key)';"
        + " give a \(name) checkpoint as --model or its adapter with --adapter"
    }
  }
}

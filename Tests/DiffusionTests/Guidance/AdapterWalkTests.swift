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
      var phrases: [String]
      var boxes: [[Double]]
    }
    var pipeline: Walk
  }

  private let canvas = Canvas(width: 100, height: 200)

  private func model(_ name: String) throws -> DiffusionModel {
    try DiffusionModel(CheckpointFolder(fixture("checkpoints/\(name)")))
  }

  /// A whole walk against diffusers' StableDiffusionGLIGENPipeline.
  @Test func gligenLatentsAgreeWithDiffusers() throws {
    let model = try model("gligen-tiny")
    let walk = try ConfigurationFile.decode(
      Cases.self, from: fixture("parity/gligen-tiny/cases.json")
    ).pipeline
    let goldens = try SafetensorsFile(
      contentsOf: fixture("parity/gligen-tiny/goldens.safetensors"))
    let regions = walk.boxes.map { box in
      LayoutObject.Region.box(
        Box(
          x: box[0] * 100, y: box[1] * 200, width: (box[2] - box[0]) * 100,
          height: (box[3] - box[1]) * 200))
    }
    var tokens = try model.gligenTokens(
      of: walk.phrases, at: regions, on: canvas, guided: true)
    let scheduler = try DDIM(
      try ConfigurationFile.decode(
        DDIM.Configuration.self,
        from: fixture("checkpoints/gligen-tiny/scheduler/scheduler_config.json")),
      steps: walk.steps)
    let scales = try GroundingSchedule(beta: walk.beta).scales(steps: walk.steps)
    let guidance = ClassifierFree(scale: walk.guidance_scale)
    let context = model.encode([walk.negative, walk.prompt])
    var latents = try goldens.tensor(named: "pipeline.latents").channelsLast()
    for (index, timestep) in scheduler.timesteps.enumerated() {
      tokens.scale = scales[index]
      let prediction = model.unet(
        latents.repeatedBatch(2), timesteps: [timestep], context: context, objects: tokens)
      latents =
        scheduler.step(
          modelOutput: guidance.combine(prediction), index: index, sample: latents
        ).sample
    }
    expectClose(
      latents.channelsFirst(), try goldens.tensor(named: "pipeline.final"), within: 1e-3)
  }

  @Test func whatLiesOutsideTheCanvasIsCutOff() throws {
    let model = try model("gligen-tiny")
    func tokens(_ box: Box) throws -> [Float] {
      try model.gligenTokens(of: ["a cat"], at: [.box(box)], on: canvas, guided: false)
        .objects.values
    }
    #expect(
      try tokens(Box(x: -20, y: 150, width: 200, height: 200))
        == tokens(Box(x: 0, y: 150, width: 100, height: 50)))
    #expect(
      throws: GroundingError.turnedInsideOut(object: 0),
      performing: { try tokens(Box(x: 120, y: 0, width: 10, height: 10)) })
  }

  @Test func blobsAreMeasuredOnTheCanvas() throws {
    let model = try DiffusionModel(
      CheckpointFolder(fixture("checkpoints/sd1-tiny")),
      adapter: fixture("checkpoints/blob-tiny"))
    let ellipse = Ellipse(centerX: 40, centerY: 120, major: 30, minor: 60, angle: 20)
    let box = Box(x: 0, y: 0, width: 40, height: 40)
    let latents = (height: 12, width: 6)
    let blobs = try model.blobTokens(
      of: ["two red apples", "a cat"], at: [.ellipse(ellipse), .box(box)], on: canvas,
      latents: latents, guided: true)
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

  @Test func modelsWithoutLayersAreNamed() throws {
    let model = try model("sd1-tiny")
    let region = LayoutObject.Region.box(Box(x: 0, y: 0, width: 10, height: 10))
    #expect {
      try model.gligenTokens(of: ["a cat"], at: [region], on: canvas, guided: true)
    } throws: {
      "\($0)" == "the model has no layers of GLIGEN: its unet/config.json sets no 'attention_type'"
    }
    #expect(
      throws: GroundingError.noLayers(adapter: "BlobGEN", key: "blob_attention_type")
    ) {
      try model.blobTokens(
        of: ["a cat"], at: [region], on: canvas, latents: (8, 8), guided: true)
    }
  }
}

import Diffusion
import Drawing
import Foundation
import Layouts
import Models
import Tensors
import TestSupport
import Testing

/// Whole runs of diffusers' StableDiffusionPipeline (Fixtures/SCHEMA.md), against ours.
@Suite struct PipelineParityTests {
  struct Cases: Decodable {
    struct Pipeline: Decodable {
      var prompt: String
      var negative: String
      var guidanceScale: Float
      var steps: Int
      private enum CodingKeys: String, CodingKey {
        case prompt, negative, steps
        case guidanceScale = "guidance_scale"
      }
    }
    var pipeline: [Pipeline]
  }

  @Test(arguments: ["sd1-tiny", "sd2-tiny", "odd-tiny", "bootstrap"])
  func latentsAndPictures(name: String) throws {
    let folder =
      name == "bootstrap"
      ? repository.appending(path: "Checkpoints/bootstrap") : fixture("checkpoints/\(name)")
    let model = try DiffusionModel(try CheckpointFolder(folder))
    let goldens = try SafetensorsFile(
      contentsOf: fixture("parity/\(name)/goldens.safetensors"))
    let cases = try JSONDecoder().decode(
      Cases.self, from: Data(contentsOf: fixture("parity/\(name)/cases.json")))
    for (index, pipeline) in cases.pipeline.enumerated() {
      let painting = try Renderer(model).begin(
        Layout(caption: pipeline.prompt, negative: pipeline.negative),
        RenderSettings(
          method: .plain, steps: pipeline.steps, guidanceScale: pipeline.guidanceScale),
        latents: try goldens.tensor(named: "pipeline.\(index).latents"))
      var sampling = painting.sampling
      var seen = 0
      while let step = try sampling.next() {
        #expect(step.index == seen)
        seen += 1
      }
      #expect(seen == pipeline.steps)
      expectClose(
        sampling.latents.channelsFirst(), try goldens.tensor(named: "pipeline.\(index).final"),
        within: 1e-3)
      try expectPicture(
        Renderer(model).picture(of: sampling.latents),
        try goldens.tensor(named: "pipeline.\(index).picture"))
    }
  }

  /// Compares 8-bit pixels: a difference of 1e-3 may move a value over one rounding border.
  private func expectPicture(_ image: Image, _ golden: Tensor) throws {
    let expected = golden.channelsLast().values.map { (min(max($0 / 2 + 0.5, 0), 1) * 255) }
    try #require(image.pixels.count == expected.count)
    let worst = zip(image.pixels, expected).map { abs(Float($0) - $1) }.max() ?? 0
    #expect(worst <= 0.5 + 1e-3 * 255)
  }
}

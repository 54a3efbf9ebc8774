import Diffusion
import Foundation
import Models
import Tensors
import TestSupport
import Testing

/// Whole walks from noise to latents against diffusers, from token ids on (Fixtures/SCHEMA.md).
@Suite struct DDIMWalkTests {
  private struct Cases: Decodable {
    struct Walk: Decodable {
      var negativeIDs: [Int]
      var promptIDs: [Int]
      var guidanceScale: Float
      var steps: Int
      var timesteps: [Float]

      private enum CodingKeys: String, CodingKey {
        case negativeIDs = "negative_ids"
        case promptIDs = "prompt_ids"
        case guidanceScale = "guidance_scale"
        case steps, timesteps
      }
    }

    var pipeline: [Walk]
  }

  @Test(arguments: ["sd1-tiny", "sd2-tiny", "odd-tiny", "bootstrap"])
  func latentsAgreeWithDiffusers(name: String) throws {
    let checkpoint = try CheckpointFolder(
      name == "bootstrap"
        ? repository.appending(path: "Checkpoints/bootstrap") : fixture("checkpoints/\(name)"))
    let (textEncoder, unet) = (try checkpoint.textEncoder(), try checkpoint.unet())
    let configuration = try ConfigurationFile.decode(
      DDIM.Configuration.self, from: checkpoint.schedulerConfiguration)
    let goldens = try SafetensorsFile(contentsOf: fixture("parity/\(name)/goldens.safetensors"))
    let cases = try ConfigurationFile.decode(
      Cases.self, from: fixture("parity/\(name)/cases.json"))
    for (number, walk) in cases.pipeline.enumerated() {
      let scheduler = try DDIM(configuration, steps: walk.steps)
      #expect(scheduler.timesteps == walk.timesteps)
      let context = textEncoder([walk.negativeIDs, walk.promptIDs]).lastHiddenState
      var latents = try goldens.tensor(named: "pipeline.\(number).latents").channelsLast()
      for (index, timestep) in scheduler.timesteps.enumerated() {
        let prediction = unet(
          latents.repeatedBatch(2), timesteps: [timestep], context: context)
        let (negative, positive) = (prediction.slice(0..<1), prediction.slice(1..<2))
        let output = negative + walk.guidanceScale * (positive - negative)
        latents = scheduler.step(modelOutput: output, index: index, sample: latents).sample
      }
      let expected = try goldens.tensor(named: "pipeline.\(number).final")
      expectClose(latents.channelsFirst(), expected, within: 1e-3)
    }
  }
}

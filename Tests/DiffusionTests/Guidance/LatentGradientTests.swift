import Diffusion
import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

/// Gradients of energies with respect to latents, through a whole denoiser, against diffusers and torch.
@Suite struct LatentGradientTests {
  @Test(arguments: ["sd1-tiny", "sd2-tiny", "odd-tiny"]) func throughTheDenoiser(
    name: String
  ) throws {
    let file = try EnergyCases.read("\(name)/energies")
    let goldens = try SafetensorsFile(contentsOf: fixture("parity/\(name)/energies.safetensors"))
    let unet = try CheckpointFolder(fixture("checkpoints/\(name)")).unet()
    let latents = try goldens.tensor(named: "latents").channelsLast()
    let text = try goldens.tensor(named: "text")
    let size = (height: latents.shape[1], width: latents.shape[2])
    let sites = unet.configuration.attentionSites(height: size.height, width: size.width)
    for (index, record) in file.cases.enumerated() {
      let energy = record.makeEnergy(reproducingFaults: true)
      let read = Set(energy.sites(among: sites, latents: size))
      #expect(Set(read.map(\.path)) == Set(record.layers), "\(record.energy)")
      let inputs = latents.tracked()
      let recorder = AttentionRecorder(expecting: read.count) { read.contains($0) }
      unet.attend(
        inputs, timesteps: [try #require(file.timestep)], context: text, control: recorder)
      let value = energy.value(
        of: recorder.maps, for: file.grounding(record.phrases),
        step: record.settings.step ?? 0)
      #expect(
        abs(value.loss.scalar - record.loss) <= 1e-3 * record.loss, "\(record.energy)")
      let gradient = value.loss.gradients(of: [inputs])[0].channelsFirst()
      expectClose(
        gradient, try goldens.tensor(named: "gradients.\(index)"), within: 1e-3, relative: true)
    }
  }
}

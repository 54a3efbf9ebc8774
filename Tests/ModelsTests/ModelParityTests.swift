import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

/// What diffusers and transformers computed (Fixtures/SCHEMA.md), for each checkpoint in the fixtures.
struct ParityCase: Sendable, CustomTestStringConvertible {
  struct Cases: Decodable, Sendable {
    struct Text: Decodable, Sendable { var ids: [Int] }
    struct UNet: Decodable, Sendable { var timesteps: [Float] }
    struct Empty: Decodable, Sendable {}
    var checkpoint: String
    var text: [Text]
    var unet: [UNet]
    var encode: [Empty]
    var decode: [Empty]
  }

  let name: String
  var testDescription: String { name }

  static let all = ["sd1-tiny", "sd2-tiny", "odd-tiny", "bootstrap"].map(ParityCase.init)

  func cases() throws -> Cases {
    try JSONDecoder().decode(
      Cases.self, from: Data(contentsOf: fixture("parity/\(name)/cases.json")))
  }

  func goldens() throws -> SafetensorsFile {
    try SafetensorsFile(contentsOf: fixture("parity/\(name)/goldens.safetensors"))
  }

  func checkpoint() throws -> CheckpointFolder {
    try CheckpointFolder(
      name == "bootstrap"
        ? repository.appending(path: "Checkpoints/bootstrap") : fixture("checkpoints/\(name)"))
  }
}

@Suite struct ModelParityTests {
  @Test(arguments: ParityCase.all) func textEncoder(parity: ParityCase) throws {
    let (goldens, model) = (try parity.goldens(), try parity.checkpoint().textEncoder())
    for (index, text) in try parity.cases().text.enumerated() {
      let output = model([text.ids])
      expectClose(
        output.lastHiddenState, try goldens.tensor(named: "text.\(index).last_hidden_state"),
        within: 1e-4)
      let pooled = try goldens.tensor(named: "text.\(index).pooled")
      expectClose(output.pooled, pooled.reshaped(output.pooled.shape), within: 1e-4)
    }
  }

  @Test(arguments: ParityCase.all) func unet(parity: ParityCase) throws {
    let (goldens, model) = (try parity.goldens(), try parity.checkpoint().unet())
    for (index, unet) in try parity.cases().unet.enumerated() {
      let sample = try goldens.tensor(named: "unet.\(index).sample").channelsLast()
      let output = model(
        sample, timesteps: unet.timesteps, context: try goldens.tensor(named: "unet.\(index).text"))
      expectClose(
        output.channelsFirst(), try goldens.tensor(named: "unet.\(index).output"), within: 1e-4,
        relative: true)
    }
  }

  /// Kernels that know neither precision are exact.
  ///
  /// Split products leave a digit out, bfloat16 keeps two and a half. The distance is relative to the
  /// result's length; it is greater where a few random weights don't average it out.
  @Test(arguments: ParityCase.all, [Precision.fp32x, .bf16])
  func roundedUNet(parity: ParityCase, precision: Precision) throws {
    let tolerance = precision == .fp32x ? 1e-4 : parity.name == "bootstrap" ? 2e-2 : 4e-2
    let goldens = try parity.goldens()
    let model = try Precision.$current.withValue(precision) {
      try parity.checkpoint().unet()
    }
    for (index, unet) in try parity.cases().unet.enumerated() {
      let sample = try goldens.tensor(named: "unet.\(index).sample").channelsLast()
      let output = model(
        sample, timesteps: unet.timesteps, context: try goldens.tensor(named: "unet.\(index).text"))
      let golden = try goldens.tensor(named: "unet.\(index).output")
      let distance = (output.channelsFirst() - golden).values.reduce(0) { $0 + Double($1 * $1) }
      let length = golden.values.reduce(0) { $0 + Double($1 * $1) }
      #expect((distance / length).squareRoot() <= tolerance)
    }
  }

  @Test(arguments: ParityCase.all) func autoencoderEncodes(parity: ParityCase) throws {
    let (goldens, model) = (try parity.goldens(), try parity.checkpoint().autoencoder())
    for index in try parity.cases().encode.indices {
      let posterior = model.encode(
        try goldens.tensor(named: "encode.\(index).picture").channelsLast())
      expectClose(
        posterior.mean.channelsFirst(), try goldens.tensor(named: "encode.\(index).mean"),
        within: 1e-3)
      expectClose(
        posterior.logVariance.channelsFirst(), try goldens.tensor(named: "encode.\(index).logvar"),
        within: 1e-3)
    }
  }

  @Test(arguments: ParityCase.all) func autoencoderDecodes(parity: ParityCase) throws {
    let (goldens, model) = (try parity.goldens(), try parity.checkpoint().autoencoder())
    for index in try parity.cases().decode.indices {
      let picture = model.decode(
        try goldens.tensor(named: "decode.\(index).latents").channelsLast())
      expectClose(
        picture.channelsFirst(), try goldens.tensor(named: "decode.\(index).picture"), within: 1e-3)
    }
  }
}

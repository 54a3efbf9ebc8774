import Foundation
import Models
import Networks
import Tensors
import TestSupport
import Testing

/// What `Fixtures/make/adapter_goldens.py` computed.
struct AdapterGoldens<Cases: Decodable> {
  let cases: Cases
  private let file: SafetensorsFile

  init(_ name: String) throws {
    cases = try JSONDecoder().decode(
      Cases.self, from: Data(contentsOf: fixture("parity/\(name)/cases.json")))
    file = try SafetensorsFile(contentsOf: fixture("parity/\(name)/goldens.safetensors"))
  }

  subscript(name: String) -> Tensor { get throws { try file.tensor(named: name) } }

  /// Holds a prediction and the gradient of the latents through it to what torch computed.
  func expectPrediction(
    _ prefix: String, sourceLocation: SourceLocation = #_sourceLocation,
    predict: (_ sample: Tensor, _ text: Tensor) -> Tensor
  ) throws {
    let sample = try self["\(prefix).sample"].channelsLast().tracked()
    let output = predict(sample, try self["\(prefix).text"])
    expectClose(
      output.channelsFirst().detached(), try self["\(prefix).output"], within: 1e-4,
      relative: true, sourceLocation: sourceLocation)
    let direction = try self["\(prefix).direction"].channelsLast()
    let gradient = output.gradients(of: [sample], seed: direction)[0]
    expectClose(
      gradient.channelsFirst(), try self["\(prefix).gradient"], within: 1e-3, relative: true,
      sourceLocation: sourceLocation)
  }
}

/// Weights that need no file: element i, from 1, is sin(0.37 i) over a root of the row's length.
///
/// The rule of the guidance goldens, with their exceptions for norms and gates.
struct RuleWeights: WeightSource {
  let place = "the goldens' rule"
  func contains(_ name: String) -> Bool { true }

  func tensor(named name: String, shape: Shape) throws -> Tensor {
    if name.hasSuffix("alpha_attn") { return Tensor(shape, [0.3]) }
    if name.hasSuffix("alpha_dense") { return Tensor(shape, [-0.2]) }
    let scale = shape.rank < 2 ? 0.5 : 1 / Double(shape.last).squareRoot()
    let isNorm = name.contains("norm") && name.hasSuffix("weight")
    return Tensor(
      shape,
      (1...shape.count).map { index in
        let value = sin(0.37 * Double(index)) * scale
        return Float(isNorm ? 1 + 0.1 * value : value)
      })
  }
}

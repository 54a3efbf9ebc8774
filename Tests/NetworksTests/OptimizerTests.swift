import Networks
import Tensors
import TestSupport
import Testing

@Suite struct ParametersTests {
  private func parameters() throws -> Parameters {
    try Parameters([
      .init("net", from: InitialWeights(.layers, seed: 1)) { weights in
        _ = try Convolution2D(inputs: 2, outputs: 3, kernel: 3, weights["conv"])
        _ = try GroupNorm(groups: 1, channels: 3, epsilon: 1e-5, weights["norm"])
      }
    ])
  }

  @Test func entriesHavePublishedNamesAndShapesAndTheirOwnOrder() throws {
    let parameters = try parameters()
    #expect(
      parameters.entries.map(\.name) == [
        "net.conv.weight", "net.conv.bias", "net.norm.weight", "net.norm.bias",
      ])
    #expect(parameters.entries[0].shape == [3, 2, 3, 3])
    #expect(parameters.values[0].shape == [3, 3, 3, 2])
    #expect(parameters.count == 54 + 3 + 3 + 3)
    #expect(parameters.published("net")["conv.weight"]?.shape == [3, 2, 3, 3])
  }

  @Test func aNetworkOfParametersIsTheOneTheyCameFrom() throws {
    let source = InitialWeights(.layers, seed: 1)
    let direct = try Convolution2D(inputs: 2, outputs: 3, kernel: 3, Weights(source)["conv"])
    let built = try Convolution2D(
      inputs: 2, outputs: 3, kernel: 3, try parameters()["net"]["conv"])
    #expect(direct.weight.values == built.weight.values)
    let parameters = try parameters()
    #expect(
      try parameters.tensor(named: "net.conv.weight", shape: [3, 2, 3, 3]).values
        == source.tensor(named: "conv.weight", shape: [3, 2, 3, 3]).values)
    #expect(throws: WeightsError.self) {
      try parameters.tensor(named: "net.conv.weight", shape: [3, 2, 1, 1])
    }
  }

  @Test func gradientsComeInTheOrderOfTheEntries() throws {
    let tracked = try parameters().tracked()
    let layer = try Convolution2D(inputs: 2, outputs: 3, kernel: 3, tracked["net"]["conv"])
    let x = Tensor(repeating: 1, [1, 3, 3, 2])
    let gradients = layer(x).sum().gradients(of: tracked.values)
    #expect(gradients.map(\.shape) == tracked.values.map(\.shape))
    #expect(gradients[1].values == [9, 9, 9])
    // The middle of a kernel sees all nine pixels, a corner four.
    #expect(gradients[0].values[8] == 9 && gradients[0].values[0] == 4)
    #expect(gradients[2].values == [0, 0, 0])
  }
}

@Suite struct InitialWeightsTests {
  private func moments(_ tensor: Tensor) -> (mean: Float, deviation: Float, largest: Float) {
    let mean = tensor.mean().scalar
    return (
      mean, ((tensor + -mean).squared().mean().scalar).squareRoot(),
      tensor.magnitude().maximum().scalar
    )
  }

  /// torch's `reset_parameters`: uniform within ±1/√inputs, so a deviation of 1/√(3 · inputs).
  @Test func layersBeginAsTorchsDo() throws {
    let source = InitialWeights(.layers, seed: 3)
    let weight = moments(try source.tensor(named: "a.weight", shape: [64, 32, 3, 3]))
    let bound = 1 / Float(32 * 9).squareRoot()
    #expect(abs(weight.mean) < bound / 50)
    #expect(abs(weight.deviation - bound / Float(3).squareRoot()) < bound / 50)
    #expect(weight.largest <= bound && weight.largest > bound * 0.99)
    let bias = moments(try source.tensor(named: "a.bias", shape: [4096]))
    #expect(bias.largest <= bound && bias.largest > bound * 0.9)
    #expect(try source.tensor(named: "n.weight", shape: [4]).values == [1, 1, 1, 1])
    #expect(try source.tensor(named: "n.bias", shape: [4]).values == [0, 0, 0, 0])
    #expect(try source.tensor(named: "alpha_attn", shape: []).scalar == 0)
  }

  /// transformers' `CLIPPreTrainedModel._init_weights`, figures by hand for 64 features and 2 layers.
  @Test(arguments: [
    ("embeddings.token_embedding.weight", 0.02),
    ("encoder.layers.0.self_attn.q_proj.weight", 0.0625),
    ("encoder.layers.0.self_attn.out_proj.weight", 0.125),
    ("encoder.layers.0.mlp.fc1.weight", 0.088_388), ("encoder.layers.0.mlp.fc2.weight", 0.0625),
  ])
  func textEncodersBeginAsTransformersDo(name: String, deviation: Float) throws {
    let source = InitialWeights(.clip(features: 64, layers: 2), seed: 3)
    let found = moments(try source.tensor(named: name, shape: [256, 64]))
    #expect(abs(found.deviation - deviation) < deviation / 30)
    #expect(abs(found.mean) < deviation / 30)
  }

  @Test func numbersDependOnSeedAndName() throws {
    func values(_ seed: UInt64, _ name: String) throws -> [Float] {
      try InitialWeights(.layers, seed: seed).tensor(named: name, shape: [3, 3]).values
    }
    #expect(try values(1, "a.weight") == values(1, "a.weight"))
    #expect(try values(1, "a.weight") != values(2, "a.weight"))
    #expect(try values(1, "a.weight") != values(1, "b.weight"))
  }
}

@Suite struct AdamWTests {
  private struct Numbers: WeightSource {
    let place = "numbers"
    func contains(_ name: String) -> Bool { true }
    func tensor(named name: String, shape: Shape) -> Tensor { Tensor([1, 2], [1, -2]) }
  }

  /// The first step moves every parameter by the rate against its gradient's sign, whatever its size.
  @Test func theFirstStepsAreThoseOfThePaper() throws {
    var parameters = try Parameters([
      .init("net", from: Numbers()) { _ = try $0.tensor("weight", [1, 2]) }
    ])
    var optimizer = AdamW(
      .init(meanDecay: 0.9, squareDecay: 0.99, epsilon: 0, weightDecay: 0.5), for: parameters)
    optimizer.step(&parameters, gradients: [Tensor([1, 2], [4, -0.25])], rate: 0.1)
    // p (1 − 0.1 · 0.5) ∓ 0.1
    expectClose(parameters.values[0], Tensor([1, 2], [0.85, -1.8]), within: 1e-6)
    optimizer.step(&parameters, gradients: [Tensor([1, 2], [0, 0])], rate: 0.1)
    // m = 0.9 · 0.4 / 0.19, v = 0.99 · 0.16 / 0.0199
    let move = 0.1 * (0.36 / 0.19) / (0.1584 / 0.0199 as Float).squareRoot()
    expectClose(
      parameters.values[0], Tensor([1, 2], [0.85 * 0.95 - move, -1.8 * 0.95 + move]), within: 1e-6)
    #expect(optimizer.steps == 2)
  }

  @Test func clippingShortensOnlyWhatIsLonger() {
    let gradients = [Tensor([2], [3, 0]), Tensor([1, 1], [-4])]
    #expect(GradientNorm.of(gradients) == 5)
    #expect(GradientNorm.clippingFactor(norm: 5, limit: 10) == 1)
    #expect(abs(GradientNorm.clippingFactor(norm: 5, limit: 1) - 0.2) < 1e-6)
  }
}

import Networks
import Tensors
import Testing

private struct OneTensor: WeightSource {
  let place = "toy.safetensors"
  func contains(_ name: String) -> Bool { name == "a.weight" }
  func tensor(named name: String, shape: Shape) throws -> Tensor {
    guard contains(name) else {
      throw WeightsError.missing(place: place, name: name, shape: shape)
    }
    guard shape == [2, 3] else {
      throw WeightsError.misshapen(place: place, name: name, found: [2, 3], expected: shape)
    }
    return Tensor([2, 3], [1, 2, 3, 4, 5, 6])
  }
}

@Suite struct WeightsTests {
  @Test func aLayerLoadsAtItsPath() throws {
    let layer = try Linear(inputs: 3, outputs: 2, bias: false, Weights(OneTensor())["a"])
    #expect(layer(Tensor([1, 3], [1, 0, 1])).values == [4, 10])
  }

  @Test func errorsNameTheWholePathAndBothShapes() {
    #expect(
      throws: WeightsError.misshapen(
        place: "toy.safetensors", name: "a.weight", found: [2, 3], expected: [4, 3])
    ) {
      try Linear(inputs: 3, outputs: 4, bias: false, Weights(OneTensor())["a"])
    }
    #expect(
      throws: WeightsError.missing(
        place: "toy.safetensors", name: "b.0.weight", shape: [1, 1])
    ) {
      try Linear(inputs: 1, outputs: 1, Weights(OneTensor())["b"][0])
    }
  }

  @Test func randomWeightsDependOnTheNameAlone() throws {
    let source = RandomWeights()
    let first = try source.tensor(named: "a.weight", shape: [8, 8])
    #expect(try source.tensor(named: "a.weight", shape: [8, 8]).values == first.values)
    #expect(try source.tensor(named: "b.weight", shape: [8, 8]).values != first.values)
  }
}

@Suite struct SinusoidalTimestepsTests {
  @Test func stepZeroIsAllZeroSinesAndOneCosines() {
    let embedding = SinusoidalTimesteps(features: 5, flipSinToCos: true, frequencyShift: 0)
    #expect(embedding([0]).values == [1, 1, 0, 0, 0])
  }
}

import TestSupport
import Testing

@testable import Tensors

/// Numbers in (−1, 1) that are the same in every run.
func numbers(_ shape: Shape, seed: UInt64) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return Tensor(
    shape,
    (0..<shape.count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 23) - 1
    })
}

/// Holds an operation and its derivative to the definition, written out in double precision.
///
/// The operation's result must equal the definition's, and the gradient of a random linear form of it
/// central differences of the same form of the definition, both to 1e-5 of the vector's length. Float
/// keeps 6e-8 a number; sums of a few hundred terms need the rest.
func checkGradient(
  of inputs: [Tensor], within tolerance: Double = 1e-5, step: Double = 1e-5,
  sourceLocation: SourceLocation = #_sourceLocation, _ operation: ([Tensor]) -> Tensor,
  definition: ([NaiveArray]) -> NaiveArray
) {
  let tracked = inputs.map { $0.tracked() }
  let result = operation(tracked)
  let arrays = inputs.map { NaiveArray($0.shape.sizes, $0.values.map { Double($0) }) }
  let expected = definition(arrays)
  #expect(result.shape.sizes == expected.shape, sourceLocation: sourceLocation)
  expectNear(
    result.values.map { Double($0) }, expected.values, tolerance, "result", sourceLocation)

  let weights = numbers(result.shape, seed: 77)
  let factors = weights.values.map { Double($0) }
  let gradients = result.gradients(of: tracked, seed: weights)
  func form(_ arrays: [NaiveArray]) -> Double {
    zip(definition(arrays).values, factors).reduce(0) { $0 + $1.0 * $1.1 }
  }
  for (index, gradient) in gradients.enumerated() {
    #expect(gradient.shape == inputs[index].shape, sourceLocation: sourceLocation)
    let slopes = arrays[index].values.indices.map { place in
      var (above, below) = (arrays, arrays)
      above[index].values[place] += step
      below[index].values[place] -= step
      return (form(above) - form(below)) / (2 * step)
    }
    expectNear(
      gradient.values.map { Double($0) }, slopes, tolerance, "gradient \(index)", sourceLocation)
  }
}

private func expectNear(
  _ found: [Double], _ expected: [Double], _ tolerance: Double, _ name: String,
  _ sourceLocation: SourceLocation
) {
  let difference = zip(found, expected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let length = expected.reduce(0) { $0 + $1 * $1 }
  let relative = (difference / max(length, 1e-12)).squareRoot()
  #expect(
    found.count == expected.count && relative <= tolerance,
    "\(name): differs by \(relative) of its length", sourceLocation: sourceLocation)
}

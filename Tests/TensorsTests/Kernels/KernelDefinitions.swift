import TestSupport
import Testing

@testable import Tensors

extension KernelLevel {
  /// The levels that this machine can run, BLAS among them: all are held to the same definitions.
  static let supported = allCases.filter(\.isSupported)
}

/// Normal numbers, the same for the same seed.
func noise(_ shape: Shape, seed: UInt64) -> Tensor {
  var source = PhiloxRandomSource(seed: seed)
  return source.normal(shape)
}

/// Expects a result whose distance from the definition is small beside the definition's length.
func expectNear(
  _ found: [Float], _ expected: [Double], within tolerance: Double, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let distance = zip(found, expected).reduce(0) {
    $0 + (Double($1.0) - $1.1) * (Double($1.0) - $1.1)
  }
  let length = expected.reduce(0) { $0 + $1 * $1 }
  // An inner size of a few can cancel to almost nothing: a length below 1 is taken as 1.
  #expect(
    distance.squareRoot() <= tolerance * max(1, length.squareRoot()),
    "\(what): \(distance.squareRoot()) of \(length.squareRoot())", sourceLocation: sourceLocation)
}

public import Tensors
public import Testing

/// Expects two tensors of one shape to differ by at most `tolerance`, absolutely.
///
/// - Parameters:
///   - actual: what was computed.
///   - expected: what it should be.
///   - tolerance: the largest difference allowed; times the largest expected magnitude if `relative`.
///   - relative: whether the tolerance is a share of the largest expected magnitude.
///   - sourceLocation: the place to report.
public func expectClose(
  _ actual: Tensor, _ expected: Tensor, within tolerance: Float, relative: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.shape == expected.shape else {
    Issue.record(
      "shapes differ: \(actual.shape), expected \(expected.shape)", sourceLocation: sourceLocation)
    return
  }
  let difference = largestDifference(actual, expected)
  let size = relative ? expected.values.reduce(0) { max($0, abs($1)) } : 1
  #expect(
    difference <= tolerance * size, "tolerance \(tolerance) × \(size)",
    sourceLocation: sourceLocation)
}

/// Returns the largest absolute difference of two tensors of one shape; NaN counts as infinite.
public func largestDifference(_ left: Tensor, _ right: Tensor) -> Float {
  zip(left.values, right.values).reduce(0) { worst, pair in
    let difference = abs(pair.0 - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

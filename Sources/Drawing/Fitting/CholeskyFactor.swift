/// The lower triangle L of a symmetric positive definite matrix L·Lᵀ of at most eight rows.
struct CholeskyFactor {
  private var rows: [SIMD8<Double>]

  /// Nil for a matrix that is not positive definite.
  init?(_ matrix: [SIMD8<Double>]) {
    rows = [SIMD8<Double>](repeating: SIMD8(), count: matrix.count)
    for row in matrix.indices {
      for column in 0...row {
        let rest = matrix[row][column] - (rows[row] * rows[column]).sum()
        if row == column {
          guard rest > 0, rest.isFinite else { return nil }
          rows[row][row] = rest.squareRoot()
        } else {
          rows[row][column] = rest / rows[column][column]
        }
      }
    }
  }

  /// The solution x of L·Lᵀ·x = right.
  func solution(_ right: SIMD8<Double>) -> SIMD8<Double> {
    var forward = SIMD8<Double>()
    for row in rows.indices {
      forward[row] = (right[row] - (rows[row] * forward).sum()) / rows[row][row]
    }
    return direction(forward)
  }

  /// The solution x of Lᵀ·x = right: with unit vectors on the right, directions along which the
  /// matrix is the identity.
  func direction(_ right: SIMD8<Double>) -> SIMD8<Double> {
    var result = SIMD8<Double>()
    for row in rows.indices.reversed() {
      var rest = right[row]
      for other in rows.indices where other > row { rest -= rows[other][row] * result[other] }
      result[row] = rest / rows[row][row]
    }
    return result
  }
}

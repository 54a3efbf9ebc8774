/// The eigenvalues and eigenvectors of a symmetric matrix, by cyclic Jacobi rotations.
///
/// Golub and Van Loan, Matrix Computations, section 8.5: slow and exact, for a few hundred rows.
struct SymmetricEigen {
  /// The eigenvalues, largest first.
  let values: [Double]
  /// The eigenvectors in the same order, each of length 1 with its largest component positive.
  let vectors: [[Double]]

  /// Decomposes a matrix given row by row.
  init(_ matrix: [Double], size: Int) {
    precondition(matrix.count == size * size, "eigen: \(matrix.count) numbers for \(size) rows")
    var a = matrix
    var v = [Double](repeating: 0, count: size * size)
    for index in 0..<size { v[index * size + index] = 1 }
    let total = a.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<Self.mostSweeps {
      var off = 0.0
      for row in 0..<size {
        for column in 0..<row { off += a[row * size + column] * a[row * size + column] }
      }
      if off <= total * 1e-24 { break }
      for p in 0..<size { for q in p + 1..<max(size, p + 1) { Self.rotate(&a, &v, size, p, q) } }
    }
    let order = (0..<size).sorted { a[$0 * size + $0] > a[$1 * size + $1] }
    values = order.map { a[$0 * size + $0] }
    vectors = order.map { column in
      let vector = (0..<size).map { v[$0 * size + column] }
      let largest = vector.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? vector.map { -$0 } : vector
    }
  }

  /// Convergence is quadratic: ten sweeps suffice for any matrix that fits into memory.
  private static let mostSweeps = 40

  private static func rotate(
    _ a: inout [Double], _ v: inout [Double], _ size: Int, _ p: Int, _ q: Int
  ) {
    let element = a[p * size + q]
    guard element != 0 else { return }
    let ratio = (a[q * size + q] - a[p * size + p]) / (2 * element)
    let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (ratio * ratio + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    a.withUnsafeMutableBufferPointer { a in
      for k in 0..<size {
        let (left, right) = (a[k * size + p], a[k * size + q])
        a[k * size + p] = cosine * left - sine * right
        a[k * size + q] = sine * left + cosine * right
      }
      for k in 0..<size {
        let (left, right) = (a[p * size + k], a[q * size + k])
        a[p * size + k] = cosine * left - sine * right
        a[q * size + k] = sine * left + cosine * right
      }
    }
    v.withUnsafeMutableBufferPointer { v in
      for k in 0..<size {
        let (left, right) = (v[k * size + p], v[k * size + q])
        v[k * size + p] = cosine * left - sine * right
        v[k * size + q] = sine * left + cosine * right
      }
    }
  }
}

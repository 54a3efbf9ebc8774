import COpenBLAS

/// One operand of a matrix product: a pointer, the distance between rows, and whether it is transposed.
struct GemmOperand {
  let base: UnsafePointer<Float>
  let stride: Int
  let transposed: Bool

  init(_ base: UnsafePointer<Float>, stride: Int, transposed: Bool = false) {
    self.base = base
    self.stride = stride
    self.transposed = transposed
  }
}

/// Writes target = scale · left × right + keep · target, row-major.
///
/// The target is `[rows, columns]` at `targetStride` floats a row; left is `[rows, inner]` or, when
/// transposed, `[inner, rows]`; right is `[inner, columns]` or, when transposed, `[columns, inner]`.
func gemm(
  rows: Int, columns: Int, inner: Int, left: GemmOperand, right: GemmOperand,
  target: UnsafeMutablePointer<Float>, targetStride: Int, scale: Float = 1, keep: Float = 0
) {
  guard rows > 0, columns > 0 else { return }
  FloatingPointOperations.add(rows: rows, columns: columns, inner: inner)
  cblas_sgemm(
    CblasRowMajor, left.transposed ? CblasTrans : CblasNoTrans,
    right.transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
    blasint(inner), scale, left.base, blasint(left.stride), right.base, blasint(right.stride),
    keep, target, blasint(targetStride))
}

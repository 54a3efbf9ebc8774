internal import CKernels
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

/// Writes target = scale · left × right, or adds that to the target if it is to be kept, row-major.
///
/// The target is `[rows, columns]` at `targetStride` floats a row; left is `[rows, inner]` or, when
/// transposed, `[inner, rows]`; right is `[inner, columns]` or, when transposed, `[columns, inner]`.
/// Of pairs, both are rounded to bfloat16 first: left must be given transposed then, scale be 1, and
/// kernels of our own be there.
func gemm(
  rows: Int, columns: Int, inner: Int, left: GemmOperand, right: GemmOperand,
  target: UnsafeMutablePointer<Float>, targetStride: Int, scale: Float = 1,
  keepsTarget: Bool = false, isPaired: Bool = false, kernels: ProductKernels? = .current
) {
  guard rows > 0, columns > 0 else { return }
  FloatingPointOperations.add(rows: rows, columns: columns, inner: inner)
  guard let kernels else {
    cblas_sgemm(
      CblasRowMajor, left.transposed ? CblasTrans : CblasNoTrans,
      right.transposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns),
      blasint(inner), scale, left.base, blasint(left.stride), right.base, blasint(right.stride),
      keepsTarget ? 1 : 0, target, blasint(targetStride))
    return
  }
  precondition(!isPaired || left.transposed && scale == 1, "gemm: no such product of pairs")
  let elements = isPaired ? (inner + 1) / 2 : inner
  let panels = Storage(uninitialized: kernels.packedCount(inner: elements, columns: columns))
  kernels.pack(
    right, count: inner, columns: columns, scale: scale, into: panels.base, inner: elements,
    form: isPaired ? .pairs : .floats)
  let pairs = isPaired ? kernels.pairedUp(left, count: inner, columns: rows) : nil
  var product = ckernels_product(
    left: pairs.map { .init($0.base, stride: rows, transposed: true) } ?? left, inner: elements,
    panels: UnsafeRawPointer(panels.base), columns: columns, target: target,
    targetStride: targetStride)
  if keepsTarget {
    product.addend = UnsafePointer(target)
    product.addend_stride = targetStride
  }
  kernels.multiply(product, rows: rows, transposed: left.transposed, isPaired: isPaired)
  withExtendedLifetime(pairs) {}
}

extension ckernels_product {
  /// A product of plain matrices, without bias or addend.
  init(
    left: GemmOperand, inner: Int, panels: UnsafeRawPointer, columns: Int,
    target: UnsafeMutablePointer<Float>, targetStride: Int
  ) {
    self.init()
    self.left = UnsafeRawPointer(left.base)
    left_stride = left.stride
    self.inner = inner
    segments = 1
    self.panels = panels
    self.columns = columns
    self.target = target
    target_stride = targetStride
  }

  /// Says where what rounding left lies, if the panels have it: on the left behind so many elements.
  mutating func split(_ panels: Panels, leftElements: Int) {
    guard panels.form == .splitPairs else { return }
    left_low = leftElements
    panels_low = panels.low
  }
}

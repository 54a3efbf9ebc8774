/// How the elements of both sides of a product are held while they are multiplied.
enum ElementForm: Sendable, Hashable {
  /// Single precision.
  case floats
  /// Pairs of inner indices, rounded to bfloat16.
  case pairs
  /// The same, and pairs of what rounding leaves: three products of pairs are almost as exact as one of
  /// floats (A. Heinecke et al., arXiv 1904.06376), and with tiles faster.
  case splitPairs

  /// The form that weights of a precision take; BLAS knows floats alone.
  init(_ precision: Precision, _ kernels: ProductKernels?) {
    switch precision {
    case .bf16 where kernels != nil: self = .pairs
    case .fp32x where kernels?.hasTiles == true: self = .splitPairs
    default: self = .floats
    }
  }

  /// The elements that so many inner indices take.
  func elements(_ count: Int) -> Int { self == .floats ? count : (count + 1) / 2 }

  /// How many elements there are for each: two where what rounding leaves lies behind the rounded ones.
  var parts: Int { self == .splitPairs ? 2 : 1 }
}

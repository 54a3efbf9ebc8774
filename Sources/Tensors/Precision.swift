/// How exactly the weights of networks are held while they are read.
///
/// Activations, sums and normalizations are single precision throughout. Weights that are learnt stay single precision and are rounded for their
/// products: mixed precision (arXiv 1710.03740), whose losses need no scale since bfloat16 has the range
/// of single precision.
public enum Precision: String, Codable, Sendable, Hashable, CaseIterable {
  /// Single precision.
  case fp32
  /// Single precision by way of bfloat16: both sides of products are split into two of them, and three
  /// of the four products summed, with an error of 4e-6 instead of 1e-7. On processors with AMX that is
  /// several times as fast; on others it is `fp32`.
  case fp32x
  /// bfloat16, eight bits of mantissa: half the memory. Products of matrices, gradients among them,
  /// round their left side to it as well, and so are twice as fast on processors with AVX512_BF16 or AMX.
  /// There attention rounds its operands, too; its gradients are single precision.
  case bf16

  /// Those that are computed in different ways by the kernels of this process.
  public static var distinct: [Precision] {
    allCases.filter { $0 == .fp32 || ElementForm($0, .current) != .floats }
  }

  /// The precision of layers that are made in the scope of
  /// `Precision.$current.withValue(.bf16) { … }`, and ever after.
  @TaskLocal public static var current: Precision = .fp32
}

/// How exactly the weights of networks are held while they are read.
///
/// Activations, sums, normalizations and attention are single precision throughout. Weights that are
/// learnt stay single precision and are rounded for their products: mixed precision
/// (arXiv 1710.03740), whose losses need no scale since bfloat16 has the range of single precision.
public enum Precision: String, Codable, Sendable, Hashable, CaseIterable {
  /// Single precision.
  case fp32
  /// bfloat16, eight bits of mantissa: half the memory. Products of matrices, gradients among them,
  /// round their left side to it as well, and so are twice as fast on processors with AVX512_BF16.
  case bf16

  /// The precision of layers that are made in the scope of
  /// `Precision.$current.withValue(.bf16) { … }`, and ever after.
  @TaskLocal public static var current: Precision = .fp32
}

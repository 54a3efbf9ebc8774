internal import Synchronization

/// How exactly the weights of networks are held while they are read.
///
/// Activations, sums, normalizations and attention are single precision throughout; weights that are
/// learnt, too.
public enum Precision: String, Sendable, Hashable, CaseIterable {
  /// Single precision.
  case fp32
  /// bfloat16, eight bits of mantissa: half the memory. Products of matrices round their left side to
  /// it as well, and so are twice as fast on processors with AVX512_BF16.
  case bf16

  private static let isLow = Atomic(false)

  /// The precision of layers that have not been loaded yet.
  public static var current: Precision { isLow.load(ordering: .relaxed) ? .bf16 : .fp32 }

  /// Sets the precision of layers that have not been loaded yet, process-wide.
  public static func use(_ precision: Precision) {
    isLow.store(precision == .bf16, ordering: .relaxed)
  }
}

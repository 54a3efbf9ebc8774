/// A stream of random numbers, owned by whoever draws from it.
///
/// Sources are values: a copy continues from the same place on its own, and the same seed gives the
/// same numbers on every machine.
public protocol RandomSource: Sendable {
  /// Draws from the normal distribution with mean 0 and standard deviation 1.
  mutating func normal(_ shape: Shape) -> Tensor

  /// Draws from the uniform distribution on [0, 1), in multiples of 2⁻²⁴.
  mutating func uniform(_ shape: Shape) -> Tensor
}

public import Tensors

/// Weights drawn at random under their names: for measuring shapes that no checkpoint here has.
///
/// Matrices and kernels are uniform with the variance 1/(3 · inputs) that PyTorch's layers start from;
/// norms are one, biases zero. The same name gives the same numbers.
public struct RandomWeights: WeightSource {
  /// How messages name this source.
  public let place = "random weights"

  /// Creates a source of random weights.
  public init() {}

  /// Always true but for `query`, an old spelling that models look for.
  public func contains(_ name: String) -> Bool { !name.hasSuffix("query.weight") }

  /// Returns a tensor of the shape, filled for the name.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    guard shape.rank > 1 else {
      return Tensor(repeating: name.hasSuffix("weight") ? 1 : 0, shape)
    }
    let bound = 1 / Float(shape.sizes.dropFirst().reduce(1, *)).squareRoot()
    // FNV-1a over the name seeds a 64-bit linear congruential generator.
    var state = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    let block = (0..<min(Self.period, shape.count)).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Float(state >> 40) / Float(1 << 23) - 1) * bound
    }
    return Tensor(shape) { target in
      for start in stride(from: 0, to: target.count, by: Self.period) {
        let end = min(start + Self.period, target.count)
        _ = target[start..<end].initialize(fromContentsOf: block.prefix(end - start))
      }
    }
  }

  /// After so many numbers a tensor repeats itself: a prime, so that no two rows are alike.
  ///
  /// Drawing each of the billion numbers of a large model afresh would take seconds.
  private static let period = 65_521
}

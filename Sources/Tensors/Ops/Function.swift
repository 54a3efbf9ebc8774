#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

extension Tensor {
  /// Returns every element times itself.
  public func squared() -> Tensor {
    mapped { $0 * $0 }.derived(from: [self]) { [input = detached()] in
      [$0.combined(with: input, "squared") { 2 * $0 * $1 }]
    }
  }

  /// Returns the square root of every element; the derivative at 0 is taken as 0.
  public func squareRoot() -> Tensor {
    let root = mapped { $0.squareRoot() }
    return root.derived(from: [self]) {
      [$0.combined(with: root, "squareRoot") { $1 > 0 ? $0 / (2 * $1) : 0 }]
    }
  }

  /// Returns the magnitude of every element; the derivative at 0 is 0, as in PyTorch.
  public func magnitude() -> Tensor {
    mapped { abs($0) }.derived(from: [self]) { [input = detached()] in
      [$0.combined(with: input, "magnitude") { $1 > 0 ? $0 : $1 < 0 ? -$0 : 0 }]
    }
  }

  /// Returns e to the power of every element.
  public func exponential() -> Tensor {
    let power = mapped { expf($0) }
    return power.derived(from: [self]) { [$0 * power] }
  }

  /// Returns the natural logarithm of every element.
  public func logarithm() -> Tensor {
    mapped { logf($0) }.derived(from: [self]) { [input = detached()] in [$0 / input] }
  }

  /// Returns the hyperbolic tangent of every element.
  public func hyperbolicTangent() -> Tensor {
    let result = mapped { tanhf($0) }
    return result.derived(from: [self]) {
      [$0.combined(with: result, "hyperbolicTangent") { $0 * (1 - $1 * $1) }]
    }
  }

  /// Returns 1 / (1 + e^−x) of every element.
  public func sigmoid() -> Tensor {
    let result = mapped { 1 / (1 + expf(-$0)) }
    return result.derived(from: [self]) {
      [$0.combined(with: result, "sigmoid") { $0 * $1 * (1 - $1) }]
    }
  }
}

internal import CKernels

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// A nonlinearity applied to each element.
public enum Activation: String, Sendable, Hashable, CaseIterable {
  /// x · sigmoid(x), also called swish.
  case silu
  /// x · sigmoid(1.702 x), which OpenAI's CLIP was trained with.
  case quickGELU
  /// x · Φ(x) with the error function.
  case gelu
  /// x · Φ(x) by the tanh approximation.
  case geluTanh
  /// max(x, 0).
  case relu
  /// x · tanh(ln(1 + eˣ)) (arXiv 1908.08681).
  case mish
}

extension Tensor {
  /// Returns the activation of every element.
  public func applying(_ activation: Activation) -> Tensor {
    let result =
      switch activation {
      case .silu: rowwise { ckernels_silu($0, $1, $2) }
      case .quickGELU: rowwise { ckernels_quick_gelu($0, $1, $2) }
      case .gelu: rowwise { ckernels_gelu($0, $1, $2) }
      case .geluTanh: rowwise { ckernels_gelu_tanh($0, $1, $2) }
      case .relu: mapped { max($0, 0) }
      case .mish: mapped { $0 > 20 ? $0 : $0 * tanhf(log1pf(expf($0))) }
      }
    return result.derived(from: [self]) { [input = detached()] in
      [input.slope(of: activation, times: $0)]
    }
  }

  /// Returns a gradient times the activation's derivative at every element.
  private func slope(of activation: Activation, times gradient: Tensor) -> Tensor {
    switch activation {
    case .silu: rowwise(gradient) { ckernels_silu_gradient($0, $1, $2, $3) }
    case .quickGELU: rowwise(gradient) { ckernels_quick_gelu_gradient($0, $1, $2, $3) }
    case .gelu: rowwise(gradient) { ckernels_gelu_gradient($0, $1, $2, $3) }
    case .geluTanh: rowwise(gradient) { ckernels_gelu_tanh_gradient($0, $1, $2, $3) }
    case .relu: combined(with: gradient, "relu") { $0 > 0 ? $1 : 0 }
    case .mish: combined(with: gradient, "mish") { $1 * mishSlope($0) }
    }
  }

  /// Returns value · gelu(gate) of a tensor that holds value and gate side by side in its last axis.
  ///
  /// `[…, 2 · width]` becomes `[…, width]` (GEGLU: arXiv 2002.05202).
  public func gatedGELU() -> Tensor {
    precondition(shape.last % 2 == 0, "gatedGELU: the last axis of \(shape) is odd")
    let width = shape.last / 2
    let source = storage
    return Tensor.computed(Shape(shape.sizes.dropLast() + [width])) { target in
      forEachRange(of: shape.rows, work: 4 * width) { range in
        ckernels_geglu(
          source.base + range.lowerBound * 2 * width, target.base + range.lowerBound * width,
          range.count, width)
      }
    }.derived(from: [self]) { [shape] gradient in
      let slopes = Tensor.computed(shape) { target in
        let slope = gradient.storage
        forEachRange(of: shape.rows, work: 8 * width) { range in
          let start = range.lowerBound * 2 * width
          ckernels_geglu_gradient(
            source.base + start, slope.base + range.lowerBound * width, target.base + start,
            range.count, width)
        }
      }
      return [slopes]
    }
  }

  private func rowwise(
    _ kernel: @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void
  ) -> Tensor {
    let source = storage
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.count, work: 4) { range in
        kernel(source.base + range.lowerBound, target.base + range.lowerBound, range.count)
      }
    }
  }

  private func rowwise(
    _ gradient: Tensor,
    _ kernel:
      @Sendable (
        UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int
      ) -> Void
  ) -> Tensor {
    let (source, slope) = (storage, gradient.storage)
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.count, work: 4) { range in
        let start = range.lowerBound
        kernel(source.base + start, slope.base + start, target.base + start, range.count)
      }
    }
  }
}

/// With t = tanh(softplus(x)): t + x (1 − t²) sigmoid(x).
private func mishSlope(_ x: Float) -> Float {
  guard x < 20 else { return 1 }
  let bend = tanhf(log1pf(expf(x)))
  return bend + x * (1 - bend * bend) / (1 + expf(-x))
}

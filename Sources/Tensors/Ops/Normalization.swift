internal import CKernels

extension Tensor {
  /// Returns each row of the last axis with mean 0 and variance 1, scaled and shifted.
  ///
  /// Layer normalization (arXiv 1607.06450, equation 4) of `[…, features]`.
  ///
  /// - Parameters:
  ///   - weight: `[features]`.
  ///   - bias: `[features]`.
  ///   - epsilon: added to the variance.
  /// - Returns: a tensor of this shape.
  public func layerNorm(weight: Tensor, bias: Tensor, epsilon: Float) -> Tensor {
    let width = shape.last
    precondition(
      weight.shape == [width] && bias.shape == [width],
      "layerNorm: weight \(weight.shape) and bias \(bias.shape) do not fit \(shape)")
    let (source, scale, shift) = (storage, weight.storage, bias.storage)
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.rows, work: 2 * width) { range in
        ckernels_layer_norm(
          source.base + range.lowerBound * width, scale.base, shift.base,
          target.base + range.lowerBound * width, range.count, width, epsilon)
      }
    }
  }

  /// Returns each group of channels with mean 0 and variance 1 over the picture, scaled and shifted.
  ///
  /// Group normalization (arXiv 1803.08494) of `[batch, …, channels]`; sums are kept in double.
  ///
  /// - Parameters:
  ///   - groups: the number of groups, a divisor of the channels.
  ///   - weight: `[channels]`.
  ///   - bias: `[channels]`.
  ///   - epsilon: added to the variance.
  ///   - silu: whether SiLU follows, in the same pass over memory.
  /// - Returns: a tensor of this shape.
  public func groupNorm(
    groups: Int, weight: Tensor, bias: Tensor, epsilon: Float, silu: Bool = false
  ) -> Tensor {
    let channels = shape.last
    precondition(
      groups > 0 && channels % groups == 0 && weight.shape == [channels]
        && bias.shape == [channels],
      "groupNorm: \(groups) groups, weight \(weight.shape), bias \(bias.shape) do not fit \(shape)")
    let pixels = shape.rows / shape[0]
    let source = storage
    return Tensor.computed(shape) { target in
      for item in 0..<shape[0] {
        let offset = item * pixels * channels
        let (scale, shift) = groupScales(
          of: source.base + offset, pixels: pixels, groups: groups, weight: weight, bias: bias,
          epsilon: epsilon)
        forEachRange(of: pixels, work: 4 * channels) { range in
          let start = offset + range.lowerBound * channels
          ckernels_scale_shift(
            source.base + start, scale, shift, target.base + start, range.count, channels,
            silu ? 1 : 0)
        }
      }
    }
  }
}

/// Returns what each channel is multiplied by and then shifted by to normalise its group.
private func groupScales(
  of source: UnsafePointer<Float>, pixels: Int, groups: Int, weight: Tensor, bias: Tensor,
  epsilon: Float
) -> (scale: [Float], shift: [Float]) {
  let channels = weight.shape.count
  let width = channels / groups
  var sums = [Double](repeating: 0, count: 2 * groups)
  ckernels_group_sums(source, pixels, channels, groups, &sums)
  var scale = [Float](repeating: 0, count: channels)
  var shift = scale
  let count = Double(pixels * width)
  for group in 0..<groups {
    let mean = sums[2 * group] / count
    let variance = max(0, sums[2 * group + 1] / count - mean * mean)
    let inverse = 1 / (variance + Double(epsilon)).squareRoot()
    for channel in group * width..<(group + 1) * width {
      let factor = Double(weight.storage.base[channel]) * inverse
      scale[channel] = Float(factor)
      shift[channel] = Float(Double(bias.storage.base[channel]) - mean * factor)
    }
  }
  return (scale, shift)
}

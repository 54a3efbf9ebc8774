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
    let normalise = layerNormaliser(weight: weight, bias: bias, epsilon: epsilon)
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.rows, work: 2 * width) { range in
        normalise(range, target.base + range.lowerBound * width)
      }
    }.derived(from: [self, weight, bias]) {
      [input = detached(), weight = weight.detached()] gradient, wanted in
      input.layerNormGradients(gradient, weight: weight, epsilon: epsilon, wanted: wanted)
    }
  }

  /// Returns what `layerNorm` does as rows that products with weights read.
  ///
  /// Rows that these would round are rounded once, while they are in the nearest cache, unless a derivative will
  /// be asked for.
  ///
  /// - Parameters:
  ///   - weight: `[features]`.
  ///   - bias: `[features]`.
  ///   - epsilon: added to the variance.
  ///   - weights: what the rows are multiplied with, of shape `[outputs, features]`.
  /// - Returns: rows of this shape.
  public func layerNormRows(
    weight: Tensor, bias: Tensor, epsilon: Float, for weights: [PackedWeight]
  ) -> ProductRows {
    guard let kernels = ProductKernels.current, let form = ProductRows.form(for: weights),
      !isTracked, !weight.isTracked, !bias.isTracked
    else { return ProductRows(layerNorm(weight: weight, bias: bias, epsilon: epsilon)) }
    return .rounded(
      shape, form, kernels,
      fill: layerNormaliser(weight: weight, bias: bias, epsilon: epsilon))
  }

  /// Returns what writes a range of normalised rows.
  private func layerNormaliser(
    weight: Tensor, bias: Tensor, epsilon: Float
  ) -> @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void {
    let width = shape.last
    precondition(
      weight.shape == [width] && bias.shape == [width],
      "layerNorm: weight \(weight.shape) and bias \(bias.shape) do not fit \(shape)")
    return { [source = storage, scale = weight.storage, shift = bias.storage] rows, target in
      ckernels_layer_norm(
        source.base + rows.lowerBound * width, scale.base, shift.base, target, rows.count, width,
        epsilon)
    }
  }

  private func layerNormGradients(
    _ gradient: Tensor, weight: Tensor, epsilon: Float, wanted: [Bool]
  ) -> [Tensor?] {
    let width = shape.last
    let forParameters = wanted[1] || wanted[2]
    var sums = [Double](repeating: 0, count: forParameters ? 2 * width : 0)
    let (source, slope, scale) = (storage, gradient.storage, weight.storage)
    let rows = shape.rows
    let forInput = Tensor.computed(shape) { target in
      if forParameters {
        sums.withUnsafeMutableBufferPointer { sums in
          guard let base = sums.baseAddress else { return }
          ckernels_layer_norm_gradient(
            source.base, scale.base, slope.base, target.base, base, base + width, rows, width,
            epsilon)
        }
      } else {
        forEachRange(of: rows, work: 4 * width) { range in
          let start = range.lowerBound * width
          ckernels_layer_norm_gradient(
            source.base + start, scale.base, slope.base + start, target.base + start, nil, nil,
            range.count, width, epsilon)
        }
      }
    }
    return [
      forInput, wanted[1] ? Tensor([width], sums.prefix(width).map { Float($0) }) : nil,
      wanted[2] ? Tensor([width], sums.suffix(width).map { Float($0) }) : nil,
    ]
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
    let normalise = groupNormaliser(
      groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: silu)
    return Tensor.computed(shape) { target in
      forEachRange(of: shape.rows, work: 4 * channels) { range in
        normalise(range, target.base + range.lowerBound * channels)
      }
    }.derived(from: [self, weight, bias]) {
      [input = detached(), weight = weight.detached(), bias = bias.detached()] gradient, wanted in
      let slopes = GroupNormGradient(
        input: input, weight: weight, bias: bias, groups: groups, epsilon: epsilon, silu: silu,
        gradient: gradient)
      return [
        slopes.input, wanted[1] ? slopes.weight : nil, wanted[2] ? slopes.bias : nil,
      ]
    }
  }

  /// Returns what `groupNorm` does as rows that products with weights read.
  ///
  /// Rows that these would round are rounded once, while they are in the nearest cache, unless a derivative will
  /// be asked for.
  ///
  /// - Parameters:
  ///   - groups: the number of groups, a divisor of the channels.
  ///   - weight: `[channels]`.
  ///   - bias: `[channels]`.
  ///   - epsilon: added to the variance.
  ///   - silu: whether SiLU follows.
  ///   - weights: what the rows are multiplied with, of shape `[outputs, channels]`.
  /// - Returns: rows of this shape.
  public func groupNormRows(
    groups: Int, weight: Tensor, bias: Tensor, epsilon: Float, silu: Bool = false,
    for weights: [PackedWeight]
  ) -> ProductRows {
    guard let kernels = ProductKernels.current, let form = ProductRows.form(for: weights),
      !isTracked, !weight.isTracked, !bias.isTracked
    else {
      return ProductRows(
        groupNorm(groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: silu))
    }
    return .rounded(
      shape, form, kernels,
      fill: groupNormaliser(
        groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: silu))
  }

  /// Returns what `groupNorm` does as pixels that a convolution reads, rounded where it would round them.
  ///
  /// - Parameters:
  ///   - groups: the number of groups, a divisor of the channels.
  ///   - weight: `[channels]`.
  ///   - bias: `[channels]`.
  ///   - epsilon: added to the variance.
  ///   - silu: whether SiLU follows.
  ///   - kernel: of shape `[outputs, kernel height, kernel width, channels]`.
  ///   - geometry: the convolution's stride and padding.
  /// - Returns: pixels of this shape, `[batch, height, width, channels]`.
  public func groupNormRows(
    groups: Int, weight: Tensor, bias: Tensor, epsilon: Float, silu: Bool = false,
    for kernel: PackedWeight, geometry: ConvolutionGeometry
  ) -> ProductRows {
    let rounds = ProductKernels.current.map {
      NativeConvolution(
        PatchRows(shape, kernel.shape, geometry), items: shape[0], outputs: kernel.outputs, $0
      ).rounds(for: kernel.form)
    }
    return groupNormRows(
      groups: groups, weight: weight, bias: bias, epsilon: epsilon, silu: silu,
      for: rounds == true ? [kernel] : [])
  }

  /// Returns what writes a range of normalised pixels of all items.
  private func groupNormaliser(
    groups: Int, weight: Tensor, bias: Tensor, epsilon: Float, silu: Bool
  ) -> @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void {
    let channels = shape.last
    precondition(
      groups > 0 && channels % groups == 0 && weight.shape == [channels]
        && bias.shape == [channels],
      "groupNorm: \(groups) groups, weight \(weight.shape), bias \(bias.shape) do not fit \(shape)")
    let (source, pixels) = (storage, shape.rows / max(1, shape[0]))
    let scales = (0..<shape[0]).map { item in
      groupScales(
        GroupMoments.of(
          source.base + item * pixels * channels, pixels: pixels, channels: channels,
          groups: groups, epsilon: epsilon), weight: weight, bias: bias)
    }
    return { rows, target in
      var start = rows.lowerBound
      while start < rows.upperBound {
        let item = start / pixels
        let end = min(rows.upperBound, (item + 1) * pixels)
        ckernels_scale_shift(
          source.base + start * channels, scales[item].scale, scales[item].shift,
          target + (start - rows.lowerBound) * channels, end - start, channels, silu ? 1 : 0)
        start = end
      }
    }
  }
}

/// The mean of a group and the inverse of its standard deviation.
struct GroupMoments: Sendable {
  let mean: Double
  let inverse: Double

  /// Returns the moments of each group of one item, `[pixels, channels]`.
  static func of(
    _ source: UnsafePointer<Float>, pixels: Int, channels: Int, groups: Int, epsilon: Float
  ) -> [GroupMoments] {
    let sums = channelSums(source, pixels: pixels, channels: channels)
    let width = channels / groups
    let count = Double(pixels * width)
    return (0..<groups).map { group in
      var (sum, squares) = (0.0, 0.0)
      for channel in group * width..<(group + 1) * width {
        sum += sums[channel]
        squares += sums[channels + channel]
      }
      let mean = sum / count
      let variance = max(0, squares / count - mean * mean)
      return GroupMoments(mean: mean, inverse: 1 / (variance + Double(epsilon)).squareRoot())
    }
  }

  /// Returns the sum of each channel and, behind them, of its squares.
  ///
  /// Pixels are summed up by blocks, 64 at most, so that sums are the same at any number of threads.
  private static func channelSums(
    _ source: UnsafePointer<Float>, pixels: Int, channels: Int
  ) -> [Double] {
    let block = max(256, (pixels + 63) / 64)
    let blocks = max(1, (pixels + block - 1) / block)
    var sums = [Double](repeating: 0, count: 2 * channels * blocks)
    sums.withUnsafeMutableBufferPointer { sums in
      guard let base = sums.baseAddress else { return }
      nonisolated(unsafe) let (source, target) = (source, base)
      forEachRange(of: blocks, work: block * channels) { range in
        for index in range {
          let first = index * block
          ckernels_channel_sums(
            source + first * channels, min(block, pixels - first), channels,
            target + 2 * channels * index)
        }
      }
    }
    for start in stride(from: 2 * channels, to: sums.count, by: 2 * channels) {
      for channel in 0..<2 * channels { sums[channel] += sums[start + channel] }
    }
    return Array(sums.prefix(2 * channels))
  }
}

/// Returns what each channel is multiplied by and then shifted by to normalise its group.
func groupScales(
  _ moments: [GroupMoments], weight: Tensor, bias: Tensor
) -> (scale: [Float], shift: [Float]) {
  let channels = weight.shape.count
  let width = channels / moments.count
  var scale = [Float](repeating: 0, count: channels)
  var shift = scale
  for channel in 0..<channels {
    let group = moments[channel / width]
    let factor = Double(weight.storage.base[channel]) * group.inverse
    scale[channel] = Float(factor)
    shift[channel] = Float(Double(bias.storage.base[channel]) - group.mean * factor)
  }
  return (scale, shift)
}

internal import CKernels

/// The gradients of `groupNorm` with respect to its input, scale and shift.
///
/// With n the normalised input, g the gradient before the scale and w the scale, within a group of m
/// elements: dx = inverse · (g w − Σ g w / m − n · Σ g w n / m).
struct GroupNormGradient {
  let input: Tensor
  private var weightSums: [Double]
  private var biasSums: [Double]

  /// The gradient with respect to the scale, `[channels]`.
  var weight: Tensor { Tensor([weightSums.count], weightSums.map { Float($0) }) }
  /// The gradient with respect to the shift, `[channels]`.
  var bias: Tensor { Tensor([biasSums.count], biasSums.map { Float($0) }) }

  init(
    input: Tensor, weight: Tensor, bias: Tensor, groups: Int, epsilon: Float, silu: Bool,
    gradient: Tensor
  ) {
    let shape = input.shape
    let channels = shape.last
    let pixels = shape.rows / shape[0]
    var weightSums = [Double](repeating: 0, count: channels)
    var biasSums = weightSums
    self.input = Tensor.computed(shape) { target in
      for item in 0..<shape[0] {
        let offset = item * pixels * channels
        let moments = GroupMoments.of(
          input.storage.base + offset, pixels: pixels, channels: channels, groups: groups,
          epsilon: epsilon)
        var slopes = [Double](repeating: 0, count: channels)
        var products = slopes
        let (scale, shift) = groupScales(moments, weight: weight, bias: bias)
        ckernels_scale_shift_gradient(
          input.storage.base + offset, scale, shift, gradient.storage.base + offset,
          target.base + offset, &slopes, &products, pixels, channels, silu ? 1 : 0)
        let factors = ChannelFactors(
          moments: moments, weight: weight, slopes: slopes, products: products, pixels: pixels)
        let source = input.storage
        forEachRange(of: pixels, work: 2 * channels) { range in
          let start = offset + range.lowerBound * channels
          ckernels_combine_channels(
            target.base + start, source.base + start, factors.slope, factors.source,
            factors.constant, target.base + start, range.count, channels)
        }
        for channel in 0..<channels {
          let group = moments[channel / (channels / groups)]
          biasSums[channel] += slopes[channel]
          // Σ g n = (Σ g x − mean · Σ g) · inverse
          weightSums[channel] +=
            (products[channel] - group.mean * slopes[channel]) * group.inverse
        }
      }
    }
    self.weightSums = weightSums
    self.biasSums = biasSums
  }
}

/// What the slope and the input of each channel are multiplied by, and what is added.
private struct ChannelFactors: Sendable {
  var slope: [Float] = []
  var source: [Float] = []
  var constant: [Float] = []

  init(
    moments: [GroupMoments], weight: Tensor, slopes: [Double], products: [Double], pixels: Int
  ) {
    let width = slopes.count / moments.count
    let count = Double(pixels * width)
    let weights = weight.values.map { Double($0) }
    for (index, group) in moments.enumerated() {
      var (meanSlope, meanProduct) = (0.0, 0.0)
      for channel in index * width..<(index + 1) * width {
        let normalised = (products[channel] - group.mean * slopes[channel]) * group.inverse
        meanSlope += weights[channel] * slopes[channel] / count
        meanProduct += weights[channel] * normalised / count
      }
      for channel in index * width..<(index + 1) * width {
        slope.append(Float(group.inverse * weights[channel]))
        source.append(Float(-group.inverse * group.inverse * meanProduct))
        constant.append(
          Float(group.inverse * (group.mean * group.inverse * meanProduct - meanSlope)))
      }
    }
  }
}

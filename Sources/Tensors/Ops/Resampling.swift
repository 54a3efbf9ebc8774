extension Tensor {
  /// Returns a picture of another size in which each pixel is the nearest source pixel.
  ///
  /// As PyTorch's `interpolate(mode="nearest")`: the source index is ⌊index · source / target⌋.
  ///
  /// - Parameters:
  ///   - height: the rows of the result, which is `[batch, height, width, channels]`.
  ///   - width: the columns of the result.
  /// - Returns: `[batch, height, width, channels]`.
  public func resizedNearest(height: Int, width: Int) -> Tensor {
    precondition(shape.rank == 4, "resizedNearest: expected a picture, got \(shape)")
    let (sourceHeight, sourceWidth, channels) = (shape[1], shape[2], shape[3])
    let columns = (0..<width).map { $0 * sourceWidth / width }
    let source = storage
    return Tensor.computed([shape[0], height, width, channels]) { target in
      forEachRange(of: shape[0] * height, work: width * channels) { range in
        for row in range {
          let sourceRow =
            row / height * sourceHeight + row % height * sourceHeight / height
          let from = source.base + sourceRow * sourceWidth * channels
          let into = target.base + row * width * channels
          for (column, sourceColumn) in columns.enumerated() {
            (into + column * channels).update(from: from + sourceColumn * channels, count: channels)
          }
        }
      }
    }.derived(from: [self]) { [shape] in [$0.gatheredNearest(into: shape)] }
  }

  /// Returns the sums of the pixels that were copied from each pixel of a source shape.
  func gatheredNearest(into source: Shape) -> Tensor {
    let (height, width, channels) = (shape[1], shape[2], shape[3])
    let columns = (0..<width).map { $0 * source[2] / width }
    let gradient = storage
    return Tensor.computed(source) { target in
      target.base.update(repeating: 0, count: source.count)
      forEachRange(of: source[0], work: height * width * channels) { items in
        for row in items.lowerBound * height..<items.upperBound * height {
          let sourceRow = row / height * source[1] + row % height * source[1] / height
          let into = target.base + sourceRow * source[2] * channels
          let from = gradient.base + row * width * channels
          for (column, sourceColumn) in columns.enumerated() {
            for channel in 0..<channels {
              into[sourceColumn * channels + channel] += from[column * channels + channel]
            }
          }
        }
      }
    }
  }
}

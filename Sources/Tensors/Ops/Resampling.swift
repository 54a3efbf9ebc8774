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
    }
  }
}

/// Unrolls a picture into one row a pixel that holds the patch under the kernel (im2col, NHWC).
struct PatchRows: Sendable {
  let height: Int
  let width: Int
  let channels: Int
  let kernelHeight: Int
  let kernelWidth: Int
  let geometry: ConvolutionGeometry

  var outputHeight: Int { geometry.outputSize(height, kernel: kernelHeight) }
  var outputWidth: Int { geometry.outputSize(width, kernel: kernelWidth) }
  /// Floats in one patch.
  var patchSize: Int { kernelHeight * kernelWidth * channels }

  /// How many patches are unrolled at a time: 8 MiB of them stay near the cores.
  var rowsPerStrip: Int { max(64, (2 << 20) / patchSize) }

  /// Writes the patches of the output pixels `rows` (row-major) into `target`.
  func unroll(
    _ picture: UnsafePointer<Float>, rows: Range<Int>, into target: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let picture = picture
    nonisolated(unsafe) let target = target
    forEachRange(of: rows.count, work: patchSize) { range in
      for index in range {
        unrollPatch(picture, pixel: rows.lowerBound + index, into: target + index * patchSize)
      }
    }
  }

  private func unrollPatch(
    _ picture: UnsafePointer<Float>, pixel: Int, into patch: UnsafeMutablePointer<Float>
  ) {
    let top = pixel / outputWidth * geometry.stride - geometry.leading
    let left = pixel % outputWidth * geometry.stride - geometry.leading
    // Columns of the kernel that lie on the picture; the rest of each kernel row is padding.
    let first = min(max(0, -left), kernelWidth)
    let last = max(first, min(kernelWidth, width - left))
    for kernelRow in 0..<kernelHeight {
      let row = patch + kernelRow * kernelWidth * channels
      let y = top + kernelRow
      guard y >= 0, y < height, first < last else {
        row.update(repeating: 0, count: kernelWidth * channels)
        continue
      }
      row.update(repeating: 0, count: first * channels)
      (row + first * channels).update(
        from: picture + (y * width + left + first) * channels, count: (last - first) * channels)
      (row + last * channels).update(repeating: 0, count: (kernelWidth - last) * channels)
    }
  }

  /// Adds patches of the output pixels `rows` to the pixels that they lie on (col2im, NHWC).
  ///
  /// Patches overlap, so threads share the channels and not the rows.
  func fold(
    _ source: UnsafePointer<Float>, rows: Range<Int>, into picture: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let source = source
    nonisolated(unsafe) let picture = picture
    forEachRange(of: channels, work: rows.count * kernelHeight * kernelWidth) { range in
      for index in 0..<rows.count {
        foldPatch(
          source + index * patchSize, pixel: rows.lowerBound + index, channels: range,
          into: picture)
      }
    }
  }

  private func foldPatch(
    _ patch: UnsafePointer<Float>, pixel: Int, channels range: Range<Int>,
    into picture: UnsafeMutablePointer<Float>
  ) {
    let top = pixel / outputWidth * geometry.stride - geometry.leading
    let left = pixel % outputWidth * geometry.stride - geometry.leading
    for kernelRow in 0..<kernelHeight where (0..<height).contains(top + kernelRow) {
      for kernelColumn in 0..<kernelWidth where (0..<width).contains(left + kernelColumn) {
        let from = patch + (kernelRow * kernelWidth + kernelColumn) * channels
        let into = picture + ((top + kernelRow) * width + left + kernelColumn) * channels
        for channel in range { into[channel] += from[channel] }
      }
    }
  }
}

extension PatchRows {
  /// The patches of `[batch, height, width, channels]` under a kernel of
  /// `[outputs, kernel height, kernel width, channels]`.
  init(_ picture: Shape, _ kernel: Shape, _ geometry: ConvolutionGeometry) {
    self.init(
      height: picture[1], width: picture[2], channels: picture[3], kernelHeight: kernel[1],
      kernelWidth: kernel[2], geometry: geometry)
  }
}

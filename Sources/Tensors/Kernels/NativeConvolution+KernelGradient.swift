internal import CKernels

extension NativeConvolution {
  /// Returns the gradient with respect to the kernel by Winograd's algorithm on tiles of 2, nil where another way is
  /// faster.
  ///
  /// It takes 16 products for the four results of a tile instead of 36, of numbers that are transformed once, not
  /// gathered nine times, and errs no more. Sums are those of the same tiles at any number of threads.
  ///
  /// - Parameters:
  ///   - gradient: of the result, `[items, output height, output width, outputs]`.
  ///   - picture: `[items, height, width, inputs]`.
  ///   - form: pairs are rounded once they are transformed.
  /// - Returns: `[outputs, 3, 3, inputs]`.
  func kernelGradient(_ gradient: Tensor, picture: Tensor, form: ElementForm) -> Tensor? {
    guard let convolution = tiles(for: form) else { return nil }
    count()
    let (inputs, outputs) = (convolution.inputs, convolution.outputs)
    let isRounded = convolution.rounded != 0
    let sums = Storage(uninitialized: 16 * outputs * inputs)
    let all = kernels.tiles(of: convolution)
    let most = max(Self.leastBlock, Self.blockFloats / 16 / (inputs + outputs) / 2 * 2)
    let (pictureBase, gradientBase) = (picture.storage.base, gradient.storage.base)
    var convolutionOfPicture = convolution
    convolutionOfPicture.picture = UnsafePointer(pictureBase)
    for start in stride(from: 0, to: all, by: most) {
      let tiles = start..<min(start + most, all)
      let rows = isRounded ? (tiles.count + 1) / 2 : tiles.count
      let pictures = Storage(uninitialized: 16 * rows * inputs)
      let slopes = Storage(uninitialized: 16 * rows * outputs)
      kernels.transformForKernel(
        convolutionOfPicture, gradient: gradientBase, tiles: tiles, rows: rows,
        pictures: pictures.base, slopes: slopes.base)
      kernels.addPositions(
        rows: rows, outputs: outputs, inputs: inputs, pictures: pictures.base,
        slopes: slopes.base, isPaired: isRounded, keepsSums: start > 0, into: sums.base)
    }
    withExtendedLifetime((picture, gradient)) {}
    return Tensor.computed([outputs, 3, 3, inputs]) { target in
      kernels.finishKernelGradient(
        sums.base, outputs: outputs, inputs: inputs, into: target.base)
    }
  }

  /// Tiles that go through together, at least, and floats that they are transformed to.
  private static let leastBlock = 256
  private static let blockFloats = 6 << 20
}

extension ProductKernels {
  /// The number of tiles of a convolution, of all items.
  func tiles(of convolution: ckernels_winograd) -> Int {
    withUnsafePointer(to: convolution) { table.pointee.winograd_tiles($0) }
  }

  /// Transforms a block of tiles for the gradient of a kernel.
  fileprivate func transformForKernel(
    _ convolution: ckernels_winograd, gradient: UnsafePointer<Float>, tiles: Range<Int>, rows: Int,
    pictures: UnsafeMutablePointer<Float>, slopes: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let (convolution, gradient) = (convolution, gradient)
    nonisolated(unsafe) let (pictures, slopes) = (pictures, slopes)
    forEachRange(of: rows, work: 16 * (convolution.inputs + convolution.outputs)) { range in
      withUnsafePointer(to: convolution) {
        table.pointee.transform_for_kernel(
          $0, gradient, ckernels_range(tiles), ckernels_range(range), pictures, slopes)
      }
    }
  }

  /// Multiplies transformed slopes with pictures at each of 16 positions; threads share positions and panels.
  fileprivate func addPositions(
    rows: Int, outputs: Int, inputs: Int, pictures: UnsafePointer<Float>,
    slopes: UnsafePointer<Float>, isPaired: Bool, keepsSums: Bool,
    into sums: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let (pictures, slopes, sums) = (pictures, slopes, sums)
    let panels = panels(inputs)
    let kernel =
      isPaired ? table.pointee.multiply_transposed_pairs : table.pointee.multiply_transposed
    forEachRange(of: 16 * panels, work: rows * outputs * panel / 16) { range in
      for index in range {
        let (position, part) = (index / panels, index % panels)
        let target = sums + position * outputs * inputs
        var product = ckernels_product(
          left: .init(slopes + position * rows * outputs, stride: outputs, transposed: true),
          inner: rows, panels: UnsafeRawPointer(pictures + position * rows * inputs),
          columns: inputs, target: target, targetStride: inputs)
        if keepsSums {
          product.addend = UnsafePointer(target)
          product.addend_stride = inputs
        }
        withUnsafePointer(to: product) {
          kernel?($0, ckernels_range(0..<outputs), ckernels_range(part..<part + 1))
        }
      }
    }
  }

  /// Writes the gradient that positions' sums make.
  fileprivate func finishKernelGradient(
    _ sums: UnsafePointer<Float>, outputs: Int, inputs: Int,
    into target: UnsafeMutablePointer<Float>
  ) {
    nonisolated(unsafe) let (sums, target) = (sums, target)
    forEachRange(of: outputs, work: 25 * inputs) {
      table.pointee.finish_kernel_gradient(sums, outputs, inputs, ckernels_range($0), target)
    }
  }
}

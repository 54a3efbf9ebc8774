/// How a kernel moves over a picture: the step and the zero rows and columns around it, in pixels.
public struct ConvolutionGeometry: Hashable, Sendable {
  /// The step in both directions.
  public var stride: Int
  /// Zeros above and to the left.
  public var leading: Int
  /// Zeros below and to the right.
  public var trailing: Int

  /// Creates a geometry; `trailing` equals `leading` unless it is given.
  public init(stride: Int = 1, padding leading: Int = 0, trailing: Int? = nil) {
    self.stride = stride
    self.leading = leading
    self.trailing = trailing ?? leading
  }

  /// Returns the output size of an input size under a kernel size.
  public func outputSize(_ input: Int, kernel: Int) -> Int {
    max(0, (input + leading + trailing - kernel) / stride + 1)
  }
}

extension Tensor {
  /// Returns the convolution of `[batch, height, width, inputs]` with a kernel, plus a bias.
  ///
  /// - Parameters:
  ///   - weight: `[outputs, kernel height, kernel width, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - geometry: stride and padding.
  /// - Returns: `[batch, height, width, outputs]`.
  public func convolution(
    weight: Tensor, bias: Tensor? = nil, geometry: ConvolutionGeometry = .init()
  ) -> Tensor {
    precondition(
      shape.rank == 4 && weight.shape.rank == 4 && shape[3] == weight.shape[3],
      "convolution: channels differ, picture \(shape), kernel \(weight.shape)")
    if weight.shape[1] == 1, weight.shape[2] == 1, geometry == ConvolutionGeometry() {
      return linear(weight: weight.reshaped([weight.shape[0], shape[3]]), bias: bias)
    }
    return convolution(weight: PackedWeight(weight), bias: bias, geometry: geometry)
  }

  /// Returns the convolution of `[batch, height, width, inputs]` with a kernel that is packed once.
  ///
  /// A kernel of 3 × 3 and stride 1 goes through Winograd's algorithm where that is faster; others
  /// are products of the patches under the kernel, which exist only as addresses of pixels. Without
  /// kernels of our own, patches are unrolled, a strip at a time, and multiplied by BLAS.
  ///
  /// - Parameters:
  ///   - weight: of shape `[outputs, kernel height, kernel width, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - addend: of the result's shape, such as a residual path; added while the result is written.
  ///   - geometry: stride and padding.
  /// - Returns: `[batch, height, width, outputs]`.
  public func convolution(
    weight: PackedWeight, bias: Tensor? = nil, adding addend: Tensor? = nil,
    geometry: ConvolutionGeometry = .init()
  ) -> Tensor {
    ProductRows(self).convolution(
      weight: weight, bias: bias, adding: addend, geometry: geometry)
  }

  /// Returns the convolution of a picture enlarged by repeating pixels, plus a bias.
  ///
  /// A picture twice as high and wide is never written: kernels read each pixel where it would lie.
  ///
  /// - Parameters:
  ///   - height: the rows of the enlarged picture, as in `resizedNearest`.
  ///   - width: its columns.
  ///   - weight: of shape `[outputs, kernel height, kernel width, inputs]`.
  ///   - bias: `[outputs]`, or nil for none.
  ///   - geometry: stride and padding.
  /// - Returns: `[batch, height, width, outputs]`.
  public func convolution(
    enlargedTo height: Int, _ width: Int, weight: PackedWeight, bias: Tensor? = nil,
    geometry: ConvolutionGeometry = .init()
  ) -> Tensor {
    guard let kernels = ProductKernels.current, shape.rank == 4, height == 2 * shape[1],
      width == 2 * shape[2]
    else {
      return resizedNearest(height: height, width: width).convolution(
        weight: weight, bias: bias, geometry: geometry)
    }
    precondition(
      weight.shape.rank == 4 && shape[3] == weight.inputs,
      "convolution: channels differ, picture \(shape), kernel \(weight.shape)")
    let patches = PatchRows(
      height: height, width: width, channels: shape[3], kernelHeight: weight.shape[1],
      kernelWidth: weight.shape[2], geometry: geometry)
    let native = NativeConvolution(
      patches, items: shape[0], outputs: weight.outputs, isExact: weight.origin != nil,
      isDoubled: true, kernels)
    let result = Tensor.computed(
      [shape[0], patches.outputHeight, patches.outputWidth, weight.outputs]
    ) { target in
      native.run(ProductRows(self), weight: weight, bias: bias, into: target)
    }
    // A kernel that is not learnt needs no picture.
    let input = weight.origin == nil ? nil : detached()
    return result.derived(fromOrigins: [origin, weight.origin, bias?.origin]) {
      [shape] gradient, wanted in
      [
        wanted[0]
          ? native.pictureGradient(gradient, weight: weight).gatheredNearest(into: shape) : nil,
        wanted[1]
          ? input.map {
            gradient.patchProducts(
              with: $0.resizedNearest(height: height, width: width), patches, for: weight)
          } : nil,
        wanted[2] ? gradient.rowSums().reshaped([weight.outputs]) : nil,
      ]
    }
  }

  /// Writes the products of patches, unrolled a strip at a time, with a kernel, plus what is to be added.
  fileprivate func unrolled(
    _ patches: PatchRows, times weight: Tensor, bias: Tensor?, addend: Tensor?, into target: Storage
  ) {
    let (outputs, pixels) = (weight.shape[0], patches.outputHeight * patches.outputWidth)
    let keepsTarget = fill(target, rows: shape[0] * pixels, bias: bias, addend: addend)
    let strip = patches.rowsPerStrip
    let rows = Storage(uninitialized: min(strip, pixels) * patches.patchSize)
    for item in 0..<shape[0] {
      let picture = storage.base + item * shape[1] * shape[2] * shape[3]
      for start in stride(from: 0, to: pixels, by: strip) {
        let range = start..<min(start + strip, pixels)
        patches.unroll(picture, rows: range, into: rows.base)
        gemm(
          rows: range.count, columns: outputs, inner: patches.patchSize,
          left: .init(rows.base, stride: patches.patchSize),
          right: .init(weight.storage.base, stride: patches.patchSize, transposed: true),
          target: target.base + (item * pixels + start) * outputs, targetStride: outputs,
          keepsTarget: keepsTarget)
      }
    }
  }

  /// Returns the gradient with respect to the picture: each output's gradient times its patch of the kernel.
  fileprivate func foldedBack(by weight: Tensor, _ patches: PatchRows, into shape: Shape) -> Tensor
  {
    let outputs = weight.shape[0]
    let pixels = patches.outputHeight * patches.outputWidth
    return Tensor.computed(shape) { target in
      target.base.update(repeating: 0, count: shape.count)
      let strip = patches.rowsPerStrip
      let products = Storage(uninitialized: min(strip, pixels) * patches.patchSize)
      for item in 0..<shape[0] {
        for start in stride(from: 0, to: pixels, by: strip) {
          let rows = start..<min(start + strip, pixels)
          gemm(
            rows: rows.count, columns: patches.patchSize, inner: outputs,
            left: .init(storage.base + (item * pixels + start) * outputs, stride: outputs),
            right: .init(weight.storage.base, stride: patches.patchSize), target: products.base,
            targetStride: patches.patchSize)
          patches.fold(
            products.base, rows: rows,
            into: target.base + item * patches.height * patches.width * patches.channels)
        }
      }
    }
  }

  /// Returns the gradient with respect to the kernel: Σ over pixels of each output's gradient times its patch.
  func patchProducts(
    with picture: Tensor, _ patches: PatchRows, for weight: PackedWeight
  ) -> Tensor {
    let outputs = weight.outputs
    let native = ProductKernels.current.map {
      NativeConvolution(patches, items: picture.shape[0], outputs: outputs, $0)
    }
    if let result = native?.kernelGradient(self, picture: picture, form: weight.form) {
      return result
    }
    let pixels = patches.outputHeight * patches.outputWidth
    return Tensor.computed(weight.shape) { target in
      target.base.update(repeating: 0, count: target.count)
      let strip = patches.rowsPerStrip
      let unrolled = Storage(uninitialized: min(strip, pixels) * patches.patchSize)
      for item in 0..<picture.shape[0] {
        let source =
          picture.storage.base + item * patches.height * patches.width * patches.channels
        for start in stride(from: 0, to: pixels, by: strip) {
          let rows = start..<min(start + strip, pixels)
          patches.unroll(source, rows: rows, into: unrolled.base)
          gemm(
            rows: outputs, columns: patches.patchSize, inner: rows.count,
            left: .init(
              storage.base + (item * pixels + start) * outputs, stride: outputs, transposed: true),
            right: .init(unrolled.base, stride: patches.patchSize), target: target.base,
            targetStride: patches.patchSize, keepsTarget: true, isPaired: weight.form == .pairs)
        }
      }
    }
  }
}

extension ProductRows {
  /// The same as a tensor's convolution.
  public func convolution(
    weight: PackedWeight, bias: Tensor? = nil, adding addend: Tensor? = nil,
    geometry: ConvolutionGeometry = .init()
  ) -> Tensor {
    precondition(
      shape.rank == 4 && weight.shape.rank == 4 && shape[3] == weight.inputs,
      "convolution: channels differ, picture \(shape), kernel \(weight.shape)")
    let patches = PatchRows(shape, weight.shape, geometry)
    let sizes: Shape = [shape[0], patches.outputHeight, patches.outputWidth, weight.outputs]
    precondition(
      addend.map { $0.shape == sizes } ?? true,
      "convolution: \(addend?.shape ?? []) is added to \(sizes)")
    let native = ProductKernels.current.map {
      NativeConvolution(
        patches, items: sizes[0], outputs: weight.outputs, isExact: weight.origin != nil, $0)
    }
    let result = Tensor.computed(sizes) { target in
      if let native {
        native.run(self, weight: weight, bias: bias, addend: addend, into: target)
      } else {
        exact.unrolled(patches, times: weight.tensor, bias: bias, addend: addend, into: target)
      }
    }
    // A kernel that is not learnt needs no picture.
    let input = weight.origin == nil ? nil : tensor?.detached()
    let origins = [tensor?.origin, weight.origin, bias?.origin, addend?.origin]
    return result.derived(fromOrigins: origins) { [shape] gradient, wanted in
      [
        wanted[0]
          ? native?.pictureGradient(gradient, weight: weight)
            ?? gradient.foldedBack(by: weight.tensor, patches, into: shape) : nil,
        wanted[1]
          ? input.map { gradient.patchProducts(with: $0, patches, for: weight) } : nil,
        wanted[2] ? gradient.rowSums().reshaped([weight.outputs]) : nil,
        wanted[3] ? gradient : nil,
      ]
    }
  }
}

internal import CKernels

/// A convolution by kernels of our own, and its derivatives.
struct NativeConvolution: Sendable {
  private let patches: PatchRows
  private let items: Int
  private let outputs: Int
  let kernels: ProductKernels
  /// Whether Winograd's algorithm may lose no digit.
  private let isExact: Bool
  /// Whether each pixel stands for two by two: the picture is half as high and wide as its patches say.
  private let isDoubled: Bool

  /// Creates a convolution.
  ///
  /// Winograd's algorithm on large tiles loses a digit, and the first steps of Adam, which go by the signs of
  /// gradients, make more of it: what is learnt had better be exact.
  init(
    _ patches: PatchRows, items: Int, outputs: Int, isExact: Bool = false, isDoubled: Bool = false,
    _ kernels: ProductKernels
  ) {
    self.isExact = isExact
    self.isDoubled = isDoubled
    self.patches = patches
    self.items = items
    self.outputs = outputs
    self.kernels = kernels
  }

  /// Writes the convolution of a picture, plus a bias and a tensor of the result's shape.
  func run(
    _ picture: ProductRows, weight: PackedWeight, bias: Tensor?, addend: Tensor? = nil,
    into target: Storage
  ) {
    count()
    correlate(
      forward, picture, panels: weight.forward(kernels), bias: bias, addend: addend, into: target)
  }

  /// Whether a picture is rounded before it is multiplied with a kernel of this form.
  func rounds(for form: ElementForm) -> Bool {
    form != .floats
      && (isSplitOrTiled(form, inputs: patches.channels) || winograd(forward, form: form) == nil)
  }

  private var forward: Passage {
    let geometry = patches.geometry
    return Passage(
      height: patches.height >> (isDoubled ? 1 : 0), width: patches.width >> (isDoubled ? 1 : 0),
      inputs: patches.channels, outputHeight: patches.outputHeight,
      outputWidth: patches.outputWidth, outputs: outputs, stride: geometry.stride, spread: 1,
      leading: geometry.leading, isDoubled: isDoubled)
  }

  /// Returns the gradient with respect to the picture: a convolution of the result's gradient, spread
  /// out by the stride, with the kernel turned round.
  func pictureGradient(_ gradient: Tensor, weight: PackedWeight) -> Tensor {
    count()
    let shape: Shape = [items, patches.height, patches.width, patches.channels]
    let geometry = patches.geometry
    return Tensor.computed(shape) { target in
      correlate(
        Passage(
          height: patches.outputHeight, width: patches.outputWidth, inputs: outputs,
          outputHeight: patches.height, outputWidth: patches.width, outputs: patches.channels,
          stride: 1, spread: geometry.stride,
          leading: patches.kernelHeight - 1 - geometry.leading),
        ProductRows(gradient), panels: weight.backward(kernels), into: target)
    }
  }

  /// Counts what it does as it is written out.
  func count() {
    FloatingPointOperations.add(
      rows: items * patches.outputHeight * patches.outputWidth, columns: outputs,
      inner: patches.patchSize)
  }

  /// Writes a convolution in either direction.
  private func correlate(
    _ passage: Passage, _ picture: ProductRows, panels: Panels, bias: Tensor? = nil,
    addend: Tensor? = nil, into target: Storage
  ) {
    if !isSplitOrTiled(panels.form, inputs: passage.inputs),
      var convolution = winograd(passage, form: panels.form)
    {
      let storage = picture.exact.storage
      convolution.picture = UnsafePointer(storage.base)
      convolution.panels = UnsafeRawPointer(panels.storage.base)
      convolution.pairs = panels.form == .pairs ? 1 : 0
      convolution.target = target.base
      convolution.bias = bias.map { UnsafePointer($0.storage.base) }
      convolution.addend = addend.map { UnsafePointer($0.storage.base) }
      withExtendedLifetime(storage) { kernels.convolve(convolution) }
      return
    }
    let pixels = items * passage.height * passage.width
    let left = picture.elements(panels.form, kernels)
    let zeros = Storage(zeros: panels.elements)
    var places = ckernels_patches(passage, patches)
    places.channels = panels.elements
    places.zeros = UnsafeRawPointer(zeros.base)
    withUnsafePointer(to: places) {
      var product = ckernels_product(
        left: .init(left.base, stride: panels.elements), inner: panels.elements,
        panels: UnsafeRawPointer(panels.storage.base), columns: passage.outputs,
        target: target.base, targetStride: passage.outputs)
      product.patches = $0
      product.segments = patches.kernelHeight * patches.kernelWidth
      product.bias = bias.map { UnsafePointer($0.storage.base) }
      product.addend = addend.map { UnsafePointer($0.storage.base) }
      product.addend_stride = passage.outputs
      product.split(panels, leftElements: pixels * panels.elements)
      kernels.multiply(
        product, rows: items * passage.outputHeight * passage.outputWidth,
        isPaired: panels.form != .floats)
    }
    withExtendedLifetime((left, zeros)) {}
  }

  /// Whether products in tiles make up for what Winograd's algorithm saves; split pairs it can't take.
  private func isSplitOrTiled(_ form: ElementForm, inputs: Int) -> Bool {
    form == .splitPairs
      || kernels.hasTiles && form == .pairs && form.elements(inputs) % 16 == 0
  }

  /// The tiles by which Winograd's algorithm is the faster way, nil where it is not: measured, it takes enough of
  /// them to be worth a kernel's transform, and pictures that fill them.
  private func winograd(_ passage: Passage, form: ElementForm) -> ckernels_winograd? {
    guard
      patches.kernelHeight == 3, patches.kernelWidth == 3, passage.stride == 1,
      passage.spread == 1, passage.leading >= 0, !passage.isDoubled || passage.leading == 1,
      kernels.canTransform(inputs: passage.inputs, outputs: passage.outputs)
    else { return nil }
    let rounds = form == .pairs && kernels.roundsTiles
    let pixels = items * passage.outputHeight * passage.outputWidth
    let (small, large) = (tiles(passage, of: 4), tiles(passage, of: 6))
    if passage.isDoubled {
      return large >= Self.leastTiles
        ? .init(passage, items: items, tile: 6, isRounded: rounds) : nil
    }
    // Large tiles are transformed with more work: a tenth less of products is not enough.
    if !isExact, large >= Self.leastLargeTiles, 10 * 64 * large < 9 * 36 * small {
      return .init(passage, items: items, tile: 6)
    }
    let least = tiles(passage, of: 2)
    let isPlain = isExact && form == .floats
    if rounds && least >= Self.leastRoundedTiles || isPlain && least >= Self.leastExactTiles,
      5 * pixels >= 3 * 4 * least
    {
      return .init(passage, items: items, tile: 2, isRounded: rounds)
    }
    return !isExact && small >= Self.leastTiles && 5 * pixels >= 3 * 16 * small
      ? .init(passage, items: items, tile: 4) : nil
  }

  private static let leastTiles = 4
  /// A panel's kernels are transformed to 16 positions instead of 36, and multiplied twice as fast.
  private static let leastRoundedTiles = 8
  private static let leastExactTiles = 16
  private static let leastGradientTiles = 32
  /// A panel's kernels are transformed to 64 positions.
  private static let leastLargeTiles = 32

  /// Tiles of 2 for the gradient with respect to a kernel, nil where products of gathered patches are faster.
  func tiles(for form: ElementForm) -> ckernels_winograd? {
    let passage = forward
    guard
      !isDoubled, patches.kernelHeight == 3, patches.kernelWidth == 3, passage.stride == 1,
      passage.leading >= 0, !isSplitOrTiled(form, inputs: passage.inputs),
      kernels.canTransform(inputs: passage.inputs, outputs: passage.outputs)
    else { return nil }
    let least = tiles(passage, of: 2)
    let pixels = items * passage.outputHeight * passage.outputWidth
    guard least >= Self.leastGradientTiles, 5 * pixels >= 3 * 4 * least else { return nil }
    let rounds = form == .pairs && kernels.roundsTiles
    return .init(passage, items: items, tile: 2, isRounded: rounds)
  }

  /// The number of tiles of so many results a side; those of doubled pixels begin before the picture.
  private func tiles(_ passage: Passage, of side: Int) -> Int {
    let before = passage.isDoubled ? 1 : 0
    return items * ((passage.outputHeight + before + side - 1) / side)
      * ((passage.outputWidth + before + side - 1) / side)
  }
}

/// The sizes of a convolution in the direction that it is gone.
private struct Passage {
  let height: Int
  let width: Int
  let inputs: Int
  let outputHeight: Int
  let outputWidth: Int
  let outputs: Int
  let stride: Int
  /// The distance of the picture's pixels, with zeros between them.
  let spread: Int
  let leading: Int
  /// Whether each pixel stands for two by two.
  var isDoubled = false
}

extension ckernels_winograd {
  fileprivate init(_ passage: Passage, items: Int, tile: Int, isRounded: Bool = false) {
    self.init()
    self.tile = tile
    rounded = isRounded ? 1 : 0
    self.items = items
    height = passage.height
    width = passage.width
    inputs = passage.inputs
    leading = passage.leading
    output_height = passage.outputHeight
    output_width = passage.outputWidth
    outputs = passage.outputs
    doubled = passage.isDoubled ? 1 : 0
  }
}

extension ckernels_patches {
  fileprivate init(_ passage: Passage, _ patches: PatchRows) {
    self.init()
    height = passage.height
    width = passage.width
    output_height = passage.outputHeight
    output_width = passage.outputWidth
    kernel_height = patches.kernelHeight
    kernel_width = patches.kernelWidth
    stride = passage.stride
    spread = passage.spread
    doubled = passage.isDoubled ? 1 : 0
    leading = passage.leading
  }
}

import TestSupport
import Testing

@testable import Tensors

@Suite struct ProductKernelTests {
  /// Every side of every tile: rows, columns and inner sizes around the kernels' own.
  @Test(arguments: KernelLevel.supported) func matrixProductMatchesTheDefinition(level: KernelLevel)
  {
    for size in [0, 1, 2, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 129] {
      check(level, rows: size, columns: 33, inner: 9)
      check(level, rows: 7, columns: size, inner: 9)
      check(level, rows: 7, columns: 17, inner: size)
    }
    let few = [0, 1, 17, 33]
    for rows in few {
      for columns in few {
        for inner in few { check(level, rows: rows, columns: columns, inner: inner) }
      }
    }
  }

  /// More than one strip of rows, block of inner indices and group of panels.
  @Test(arguments: KernelLevel.supported) func largeProductMatchesTheDefinition(level: KernelLevel)
  {
    check(level, rows: 271, columns: 3, inner: 390)
    check(level, rows: 3, columns: 1029, inner: 401)
  }

  private func check(_ level: KernelLevel, rows: Int, columns: Int, inner: Int) {
    // One float more in each row, and one before the first: nothing is aligned.
    let (stride, rightStride) = (max(rows, inner) + 1, max(columns, inner) + 1)
    let left = noise([stride, stride], seed: 1)
    let right = noise([rightStride, rightStride], seed: 2)
    let before = noise([rows * (columns + 1) + 1], seed: 3)
    let (l, r) = (left.values.map { Double($0) }, right.values.map { Double($0) })
    for variant in 0..<4 {
      let (turnsLeft, turnsRight, keeps) = (variant & 1 != 0, variant & 2 != 0, variant > 1)
      let target = before * 1
      gemm(
        rows: rows, columns: columns, inner: inner,
        left: .init(left.storage.base + 1, stride: stride, transposed: turnsLeft),
        right: .init(right.storage.base + 1, stride: rightStride, transposed: turnsRight),
        target: target.storage.base + 1, targetStride: columns + 1, scale: 0.5, keepsTarget: keeps,
        kernels: level.kernels)
      var expected = before.values.map { Double($0) }
      let (leftRow, leftStep) = turnsLeft ? (1, stride) : (stride, 1)
      let (rightColumn, rightStep) = turnsRight ? (rightStride, 1) : (1, rightStride)
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = 0.0
          for index in 0..<inner {
            sum +=
              l[1 + row * leftRow + index * leftStep]
              * r[1 + column * rightColumn + index * rightStep]
          }
          let place = 1 + row * (columns + 1) + column
          expected[place] = sum / 2 + (keeps ? expected[place] : 0)
        }
      }
      expectNear(
        target.values, expected, within: 1e-6,
        "\(level) \(rows)x\(columns)x\(inner) \(turnsLeft) \(turnsRight) \(keeps)")
    }
  }
}

@Suite struct ConvolutionKernelTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var items = 1
    var height: Int
    var width: Int
    var inputs: Int
    var outputs: Int
    var kernel = 3
    var geometry = ConvolutionGeometry(padding: 1)

    var testDescription: String {
      "\(items)x\(height)x\(width) \(inputs)->\(outputs) by \(kernel) stride \(geometry.stride)"
        + " padding \(geometry.leading), \(geometry.trailing)"
    }
  }

  static let cases = [
    Case(height: 5, width: 6, inputs: 3, outputs: 5),
    Case(items: 2, height: 16, width: 16, inputs: 16, outputs: 16),
    Case(items: 3, height: 9, width: 13, inputs: 16, outputs: 16),
    Case(height: 17, width: 15, inputs: 16, outputs: 80),
    Case(items: 8, height: 4, width: 4, inputs: 32, outputs: 16),
    Case(height: 12, width: 12, inputs: 16, outputs: 16, geometry: .init(padding: 0, trailing: 2)),
    Case(items: 2, height: 35, width: 29, inputs: 32, outputs: 80),
    Case(height: 38, width: 40, inputs: 16, outputs: 16, geometry: .init(padding: 0, trailing: 1)),
    Case(height: 11, width: 10, inputs: 8, outputs: 24, geometry: .init(padding: 2)),
    Case(height: 9, width: 8, inputs: 16, outputs: 16, geometry: .init(stride: 2, padding: 1)),
    Case(height: 8, width: 7, inputs: 6, outputs: 7, geometry: .init(stride: 2, trailing: 1)),
    Case(height: 6, width: 5, inputs: 4, outputs: 3, kernel: 5, geometry: .init(padding: 2)),
    Case(height: 5, width: 5, inputs: 33, outputs: 17, kernel: 1, geometry: .init(stride: 3)),
    Case(height: 3, width: 1, inputs: 400, outputs: 65),
    Case(items: 0, height: 8, width: 8, inputs: 16, outputs: 16),
  ]

  @Test(arguments: cases) func convolutionAndItsDerivativesMatchTheDefinition(_ test: Case) {
    let patches = PatchRows(
      height: test.height, width: test.width, channels: test.inputs, kernelHeight: test.kernel,
      kernelWidth: test.kernel, geometry: test.geometry)
    let result: Shape = [test.items, patches.outputHeight, patches.outputWidth, test.outputs]
    let picture = noise([test.items, test.height, test.width, test.inputs], seed: 4)
    let weight = noise([test.outputs, test.kernel, test.kernel, test.inputs], seed: 5)
    let bias = noise([test.outputs], seed: 6)
    let gradient = noise(result, seed: 7)
    let expected = Definition(test, patches, picture, weight, bias, gradient)
    for level in KernelLevel.supported {
      guard let kernels = level.kernels else { continue }
      let native = NativeConvolution(patches, items: test.items, outputs: test.outputs, kernels)
      let packed = PackedWeight(weight)
      let target = Storage(uninitialized: result.count)
      native.run(ProductRows(picture), weight: packed, bias: bias, into: target)
      // Winograd's algorithm loses a digit and a half: 4e-6 at 320 channels (arXiv 1509.09308, 6.2).
      expectNear(
        Tensor(shape: result, storage: target).values, expected.result, within: 5e-6, "\(level)")
      expectNear(
        native.pictureGradient(gradient, weight: packed).values, expected.pictureGradient,
        within: 5e-6, "\(level) picture")
      let forKernel = gradient.patchProducts(with: picture, patches, for: packed)
      expectNear(forKernel.values, expected.kernelGradient, within: 5e-6, "\(level) kernel")
      #expect(packed.tensor.values == weight.values)
    }
  }

  /// A doubled picture's pixels are never written, and its tiles lose no digits; rounded ones err as F(2 × 2) does
  /// (`Fixtures/make/winograd_rounding.py`: 4e-3).
  @Test(
    arguments: [
      Case(items: 2, height: 8, width: 6, inputs: 16, outputs: 24),
      Case(height: 32, width: 30, inputs: 48, outputs: 80),
      Case(
        height: 26, width: 24, inputs: 16, outputs: 16, geometry: .init(padding: 1, trailing: 0)),
      Case(
        height: 14, width: 12, inputs: 32, outputs: 64, geometry: .init(padding: 1, trailing: 3)),
      Case(height: 20, width: 20, inputs: 16, outputs: 16, geometry: .init(padding: 2)),
      Case(items: 3, height: 4, width: 2, inputs: 16, outputs: 16),
      Case(height: 6, width: 8, inputs: 5, outputs: 3),
    ])
  func aConvolutionOfDoubledPixelsMatchesTheDefinition(_ test: Case) {
    let patches = PatchRows(
      height: test.height, width: test.width, channels: test.inputs, kernelHeight: test.kernel,
      kernelWidth: test.kernel, geometry: test.geometry)
    let result: Shape = [test.items, patches.outputHeight, patches.outputWidth, test.outputs]
    let picture = noise([test.items, test.height / 2, test.width / 2, test.inputs], seed: 8)
    let weight = noise([test.outputs, test.kernel, test.kernel, test.inputs], seed: 9)
    let bias = noise([test.outputs], seed: 10)
    let enlarged = picture.resizedNearest(height: test.height, width: test.width)
    let expected = Definition(test, patches, enlarged, weight, bias, Tensor(repeating: 0, result))
    for level in KernelLevel.supported {
      guard let kernels = level.kernels else { continue }
      let native = NativeConvolution(
        patches, items: test.items, outputs: test.outputs, isDoubled: true, kernels)
      for (precision, tolerance) in [(Precision.fp32, 1e-6), (.bf16, 6e-3)] {
        let target = Storage(uninitialized: result.count)
        let packed = PackedWeight(weight, precision: precision, kernels: kernels)
        native.run(ProductRows(picture), weight: packed, bias: bias, into: target)
        expectNear(
          Tensor(shape: result, storage: target).values, expected.result, within: tolerance,
          "\(level) \(precision)")
      }
    }
  }

  /// A convolution written out, with both gradients, in double.
  private struct Definition {
    var result: [Double]
    var pictureGradient: [Double]
    var kernelGradient: [Double]

    init(
      _ test: Case, _ patches: PatchRows, _ picture: Tensor, _ weight: Tensor, _ bias: Tensor,
      _ gradient: Tensor
    ) {
      let double = { (tensor: Tensor) in tensor.values.map { Double($0) } }
      let (x, w, g, b) = (double(picture), double(weight), double(gradient), double(bias))
      let (rows, columns) = (patches.outputHeight, patches.outputWidth)
      result = []
      pictureGradient = x.map { _ in 0 }
      kernelGradient = w.map { _ in 0 }
      for index in 0..<test.items * rows * columns {
        let (column, row) = (index % columns, index / columns % rows)
        let item = index / columns / rows
        for output in 0..<test.outputs {
          var sum = b[output]
          let slope = g[index * test.outputs + output]
          for place in 0..<test.kernel * test.kernel {
            let geometry = test.geometry
            let y = row * geometry.stride + place / test.kernel - geometry.leading
            let z = column * geometry.stride + place % test.kernel - geometry.leading
            guard (0..<test.height).contains(y), (0..<test.width).contains(z) else { continue }
            for input in 0..<test.inputs {
              let from = ((item * test.height + y) * test.width + z) * test.inputs + input
              let by = (output * test.kernel * test.kernel + place) * test.inputs + input
              sum += x[from] * w[by]
              pictureGradient[from] += slope * w[by]
              kernelGradient[by] += slope * x[from]
            }
          }
          result.append(sum)
        }
      }
    }
  }
}

@Suite struct KernelLevelTests {
  @Test func aWishIsMetOrRefusedInOneSentence() throws {
    #expect(try KernelChoice(wish: "portable").level == .portable)
    #expect(try KernelChoice(wish: nil).level == KernelLevel.supported.last)
    #expect(try KernelChoice(wish: "").isForced == false)
    #expect(throws: KernelChoiceError.unknown("sse")) { try KernelChoice(wish: "sse") }
    for level in KernelLevel.allCases where !level.isSupported {
      #expect(throws: KernelChoiceError.unsupported(level)) {
        try KernelChoice(wish: level.rawValue)
      }
    }
    #expect(
      "\(KernelChoiceError.unknown("sse"))"
        == "MAQUETTE_KERNELS: expected one of portable, avx2, avx512, amx, found 'sse'")
  }
}

@Suite struct FloatingPointPeakTests {
  /// Other tests run beside: no more than an order of magnitude can be asked for.
  @Test func aPeakIsMeasuredWhereKernelsAreOurs() throws {
    guard ProductKernels.current != nil else {
      #expect(FloatingPointPeak.gigaflops() == nil)
      return
    }
    let peak = try #require(FloatingPointPeak.gigaflops())
    #expect(peak.isFinite && peak > 1)
  }
}

@Suite struct PrecisionTests {
  /// Rounding to eight bits of mantissa on both sides: relative error 2⁻⁹ each, less in sums.
  @Test(arguments: [(3, 17, 33), (20, 64, 130), (1, 5, 1)])
  func halvedWeightsComeNearTheExactProduct(rows: Int, outputs: Int, inputs: Int) {
    guard ProductKernels.current != nil else { return }
    let x = noise([rows, inputs], seed: 12)
    let weight = noise([outputs, inputs], seed: 13)
    let exact = x.linear(weight: weight)
    let packed = PackedWeight(weight, precision: .bf16)
    let near = x.linear(weight: packed)
    expectNear(near.values, exact.values.map { Double($0) }, within: 6e-3, "\(rows)x\(outputs)")
    #expect(near.values != exact.values)
    // What is held is the nearest bfloat16, and rounding it again changes nothing.
    let rounded = packed.tensor
    #expect(PackedWeight(rounded, precision: .bf16).tensor.values == rounded.values)
    expectNear(rounded.values, weight.values.map { Double($0) }, within: 3e-3, "weight")
  }

  /// Weights that are learnt are kept as they are; only the products round.
  @Test(arguments: [(3, 17, 33), (21, 64, 130), (1, 5, 1)])
  func gradientsOfHalvedProductsComeNear(rows: Int, outputs: Int, inputs: Int) {
    let weight = noise([outputs, inputs], seed: 14).tracked()
    let x = noise([rows, inputs], seed: 12).tracked()
    let slope = noise([rows, outputs], seed: 18)
    let packed = PackedWeight(weight, precision: .bf16)
    #expect(packed.tensor.values == weight.values)
    let exact = x.linear(weight: weight).gradients(of: [x, weight], seed: slope)
    let near = x.linear(weight: packed).gradients(of: [x, weight], seed: slope)
    for (near, exact) in zip(near, exact) {
      expectNear(near.values, exact.values.map { Double($0) }, within: 8e-3, "\(rows)x\(outputs)")
      #expect(near.values != exact.values || ProductKernels.current == nil)
    }
  }

  @Test(arguments: [(12, 32, 1), (3, 5, 2)])
  func gradientsOfHalvedConvolutionsComeNear(side: Int, channels: Int, stride: Int) {
    let geometry = ConvolutionGeometry(stride: stride, padding: 1)
    let weight = noise([channels, 3, 3, channels], seed: 16).tracked()
    let x = noise([2, side, side, channels], seed: 15).tracked()
    let exact = x.convolution(weight: weight, geometry: geometry)
    let near = x.convolution(
      weight: PackedWeight(weight, precision: .bf16), geometry: geometry)
    let slope = noise(exact.shape, seed: 18)
    for (near, exact) in zip(
      near.gradients(of: [x, weight], seed: slope), exact.gradients(of: [x, weight], seed: slope))
    {
      expectNear(near.values, exact.values.map { Double($0) }, within: 8e-3, "\(side)")
    }
  }

  @Test func convolutionsWithHalvedKernelsComeNear() {
    guard ProductKernels.current != nil else { return }
    for (side, channels) in [(12, 32), (3, 5)] {
      let x = noise([1, side, side, channels], seed: 15)
      let weight = noise([channels, 3, 3, channels], seed: 16)
      let exact = x.convolution(weight: weight, geometry: .init(padding: 1))
      let near = x.convolution(
        weight: PackedWeight(weight, precision: .bf16), geometry: .init(padding: 1))
      expectNear(near.values, exact.values.map { Double($0) }, within: 6e-3, "\(side)")
    }
  }
}

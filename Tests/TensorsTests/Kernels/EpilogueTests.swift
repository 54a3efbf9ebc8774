import Testing

@testable import Tensors

/// What is added to products and done to their results on the way to memory is what two steps do.
@Suite struct EpilogueTests {
  private static let precisions: [Precision] = [.fp32, .bf16, .fp32x]

  /// Rows are one, a strip and more than one; gates are whole panels of all levels, of some and of none.
  private static let sizes = [
    (rows: 1, inputs: 32, width: 64), (300, 64, 256), (410, 40, 16), (7, 33, 128), (70, 128, 640),
    (5, 3, 20),
  ]

  /// Both ways round the same numbers; single precision adds them up in another order.
  private func expectSame(
    _ found: Tensor, _ expected: Tensor, within tolerance: Double = 2e-6,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.shape == expected.shape, sourceLocation: sourceLocation)
    expectNear(
      found.values, expected.values.map(Double.init), within: tolerance, "both ways",
      sourceLocation: sourceLocation)
  }

  @Test(arguments: sizes, precisions)
  func gatesMeetTheirValues(
    _ size: (rows: Int, inputs: Int, width: Int), _ precision: Precision
  ) {
    let x = noise([size.rows, size.inputs], seed: 1)
    let weight = PackedWeight(noise([2 * size.width, size.inputs], seed: 2), precision: precision)
    let bias = noise([2 * size.width], seed: 3)
    expectSame(
      x.gatedLinear(weight: weight, bias: bias), x.linear(weight: weight, bias: bias).gatedGELU())
    expectSame(x.gatedLinear(weight: weight), x.linear(weight: weight).gatedGELU())
    expectSame(
      x.tracked().gatedLinear(weight: weight, bias: bias), x.gatedLinear(weight: weight, bias: bias)
    )
  }

  @Test(arguments: sizes, precisions)
  func resultsAreActivated(
    _ size: (rows: Int, inputs: Int, width: Int), _ precision: Precision
  ) {
    let x = noise([size.rows, size.inputs], seed: 4)
    let weight = PackedWeight(noise([size.width, size.inputs], seed: 5), precision: precision)
    let bias = noise([size.width], seed: 6)
    for activation in Activation.allCases {
      let expected = x.linear(weight: weight, bias: bias).applying(activation)
      expectSame(x.linear(weight: weight, bias: bias, then: activation), expected)
      expectSame(x.tracked().linear(weight: weight, bias: bias, then: activation), expected)
    }
  }

  @Test(arguments: sizes, precisions)
  func anAddendIsAdded(_ size: (rows: Int, inputs: Int, width: Int), _ precision: Precision) {
    let x = noise([size.rows, size.inputs], seed: 7)
    let weight = PackedWeight(noise([size.width, size.inputs], seed: 8), precision: precision)
    let (bias, addend) = (noise([size.width], seed: 9), noise([size.rows, size.width], seed: 10))
    expectSame(
      x.linear(weight: weight, bias: bias, adding: addend),
      x.linear(weight: weight, bias: bias) + addend)
    expectSame(x.linear(weight: weight, adding: addend), x.linear(weight: weight) + addend)
  }

  private static func convolution(
    channels: Int, kernel: Int, stride: Int, _ precision: Precision
  ) -> (PackedWeight, bias: Tensor, ConvolutionGeometry) {
    (
      PackedWeight(noise([channels, kernel, kernel, channels], seed: 12), precision: precision),
      noise([channels], seed: 13), ConvolutionGeometry(stride: stride, padding: kernel / 2)
    )
  }

  /// Strides, places of the kernel, and sizes that go by Winograd's algorithm and the direct way.
  @Test(
    arguments: [
      (8, 32, 3, 1), (16, 64, 3, 1), (29, 32, 3, 1), (9, 5, 3, 2), (7, 16, 1, 1), (4, 48, 5, 1),
    ],
    precisions)
  func aConvolutionAddsAnAddend(
    _ size: (side: Int, channels: Int, kernel: Int, stride: Int), _ precision: Precision
  ) {
    let x = noise([2, size.side, size.side, size.channels], seed: 11)
    let (weight, bias, geometry) = Self.convolution(
      channels: size.channels, kernel: size.kernel, stride: size.stride, precision)
    let expected = x.convolution(weight: weight, bias: bias, geometry: geometry)
    let addend = noise(expected.shape, seed: 14)
    expectSame(
      x.convolution(weight: weight, bias: bias, adding: addend, geometry: geometry),
      expected + addend)
    expectSame(
      x.convolution(weight: weight, adding: addend, geometry: geometry),
      x.convolution(weight: weight, geometry: geometry) + addend)
  }

  /// An enlarged picture is convolved as if it had been written: twice as large, where no pixel is, and by other
  /// factors, on the way to a derivative too.
  ///
  /// Winograd's algorithm has tiles of its own for doubled pixels: larger ones of pictures that are written err by
  /// 5e-6 in single precision, and the two round other numbers to bfloat16, each by 4e-3.
  @Test(
    arguments: [
      (8, 32, 3, 1), (3, 64, 3, 1), (15, 32, 3, 1), (5, 5, 3, 2), (7, 16, 1, 1), (1, 20, 5, 1),
    ],
    precisions)
  func anEnlargedPictureIsConvolved(
    _ size: (side: Int, channels: Int, kernel: Int, stride: Int), _ precision: Precision
  ) {
    let side = size.side
    let x = noise([2, side, side + 1, size.channels], seed: 22)
    let (weight, bias, geometry) = Self.convolution(
      channels: size.channels, kernel: size.kernel, stride: size.stride, precision)
    for (height, width) in [(2 * side, 2 * side + 2), (2 * side + 1, side + 1)] {
      let expected = x.resizedNearest(height: height, width: width)
        .convolution(weight: weight, bias: bias, geometry: geometry)
      for x in [x, x.tracked()] {
        expectSame(
          x.convolution(enlargedTo: height, width, weight: weight, bias: bias, geometry: geometry),
          expected, within: precision == .bf16 ? 8e-3 : 5e-6)
      }
    }
  }

  /// The derivative reaches what is added as it reaches a term of a sum.
  @Test func theGradientReachesAnAddend() {
    let x = noise([6, 8], seed: 15).tracked()
    let addend = noise([6, 10], seed: 16).tracked()
    let weight = PackedWeight(noise([10, 8], seed: 17))
    let seed = noise([6, 10], seed: 18)
    let one = x.linear(weight: weight, adding: addend).gradients(of: [x, addend], seed: seed)
    let two = (x.linear(weight: weight) + addend).gradients(of: [x, addend], seed: seed)
    expectSame(one[0], two[0])
    expectSame(one[1], seed)
    let picture = noise([1, 6, 6, 3], seed: 19).tracked()
    let kernel = PackedWeight(noise([3, 3, 3, 3], seed: 20))
    let slope = noise([1, 6, 6, 3], seed: 21)
    let geometry = ConvolutionGeometry(padding: 1)
    let both = picture.convolution(weight: kernel, adding: picture, geometry: geometry)
      .gradients(of: [picture], seed: slope)[0]
    let apart = picture.convolution(weight: kernel, geometry: geometry)
      .gradients(of: [picture], seed: slope)[0]
    expectSame(both, apart + slope)
  }
}

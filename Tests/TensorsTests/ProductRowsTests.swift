import Testing

@testable import Tensors

/// Rows that are normalised and rounded in one pass are those of two passes, to the bit.
@Suite struct ProductRowsTests {
  private static let precisions: [Precision] = [.fp32, .bf16, .fp32x]

  /// Rows are none, one, and more than a buffer holds; features fill no pairs, no vectors, and a buffer.
  private static let sizes = [
    (rows: 0, features: 8), (1, 1), (3, 33), (70, 64), (200, 320), (2, 5000),
  ]

  @Test(arguments: sizes, precisions)
  func layerNormGoesIntoProducts(_ size: (rows: Int, features: Int), _ precision: Precision) {
    let x = noise([size.rows, size.features], seed: 1)
    let (scale, shift) = (noise([size.features], seed: 2), noise([size.features], seed: 3))
    let weights = (4..<7).map {
      PackedWeight(noise([16, size.features], seed: $0), precision: precision)
    }
    let normalised = x.layerNorm(weight: scale, bias: shift, epsilon: 1e-5)
    let rows = x.layerNormRows(weight: scale, bias: shift, epsilon: 1e-5, for: weights)
    // Floats meet weights of floats as they are.
    #expect((rows.tensor == nil) == (weights[0].form != .floats))
    let bias = noise([16], seed: 7)
    for weight in weights {
      #expect(
        rows.linear(weight: weight, bias: bias).values
          == normalised.linear(weight: weight, bias: bias).values)
    }
    #expect(
      rows.linear(weight: weights[0], then: .silu).values
        == normalised.linear(weight: weights[0], then: .silu).values)
    #expect(
      rows.gatedLinear(weight: weights[1]).values
        == normalised.gatedLinear(weight: weights[1]).values)
  }

  /// Pictures go the direct way and by Winograd's algorithm, items hold pixels that fill no buffer.
  @Test(
    arguments: [
      (items: 2, side: 8, channels: 64, outputs: 32, stride: 2), (1, 20, 32, 64, 1),
      (3, 5, 20, 4, 1), (2, 3, 32, 32, 1), (0, 4, 8, 8, 1),
    ], precisions)
  func groupNormGoesIntoConvolutions(
    _ size: (items: Int, side: Int, channels: Int, outputs: Int, stride: Int),
    _ precision: Precision
  ) {
    let x = noise([size.items, size.side, size.side + 1, size.channels], seed: 11)
    let (scale, shift) = (noise([size.channels], seed: 12), noise([size.channels], seed: 13))
    let kernel = PackedWeight(
      noise([size.outputs, 3, 3, size.channels], seed: 14), precision: precision)
    let geometry = ConvolutionGeometry(stride: size.stride, padding: 1)
    for silu in [false, true] {
      let normalised = x.groupNorm(
        groups: 4, weight: scale, bias: shift, epsilon: 1e-6, silu: silu)
      let rows = x.groupNormRows(
        groups: 4, weight: scale, bias: shift, epsilon: 1e-6, silu: silu, for: kernel,
        geometry: geometry)
      #expect(
        rows.convolution(weight: kernel, geometry: geometry).values
          == normalised.convolution(weight: kernel, geometry: geometry).values)
    }
  }

  /// A convolution that strides is never one of Winograd's: its pixels are rounded ahead.
  @Test func pixelsAreRoundedWhereTheyAreMultiplied() {
    let x = noise([1, 16, 16, 32], seed: 21)
    let ones = Tensor(repeating: 1, [32])
    let kernel = PackedWeight(noise([32, 3, 3, 32], seed: 22), precision: .bf16)
    let rows = [1, 2].map {
      x.groupNormRows(
        groups: 4, weight: ones, bias: ones, epsilon: 1e-5, for: kernel,
        geometry: .init(stride: $0, padding: 1))
    }
    let kernels = ProductKernels.current
    #expect((rows[1].tensor == nil) == (kernels != nil))
    #expect((rows[0].tensor == nil) == (kernels?.hasTiles ?? false))
  }

  /// Where a derivative will be asked for, rows stay as they are, and it reaches all that made them.
  @Test(arguments: precisions) func derivativesPass(_ precision: Precision) {
    let x = noise([6, 24], seed: 31).tracked()
    let (scale, shift) = (noise([24], seed: 32).tracked(), noise([24], seed: 33).tracked())
    let weight = PackedWeight(noise([16, 24], seed: 34), precision: precision)
    let seed = noise([6, 16], seed: 35)
    let found = x.layerNormRows(weight: scale, bias: shift, epsilon: 1e-5, for: [weight])
      .linear(weight: weight).gradients(of: [x, scale, shift], seed: seed)
    let expected = x.layerNorm(weight: scale, bias: shift, epsilon: 1e-5)
      .linear(weight: weight).gradients(of: [x, scale, shift], seed: seed)
    for (one, other) in zip(found, expected) { #expect(one.values == other.values) }
  }

  /// What is added to a product of rounded rows still gets its derivative.
  @Test func aBiasBesideRoundedRowsIsLearnt() {
    let x = noise([6, 24], seed: 41)
    let (scale, shift) = (noise([24], seed: 42), noise([24], seed: 43))
    let weight = PackedWeight(noise([16, 24], seed: 44), precision: .bf16)
    let (bias, seed) = (noise([16], seed: 45).tracked(), noise([6, 16], seed: 46))
    let found = x.layerNormRows(weight: scale, bias: shift, epsilon: 1e-5, for: [weight])
      .linear(weight: weight, bias: bias).gradients(of: [bias], seed: seed)[0]
    #expect(found.values == seed.rowSums().values)
  }
}

import TestSupport
import Testing
import TileEmulator

@testable import Tensors

/// The kernels for AMX, whose instructions an emulator carries out where the processor does not; nil
/// where the rest of their level is missing.
private let tiles = tile_emulator_kernels().map { ProductKernels($0) }

/// Whether products of tiles are counted: a processor with AMX carries them out itself.
private let isEmulated = tile_emulator_is_needed() != 0

private func error(_ found: Tensor, _ exact: Tensor) -> Double {
  let pairs = zip(found.values, exact.values).map { (Double($0), Double($1)) }
  let distance = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  let length = pairs.reduce(0) { $0 + $1.1 * $1.1 }
  return (distance / max(length, 1e-30)).squareRoot()
}

@Suite(.enabled(if: tiles != nil, "the processor has no AVX512_BF16")) struct TileKernelTests {
  /// The largest errors that pass.
  ///
  /// Rounding both sides to eight bits gives 2.4e-3, attention's two products in a row 3.5e-3; what
  /// split products leave out, the product of the two rests, gives 4e-6 and 7e-6. Sums of few terms may
  /// cancel.
  static let bounds: [(precision: Precision, product: Double, attention: Double)] = [
    (.bf16, 4e-3, 5e-3), (.fp32x, 1e-5, 1.2e-5),
  ]

  /// Whole tiles and parts of them: rows and outputs of any number, more than one strip and block.
  @Test(arguments: [
    (1, 5, 32), (5, 17, 64), (16, 16, 32), (17, 33, 96), (31, 47, 64), (33, 64, 32), (64, 65, 1056),
    (130, 200, 640), (391, 30, 64), (3, 1100, 544),
  ])
  func productsComeNear(rows: Int, outputs: Int, inputs: Int) throws {
    try check(
      items: 1, height: rows, width: 1, inputs: inputs, outputs: outputs, kernel: 1,
      geometry: .init())
  }

  /// Inner sizes that fill no tile go by AVX-512; odd ones have a zero beside the last.
  @Test(arguments: [1, 2, 15, 31, 33, 80]) func partialStepsComeNear(inputs: Int) throws {
    try check(
      items: 1, height: 19, width: 1, inputs: inputs, outputs: 21, kernel: 1, geometry: .init())
  }

  @Test(arguments: [
    (1, 64, ConvolutionGeometry(padding: 1)), (3, 13, .init(padding: 1)),
    (2, 16, .init(stride: 2, padding: 1)), (1, 9, .init(stride: 2, trailing: 1)),
    (2, 8, .init(padding: 2)), (1, 5, .init(padding: 0)),
  ])
  func convolutionsComeNear(items: Int, side: Int, geometry: ConvolutionGeometry) throws {
    // Of 16 inputs Winograd's algorithm could be chosen, of 4 it is neither that nor tiles.
    for (inputs, outputs) in [(32, 40), (16, 48), (4, 32)] {
      try check(
        items: items, height: side, width: side + 1, inputs: inputs, outputs: outputs, kernel: 3,
        geometry: geometry)
    }
  }

  private func check(
    items: Int, height: Int, width: Int, inputs: Int, outputs: Int, kernel: Int,
    geometry: ConvolutionGeometry
  ) throws {
    let kernels = try #require(tiles)
    let patches = PatchRows(
      height: height, width: width, channels: inputs, kernelHeight: kernel, kernelWidth: kernel,
      geometry: geometry)
    let shape: Shape = [items, patches.outputHeight, patches.outputWidth, outputs]
    let x = noise([items, height, width, inputs], seed: 1).tracked()
    let weight = noise([outputs, kernel, kernel, inputs], seed: 2)
    let bias = noise([outputs], seed: 3)
    let slope = noise(shape, seed: 4)
    let exact = x.convolution(weight: weight, bias: bias, geometry: geometry)
    let exactSlope = exact.gradients(of: [x], seed: slope)[0]
    for (precision, bound, _) in Self.bounds {
      let native = NativeConvolution(patches, items: items, outputs: outputs, kernels)
      let packed = PackedWeight(weight, precision: precision, kernels: kernels)
      let found = Storage(uninitialized: shape.count)
      native.run(ProductRows(x), weight: packed, bias: bias, into: found)
      let what: Comment = "\(precision) \(items)x\(height)x\(width)x\(inputs) to \(outputs)"
      let distance = error(Tensor(shape: shape, storage: found), exact)
      #expect(distance <= bound, what)
      #expect(distance > 0, what)
      #expect(error(native.pictureGradient(slope, weight: packed), exactSlope) <= bound, what)
    }
  }

  @Test(arguments: [
    (1, 1, 1, 1), (65, 97, 2, 5), (64, 96, 1, 8), (130, 77, 2, 40), (20, 300, 1, 80),
    (3, 64, 1, 160), (0, 3, 1, 4), (3, 0, 1, 4),
  ])
  func attentionComesNear(queries: Int, keys: Int, heads: Int, size: Int) throws {
    let kernels = try #require(tiles)
    let features = heads * size
    let query = noise([2, queries, features], seed: 5)
    let key = noise([2, keys, features], seed: 6)
    let value = noise([2, keys, features], seed: 7)
    // Every third key is forbidden, and a query attends nothing at all.
    let mask = Tensor(
      [1, queries, keys],
      (0..<queries * keys).map { $0 % 3 == 1 || $0 / max(1, keys) == 2 ? -.infinity : 0.5 })
    let head = AttentionTiles(
      queries: queries, keys: keys, features: features, size: size,
      scale: 1 / Float(size).squareRoot())
    for mask in [nil, mask] {
      let exact = Tensor.attention(
        query: query, key: key, value: value, heads: heads, mask: mask)
      for (precision, _, bound) in Self.bounds {
        let found = Tensor.computed(query.shape) { target in
          head.run(
            query: query.storage, key: key.storage, value: value.storage, mask: mask, items: 2,
            target: target, precision: precision, kernels: kernels)
        }
        #expect(error(found, exact) <= bound, "\(precision) \(queries)x\(keys)x\(size)")
      }
    }
  }

  /// All three gradients come near, and their products are tiles: 32 for each of five, thrice when they are split.
  @Test func attentionGradientsComeNear() throws {
    let kernels = try #require(tiles)
    let query = noise([1, 64, 40], seed: 11)
    let (key, value) = (noise([1, 61, 40], seed: 12), noise([1, 61, 40], seed: 13))
    let slope = noise([1, 64, 40], seed: 14)
    let head = AttentionTiles(queries: 64, keys: 61, features: 40, size: 40, scale: 0.2)
    func gradients(_ precision: Precision, _ kernels: ProductKernels?) -> [Tensor?] {
      head.gradients(
        query: query, key: key, value: value, mask: nil, gradient: slope,
        wanted: [true, true, true], precision: precision, kernels: kernels)
    }
    let exact = gradients(.fp32, nil)
    for (precision, bound, products) in [(Precision.bf16, 1e-2, 160), (.fp32x, 2e-5, 480)] {
      let before = tile_emulator_products()
      let found = gradients(precision, kernels)
      let count = tile_emulator_products() - before
      #expect(
        count >= products || !isEmulated, "\(precision): \(count) products")
      for (found, exact) in zip(found, exact) {
        #expect(try error(#require(found), #require(exact)) <= bound, "\(precision)")
      }
    }
  }

  /// Gradients of learnt weights multiply transposed pairs.
  @Test(arguments: [(64, 33, 20), (128, 5, 65), (37, 16, 16)])
  func transposedProductsComeNear(inner: Int, rows: Int, columns: Int) throws {
    let kernels = try #require(tiles)
    let (left, right) = (noise([inner, rows], seed: 8), noise([inner, columns], seed: 9))
    func product(_ isPaired: Bool, _ kernels: ProductKernels?) -> Tensor {
      Tensor.computed([rows, columns]) { target in
        gemm(
          rows: rows, columns: columns, inner: inner,
          left: .init(left.storage.base, stride: rows, transposed: true),
          right: .init(right.storage.base, stride: columns), target: target.base,
          targetStride: columns, isPaired: isPaired, kernels: kernels)
      }
    }
    #expect(error(product(true, kernels), product(false, nil)) <= 3e-3)
  }

  /// Products are really made of tiles: a step of 32 inner indices for each 16 × 16 sums, three when
  /// they are split.
  @Test func tilesAreCounted() throws {
    let before = tile_emulator_products()
    try productsComeNear(rows: 33, outputs: 64, inputs: 96)
    let count = tile_emulator_products() - before
    // Other tests run beside this one.
    #expect(count >= 3 * 4 * 3 * (1 + 3) || !isEmulated)
  }

  /// Splitting keeps sixteen bits of each weight, which is all of a half-precision one.
  @Test func splitWeightsAreKept() throws {
    let kernels = try #require(tiles)
    let half = noise([33, 64], seed: 10).values.map { Float(Float16($0)) }
    let packed = PackedWeight(Tensor([33, 64], half), precision: .fp32x, kernels: kernels)
    #expect(packed.tensor.values == half)
  }
}

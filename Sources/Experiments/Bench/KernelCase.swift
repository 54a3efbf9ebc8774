internal import Foundation
internal import Tensors

/// A kernel at a size: what runs, and what each element of its result is by definition, in double.
struct KernelCase {
  /// What is computed.
  let name: String
  /// The sizes, as a table shows them.
  let sizes: String
  /// How it is computed.
  var precision = Precision.fp32
  /// The largest error that passes, relative to the root mean square of the result.
  let tolerance: Double
  /// Computes the result.
  let run: () -> Tensor
  /// Returns an element of the result as the definition has it.
  let element: (Int) -> Double
}

extension KernelCase {
  /// Six times the deviation, 2.4e-3, that rounding normal numbers to eight bits on both sides gives
  /// sums of any length.
  private static let pairedTolerance = 1.5e-2
  /// Six times the deviation, 4.3e-3, where Winograd's algorithm rounds what it transformed from rounded kernels
  /// (`Fixtures/make/winograd_rounding.py`).
  private static let transformedPairTolerance = 2.6e-2
  /// Scores, gradients of the maps, slopes and keys are rounded: twice that of one product.
  private static let pairedGradientTolerance = 3e-2
  /// Sums of up to some ten thousand products in single precision.
  private static let exactTolerance = 1e-5
  /// Winograd's transforms lose a digit (arXiv 1509.09308, section 6.2): six times the deviation, 6.6e-6, of tiles
  /// of 6 × 6 and 320 channels.
  private static let transformedTolerance = 4e-5
  /// Split products leave out the one of what rounding left: six times the deviation, 4e-6.
  private static let splitTolerance = 3e-5

  private static func tolerance(
    _ precision: Precision, exact: Double, paired: Double = pairedTolerance
  ) -> Double {
    switch precision {
    case .fp32: exact
    case .fp32x: splitTolerance
    case .bf16: paired
    }
  }

  private static func name(_ kernel: String, _ precision: Precision) -> String {
    precision == .fp32 ? kernel : "\(kernel), \(precision.rawValue)"
  }

  /// A product of rows with a weight that is packed once.
  static func product(rows: Int, inputs: Int, outputs: Int, _ precision: Precision) -> KernelCase {
    let x = noise([rows, inputs], 1)
    let weight = noise([outputs, inputs], 2)
    let packed = PackedWeight(weight, precision: precision)
    let (left, right) = (x.values, weight.values)
    return KernelCase(
      name: name("product", precision), sizes: "\(rows)x\(inputs)x\(outputs)",
      precision: precision, tolerance: tolerance(precision, exact: exactTolerance),
      run: { x.linear(weight: packed) },
      element: { index in
        let (row, column) = (index / outputs, index % outputs)
        return sum(inputs) { Double(left[row * inputs + $0]) * Double(right[column * inputs + $0]) }
      })
  }

  /// The gradient of such a product with respect to its weight.
  static func weightGradient(
    rows: Int, inputs: Int, outputs: Int, _ precision: Precision
  ) -> KernelCase {
    let x = noise([rows, inputs], 1)
    let slope = noise([rows, outputs], 3)
    let weight = noise([outputs, inputs], 2).tracked()
    let result = x.linear(weight: PackedWeight(weight, precision: precision))
    let (left, right) = (slope.values, x.values)
    return KernelCase(
      name: name("weight gradient", precision), sizes: "\(rows)x\(inputs)x\(outputs)",
      precision: precision, tolerance: tolerance(precision, exact: exactTolerance),
      run: { result.gradients(of: [weight], seed: slope, keeping: true)[0] },
      element: { index in
        let (output, input) = (index / inputs, index % inputs)
        return sum(rows) {
          Double(left[$0 * outputs + output]) * Double(right[$0 * inputs + input])
        }
      })
  }

  /// A convolution of 3 × 3 pixels; a learnt kernel goes by tiles that err no more than plain sums.
  static func convolution(
    items: Int = 1, side: Int, channels: Int, stride: Int = 1, isLearnt: Bool = false,
    _ precision: Precision = .fp32
  ) -> KernelCase {
    let x = noise([items, side, side, channels], 4)
    let kernel = noise([channels, 3, 3, channels], 5)
    let packed = PackedWeight(isLearnt ? kernel.tracked() : kernel, precision: precision)
    let limit = tolerance(
      precision, exact: isLearnt || stride > 1 ? exactTolerance : transformedTolerance,
      paired: stride > 1 ? pairedTolerance : transformedPairTolerance)
    let geometry = ConvolutionGeometry(stride: stride, padding: 1)
    let (picture, weight) = (x.values, kernel.values)
    let columns = geometry.outputSize(side, kernel: 3)
    return KernelCase(
      name: name(isLearnt ? "convolution, learnt" : "convolution", precision),
      sizes: "\(items)x\(side)x\(side)x\(channels)" + (stride == 1 ? "" : ", stride \(stride)"),
      precision: precision, tolerance: limit,
      run: { x.convolution(weight: packed, geometry: geometry) },
      element: { index in
        let output = index % channels
        let (column, row) = (index / channels % columns, index / channels / columns % columns)
        let item = index / channels / columns / columns
        return sum(9) { place in
          let (y, z) = (row * stride + place / 3 - 1, column * stride + place % 3 - 1)
          guard (0..<side).contains(y), (0..<side).contains(z) else { return 0 }
          let pixel = ((item * side + y) * side + z) * channels
          let weights = (output * 9 + place) * channels
          return sum(channels) { Double(picture[pixel + $0]) * Double(weight[weights + $0]) }
        }
      })
  }

  /// Attention of some heads.
  static func attention(
    queries: Int, keys: Int, heads: Int, size: Int, _ precision: Precision = .fp32
  ) -> KernelCase {
    let features = heads * size
    let query = noise([1, queries, features], 6)
    let key = noise([1, keys, features], 7)
    let value = noise([1, keys, features], 8)
    let (q, k, v) = (query.values, key.values, value.values)
    return KernelCase(
      name: name("attention, \(heads) heads", precision),
      sizes: "\(queries)x\(keys), \(size) features",
      precision: precision, tolerance: tolerance(precision, exact: exactTolerance),
      run: {
        Tensor.attention(query: query, key: key, value: value, heads: heads, precision: precision)
      },
      element: { index in
        let (row, feature) = (index / features, index % features)
        let head = feature / size * size
        let scores = (0..<keys).map { key in
          sum(size) {
            Double(q[row * features + head + $0]) * Double(k[key * features + head + $0])
          } / Double(size).squareRoot()
        }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        return sum(keys) { weights[$0] * Double(v[$0 * features + feature]) }
          / weights.reduce(0, +)
      })
  }

  /// The gradients of attention of some heads with respect to query, key and value; the query's is checked.
  static func attentionGradient(
    queries: Int, keys: Int, heads: Int, size: Int, _ precision: Precision = .fp32
  ) -> KernelCase {
    let features = heads * size
    let inputs = [queries, keys, keys].enumerated().map {
      noise([1, $0.element, features], UInt64(6 + $0.offset)).tracked()
    }
    let slope = noise([1, queries, features], 9)
    let result = Tensor.attention(
      query: inputs[0], key: inputs[1], value: inputs[2], heads: heads, precision: precision)
    let (q, k, v, g) = (inputs[0].values, inputs[1].values, inputs[2].values, slope.values)
    return KernelCase(
      name: name("attention's gradients, \(heads) heads", precision),
      sizes: "\(queries)x\(keys), \(size) features", precision: precision,
      tolerance: precision == .bf16 ? pairedGradientTolerance : exactTolerance,
      run: { result.gradients(of: inputs, seed: slope, keeping: true)[0] },
      element: { index in
        let (row, feature) = (index / features, index % features)
        let head = feature / size * size
        func products(_ rows: [Float], _ others: [Float]) -> [Double] {
          (0..<keys).map { key in
            sum(size) {
              Double(rows[row * features + head + $0]) * Double(others[key * features + head + $0])
            }
          }
        }
        let scale = 1 / Double(size).squareRoot()
        let scores = products(q, k).map { $0 * scale }
        let top = scores.max() ?? 0
        let weights = scores.map { exp($0 - top) }
        let total = weights.reduce(0, +)
        let slopes = products(g, v)
        let mean = zip(weights, slopes).reduce(0) { $0 + $1.0 * $1.1 } / total
        return sum(keys) {
          weights[$0] / total * (slopes[$0] - mean) * scale * Double(k[$0 * features + feature])
        }
      })
  }

  private static func noise(_ shape: Shape, _ stream: UInt64) -> Tensor {
    var source = PhiloxRandomSource(seed: 1, stream: stream)
    return source.normal(shape)
  }

  private static func sum(_ count: Int, _ term: (Int) -> Double) -> Double {
    (0..<count).reduce(0) { $0 + term($1) }
  }
}

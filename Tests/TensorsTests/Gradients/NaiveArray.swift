import Foundation

@testable import Tensors

/// An array of doubles with every operation written out as it is defined: what kernels are held to.
struct NaiveArray {
  var shape: [Int]
  var values: [Double]

  init(_ shape: [Int], _ values: [Double]) {
    precondition(shape.reduce(1, *) == values.count)
    self.shape = shape
    self.values = values
  }

  init(_ shape: [Int], _ value: (Int) -> Double) {
    self.init(shape, (0..<shape.reduce(1, *)).map(value))
  }

  var last: Int { shape.last ?? 1 }
  var rows: Int { values.count / max(last, 1) }

  subscript(indices: Int...) -> Double {
    get { values[offset(indices)] }
    set { values[offset(indices)] = newValue }
  }

  private func offset(_ indices: [Int]) -> Int {
    zip(indices, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  func map(_ transform: (Double) -> Double) -> NaiveArray {
    NaiveArray(shape, values.map(transform))
  }

  func combined(_ other: NaiveArray, _ transform: (Double, Double) -> Double) -> NaiveArray {
    NaiveArray(shape, zip(values, other.values).map(transform))
  }

  func reshaped(_ shape: [Int]) -> NaiveArray { NaiveArray(shape, values) }

  /// Calls `body` with each row of the last axis.
  func rowwise(_ body: ([Double]) -> [Double]) -> NaiveArray {
    let results = (0..<rows).map { body(Array(values[$0 * last..<($0 + 1) * last])) }
    return NaiveArray(
      Array(shape.dropLast()) + [results.first?.count ?? 0], results.flatMap(\.self))
  }
}

// MARK: - Products

extension NaiveArray {
  func linear(_ weight: NaiveArray, _ bias: NaiveArray?) -> NaiveArray {
    rowwise { row in
      (0..<weight.shape[0]).map { output in
        row.indices.reduce(bias?.values[output] ?? 0) { $0 + row[$1] * weight[output, $1] }
      }
    }
  }

  func matmul(_ other: NaiveArray) -> NaiveArray {
    rowwise { row in
      (0..<other.shape[1]).map { column in
        row.indices.reduce(0) { $0 + row[$1] * other[$1, column] }
      }
    }
  }

  func convolution(
    _ weight: NaiveArray, _ bias: NaiveArray, _ geometry: ConvolutionGeometry
  ) -> NaiveArray {
    let (outputs, kernelHeight, kernelWidth) = (weight.shape[0], weight.shape[1], weight.shape[2])
    let height = geometry.outputSize(shape[1], kernel: kernelHeight)
    let width = geometry.outputSize(shape[2], kernel: kernelWidth)
    return NaiveArray([shape[0], height, width, outputs]) { index in
      let (output, column) = (index % outputs, index / outputs % width)
      let (row, item) = (index / outputs / width % height, index / outputs / width / height)
      var sum = bias.values[output]
      for ky in 0..<kernelHeight {
        for kx in 0..<kernelWidth {
          let y = row * geometry.stride + ky - geometry.leading
          let x = column * geometry.stride + kx - geometry.leading
          guard (0..<shape[1]).contains(y), (0..<shape[2]).contains(x) else { continue }
          for input in 0..<shape[3] {
            sum += self[item, y, x, input] * weight[output, ky, kx, input]
          }
        }
      }
      return sum
    }
  }

  /// The maps of attention, `[batch, heads, queries, keys]`; this array holds the queries.
  func attentionMaps(_ key: NaiveArray, heads: Int, mask: NaiveArray?) -> NaiveArray {
    let (batch, queries, features, keys) = (shape[0], shape[1], shape[2], key.shape[1])
    let size = features / heads
    let scores = NaiveArray([batch, heads, queries, keys]) { index in
      let (column, row) = (index % keys, index / keys % queries)
      let (head, item) = (index / keys / queries % heads, index / keys / queries / heads)
      let product = (0..<size).reduce(0.0) {
        $0 + self[item, row, head * size + $1] * key[item, column, head * size + $1]
      }
      let term = mask.map { $0[$0.shape[0] == 1 ? 0 : item, row, column] } ?? 0
      return product / Double(size).squareRoot() + term
    }
    return scores.softmax()
  }

  /// The second half of attention; this array holds the maps.
  func attending(_ value: NaiveArray) -> NaiveArray {
    let (heads, queries, keys) = (shape[1], shape[2], shape[3])
    let size = value.last / heads
    return NaiveArray([shape[0], queries, value.last]) { index in
      let (feature, row) = (index % value.last, index / value.last % queries)
      let item = index / value.last / queries
      return (0..<keys).reduce(0) {
        $0 + self[item, feature / size, row, $1] * value[item, $1, feature]
      }
    }
  }
}

// MARK: - Normalization, activation, reduction

extension NaiveArray {
  func softmax() -> NaiveArray {
    rowwise { row in
      let top = row.max() ?? 0
      guard top > -.infinity else { return row.map { _ in 0 } }
      let powers = row.map { exp($0 - top) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
  }

  func layerNorm(_ weight: NaiveArray, _ bias: NaiveArray, _ epsilon: Double) -> NaiveArray {
    rowwise { row in
      let mean = row.reduce(0, +) / Double(row.count)
      let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(row.count)
      return row.indices.map {
        (row[$0] - mean) / (variance + epsilon).squareRoot() * weight.values[$0] + bias.values[$0]
      }
    }
  }

  func groupNorm(
    _ groups: Int, _ weight: NaiveArray, _ bias: NaiveArray, _ epsilon: Double
  ) -> NaiveArray {
    let (channels, items) = (last, shape[0])
    let pixels = rows / items
    let width = channels / groups
    var result = self
    for item in 0..<items {
      for group in 0..<groups {
        let places = (0..<pixels).flatMap { pixel in
          (0..<width).map { (item * pixels + pixel) * channels + group * width + $0 }
        }
        let count = Double(places.count)
        let mean = places.reduce(0) { $0 + values[$1] } / count
        let variance = places.reduce(0) { $0 + (values[$1] - mean) * (values[$1] - mean) } / count
        for place in places {
          result.values[place] =
            (values[place] - mean) / (variance + epsilon).squareRoot()
            * weight.values[place % channels] + bias.values[place % channels]
        }
      }
    }
    return result
  }

  func applying(_ activation: Activation) -> NaiveArray {
    map { x in
      switch activation {
      case .silu: x / (1 + exp(-x))
      case .quickGELU: x / (1 + exp(-1.702 * x))
      case .gelu: x * 0.5 * erfc(-x / 2.0.squareRoot())
      case .geluTanh:
        0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
      case .relu: max(x, 0)
      case .mish: x * tanh(log1p(exp(x)))
      }
    }
  }

  func gatedGELU() -> NaiveArray {
    let width = last / 2
    return rowwise { row in
      let gates = NaiveArray([width], Array(row[width...])).applying(.gelu).values
      return (0..<width).map { row[$0] * gates[$0] }
    }
  }

  /// The values along an axis for each place of the others.
  func lines(axis: Int) -> (shape: [Int], lines: [[Double]]) {
    let inner = shape[(axis + 1)...].reduce(1, *)
    let length = shape[axis]
    var reduced = shape
    reduced.remove(at: axis)
    let lines: [[Double]] = (0..<values.count / max(length, 1)).map { line in
      let start = line / inner * length * inner + line % inner
      return stride(from: start, to: start + length * inner, by: inner).map { values[$0] }
    }
    return (reduced, lines)
  }

  func reduced(axis: Int, _ reduce: ([Double]) -> Double) -> NaiveArray {
    let (shape, lines) = lines(axis: axis)
    return NaiveArray(shape, lines.map(reduce))
  }
}

import Foundation
import TestSupport
import Testing

@testable import Tensors

@Suite("Derivatives of operations")
struct GradientTests {
  let a = numbers([2, 3, 4], seed: 1)
  let b = numbers([2, 3, 4], seed: 2)

  @Test func arithmetic() {
    checkGradient(of: [a, b]) {
      $0[0] + $0[1]
    } definition: {
      $0[0].combined($0[1], +)
    }
    checkGradient(of: [a, b]) {
      $0[0] - $0[1]
    } definition: {
      $0[0].combined($0[1], -)
    }
    checkGradient(of: [a, b]) {
      $0[0] * $0[1]
    } definition: {
      $0[0].combined($0[1], *)
    }
    let divisor = b.mapped { $0 > 0 ? $0 + 0.5 : $0 - 0.5 }
    checkGradient(of: [a, divisor]) {
      $0[0] / $0[1]
    } definition: {
      $0[0].combined($0[1], /)
    }
    checkGradient(of: [a]) {
      3 * $0[0]
    } definition: {
      $0[0].map { 3 * $0 }
    }
    checkGradient(of: [a, numbers([], seed: 3)]) {
      $0[0].scaled(by: $0[1])
    } definition: { arrays in
      arrays[0].map { $0 * arrays[1].values[0] }
    }
    checkGradient(of: [a]) {
      $0[0] / 3
    } definition: {
      $0[0].map { $0 / 3 }
    }
    checkGradient(of: [a]) {
      $0[0] + 3
    } definition: {
      $0[0].map { $0 + 3 }
    }
    checkGradient(of: [a]) {
      3 - $0[0]
    } definition: {
      $0[0].map { 3 - $0 }
    }
    checkGradient(of: [a]) {
      $0[0].clamped(to: -0.5...0.25)
    } definition: {
      $0[0].map { min(max($0, -0.5), 0.25) }
    }
  }

  @Test func rowsAdded() {
    let whole = numbers([2, 3, 70], seed: 3)
    checkGradient(of: [whole, numbers([70], seed: 4)]) {
      $0[0].addingRow($0[1])
    } definition: { arrays in
      NaiveArray(arrays[0].shape) { arrays[0].values[$0] + arrays[1].values[$0 % 70] }
    }
    checkGradient(of: [whole, numbers([2, 70], seed: 5)]) {
      $0[0].addingRow($0[1])
    } definition: { arrays in
      NaiveArray(arrays[0].shape) {
        arrays[0].values[$0] + arrays[1].values[$0 / 210 * 70 + $0 % 70]
      }
    }
  }

  @Test func functions() {
    let positive = a.mapped { abs($0) + 0.25 }
    checkGradient(of: [a]) {
      $0[0].squared()
    } definition: {
      $0[0].map { $0 * $0 }
    }
    checkGradient(of: [positive]) {
      $0[0].squareRoot()
    } definition: {
      $0[0].map { sqrt($0) }
    }
    checkGradient(of: [a]) {
      $0[0].magnitude()
    } definition: {
      $0[0].map { abs($0) }
    }
    checkGradient(of: [a]) {
      $0[0].exponential()
    } definition: {
      $0[0].map { exp($0) }
    }
    checkGradient(of: [positive]) {
      $0[0].logarithm()
    } definition: {
      $0[0].map { log($0) }
    }
    checkGradient(of: [a]) {
      $0[0].hyperbolicTangent()
    } definition: {
      $0[0].map { tanh($0) }
    }
    checkGradient(of: [a]) {
      $0[0].sigmoid()
    } definition: {
      $0[0].map { 1 / (1 + exp(-$0)) }
    }
  }

  @Test(arguments: Activation.allCases)
  func activation(_ activation: Activation) {
    checkGradient(of: [numbers([3, 37], seed: 6) * 4]) {
      $0[0].applying(activation)
    } definition: {
      $0[0].applying(activation)
    }
  }

  @Test func gatedActivation() {
    checkGradient(of: [numbers([3, 5, 34], seed: 7) * 3]) {
      $0[0].gatedGELU()
    } definition: {
      $0[0].gatedGELU()
    }
  }

  @Test func products() {
    checkGradient(
      of: [numbers([2, 3, 5], seed: 8), numbers([7, 5], seed: 9), numbers([7], seed: 10)]
    ) {
      $0[0].linear(weight: $0[1], bias: $0[2])
    } definition: {
      $0[0].linear($0[1], $0[2])
    }
    checkGradient(of: [numbers([4, 5], seed: 11), numbers([3, 5], seed: 12)]) {
      $0[0].linear(weight: $0[1])
    } definition: {
      $0[0].linear($0[1], nil)
    }
    checkGradient(of: [numbers([4, 5], seed: 13), numbers([5, 6], seed: 14)]) {
      $0[0].matmul($0[1])
    } definition: {
      $0[0].matmul($0[1])
    }
  }

  @Test(arguments: [
    (1, 1, 0, 0, 5, 4), (3, 1, 1, 1, 6, 5), (3, 2, 1, 1, 6, 6), (3, 2, 0, 1, 5, 6),
    (1, 2, 0, 0, 5, 5), (5, 1, 2, 2, 3, 2), (2, 3, 1, 0, 7, 4),
  ])
  func convolution(
    kernel: Int, stride: Int, leading: Int, trailing: Int, height: Int, width: Int
  ) {
    let geometry = ConvolutionGeometry(stride: stride, padding: leading, trailing: trailing)
    checkGradient(
      of: [
        numbers([2, height, width, 2], seed: 15), numbers([3, kernel, kernel, 2], seed: 16),
        numbers([3], seed: 17),
      ]
    ) {
      $0[0].convolution(weight: $0[1], bias: $0[2], geometry: geometry)
    } definition: {
      $0[0].convolution($0[1], $0[2], geometry)
    }
  }

  @Test(arguments: [(false, 1), (true, 1), (true, 2)])
  func attention(masked: Bool, maskItems: Int) {
    let query = numbers([2, 5, 6], seed: 18) * 2
    let key = numbers([2, 7, 6], seed: 19) * 2
    var inputs = [query, key, numbers([2, 7, 6], seed: 20)]
    if masked { inputs.append(numbers([maskItems, 5, 7], seed: 21)) }
    checkGradient(of: inputs) {
      Tensor.attention(
        query: $0[0], key: $0[1], value: $0[2], heads: 2, mask: masked ? $0[3] : nil)
    } definition: {
      $0[0].attentionMaps($0[1], heads: 2, mask: masked ? $0[3] : nil).attending($0[2])
    }
  }

  /// More queries than a tile holds, and keys that may not be attended.
  @Test func attentionInTiles() {
    let inputs = [
      numbers([1, 260, 1], seed: 22), numbers([1, 3, 1], seed: 23), numbers([1, 3, 1], seed: 24),
    ]
    let mask = numbers([1, 260, 3], seed: 25).mapped { $0 > 0.5 ? -.infinity : 0 }
    let forbidden = NaiveArray([1, 260, 3], mask.values.map { Double($0) })
    checkGradient(of: inputs) {
      Tensor.attention(query: $0[0], key: $0[1], value: $0[2], heads: 1, mask: mask)
    } definition: {
      $0[0].attentionMaps($0[1], heads: 1, mask: forbidden).attending($0[2])
    }
  }

  @Test func attentionMaps() {
    checkGradient(of: [numbers([2, 5, 6], seed: 26) * 2, numbers([2, 4, 6], seed: 27) * 2]) {
      Tensor.attentionMaps(query: $0[0], key: $0[1], heads: 3)
    } definition: {
      $0[0].attentionMaps($0[1], heads: 3, mask: nil)
    }
    checkGradient(of: [numbers([2, 3, 5, 4], seed: 28), numbers([2, 4, 6], seed: 29)]) {
      $0[0].attending($0[1])
    } definition: {
      $0[0].attending($0[1])
    }
  }

  @Test func normalization() {
    let parameters = [numbers([6], seed: 30), numbers([6], seed: 31)]
    checkGradient(of: [numbers([2, 5, 6], seed: 32)] + parameters) {
      $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-3)
    } definition: {
      $0[0].layerNorm($0[1], $0[2], Double(Float(1e-3)))
    }
    for silu in [false, true] {
      checkGradient(of: [numbers([2, 3, 4, 6], seed: 33) + 1] + parameters) {
        $0[0].groupNorm(groups: 3, weight: $0[1], bias: $0[2], epsilon: 1e-3, silu: silu)
      } definition: {
        let result = $0[0].groupNorm(3, $0[1], $0[2], Double(Float(1e-3)))
        return silu ? result.applying(.silu) : result
      }
    }
  }

  @Test func softmax() {
    checkGradient(of: [numbers([3, 9], seed: 34) * 5]) {
      $0[0].softmax()
    } definition: {
      $0[0].softmax()
    }
  }

  @Test func reductions() {
    checkGradient(of: [a]) {
      $0[0].sum()
    } definition: {
      NaiveArray([], [$0[0].values.reduce(0, +)])
    }
    checkGradient(of: [a]) {
      $0[0].mean()
    } definition: {
      NaiveArray([], [$0[0].values.reduce(0, +) / 24])
    }
    checkGradient(of: [a]) {
      $0[0].maximum()
    } definition: {
      NaiveArray([], [$0[0].values.max() ?? 0])
    }
    for axis in 0..<3 {
      checkGradient(of: [a]) {
        $0[0].sum(axis: axis)
      } definition: {
        $0[0].reduced(axis: axis) { $0.reduce(0, +) }
      }
      checkGradient(of: [a]) {
        $0[0].mean(axis: axis - 3)
      } definition: {
        $0[0].reduced(axis: axis) { $0.reduce(0, +) / Double($0.count) }
      }
      checkGradient(of: [a]) {
        $0[0].maximum(axis: axis)
      } definition: {
        $0[0].reduced(axis: axis) { $0.max() ?? 0 }
      }
      checkGradient(of: [a]) {
        $0[0].topMean(2, axis: axis)
      } definition: {
        $0[0].reduced(axis: axis) { $0.sorted(by: >).prefix(2).reduce(0, +) / 2 }
      }
    }
  }

  @Test func shapes() {
    checkGradient(of: [a]) {
      $0[0].reshaped([6, 4])
    } definition: {
      $0[0].reshaped([6, 4])
    }
    checkGradient(of: [a, b]) {
      Tensor.concatenated($0, axis: 1)
    } definition: { arrays in
      NaiveArray([2, 6, 4]) { index in
        let (row, column) = (index / 4 % 6, index % 4)
        return arrays[row / 3][index / 24, row % 3, column]
      }
    }
    for axis in 0..<3 {
      checkGradient(of: [a]) {
        $0[0].slice(1..<2, axis: axis)
      } definition: { arrays in
        let (shape, lines) = arrays[0].lines(axis: axis)
        var sizes = shape
        sizes.insert(1, at: axis)
        return NaiveArray(sizes, lines.map { $0[1] })
      }
    }
    checkGradient(of: [numbers([5, 3], seed: 35)]) {
      $0[0].rows([4, 0, 4])
    } definition: { arrays in
      NaiveArray([3, 3]) { arrays[0][[4, 0, 4][$0 / 3], $0 % 3] }
    }
    checkGradient(of: [a]) {
      $0[0].permuted([2, 0, 1])
    } definition: { arrays in
      NaiveArray([4, 2, 3]) { arrays[0][$0 / 3 % 2, $0 % 3, $0 / 6] }
    }
    checkGradient(of: [numbers([2, 1, 4], seed: 36)]) {
      $0[0].broadcast(to: [3, 2, 5, 4])
    } definition: { arrays in
      NaiveArray([3, 2, 5, 4]) { arrays[0][$0 / 20 % 2, 0, $0 % 4] }
    }
    checkGradient(of: [numbers([2, 3, 2, 2], seed: 37)]) {
      $0[0].resizedNearest(height: 7, width: 4)
    } definition: { arrays in
      NaiveArray([2, 7, 4, 2]) {
        arrays[0][$0 / 56, $0 / 8 % 7 * 3 / 7, $0 / 2 % 4 * 2 / 4, $0 % 2]
      }
    }
  }
}

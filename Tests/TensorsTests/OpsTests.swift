import TestSupport
import Testing

@testable import Tensors

private func random(_ shape: Shape, seed: UInt64) -> Tensor {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return Tensor(
    shape,
    (0..<shape.count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(state >> 40) / Float(1 << 23) - 1
    })
}

@Suite struct ConvolutionTests {
  @Test(arguments: [
    (1, 1, 1, 1, 1, 7, 5), (3, 1, 1, 1, 2, 9, 6), (3, 2, 1, 1, 1, 8, 8), (3, 2, 0, 1, 2, 7, 8),
    (1, 2, 0, 0, 1, 5, 5), (5, 1, 2, 2, 1, 3, 2),
  ])
  func matchesTheDefinition(
    kernel: Int, stride: Int, leading: Int, trailing: Int, batch: Int, height: Int, width: Int
  ) {
    let picture = random([batch, height, width, 3], seed: 1)
    let weight = random([4, kernel, kernel, 3], seed: 2)
    let bias = random([4], seed: 3)
    let geometry = ConvolutionGeometry(stride: stride, padding: leading, trailing: trailing)
    let result = picture.convolution(weight: weight, bias: bias, geometry: geometry)
    let expected = naive(picture, weight, bias, geometry)
    expectClose(result, expected, within: 1e-5)
  }

  private func naive(
    _ picture: Tensor, _ weight: Tensor, _ bias: Tensor, _ geometry: ConvolutionGeometry
  ) -> Tensor {
    let (x, w, b) = (picture.values, weight.values, bias.values)
    let (batch, height, width, inputs) = (
      picture.shape[0], picture.shape[1], picture.shape[2], picture.shape[3]
    )
    let (outputs, kernel) = (weight.shape[0], weight.shape[1])
    let rows = geometry.outputSize(height, kernel: kernel)
    let columns = geometry.outputSize(width, kernel: kernel)
    var result: [Float] = []
    for item in 0..<batch {
      for row in 0..<rows {
        for column in 0..<columns {
          for output in 0..<outputs {
            var sum = Double(b[output])
            for ky in 0..<kernel {
              for kx in 0..<kernel {
                let y = row * geometry.stride + ky - geometry.leading
                let z = column * geometry.stride + kx - geometry.leading
                guard (0..<height).contains(y), (0..<width).contains(z) else { continue }
                for input in 0..<inputs {
                  let pixel = x[((item * height + y) * width + z) * inputs + input]
                  sum +=
                    Double(pixel)
                    * Double(w[((output * kernel + ky) * kernel + kx) * inputs + input])
                }
              }
            }
            result.append(Float(sum))
          }
        }
      }
    }
    return Tensor([batch, rows, columns, outputs], result)
  }
}

@Suite struct AttentionTests {
  /// More queries and keys than one tile holds, so that the online softmax is exercised.
  @Test(arguments: [(1, 5, 7, 2, false), (2, 300, 1300, 3, true), (1, 257, 1025, 1, false)])
  func matchesTheDefinition(batch: Int, queries: Int, keys: Int, heads: Int, masked: Bool) {
    let size = 4
    let features = heads * size
    let query = random([batch, queries, features], seed: 4) * 3
    let key = random([batch, keys, features], seed: 5) * 3
    let value = random([batch, keys, features], seed: 6)
    let mask =
      masked
      ? random([1, queries, keys], seed: 7).mapped { $0 > 0.5 ? -.infinity : 0 } : nil
    let result = Tensor.attention(query: query, key: key, value: value, heads: heads, mask: mask)
    let (q, k, v, m) = (query.values, key.values, value.values, mask?.values)
    var expected = [Float](repeating: 0, count: batch * queries * features)
    for item in 0..<batch {
      for head in 0..<heads {
        for row in 0..<queries {
          var scores = [Double](repeating: 0, count: keys)
          for column in 0..<keys {
            for index in 0..<size {
              scores[column] +=
                Double(q[(item * queries + row) * features + head * size + index])
                * Double(k[(item * keys + column) * features + head * size + index])
            }
            scores[column] = scores[column] / 2 + Double(m?[row * keys + column] ?? 0)
          }
          let top = scores.max() ?? 0
          let weights = scores.map { exponentialSeries($0 - top) }
          let sum = weights.reduce(0, +)
          for column in 0..<keys {
            for index in 0..<size {
              expected[(item * queries + row) * features + head * size + index] += Float(
                weights[column] / sum
                  * Double(v[(item * keys + column) * features + head * size + index]))
            }
          }
        }
      }
    }
    expectClose(result, Tensor(query.shape, expected), within: 1e-5)
  }

  @Test func queryThatMayAttendNothingGivesZeros() {
    let ones = Tensor(repeating: 1, [1, 2, 4])
    let mask = Tensor([1, 2, 2], [-.infinity, -.infinity, 0, -.infinity])
    let result = Tensor.attention(query: ones, key: ones, value: ones, heads: 1, mask: mask)
    #expect(result.values == [0, 0, 0, 0, 1, 1, 1, 1])
  }

  /// e^x for x ≤ 0 in double, by squaring a short series: independent of the kernel under test.
  private func exponentialSeries(_ x: Double) -> Double {
    guard x > -700 else { return 0 }
    let reduced = x / 1024
    var (sum, term) = (1.0, 1.0)
    for n in 1...8 {
      term *= reduced / Double(n)
      sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
  }
}

@Suite struct NormalizationTests {
  @Test func groupNormGivesEachGroupMeanZeroAndVarianceOne() {
    let x = random([2, 3, 5, 6], seed: 8) + 100
    let result = x.groupNorm(
      groups: 3, weight: Tensor(repeating: 1, [6]), bias: Tensor(repeating: 0, [6]), epsilon: 0)
    let values = result.values
    for item in 0..<2 {
      for group in 0..<3 {
        let members = (0..<15).flatMap { pixel in
          (0..<2).map { Double(values[(item * 15 + pixel) * 6 + group * 2 + $0]) }
        }
        let mean = members.reduce(0, +) / 30
        let variance = members.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 30
        #expect(abs(mean) < 1e-3 && abs(variance - 1) < 1e-2)
      }
    }
  }

  @Test func layerNormOfTwoFeaturesIsPlusMinusOne() {
    let x = Tensor([2, 2], [1, 3, 10, -10])
    let result = x.layerNorm(
      weight: Tensor([2], [1, 2]), bias: Tensor([2], [0, 1]), epsilon: 0)
    expectClose(result, Tensor([2, 2], [-1, 3, 1, -1]), within: 1e-6)
  }
}

@Suite struct ActivationTests {
  /// Values of the definitions at −2, −0.5, 0, 1, 3, from tables of Φ and the logistic function.
  @Test(
    arguments: [
      (Activation.silu, [-0.238_405_84, -0.188_770_33, 0, 0.731_058_6, 2.857_722_3]),
      (Activation.gelu, [-0.045_500_26, -0.154_268_77, 0, 0.841_344_7, 2.995_950_3]),
      (Activation.geluTanh, [-0.045_402_3, -0.154_285_99, 0, 0.841_192, 2.996_363_2]),
      (Activation.quickGELU, [-0.064_343_28, -0.149_610_86, 0, 0.845_795_76, 2.981_934_4]),
      (Activation.relu, [0, 0, 0, 1, 3]),
      (Activation.mish, [-0.252_501_5, -0.220_742_5, 0, 0.865_098_4, 2.986_535_1]),
    ] as [(Activation, [Float])])
  func matchesTables(activation: Activation, expected: [Float]) {
    let x = Tensor([5], [-2, -0.5, 0, 1, 3])
    expectClose(x.applying(activation), Tensor([5], expected), within: 1e-5)
  }

  @Test func extremeInputsStayFinite() {
    let x = Tensor([4], [-1e4, -100, 100, 1e4])
    for activation in Activation.allCases {
      #expect(x.applying(activation).values.allSatisfy { $0.isFinite })
    }
  }
}

@Suite struct IndexingTests {
  @Test func permutedMovesAxes() {
    let x = Tensor([1, 2, 3, 2], (0..<12).map(Float.init))
    #expect(x.channelsFirst().values == [0, 2, 4, 6, 8, 10, 1, 3, 5, 7, 9, 11])
    #expect(x.channelsFirst().channelsLast().values == x.values)
  }

  @Test func concatenatedJoinsAlongTheLastAxis() {
    let left = Tensor([2, 1], [1, 2])
    let right = Tensor([2, 2], [3, 4, 5, 6])
    #expect(Tensor.concatenated([left, right], axis: -1).values == [1, 3, 4, 2, 5, 6])
  }

  @Test func nearestTakesTheFloorOfTheSourceIndex() {
    let x = Tensor([1, 1, 3, 1], [1, 2, 3])
    #expect(x.resizedNearest(height: 1, width: 5).values == [1, 1, 2, 2, 3])
    #expect(x.resizedNearest(height: 2, width: 3).values == [1, 2, 3, 1, 2, 3])
  }

  @Test func addingRowAddsOneVectorPerItem() {
    let x = Tensor([2, 2, 1], [0, 0, 0, 0])
    #expect(x.addingRow(Tensor([2, 1], [1, 2])).values == [1, 1, 2, 2])
  }
}

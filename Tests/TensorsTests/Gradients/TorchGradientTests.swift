import Foundation
import Tensors
import TestSupport
import Testing

/// Operations and their derivatives against PyTorch's, in float64 (Fixtures/make/operation_goldens.py).
@Suite("Derivatives against PyTorch")
struct TorchGradientTests {
  typealias Operation = @Sendable ([Tensor]) -> Tensor

  private static let goldens = Result {
    try SafetensorsFile(contentsOf: fixture("tensors/operations.safetensors"))
  }

  static let arithmetic: [String: Operation] = [
    "add": { $0[0] + $0[1] }, "subtract": { $0[0] - $0[1] }, "multiply": { $0[0] * $0[1] },
    "multiply-by-itself": { $0[0] * $0[0] }, "divide": { $0[0] / $0[1] },
    "times-number": { 3 * $0[0] }, "plus-number": { $0[0] + 3 }, "number-minus": { 3 - $0[0] },
    "divided-by-number": { $0[0] / 3 }, "scaled": { $0[0].scaled(by: $0[1]) },
    "clamped": { $0[0].clamped(to: -0.5...0.25) }, "adding-row": { $0[0].addingRow($0[1]) },
    "adding-row-per-item": { $0[0].addingRow($0[1]) },
  ]

  static let functions = with(
    [
      "squared": { $0[0].squared() }, "square-root": { $0[0].squareRoot() },
      "magnitude": { $0[0].magnitude() }, "exponential": { $0[0].exponential() },
      "logarithm": { $0[0].logarithm() }, "tanh": { $0[0].hyperbolicTangent() },
      "sigmoid": { $0[0].sigmoid() }, "gated-gelu": { $0[0].gatedGELU() },
    ],
    Activation.allCases.map { activation -> (String, Operation) in
      (activation.rawValue, { $0[0].applying(activation) })
    }
  )

  static let products = with(
    [
      "linear": { $0[0].linear(weight: $0[1], bias: $0[2]) },
      "linear-without-bias": { $0[0].linear(weight: $0[1]) }, "matmul": { $0[0].matmul($0[1]) },
    ],
    [(1, 1, 0, 0), (3, 1, 1, 1), (3, 2, 1, 1), (3, 2, 0, 1), (5, 1, 2, 2), (2, 3, 1, 0)].map {
      (kernel, stride, leading, trailing: Int) -> (String, Operation) in
      (
        "convolution-\(kernel)-\(stride)-\(leading)-\(trailing)",
        {
          $0[0].convolution(
            weight: $0[1], bias: $0[2],
            geometry: ConvolutionGeometry(stride: stride, padding: leading, trailing: trailing))
        }
      )
    }
  )

  static let attention: [String: Operation] = [
    "attention": { .attention(query: $0[0], key: $0[1], value: $0[2], heads: 2) },
    "attention-scaled": {
      .attention(query: $0[0], key: $0[1], value: $0[2], heads: 2, scale: 0.7)
    },
    "attention-mask-1": {
      .attention(query: $0[0], key: $0[1], value: $0[2], heads: 2, mask: mask(1))
    },
    "attention-mask-2": {
      .attention(query: $0[0], key: $0[1], value: $0[2], heads: 2, mask: mask(2))
    },
    "attention-bias": {
      .attention(query: $0[0], key: $0[1], value: $0[2], heads: 2, mask: $0[3])
    },
    "attention-tiles": { .attention(query: $0[0], key: $0[1], value: $0[2], heads: 1) },
    "attention-maps": { .attentionMaps(query: $0[0], key: $0[1], heads: 3) },
    "attending": { $0[0].attending($0[1]) },
  ]

  static let normalization: [String: Operation] = [
    "layer-norm": { $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-3) },
    "group-norm": {
      $0[0].groupNorm(groups: 4, weight: $0[1], bias: $0[2], epsilon: 1e-3, silu: false)
    },
    "group-norm-silu": {
      $0[0].groupNorm(groups: 4, weight: $0[1], bias: $0[2], epsilon: 1e-3, silu: true)
    },
    "softmax": { $0[0].softmax() }, "softmax-forbidden": { $0[0].softmax() },
    "block": { inputs in
      .checkpointed(inputs) {
        let h = $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 1e-5).applying(.silu)
        return h + $0[0] * h.hyperbolicTangent()
      }
    },
  ]

  static let reductions = with(
    [
      "sum": { $0[0].sum() }, "mean": { $0[0].mean() }, "maximum": { $0[0].maximum() },
    ],
    (0..<3).flatMap { axis -> [(String, Operation)] in
      [
        ("sum-\(axis)", { $0[0].sum(axis: axis) }), ("mean-\(axis)", { $0[0].mean(axis: axis) }),
        ("maximum-\(axis)", { $0[0].maximum(axis: axis) }),
        ("top-mean-\(axis)", { $0[0].topMean(2, axis: axis) }),
      ]
    }
  )

  static let shapes = with(
    [
      "reshaped": { $0[0].reshaped([6, 4]) }, "rows": { $0[0].rows([4, 0, 4, 2]) },
      "permuted": { $0[0].permuted([2, 0, 1]) }, "repeated": { $0[0].repeatedBatch(3) },
      "broadcast": { $0[0].broadcast(to: [3, 2, 5, 4]) },
      "nearest-up": { $0[0].resizedNearest(height: 10, width: 6) },
      "nearest-odd": { $0[0].resizedNearest(height: 7, width: 4) },
      "nearest-down": { $0[0].resizedNearest(height: 2, width: 2) },
    ],
    (0..<3).flatMap { axis -> [(String, Operation)] in
      [
        ("concatenated-\(axis)", { .concatenated([$0[0], $0[1], $0[0]], axis: axis) }),
        ("slice-\(axis)", { $0[0].slice(1..<$0[0].shape[axis], axis: axis) }),
      ]
    }
  )

  static let operations = [
    arithmetic, functions, products, attention, normalization, reductions, shapes,
  ].reduce(into: [:]) { $0.merge($1) { $1 } }

  private static func with(
    _ table: [String: Operation], _ more: [(String, Operation)]
  ) -> [String: Operation] { table.merging(more) { $1 } }

  private static func mask(_ items: Int) -> Tensor {
    (try? goldens.get().tensor(named: "mask-\(items)")) ?? Tensor(repeating: .nan, [1, 5, 7])
  }

  @Test(arguments: operations.keys.sorted())
  func operation(_ name: String) throws {
    let goldens = try Self.goldens.get()
    let operation = try #require(Self.operations[name])
    let count = goldens.names.filter { $0.hasPrefix("\(name).input.") }.count
    try #require(count > 0)
    let inputs = try (0..<count).map {
      try goldens.tensor(named: "\(name).input.\($0)").tracked()
    }
    let result = operation(inputs)
    expectClose(
      result, try goldens.tensor(named: "\(name).output"), within: 1e-5, relative: true)
    let gradients = result.gradients(
      of: inputs, seed: try goldens.tensor(named: "\(name).seed"))
    for (index, gradient) in gradients.enumerated() {
      expectClose(
        gradient, try goldens.tensor(named: "\(name).gradient.\(index)"), within: 1e-5,
        relative: true)
    }
  }

  /// No case of the file is left out.
  @Test func everyCaseIsHeld() throws {
    let names = try Self.goldens.get().names.filter { $0.hasSuffix(".output") }
    #expect(Set(names.map { String($0.dropLast(7)) }) == Set(Self.operations.keys))
  }
}

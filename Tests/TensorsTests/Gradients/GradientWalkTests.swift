import Foundation
import TestSupport
import Testing

@testable import Tensors

@Suite("The way back through operations")
struct GradientWalkTests {
  /// d/dx (x² + 3x) = 2x + 3, with x used twice.
  @Test func sumsOverEveryUse() {
    let x = Tensor([2], [1, -2]).tracked()
    let slope = (x * x + x * 3).sum().gradients(of: [x])
    #expect(slope[0].values == [5, -1])
  }

  @Test func inputsThatDoNotMatterHaveZeroGradients() {
    let (x, y) = (Tensor([2], [1, 2]).tracked(), Tensor([3], [1, 2, 3]).tracked())
    let slopes = x.sum().gradients(of: [x, y])
    #expect(slopes[0].values == [1, 1])
    #expect(slopes[1].values == [0, 0, 0])
  }

  @Test func gradientsAreNotTracked() {
    let x = Tensor([2], [1, 2]).tracked()
    let slopes = (x * x).sum().gradients(of: [x])
    #expect(!slopes[0].isTracked)
    #expect(!x.detached().isTracked && x.isTracked)
  }

  @Test func nothingIsRememberedOfUntrackedTensors() {
    let x = Tensor([2], [1, 2])
    #expect(!(x * x).sum().isTracked)
  }

  /// The gradient of a tensor in the middle, and of one that it was computed from.
  @Test func goesOnThroughTensorsInTheMiddle() {
    let x = Tensor([1], [3]).tracked()
    let y = x * x
    let slopes = (y * y).sum().gradients(of: [y, x])
    #expect(slopes[0].values == [18])  // 2y
    #expect(slopes[1].values == [108])  // 4x³
  }

  @Test func secondWalkNeedsKeeping() {
    let x = Tensor([1], [3]).tracked()
    let loss = (x * x).sum()
    #expect(loss.gradients(of: [x], keeping: true)[0].values == [6])
    #expect(loss.gradients(of: [x])[0].values == [6])
    #expect(loss.gradients(of: [x])[0].values == [0])
  }

  /// A weight gradient costs as much as the forward product: it must not be computed for nothing.
  @Test func noWeightGradientIsComputedForInputsAlone() {
    let x = numbers([8, 16], seed: 1).tracked()
    let weight = numbers([4, 16], seed: 2).tracked()
    func products(_ inputs: [Tensor]) -> [Bool] {
      var asked: [Bool] = []
      let seen = x.linear(weight: weight)
      if let operation = seen.origin?.operation(keeping: true) {
        let targets = Set(inputs.compactMap(\.origin))
        asked = operation.inputs.map { $0.map { targets.contains($0) } ?? false }
        let parts = operation.pullback(numbers([8, 4], seed: 3), asked)
        return parts.prefix(asked.count).map { $0 != nil }
      }
      return asked
    }
    // Of x, weight, bias and addend.
    #expect(products([x]) == [true, false, false, false])
    #expect(products([weight]) == [false, true, false, false])
    #expect(products([x, weight]) == [true, true, false, false])
  }

  @Test func chainsOfAnyLengthAreFreed() {
    var x = Tensor([1], [1]).tracked()
    let first = x
    for _ in 0..<20_000 { x = x + 0 }
    #expect(x.gradients(of: [first])[0].values == [1])
  }
}

@Suite("Checkpointing")
struct CheckpointTests {
  private static func block(_ x: Tensor, _ weight: Tensor) -> Tensor {
    x.linear(weight: weight).applying(.silu) + x
  }

  @Test func givesTheSameGradientsAsWithout() {
    let input = numbers([3, 6], seed: 1)
    let weights = (0..<3).map { numbers([6, 6], seed: UInt64($0 + 2)) }
    func run(checkpointed: Bool) -> [Tensor] {
      let (x, parameters) = (input.tracked(), weights.map { $0.tracked() })
      var h = x * 2
      for weight in parameters {
        h =
          checkpointed
          ? Tensor.checkpointed([h]) { Self.block($0[0], weight) } : Self.block(h, weight)
      }
      return (h * h).sum().gradients(of: [x] + parameters)
    }
    for (found, expected) in zip(run(checkpointed: true), run(checkpointed: false)) {
      #expect(found.values == expected.values)
    }
  }

  /// A block that captures two tensors of which one was computed from the other.
  @Test func separatesWhatItCaptures() {
    let x = Tensor([1], [2]).tracked()
    let y = x * x
    let z = Tensor.checkpointed([y]) { [x] in $0[0] * x }
    #expect(z.sum().gradients(of: [x])[0].values == [12])  // 3x²
  }

  /// The block's operations are gone until the gradient is asked for.
  @Test func keepsNothingOfTheBlock() {
    let x = numbers([4, 4], seed: 1).tracked()
    let result = Tensor.checkpointed([x]) { ($0[0] * $0[0]).applying(.gelu) }
    #expect(result.origin?.inputs == [x.origin].compactMap(\.self))
  }

  @Test func untrackedStaysUntracked() {
    #expect(!Tensor.checkpointed([numbers([2], seed: 1)]) { $0[0] * 2 }.isTracked)
  }
}

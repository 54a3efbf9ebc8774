import Tensors
import TestSupport
import Testing

@Suite struct UpdateTests {
  @Test func aCopyKeepsItsElementsWhenTheOtherMoves() {
    var tensor = Tensor([3], [1, 2, 3])
    let copy = tensor
    tensor.approach(Tensor([3], [3, 2, 1]), by: 0.25)
    #expect(tensor.values == [1.5, 2, 2.5])
    #expect(copy.values == [1, 2, 3])
    tensor.add(copy)
    #expect(tensor.values == [2.5, 4, 5.5])
  }

  @Test func momentsOfACopyStayToo() {
    var (numbers, mean, square) = (
      Tensor([2], [1, 1]), Tensor([2], [0, 0]), Tensor([2], [0, 0])
    )
    let before = (numbers, mean, square)
    numbers.moveByAdam(
      gradient: Tensor([2], [2, -8]), scale: 0.5, mean: &mean, square: &square,
      .init(rate: 0.5, meanDecay: 0.5, squareDecay: 0.75, epsilon: 0, weightDecay: 0, number: 1))
    #expect(mean.values == [0.5, -2])
    #expect(square.values == [0.25, 4])
    expectClose(numbers, Tensor([2], [0.5, 1.5]), within: 1e-6)
    #expect(before.0.values == [1, 1] && before.1.values == [0, 0] && before.2.values == [0, 0])
  }

  @Test(arguments: [0, 1, 7, 8, 1003, (1 << 16) + 5, 3 << 16])
  func squaresAreSummedInDouble(count: Int) {
    let tensor = Tensor([count], (0..<count).map { Float($0 % 91) / 7 - 5 })
    let expected = tensor.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(tensor.sumOfSquares() - expected) <= 1e-12 * max(expected, 1))
  }
}

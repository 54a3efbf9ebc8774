import Drawing
import Layouts
import TestSupport
import Testing

@Suite struct RunLengthMaskTests {
  @Test func runsGoDownTheColumnsAndStartWithZeros() throws {
    let mask = Mask(height: 2, width: 3, values: [1, 0, 1, 1, 1, 0])
    let runs = RunLengthMask(mask)
    #expect(runs.counts == [0, 2, 1, 2, 1])
    #expect(runs.area == 4)
    #expect(runs.mask == mask)
    #expect(RunLengthMask(Mask(height: 2, width: 3)).counts == [6])
  }

  /// Made by pycocotools 2.0: `mask.frPyObjects({"size": …, "counts": …}, …)["counts"]`.
  @Test(arguments: [
    ([4, 3], [0, 2, 3, 5, 2], "0233O"), ([10, 10], [12, 7, 50, 31], "<7b1h0"),
  ]) func textsAreCOCOs(size: [Int], counts: [Int], text: String) throws {
    let runs = try RunLengthMask(height: size[0], width: size[1], counts: counts)
    #expect(runs.compressed == text)
    let back = try RunLengthMask(height: size[0], width: size[1], compressed: text)
    #expect(back == runs)
  }

  @Test(arguments: 0..<50) func everyMaskReturns(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let (height, width) = (Int.random(in: 1...90, using: &random), 1 + Int(seed) * 7)
    let share = random.number(0...1)
    let mask = Mask(
      height: height, width: width,
      values: (0..<height * width).map { _ in random.number(0...1) < share ? 1 : 0 })
    let runs = RunLengthMask(mask)
    #expect(runs.mask == mask)
    #expect(
      try RunLengthMask(height: height, width: width, compressed: runs.compressed) == runs)
    #expect(runs.area == Int(mask.area))
  }

  @Test func damagedRunsAreRefused() {
    for counts in [[5], [7], [-1, 7], [3, -3, 6], [Int.max, Int.max]] {
      #expect(throws: RunLengthMask.Failure.self) {
        try RunLengthMask(height: 2, width: 3, counts: counts)
      }
    }
    for text in ["P", "~", "6 ", "ooooooooooooooo", "", "é", "PPPPPPPPPPPPPPPPPPPPPPPPPP1"] {
      #expect(throws: RunLengthMask.Failure.self) {
        try RunLengthMask(height: 2, width: 3, compressed: text)
      }
    }
    #expect(throws: RunLengthMask.Failure.badSize(height: 0, width: 3)) {
      try RunLengthMask(height: 0, width: 3, counts: [])
    }
    #expect(throws: RunLengthMask.Failure.self) {
      try RunLengthMask(height: 1 << 40, width: 1 << 40, counts: [])
    }
  }
}

import Testing

@testable import Tensors

@Suite struct PhiloxRandomSourceTests {
  /// The known answers that the paper's authors publish with Random123 (kat_vectors, philox4x32 10).
  @Test func givesTheKnownAnswers() {
    let zero = PhiloxRandomSource.block(.zero, key: .zero)
    #expect(zero == SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8))
    let ones = PhiloxRandomSource.block(.init(repeating: .max), key: .init(repeating: .max))
    #expect(ones == SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD))
    let pi = PhiloxRandomSource.block(
      SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344),
      key: SIMD2(0xA409_3822, 0x299F_31D0))
    #expect(pi == SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1))
  }

  @Test func momentsAreThoseOfTheDistributions() {
    var source = PhiloxRandomSource(seed: 1)
    let count = 1 << 18
    let normal = source.normal([count]).values.map(Double.init)
    let uniform = source.uniform([count]).values.map(Double.init)
    func moment(_ values: [Double], _ power: Int) -> Double {
      values.reduce(0) { sum, value in sum + (0..<power).reduce(1) { product, _ in product * value }
      }
        / Double(count)
    }
    // Five standard errors each.
    #expect(abs(moment(normal, 1)) < 5 * 0.002)
    #expect(abs(moment(normal, 2) - 1) < 5 * 0.0028)
    #expect(abs(moment(normal, 3)) < 5 * 0.0076)
    #expect(abs(moment(normal, 4) - 3) < 5 * 0.02)
    #expect(abs(moment(uniform, 1) - 0.5) < 5 * 0.0006)
    #expect(abs(moment(uniform, 2) - 1.0 / 3) < 5 * 0.0006)
    #expect(uniform.allSatisfy { $0 >= 0 && $0 < 1 })
  }

  @Test func streamsAndSeedsDifferAndRepeat() {
    func draw(_ seed: UInt64, _ stream: UInt64) -> [Float] {
      var source = PhiloxRandomSource(seed: seed, stream: stream)
      return source.normal([3, 7]).values
    }
    #expect(draw(7, 0) == draw(7, 0))
    #expect(
      Set([draw(7, 0), draw(7, 1), draw(8, 0), draw(7 << 32, 0), draw(7, 1 << 32)]).count == 5)
    var source = PhiloxRandomSource(seed: 7)
    #expect(source.normal([3, 7]).values != source.normal([3, 7]).values)
    #expect(source.uniform([0]).values == [])
    #expect(source.normal([0]).values == [])
  }
}

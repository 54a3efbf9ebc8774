import CKernels
import Testing

@Suite struct HalfFloatTests {
  @Test func everyHalfBecomesItsFloat() {
    let halves = (0...UInt16.max).map { $0 }
    var floats = [Float](repeating: 0, count: halves.count)
    ckernels_half_to_float(halves, &floats, halves.count)
    for (half, float) in zip(halves, floats) {
      let expected = Float(Float16(bitPattern: half))
      #expect(float.bitPattern == expected.bitPattern || (float.isNaN && expected.isNaN))
    }
  }

  @Test func floatsRoundToTheNearestHalf() {
    // Every half, its neighbours in float, the ties between halves and their neighbours.
    var floats: [Float] = [
      .nan, .infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 65520,
    ]
    for bits in 0..<UInt16(0x7C00) {
      let half = Float(Float16(bitPattern: bits))
      let tie = (half + Float(Float16(bitPattern: bits + 1))) / 2
      floats += [half, half.nextUp, half.nextDown, tie, tie.nextUp, tie.nextDown]
    }
    floats += floats.map { -$0 }
    var halves = [UInt16](repeating: 0, count: floats.count)
    ckernels_float_to_half(floats, &halves, floats.count)
    for (float, half) in zip(floats, halves) {
      let expected = Float16(float)
      if float.isNaN {
        #expect(Float16(bitPattern: half).isNaN)
      } else {
        #expect(half == expected.bitPattern, "\(float)")
      }
    }
  }

  @Test func floatsRoundToTheNearestBrainFloat() {
    let bits: [(UInt32, UInt16)] = [
      (0x3F80_0000, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F80_8001, 0x3F81), (0x3F81_8000, 0x3F82),
      (0x3F81_7FFF, 0x3F81), (0x7F7F_FFFF, 0x7F80), (0xFF80_0000, 0xFF80), (0x7F80_0001, 0x7FC0),
      (0x8000_0000, 0x8000), (0x0000_8001, 0x0001),
    ]
    var halves = [UInt16](repeating: 0, count: bits.count)
    ckernels_float_to_bfloat16(bits.map { Float(bitPattern: $0.0) }, &halves, bits.count)
    #expect(halves == bits.map(\.1))
    var floats = [Float](repeating: 0, count: bits.count)
    ckernels_bfloat16_to_float(halves, &floats, bits.count)
    #expect(floats.map { $0.bitPattern >> 16 } == halves.map(UInt32.init))
  }
}

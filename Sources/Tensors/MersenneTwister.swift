/// The generator MT19937 of Matsumoto and Nishimura (1998).
package struct MersenneTwister: Sendable {
  private static let size = 624
  private var state: [UInt32]
  private var next = size

  /// Starts the generator as `init_genrand` does.
  package init(seed: UInt32) {
    state = [seed]
    state.reserveCapacity(Self.size)
    for i in 1..<UInt32(Self.size) {
      let last = state[Int(i) - 1]
      state.append(1_812_433_253 &* (last ^ last >> 30) &+ i)
    }
  }

  /// Fills a buffer with uniform numbers of 24 bits.
  mutating func fill(_ target: UnsafeMutableBufferPointer<Float>) {
    for i in target.indices {
      target.initializeElement(at: i, to: Float(nextWord() & 0xFF_FFFF) * 0x1p-24)
    }
  }

  /// A uniform number of 53 bits, the upper ones drawn first.
  mutating func nextDouble() -> Double {
    let upper = UInt64(nextWord())
    let bits = upper << 32 | UInt64(nextWord())
    return Double(bits & (1 << 53 - 1)) * 0x1p-53
  }

  /// The next 32 bits.
  package mutating func nextWord() -> UInt32 {
    if next == Self.size { twist() }
    var word = state[next]
    next += 1
    word ^= word >> 11
    word ^= word << 7 & 0x9D2C_5680
    word ^= word << 15 & 0xEFC6_0000
    return word ^ word >> 18
  }

  private mutating func twist() {
    for i in 0..<Self.size {
      let mixed = state[i] & 0x8000_0000 | state[(i + 1) % Self.size] & 0x7FFF_FFFF
      let odd: UInt32 = mixed & 1 == 0 ? 0 : 0x9908_B0DF
      state[i] = state[(i + 397) % Self.size] ^ mixed >> 1 ^ odd
    }
    next = 0
  }
}

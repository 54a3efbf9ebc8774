/// SplitMix64 (Steele, Lea, Flood 2014): a small generator with the same numbers everywhere.
package struct SplitMix: RandomNumberGenerator {
  private var state: UInt64

  /// Starts from a seed.
  package init(seed: UInt64) { state = seed }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number in -1 ..< 1.
  mutating func signed() -> Double { Double(next() >> 11) / Double(1 << 52) - 1 }
}

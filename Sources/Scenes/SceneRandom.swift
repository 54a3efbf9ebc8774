/// The source of chance for one scene: xoshiro256** (Blackman and Vigna 2018), started by SplitMix64.
///
/// Its state is a function of seed, split and index alone, so that scenes can be made in any order
/// and on any thread. Swift's own shuffles may change with the library; these are written out.
struct SceneRandom {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  init(seed: UInt64, stream: UInt64, index: UInt64) {
    var word = SceneRandom.mixed(seed) ^ SceneRandom.mixed(stream &* 0xD6E8_FEB8_6659_FD93)
    word = SceneRandom.mixed(word) ^ SceneRandom.mixed(index &+ 0x9E37_79B9_7F4A_7C15)
    func step() -> UInt64 {
      word &+= 0x9E37_79B9_7F4A_7C15
      return SceneRandom.mixed(word)
    }
    state = (step(), step(), step(), step())
  }

  /// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var bits = word
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// 64 bits.
  mutating func next() -> UInt64 {
    let product = state.1 &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = (state.3 << 45) | (state.3 >> 19)
    return result
  }

  /// A number in 0..<1 with 53 random bits.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number between two others.
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

  /// Two numbers in -1..<1 from one draw, for noise.
  mutating func signedPair() -> (Float, Float) {
    let bits = next()
    return (
      Float(Int32(truncatingIfNeeded: bits)) * 0x1p-31,
      Float(Int32(truncatingIfNeeded: bits >> 32)) * 0x1p-31
    )
  }

  /// A whole number in 0..<count.
  mutating func below(_ count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// True with a probability.
  mutating func chance(_ probability: Double) -> Bool { unit() < probability }

  /// One element of a list that is not empty.
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

  /// An index by weights that are not all zero.
  mutating func weighted(_ weights: [Double]) -> Int {
    var rest = unit() * weights.reduce(0, +)
    for (index, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return index }
    }
    return weights.count - 1
  }
}

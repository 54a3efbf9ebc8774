import Tensors

/// The choices of NumPy's legacy generator, as `numpy.random.seed(n)` starts it.
struct NumPyRandom {
  private var engine: MersenneTwister

  init(seed: UInt32) {
    engine = MersenneTwister(seed: seed)
  }

  /// `numpy.random.choice(values, count, replace=False)`: the head of a shuffle.
  mutating func choose<Value>(_ count: Int, of values: [Value]) -> [Value] {
    var shuffled = values
    for index in shuffled.indices.dropFirst().reversed() {
      shuffled.swapAt(index, Int(interval(UInt32(index))))
    }
    return Array(shuffled.prefix(count))
  }

  /// A number from zero up to a bound: too large ones are drawn again under the smallest mask.
  private mutating func interval(_ bound: UInt32) -> UInt32 {
    let mask = UInt32.max >> UInt32(bound.leadingZeroBitCount)
    while true {
      let number = engine.nextWord() & mask
      if number <= bound { return number }
    }
  }
}

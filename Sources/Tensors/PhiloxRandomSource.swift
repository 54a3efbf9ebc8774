import CKernels

/// The counter-based generator Philox4x32-10 of Salmon et al., "Parallel random numbers" (2011).
///
/// The numbers are a function of seed, stream and position and of nothing else, so each picture of a
/// batch can own a stream: `PhiloxRandomSource(seed: 7, stream: 3)` gives picture 3 the same noise
/// whatever the batch around it.
public struct PhiloxRandomSource: RandomSource {
  private let key: SIMD2<UInt32>
  private let stream: UInt64
  private var position: UInt64 = 0

  /// Starts a stream at its beginning.
  public init(seed: UInt64, stream: UInt64 = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.stream = stream
  }

  /// Draws normal numbers; a draw takes up whole blocks of 16.
  public mutating func normal(_ shape: Shape) -> Tensor {
    let blocks = (shape.count + 15) / 16
    let padded = Tensor([blocks * 16]) { target in
      fill(target)
      ckernels_box_muller(target.baseAddress, blocks)
    }
    guard padded.shape.count != shape.count else { return padded.reshaped(shape) }
    return Tensor(shape, Array(padded.values.prefix(shape.count)))
  }

  /// Draws uniform numbers; a draw takes up whole blocks of 4.
  public mutating func uniform(_ shape: Shape) -> Tensor {
    Tensor(shape) { fill($0) }
  }

  private mutating func fill(_ target: UnsafeMutableBufferPointer<Float>) {
    for start in stride(from: 0, to: target.count, by: 4) {
      let words = nextBlock()
      for lane in 0..<min(4, target.count - start) {
        target.initializeElement(at: start + lane, to: Float(words[lane] >> 8) * 0x1p-24)
      }
    }
  }

  /// The next four words.
  mutating func nextBlock() -> SIMD4<UInt32> {
    let counter = SIMD4(
      UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32),
      UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
    position += 1
    return Self.block(counter, key: key)
  }

  static func block(_ counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var words = counter
    var key = key
    for round in 0..<10 {
      // The golden ratio and √3 − 1, as the paper's Weyl sequence.
      if round > 0 { key &+= SIMD2(0x9E37_79B9, 0xBB67_AE85) }
      let a = words[0].multipliedFullWidth(by: 0xD251_1F53)
      let b = words[2].multipliedFullWidth(by: 0xCD9E_8D57)
      words = SIMD4(b.high ^ words[1] ^ key[0], b.low, a.high ^ words[3] ^ key[1], a.low)
    }
    return words
  }
}

import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The numbers of PyTorch's CPU generator: `torch.randn` and `torch.rand` after `manual_seed`.
///
/// Draws of 16 and more normal numbers, and all uniform ones, are equal to PyTorch's bit for bit on
/// processors with AVX2, whatever processor this runs on; see `BoxMuller.c`. Smaller draws take
/// PyTorch's other path, in double precision by the system's mathematical library.
///
/// The stream is flat: diffusers draws latents as `[batch, channels, height, width]`, and whoever
/// wants its pictures permutes a draw of that shape.
public struct TorchRandomSource: RandomSource {
  private var engine: MersenneTwister
  /// The second half of a pair, left from a draw of fewer than 16.
  private var spare: Double?

  /// Starts the stream of `torch.Generator("cpu").manual_seed(seed)`, which uses the lower 32 bits.
  public init(seed: Int) {
    engine = MersenneTwister(seed: UInt32(truncatingIfNeeded: seed))
  }

  /// Draws what `torch.randn` of this shape gives.
  public mutating func normal(_ shape: Shape) -> Tensor {
    guard shape.count >= 16 else {
      let values = (0..<shape.count).map { _ in Float(nextNormal()) }
      return Tensor(shape, values)
    }
    return Tensor(shape) { target in
      guard let base = target.baseAddress else { return }
      engine.fill(target)
      ckernels_box_muller(base, target.count / 16)
      if target.count % 16 != 0 {
        // What the blocks left over is not filled up: the last 16 are drawn anew.
        let last = UnsafeMutableBufferPointer(rebasing: target.suffix(16))
        engine.fill(last)
        ckernels_box_muller(base + target.count - 16, 1)
      }
    }
  }

  /// Draws what `torch.rand` of this shape gives.
  public mutating func uniform(_ shape: Shape) -> Tensor {
    Tensor(shape) { engine.fill($0) }
  }

  private mutating func nextNormal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let angle = 2 * Double.pi * engine.nextDouble()
    let radius = (-2 * log1p(-engine.nextDouble())).squareRoot()
    spare = radius * sin(angle)
    return radius * cos(angle)
  }
}

/// The generator MT19937 of Matsumoto and Nishimura (1998).
private struct MersenneTwister: Sendable {
  private static let size = 624
  private var state: [UInt32]
  private var next = size

  init(seed: UInt32) {
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

  private mutating func nextWord() -> UInt32 {
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

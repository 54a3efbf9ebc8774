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

public import Tensors

/// Which numbers and pictures one batch is made of: all that its making may depend on.
public struct BatchDraw: Sendable, Hashable {
  /// What random numbers are for; each has a stream of its own.
  public enum Purpose: UInt64, Sendable {
    /// The noise that latents are mixed with.
    case noise
    /// The time steps.
    case timesteps
    /// Which captions are dropped.
    case captions
    /// Which part of a picture is looked at.
    case crops
    /// How pictures are disturbed.
    case disturbance
    /// Which pictures' things an adapter is not told.
    case things
  }

  /// The training's seed.
  public let seed: UInt64
  /// The batch's number over the whole training.
  public let number: Int
  /// How many samples it has.
  public let count: Int
  /// How often the training was rolled back before: other data are drawn each time.
  public let attempt: Int

  /// Creates a draw.
  public init(seed: UInt64, number: Int, count: Int, attempt: Int = 0) {
    self.seed = seed
    self.number = number
    self.count = count
    self.attempt = attempt
  }

  /// The most often that a training can be rolled back.
  static let mostAttempts = 30

  /// Returns a draw of pictures that no training ever sees.
  public static func heldOut(seed: UInt64, number: Int, count: Int) -> BatchDraw {
    BatchDraw(seed: seed, number: number, count: count, attempt: mostAttempts + 1)
  }

  /// Returns draws of exactly so many pictures that no training ever sees: whole batches, and what is
  /// left one by one.
  ///
  /// - Parameters:
  ///   - seed: the training's seed.
  ///   - pictures: how many pictures.
  ///   - size: the pictures of a whole batch.
  ///   - offset: how many batches are left out before.
  /// - Returns: the draws, each with its count.
  public static func heldOut(
    seed: UInt64, pictures: Int, batch size: Int, from offset: Int = 0
  ) -> [BatchDraw] {
    let whole = (0..<pictures / size).map {
      heldOut(seed: seed, number: offset + $0, count: size)
    }
    let first = (offset + whole.count) * size
    return whole
      + (0..<pictures % size).map { heldOut(seed: seed, number: first + $0, count: 1) }
  }

  /// Tells whether the picture of a number is never trained on.
  public static func isHeldOut(_ number: UInt64) -> Bool { number >> 56 > UInt64(mostAttempts) }

  /// The numbers of the pictures.
  public var samples: Range<UInt64> {
    // Attempts lie 2⁵⁶ pictures apart, so that no two of them share one.
    let first = UInt64(attempt & 31) << 56 + UInt64(number) * UInt64(count)
    return first..<first + UInt64(count)
  }

  /// Random numbers of the batch's own.
  public func random(_ purpose: Purpose) -> PhiloxRandomSource {
    // Knuth's multiplicative constant (The Art of Computer Programming, 6.4) parts the attempts' seeds.
    PhiloxRandomSource(
      seed: seed &+ UInt64(attempt) &* 0x9E37_79B9_7F4A_7C15,
      stream: UInt64(number) << 8 | purpose.rawValue)
  }
}

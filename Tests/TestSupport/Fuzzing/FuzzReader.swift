/// A reader that damaged files are put before.
public struct FuzzReader: Sendable {
  /// The name for messages.
  public let name: String
  /// Makes a file in order.
  public let sample: @Sendable (inout SplitMix64) -> [UInt8]
  /// Damages a file as its kind is damaged, beside what is done to any bytes.
  public let damage: @Sendable (inout [UInt8], inout SplitMix64) -> Void
  /// Reads a file and says what is wrong with the answer; being refused is in order.
  public let read: @Sendable ([UInt8]) -> Outcome

  /// What came of a reading.
  public enum Outcome: Sendable {
    /// Something was read.
    case read
    /// The reader said no.
    case refused
    /// The answer is no sound one.
    case wrong(String)
  }

  /// Creates a reader.
  public init(
    name: String, sample: @escaping @Sendable (inout SplitMix64) -> [UInt8],
    damage: @escaping @Sendable (inout [UInt8], inout SplitMix64) -> Void,
    read: @escaping @Sendable ([UInt8]) -> Outcome
  ) {
    self.name = name
    self.sample = sample
    self.damage = damage
    self.read = read
  }
}

/// A number that tells contents apart: FNV-1a of 64 bits, over the bytes.
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  // The offset basis and the prime of FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
  /// The number.
  public private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Creates the digest of nothing.
  init() {}

  /// Creates the digest of a text's UTF-8.
  public init(_ text: String) { add(text) }

  /// Creates the digest of numbers, bit by bit.
  public init(_ values: [Float]) {
    for value in values { add(value) }
  }

  /// Creates the digest of a tensor's elements, bit by bit.
  public init(_ tensor: Tensor) {
    tensor.withUnsafeElements { for value in $0 { add(value) } }
  }

  /// Sixteen hexadecimal digits.
  public var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Adds bytes.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes { add(byte) }
  }

  /// Adds a text's UTF-8.
  mutating func add(_ text: String) {
    for byte in text.utf8 { add(byte) }
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  private mutating func add(_ number: Float) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { add($0) }
  }
}

internal import Tensors

/// A number that tells contents apart: FNV-1a of 64 bits, over the bytes.
struct Digest: Hashable, Sendable, CustomStringConvertible {
  // The offset basis and the prime of FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ text: String) {
    for byte in text.utf8 { add(byte) }
  }

  init(_ values: [Float]) {
    for value in values { add(value) }
  }

  init(_ tensor: Tensor) {
    tensor.withUnsafeElements { for value in $0 { add(value) } }
  }

  var description: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private mutating func add(_ byte: UInt8) {
    value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  private mutating func add(_ number: Float) {
    withUnsafeBytes(of: number.bitPattern.littleEndian) { for byte in $0 { add(byte) } }
  }
}

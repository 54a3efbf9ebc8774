import Foundation

/// Writes PNG chunk by chunk with stored (uncompressed) data, independently of libpng, so that
/// kinds which the project never writes, and damage of every sort, can be put before the reader.
struct PNGBuilder {
  var chunks: [(type: String, body: [UInt8])] = []

  /// A picture whose sample at a place and channel is given by a function.
  init(
    width: Int, height: Int, depth: Int, type: Int, interlaced: Bool = false,
    before: [(String, [UInt8])] = [], sample: (Int, Int, Int) -> Int
  ) {
    let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][type] ?? 1
    let passes =
      interlaced
      ? [
        (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
        (0, 1, 1, 2),
      ]
      : [(0, 0, 1, 1)]
    var raw: [UInt8] = []
    for (startX, startY, stepX, stepY) in passes where startX < width {
      for y in stride(from: startY, to: height, by: stepY) {
        raw.append(0)
        var bits: [Int] = []
        for x in stride(from: startX, to: width, by: stepX) {
          for channel in 0..<channels {
            let value = sample(x, y, channel)
            bits += (0..<depth).reversed().map { value >> $0 & 1 }
          }
        }
        while bits.count % 8 != 0 { bits.append(0) }
        raw += stride(from: 0, to: bits.count, by: 8).map { start in
          UInt8(bits[start..<start + 8].reduce(0) { $0 << 1 | $1 })
        }
      }
    }
    let header =
      Self.big(UInt32(width)) + Self.big(UInt32(height))
      + [UInt8(depth), UInt8(type), 0, 0, interlaced ? 1 : 0]
    chunks = [("IHDR", header)] + before + [("IDAT", Self.stored(raw)), ("IEND", [])]
  }

  var data: Data {
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    for (type, body) in chunks {
      let typed = Array(type.utf8) + body
      bytes += Self.big(UInt32(body.count)) + typed + Self.big(Self.cyclicSum(typed))
    }
    return Data(bytes)
  }

  static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4).
  static func stored(_ raw: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    var rest = raw[...]
    repeat {
      let block = rest.prefix(65535)
      rest = rest.dropFirst(block.count)
      let count = UInt16(block.count)
      result += [rest.isEmpty ? 1 : 0]
      result += [UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      result += block
    } while !rest.isEmpty
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in raw {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return result + big(high << 16 | low)
  }

  /// Gives every chunk of a file the sum that fits it, as far as the chunks can be made out.
  static func mendSums(_ bytes: inout [UInt8]) {
    var place = 8
    while place + 12 <= bytes.count {
      let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      let end = place + 8 + length
      guard end + 4 <= bytes.count else { return }
      bytes.replaceSubrange(end..<end + 4, with: big(cyclicSum(Array(bytes[place + 4..<end]))))
      place = end + 4
    }
  }

  private static func cyclicSum(_ bytes: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 {
        let carry: UInt32 = sum & 1 == 1 ? 0xEDB8_8320 : 0
        sum = sum >> 1 ^ carry
      }
    }
    return ~sum
  }
}

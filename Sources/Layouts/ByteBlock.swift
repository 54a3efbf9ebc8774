/// Eight bytes of a text in one word, to pass quickly over stretches that hold nothing of interest.
///
/// Places are answered as marks: the highest bit of each byte that is asked for, the first byte lowest.
struct ByteBlock {
  /// How many bytes a block holds.
  static let size = 8

  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private let word: UInt64

  init(_ word: UInt64) {
    self.word = word
  }

  /// The block with ASCII letters in lower case; some other characters become others, but no letters.
  @inline(__always)
  var folded: ByteBlock { ByteBlock(word | 0x2020_2020_2020_2020) }

  /// Where a byte stands.
  @inline(__always)
  func places(of byte: UInt8) -> UInt64 { Self.zeros(word ^ Self.repeating(byte)) }

  /// Where a byte stands that another one follows, which `next` has at the same place.
  @inline(__always)
  func places(of byte: UInt8, before follower: UInt8, in next: ByteBlock) -> UInt64 {
    Self.zeros((word ^ Self.repeating(byte)) | (next.word ^ Self.repeating(follower)))
  }

  /// Where bytes from 0x40 on stand, of each hundred and twenty-eight: all ASCII letters are among them.
  @inline(__always)
  var placesOfLetters: UInt64 { (word << 1) & Self.highBits }

  /// Where bytes beyond ASCII stand.
  @inline(__always)
  var placesBeyondASCII: UInt64 { word & Self.highBits }

  /// Where bytes stand that continue a character of several.
  @inline(__always)
  var placesOfContinuations: UInt64 { word & ~(word << 1) & Self.highBits }

  /// Which byte of the block the first of some marks stands for.
  @inline(__always)
  static func firstPlace(in marks: UInt64) -> Int { marks.trailingZeroBitCount / 8 }

  @inline(__always)
  private static func zeros(_ word: UInt64) -> UInt64 {
    let low = (word & ~highBits) &+ ~highBits
    return ~(low | word) & highBits
  }

  @inline(__always)
  private static func repeating(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}

extension SourceBytes {
  /// The eight bytes from a place on; behind the end stand zeros.
  @inline(__always)
  func block(at place: Int) -> ByteBlock {
    precondition(place >= 0 && place <= count, "block out of the text")
    return ByteBlock(word(at: place))
  }
}

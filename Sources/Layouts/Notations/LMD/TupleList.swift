/// A list of objects in exactly the notation's own form, read without a detour over literals.
///
///     [('a green car', [21, 281, 211, 159]), ('a blue truck', [269, 283, 209, 160])]
///
/// Where anything else stands there is no such list.
struct TupleList {
  private(set) var objects: [LayoutObject] = []
  private(set) var places: [SourceRange] = []

  /// Reads a stretch that holds one such list and white space around it; nil when it holds more.
  init?(_ source: SourceText, in range: Range<Int>) {
    var reader = PlainObjectReader(source, in: range)
    guard reader.take(UInt8(ascii: "[")) else { return nil }
    repeat {
      guard let (object, box) = reader.read() else { return nil }
      if objects.isEmpty {
        let count = Self.largestCount(source, in: range)
        objects.reserveCapacity(count)
        places.reserveCapacity(count)
      }
      objects.append(object)
      places.append(source.range(box))
    } while reader.take(UInt8(ascii: ","))
    guard reader.take(UInt8(ascii: "]")) else { return nil }
    reader.skipSpace()
    guard reader.position == reader.end else { return nil }
  }

  /// The most objects that there may be: each ends with two closing brackets.
  private static func largestCount(_ source: SourceText, in range: Range<Int>) -> Int {
    var brackets = 0
    for byte in source.bytes.buffer(range) {
      brackets += byte == UInt8(ascii: "]") || byte == UInt8(ascii: ")") ? 1 : 0
    }
    return brackets / 2
  }
}

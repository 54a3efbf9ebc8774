/// Where the text of a JSON string stands in the literal that writes it, byte by byte.
///
/// An escape stands for one scalar; all of its bytes are mapped to the escape's beginning.
struct JSONStringPlaces {
  /// A place from which on text and literal run side by side.
  private struct Step {
    var text: Int
    var literal: Int
  }

  /// One entry for the beginning, two for each escape: at its beginning and behind it.
  private var steps: [Step]
  /// The place of the closing quote.
  private let end: Int

  /// Reads a literal that is known to be well-formed.
  ///
  /// - Parameters:
  ///   - bytes: the document.
  ///   - literal: where the literal stands, quotes included.
  init(_ bytes: SourceBytes, literal: Range<Int>) {
    var place = literal.lowerBound + 1
    end = max(literal.upperBound - 1, place)
    var text = 0
    steps = [Step(text: 0, literal: place)]
    while place < end {
      guard bytes[place] == UInt8(ascii: "\\") else {
        place += 1
        text += 1
        continue
      }
      let (width, length) = Self.escape(bytes, at: place, end: end)
      // Every byte of the scalar stands where the escape begins.
      for offset in 0..<width { steps.append(Step(text: text + offset, literal: place)) }
      place += length
      text += width
      steps.append(Step(text: text, literal: place))
    }
  }

  /// The place in the document of a byte of the text.
  func place(of offset: Int) -> Int {
    var low = 0
    var high = steps.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].text <= offset { low = middle } else { high = middle }
    }
    return min(steps[low].literal + max(offset - steps[low].text, 0), end)
  }

  /// How many bytes of text an escape makes, and how many it takes.
  private static func escape(
    _ bytes: SourceBytes, at place: Int, end: Int
  ) -> (width: Int, length: Int) {
    guard place + 1 < end, bytes[place + 1] == UInt8(ascii: "u"),
      let unit = unit(bytes, at: place + 2, end: end)
    else { return (1, min(2, end - place)) }
    let isPair =
      (0xD800...0xDBFF).contains(unit) && place + 7 < end
      && bytes[place + 6] == UInt8(ascii: "\\") && bytes[place + 7] == UInt8(ascii: "u")
    if isPair { return (4, 12) }
    return (unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3, 6)
  }

  private static func unit(_ bytes: SourceBytes, at place: Int, end: Int) -> UInt32? {
    guard place + 4 <= end else { return nil }
    return UInt32(hexadecimal: bytes.buffer(place..<place + 4))
  }
}

/// What words say of how boxes are measured.
extension DeclaredFrame {
  /// Reads the words of a key such as `format`, or the heads of a table.
  ///
  /// Names of orders (`xyxy`), lists of what four numbers stand for (`x_min, y_min, x_max, y_max`) and
  /// units are understood.
  init(words text: String) {
    self.init()
    guard text.utf8.count <= 200 else { return }
    let words = text.lowercased()
    let form = words.keyForm
    for (mark, known) in Self.names where order == nil && form.holds(mark) { order = known }
    if order == nil {
      let sides = words.utf8.split(whereSeparator: \.isBetweenSides)
      if sides.count >= 4 { order = Self.order(ofSides: sides.map { String(Substring($0)) }) }
    }
    if form.holds("01000") || form.holds("1000") || form.holds("thousandth") {
      unit = .thousandths
    } else if form.holds("percent") || words.holds("%") {
      unit = .percent
    } else if form.holds("normalized") || form.holds("normalised")
      || form.holds("fraction")
      || form.holds("relative")
    {
      unit = .fractions
    } else if form.holds("pixel") || form == "px" || form == "absolute" {
      unit = .pixels
    }
  }

  private static let names: [(String, BoxFrame.Order)] = [
    ("cxcywh", .cxcywh), ("yxyx", .yxyx), ("tlbr", .yxyx), ("xyxy", .xyxy), ("ltrb", .xyxy),
    ("xywh", .xywh), ("ltwh", .xywh), ("tlwh", .xywh),
  ]

  /// The order that the names of four sides give.
  static func order(ofSides names: [String]) -> BoxFrame.Order? {
    guard names.count >= 4 else { return nil }
    let forms = names.map(\.keyForm).filter { !$0.isEmpty }
    guard forms.count == 4 else { return nil }
    let beside = Set(forms)
    let sides = forms.compactMap { BoxSide(key: $0, beside: beside) }
    switch sides {
    case [.left, .top, .width, .height]: return .xywh
    case [.left, .top, .right, .bottom]: return .xyxy
    case [.top, .left, .bottom, .right]: return .yxyx
    case [.centerX, .centerY, .width, .height]: return .cxcywh
    default: return nil
    }
  }

  /// What a text says of the order, as in "each box is [x_min, y_min, x_max, y_max]", and where; nil where
  /// it says nothing of it.
  static func stated(in source: SourceText) -> (frame: DeclaredFrame, range: Range<Int>)? {
    stated(in: source, 0..<source.bytes.count)
  }

  /// What a stretch says of the order, in brackets or else in words, and where; nil where it says nothing
  /// of it.
  static func stated(
    in source: SourceText, _ range: Range<Int>
  ) -> (frame: DeclaredFrame, range: Range<Int>)? {
    statedInBrackets(source, range) ?? statedInWords(source, range)
  }

  private static func statedInBrackets(
    _ source: SourceText, _ range: Range<Int>
  ) -> (frame: DeclaredFrame, range: Range<Int>)? {
    for start in stride(from: range.lowerBound, to: range.upperBound, by: ByteBlock.size) {
      var marks = bracketsBeforeLetters(source.bytes, at: start)
      while marks != 0 {
        let place = start + marks.trailingZeroBitCount / 8
        if let found = stated(in: source, at: place, range.upperBound) { return found }
        marks &= marks &- 1
      }
    }
    return nil
  }

  /// The brackets before letters among the eight bytes from a place on, as marks.
  @inline(__always)
  private static func bracketsBeforeLetters(_ bytes: SourceBytes, at place: Int) -> UInt64 {
    let block = bytes.block(at: place)
    let brackets = block.places(of: UInt8(ascii: "[")) | block.places(of: UInt8(ascii: "("))
    return brackets & ByteBlock(bytes.word(at: place + 1)).placesOfLetters
  }

  /// What brackets at a place say of the order.
  private static func stated(
    in source: SourceText, at opening: Int, _ end: Int
  ) -> (frame: DeclaredFrame, range: Range<Int>)? {
    let place = opening + 1
    guard place < end, source.bytes[place].isLetter,
      let closing = (place..<min(end, place + 64)).first(where: {
        source.bytes[$0] == UInt8(ascii: "]") || source.bytes[$0] == UInt8(ascii: ")")
      })
    else { return nil }
    let sides = source.string(place..<closing).split(separator: ",").map(String.init)
    guard let order = order(ofSides: sides) else { return nil }
    // The unit follows on the line, as in "(x0, y0, x1, y1) in pixels".
    let rest = closing + 1..<source.lineEnd(from: closing + 1, to: min(end, closing + 80))
    let unit = DeclaredFrame(words: source.string(rest)).unit
    return (DeclaredFrame(order: order, unit: unit), opening..<closing + 1)
  }
}

extension UInt8 {
  /// Whether the byte stands between the names of sides.
  fileprivate var isBetweenSides: Bool {
    switch self {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: "/"),
      UInt8(ascii: " "), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "("),
      UInt8(ascii: ")"):
      true
    default: false
    }
  }
}

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
      order = Self.order(ofSides: words.split { ",;|/ []()".contains($0) }.map(String.init))
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

  /// What a text says in brackets of the order, as in "each box is [x_min, y_min, x_max, y_max]".
  init(statedIn source: SourceText) {
    self = Self.stated(in: source)?.frame ?? DeclaredFrame()
  }

  /// What a text says in brackets of the order, and where; nil where it says nothing of it.
  static func stated(in source: SourceText) -> (frame: DeclaredFrame, range: Range<Int>)? {
    var place = 0
    while place < source.bytes.count {
      let byte = source.bytes[place]
      place += 1
      guard byte == UInt8(ascii: "[") || byte == UInt8(ascii: "("), place < source.bytes.count,
        source.bytes[place].isLetter
      else { continue }
      let limit = min(source.bytes.count, place + 64)
      guard
        let end = (place..<limit).first(where: {
          source.bytes[$0] == UInt8(ascii: "]") || source.bytes[$0] == UInt8(ascii: ")")
        })
      else { continue }
      let sides = source.string(place..<end).split(separator: ",").map(String.init)
      guard let order = order(ofSides: sides) else { continue }
      // The unit follows on the line, as in "(x0, y0, x1, y1) in pixels".
      let rest = end + 1..<source.lineEnd(from: end + 1, to: min(source.bytes.count, end + 80))
      let unit = DeclaredFrame(words: source.string(rest)).unit
      return (DeclaredFrame(order: order, unit: unit), place - 1..<end + 1)
    }
    return nil
  }
}

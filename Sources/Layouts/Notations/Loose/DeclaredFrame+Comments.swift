/// What a comment or a sentence says without brackets of how boxes are measured.
extension DeclaredFrame {
  /// How much of a line is looked at behind the word or the mark that begins a statement.
  private static let statementLimit = 120
  /// A statement names four sides at least, or a unit.
  private static let shortest = 8

  private static let subjects: [StaticString] = ["coord", "box", "format", "values"]
  private static let marks: [StaticString] = ["#", "//", "/*"]

  /// What words such as `# boxes are x, y, width, height in pixels` or `// normalised 0-1` say, and where.
  static func statedInWords(
    _ source: SourceText, _ range: Range<Int>
  ) -> (frame: DeclaredFrame, range: Range<Int>)? {
    var done = range.lowerBound
    for start in stride(from: range.lowerBound, to: range.upperBound, by: ByteBlock.size) {
      var places = placesOfStatements(source.bytes, at: start)
      while places != 0 {
        let place = start + ByteBlock.firstPlace(in: places)
        places &= places &- 1
        guard place >= done, place < range.upperBound else { continue }
        let isComment = marks.contains { source.has($0, at: place) }
        guard isComment || isSubject(source, at: place) else { continue }
        let statement = statement(source, from: place, to: range.upperBound)
        done = statement.upperBound
        let frame = DeclaredFrame(ofStatement: source.string(statement), isComment: isComment)
        if let frame { return (frame, source.trimmed(statement)) }
      }
    }
    return nil
  }

  /// Where a mark or two letters that a statement begins with stand among the eight bytes from a place on.
  @inline(__always)
  private static func placesOfStatements(_ bytes: SourceBytes, at place: Int) -> UInt64 {
    let block = bytes.block(at: place)
    let next = ByteBlock(bytes.word(at: place + 1))
    let slash = UInt8(ascii: "/")
    let (first, second) = (block.folded, next.folded)
    let marks =
      block.places(of: UInt8(ascii: "#")) | block.places(of: slash, before: slash, in: next)
      | block.places(of: slash, before: UInt8(ascii: "*"), in: next)
    let letters =
      first.places(of: UInt8(ascii: "c"), before: UInt8(ascii: "o"), in: second)
      | first.places(of: UInt8(ascii: "b"), before: UInt8(ascii: "o"), in: second)
      | first.places(of: UInt8(ascii: "f"), before: UInt8(ascii: "o"), in: second)
      | first.places(of: UInt8(ascii: "v"), before: UInt8(ascii: "a"), in: second)
    return marks | letters
  }

  private static func isSubject(_ source: SourceText, at place: Int) -> Bool {
    guard source.bytes[place].isLetter, place == 0 || !source.bytes[place - 1].isLetter else {
      return false
    }
    return subjects.contains { subject in
      (0..<subject.utf8CodeUnitCount).allSatisfy { index in
        place + index < source.bytes.count
          && source.bytes[place + index].lowercased == subject.utf8Start[index]
      }
    }
  }

  /// The rest of a line up to a bracket or a quote: numbers and names follow those, and no words.
  private static func statement(
    _ source: SourceText, from start: Int, to end: Int
  ) -> Range<Int> {
    let limit = min(end, start + statementLimit)
    let stop = (start..<limit).first { place in
      let byte = source.bytes[place]
      return byte.isLineEnd || "[({\"'`|".utf8.contains(byte)
    }
    return start..<(stop ?? limit)
  }

  private init?(ofStatement text: String, isComment: Bool) {
    guard text.utf8.count >= Self.shortest else { return nil }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "-" }
      .map(String.init).filter { !["and", "then", "the"].contains($0) }
    let order = words.indices.dropLast(3).lazy.compactMap { index in
      Self.order(ofSides: Array(words[index..<index + 4]))
    }.first
    let unit = DeclaredFrame(words: text).unit
    if order == nil {
      // Pixels are not worth a word of their own, and may be those of a style.
      guard isComment, let unit, unit != .pixels,
        Self.measures.contains(where: { text.lowercased().holds($0) })
      else { return nil }
    }
    self.init(order: order, unit: unit)
  }

  /// What a comment holds that tells a unit and no order.
  private static let measures = ["normali", "coord", "0-1", "box", "values"]
}

/// What stands between values: white space, comments, escaped brackets.
extension LiteralReader {
  mutating func skipSpaceAndComments() {
    while position < end {
      let byte = source.bytes[position]
      if byte == 0x20 || byte == 0x0A {
        position += 1
        continue
      }
      guard byte.mayBeSpaceOrComment else { return }
      if let next = source.whiteSpace(at: position, to: end) {
        if source.bytes[position] >= 0x80 { result.isPython = false }
        position = next
      } else if source.bytes[position] == UInt8(ascii: "#") {
        skipComment(to: source.lineEnd(from: position, to: end), isPython: true)
      } else if source.has("//", at: position) {
        skipComment(to: source.lineEnd(from: position, to: end), isPython: false)
      } else if source.has("/*", at: position) {
        skipComment(to: tokens.blockCommentEnd(from: position + 2), isPython: false)
      } else if source.has("\\\n", at: position) {
        position += 2
      } else if tokens.isEscapedBracket(at: position) {
        // Markdown's own brackets are escaped so.
        noteEscape()
        position += 1
      } else if source.has("\u{FEFF}", at: position) {
        note(.byteOrderMark, "a byte order mark was skipped", position..<position + 3)
        result.isPython = false
        position += 3
      } else {
        return
      }
    }
  }

  private mutating func skipComment(to commentEnd: Int, isPython: Bool) {
    let (source, range) = (source, source.trimmed(position..<commentEnd))
    note(.comment, "passed over the comment \(source.excerpt(range))", range)
    if !isPython { result.isPython = false }
    position = commentEnd
  }
}

extension UInt8 {
  /// Whether the byte may begin white space or a comment.
  fileprivate var mayBeSpaceOrComment: Bool {
    self <= 0x20 || self >= 0x80 || self == UInt8(ascii: "#") || self == UInt8(ascii: "/")
      || self == UInt8(ascii: "\\")
  }
}

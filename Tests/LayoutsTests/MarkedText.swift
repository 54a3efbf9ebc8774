import Layouts
import Testing

/// A text in which marks say where findings must fall: `Objects:⟦label-spelling⟧`.
///
/// A mark `⟦rule|text⟧` covers its text; without a text it stands for an empty range.
struct MarkedText {
  /// The text without marks.
  var text = ""
  /// The rule and the range in bytes of each mark, in the order of the text.
  var marks: [Mark] = []

  struct Mark: Hashable, CustomStringConvertible {
    var rule: String
    var offset: Int
    var length: Int

    var description: String { "\(rule)@\(offset)+\(length)" }
  }

  init(_ marked: String) {
    var open: [(rule: String, offset: Int)] = []
    var rule: String?
    for character in marked {
      switch character {
      case "⟦": rule = ""
      case "|" where rule != nil:
        open.append((rule ?? "", text.utf8.count))
        rule = nil
      case "⟧":
        if let name = rule { open.append((name, text.utf8.count)) }
        rule = nil
        let (name, offset) = open.removeLast()
        marks.append(Mark(rule: name, offset: offset, length: text.utf8.count - offset))
      default:
        if rule != nil { rule?.append(character) } else { text.append(character) }
      }
    }
  }
}

/// Parses a marked text and compares where the findings fall; returns what was read.
@discardableResult
func expectFindings(
  _ marked: String, by notation: some Notation,
  sourceLocation: SourceLocation = #_sourceLocation
) throws -> Layout {
  let marked = MarkedText(marked)
  let parsed = try notation.parse(marked.text, canvas: .standard)
  let found = parsed.findings.map { finding in
    MarkedText.Mark(
      rule: finding.rule, offset: finding.source?.offset ?? -1,
      length: finding.source?.length ?? -1)
  }
  #expect(
    Set(found) == Set(marked.marks) && found.count == marked.marks.count,
    "\(marked.text)\nfound \(found.map(\.description).sorted())\nmarks \(marked.marks.map(\.description).sorted())",
    sourceLocation: sourceLocation)
  for finding in parsed.findings {
    guard let source = finding.source else { continue }
    let before = marked.text.utf8.prefix(source.offset)
    let lines = String(decoding: before, as: UTF8.self).split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    #expect(source.line == lines.count, sourceLocation: sourceLocation)
    #expect(
      source.column == (lines.last?.unicodeScalars.count ?? 0) + 1, sourceLocation: sourceLocation)
  }
  return parsed.layout
}

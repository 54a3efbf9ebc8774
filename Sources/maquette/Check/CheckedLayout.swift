import Layouts

/// A layout that was checked, with where it stands and what was found in it.
struct CheckedLayout: Sendable {
  /// A finding as it is reported.
  struct Reported: Sendable {
    /// The finding; its place points into the file.
    var finding: Finding
    /// Why it is meant, where the layout says so.
    var reason: String?
    /// What its fix replaces in the file, where a report says so; empty where that is not known.
    var replacements: [TextReplacement] = []
    /// What names it across runs; empty where no form of report needs it.
    var fingerprint = ""
  }

  /// The path, or `standard input`.
  var file: String
  /// The name of the picture, where the file holds several.
  var picture: String?
  /// The number of its row counted from one, where the file is JSON-lines.
  var row: Int?
  /// The text that findings point into.
  var text: CheckedText
  /// What was read, unless nothing could be.
  var parsed: ParsedLayout?
  /// What is wrong, in the order of the text.
  var findings: [Reported] = []
  /// What the layout itself says is meant.
  var suppressed: [Reported] = []

  /// What stands for a file or a row that nothing could be read from.
  static func unreadable(
    _ fault: String, file: String, row: Int? = nil, text: CheckedText = CheckedText(bytes: [])
  ) -> CheckedLayout {
    var checked = CheckedLayout(file: file, row: row, text: text)
    let place = row == nil ? nil : text.whole
    checked.findings = [Reported(finding: .unreadable(fault, source: place))]
    return checked
  }

  /// What the file as a whole is called, with the row or the picture that this is.
  var title: String {
    let place = row.map { "\(file):\($0)" } ?? file
    return picture.map { "\(place) (\($0))" } ?? place
  }
}

/// A stretch of a file: all of it, or one row.
struct CheckedText: Sendable {
  /// The bytes of the stretch.
  var bytes: [UInt8]
  /// How many bytes stand before it in the file.
  var offset = 0
  /// How many lines stand before it.
  var lines = 0
  /// How many Unicode scalars stand before it, where they are counted.
  var scalars = 0

  /// A place in the stretch as a place in the file; the stretch begins a line.
  func place(_ place: SourceRange) -> SourceRange {
    SourceRange(
      offset: place.offset + offset, length: place.length, line: place.line + lines,
      column: place.column)
  }

  /// The place in the file of the stretch as a whole.
  var whole: SourceRange {
    SourceRange(offset: offset, length: bytes.count, line: lines + 1, column: 1)
  }

  /// What platforms want to know of a place in the file beside its beginning.
  struct Extent: Hashable, Sendable {
    /// The start, in Unicode scalars from the beginning of the file.
    var charOffset: Int
    /// The length in Unicode scalars.
    var charLength: Int
    /// The line of the end.
    var endLine: Int
    /// The column behind the last scalar.
    var endColumn: Int
  }

  /// The extent of a place in the file.
  func extent(of place: SourceRange) -> Extent {
    let start = min(max(place.offset - offset, 0), bytes.count)
    let end = min(max(start + place.length, start), bytes.count)
    var extent = Extent(
      charOffset: scalars + Self.scalarCount(bytes[..<start]), charLength: 0, endLine: place.line,
      endColumn: place.column)
    for index in start..<end where bytes[index] & 0xC0 != 0x80 {
      extent.charLength += 1
      extent.endColumn += 1
      let isCarriage = bytes[index] == UInt8(ascii: "\r")
      let isPair = isCarriage && index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
      if bytes[index] == UInt8(ascii: "\n") || isCarriage && !isPair {
        extent.endLine += 1
        extent.endColumn = 1
      }
    }
    return extent
  }

  /// The text of a place in the file.
  func string(_ place: SourceRange) -> String {
    let start = min(max(place.offset - offset, 0), bytes.count)
    let end = min(max(start + place.length, start), bytes.count)
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private static func scalarCount(_ bytes: ArraySlice<UInt8>) -> Int {
    bytes.reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }
}

/// A stretch of a text, and what shall stand there.
public struct TextReplacement: Hashable, Sendable {
  /// The stretch; one without length is a place between two characters.
  public var source: SourceRange
  /// What shall stand there.
  public var text: String

  /// Creates a replacement.
  public init(source: SourceRange, text: String) {
    self.source = source
    self.text = text
  }

  /// Applies replacements that do not overlap, in any order; of one place the first comes first.
  ///
  /// - Parameters:
  ///   - replacements: the replacements.
  ///   - text: the text that their places point into.
  /// - Returns: the text after them.
  public static func apply(_ replacements: [TextReplacement], to text: String) -> String {
    let edits = replacements.map { replacement in
      let source = replacement.source
      return ByteReplacement(
        source.offset..<source.offset + source.length, replacement.text)
    }
    let source = SourceText(text)
    return ByteReplacement.apply(edits, to: source, in: 0..<source.bytes.count)
  }
}

/// A replacement by bytes, before lines are counted.
struct ByteReplacement: Hashable {
  var range: Range<Int>
  var text: String

  init(_ range: Range<Int>, _ text: String) {
    self.range = range
    self.text = text
  }

  /// A stretch of some bytes after the replacements that lie in it.
  static func apply(
    _ replacements: [ByteReplacement], to source: SourceText, in stretch: Range<Int>
  ) -> String {
    let ordered = replacements.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }.map(\.element)
    var result: [UInt8] = []
    var place = stretch.lowerBound
    for replacement in ordered where replacement.range.lowerBound >= place {
      result += source.bytes.buffer(place..<replacement.range.lowerBound)
      result += replacement.text.utf8
      place = replacement.range.upperBound
    }
    if place < stretch.upperBound { result += source.bytes.buffer(place..<stretch.upperBound) }
    return String(decoding: result, as: UTF8.self)
  }
}

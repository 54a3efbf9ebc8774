/// Where a text that was read stands in the document around it: as it is, or escaped in a JSON string.
public struct TextEmbedding: Sendable {
  private let document: SourceText
  /// Where the literal stands in the document, quotes included.
  let literal: Range<Int>

  init(_ literal: Range<Int>, in document: SourceText) {
    self.document = document
    self.literal = literal
  }

  /// The text that the literal writes.
  var text: String? {
    guard case .string(let text)? = try? JSONReader.read(document.string(literal)).root.content
    else { return nil }
    return text
  }

  /// The places in the document of places in the text.
  ///
  /// - Parameter places: stretches of the text; nil stands for the text as a whole.
  /// - Returns: the stretches of the document that write them, in the same order.
  public func places(of places: [SourceRange?]) -> [SourceRange] {
    let map = JSONStringPlaces(document.bytes, literal: literal)
    return places.map { place in
      guard let place else { return document.range(literal) }
      let start = map.place(of: place.offset)
      return document.range(start..<max(start, map.place(of: place.offset + place.length)))
    }
  }
  /// Replacements in the text as replacements in the document: where they are to stand, escaped.
  func escaping(_ replacements: [TextReplacement]) -> [TextReplacement] {
    let isPlain = document.string(literal).utf8.allSatisfy { $0 < 0x80 }
    let places = places(of: replacements.map(\.source))
    return zip(replacements, places).map { replacement, place in
      let quoted = JSONWriter.literal(replacement.text, isPlain: isPlain)
      return TextReplacement(source: place, text: String(quoted.dropFirst().dropLast()))
    }
  }
}

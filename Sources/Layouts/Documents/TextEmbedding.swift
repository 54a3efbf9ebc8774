/// Where a text that was read stands in the document around it: as it is, or escaped in a JSON string.
public struct TextEmbedding: Sendable {
  private let document: SourceText
  /// Where the literal stands in the document, quotes included.
  let literal: Range<Int>

  init(_ literal: Range<Int>, in document: SourceText) {
    self.document = document
    self.literal = literal
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
}

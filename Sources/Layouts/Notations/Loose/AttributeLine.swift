/// A line such as `Position: (10, 20)` or `Description: grey` below the name of an object.
struct AttributeLine {
  enum Kind {
    case box, name, description
    /// A key whose numbers stand on the lines below it.
    case heading
    /// A key for a place with words behind it, `Location: left side`.
    case remark
  }

  let kind: Kind
  /// The key as keys are compared.
  let form: String
  /// What stands behind the colon.
  let value: Range<Int>
  /// The key with its value, where the key says what the numbers stand for.
  let box: Range<Int>

  /// Reads a line; nil when it does not begin with one of these keys.
  init?(_ source: SourceText, in line: Range<Int>) {
    let limit = min(line.upperBound, line.lowerBound + 60)
    guard
      let colon = (line.lowerBound..<limit).first(where: {
        guard let byte = source.folded(at: $0)?.byte else { return false }
        return byte == UInt8(ascii: ":") || byte == UInt8(ascii: "=")
      })
    else { return nil }
    let behind = source.folded(at: colon)?.end ?? colon + 1
    var value = source.trimmed(min(behind, line.upperBound)..<line.upperBound)
    while let first = source.bytes[value].first,
      first == UInt8(ascii: "*") || first == UInt8(ascii: "`")
    {
      value = source.trimmed(value.lowerBound + 1..<value.upperBound)
    }
    let key = LooseKey(source.string(line.lowerBound..<colon))
    let hasNumbers = source.bytes[value].contains(where: \.isDigit)
    let isBoxKey = Self.isBoxKey(key)
    if hasNumbers, isBoxKey || key.length != nil {
      kind = .box
    } else if isBoxKey, value.isEmpty {
      kind = .heading
    } else if Self.places.contains(key.form) {
      kind = .remark
    } else if key.isDescription, !value.isEmpty {
      kind = .description
    } else if key.announcesName, !value.isEmpty {
      kind = .name
    } else {
      return nil
    }
    form = key.form
    self.value = value
    box = line
  }

  /// The keys that say in words where an object lies.
  private static let places: Set<String> = [
    "location", "position", "placement", "area", "orientation",
  ]

  /// Whether a key is made of words for boxes and their sides, such as "Top-left corner (x, y)".
  ///
  /// A gift box is none.
  private static func isBoxKey(_ key: LooseKey) -> Bool {
    if key.side(beside: []) != nil || key.part != nil { return true }
    let words = key.text.lowercased().split { !$0.isLetter && !$0.isNumber }.map { String($0) }
    guard !words.isEmpty else { return false }
    return words.allSatisfy { word in
      BoxSide(key: word, beside: []) != nil || BoxPart(key: word) != nil
        || boxWords.contains(word) || !word.utf8.allSatisfy { $0 < 0x80 } && key.isBox
    }
  }

  private static let boxWords: Set<String> = [
    "box", "boxes", "bbox", "boundingbox", "bounding", "coordinates", "coordinate", "coords",
    "coord", "corner", "corners", "point", "points", "loc", "region", "rect", "rectangle", "bounds",
    "area", "geometry", "place", "placement", "dimensions", "xywh", "xyxy", "yxyx", "cxcywh",
    "ltrb", "ltwh", "tlwh", "tlbr", "xywhn", "xyxyn", "2d", "and", "in", "of", "the", "its", "px",
    "pixels", "normalized", "approximate", "coordenadas", "posicion", "koordinaten", "coordinate",
    "coordinaten", "caja", "caixa", "rahmen",
  ]
}

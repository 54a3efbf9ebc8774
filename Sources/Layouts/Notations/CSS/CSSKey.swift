/// What the name of a property in a rule stands for.
enum CSSKey: Hashable {
  case property(CSSProperty)
  /// SVG's words: the corner of a rectangle. Beside radii they are the centre.
  case x, y
  /// SVG's words: the radii along x and along y of an ellipse that is not yet turned.
  case radiusX, radiusY
  /// Both radii at once.
  case radius
  /// Both coordinates of the centre.
  case center
  /// A sentence about the object.
  case description

  /// The properties that a number behind the name sets.
  var properties: [CSSProperty] {
    switch self {
    case .property(let property): [property]
    case .x: [.left]
    case .y: [.top]
    case .radiusX: [.major]
    case .radiusY: [.minor]
    case .radius: [.major, .minor]
    case .center: [.centerX, .centerY]
    case .description: []
    }
  }

  /// The names of the properties, for a message.
  var name: String { properties.map(\.name).joined(separator: " and ") }

  /// The names of all keys; those of the notation come first among the names of a property.
  private static let names: [(key: CSSKey, names: [StaticString])] = [
    (.property(.left), ["left"]), (.property(.top), ["top"]), (.x, ["x"]), (.y, ["y"]),
    (.property(.width), ["width", "w"]), (.property(.height), ["height", "h"]),
    (.property(.centerX), ["cx", "centerx", "center-x"]),
    (.property(.centerY), ["cy", "centery", "center-y"]),
    (.property(.major), ["major-radius", "major", "major-axis", "semi-major", "a"]),
    (.property(.minor), ["minor-radius", "minor", "minor-axis", "semi-minor", "b"]),
    (.property(.angle), ["angle", "rotation", "theta", "rotate", "orientation", "tilt"]),
    (.radiusX, ["rx", "radius-x"]), (.radiusY, ["ry", "radius-y"]), (.radius, ["radius", "r"]),
    (.center, ["center", "centre"]), (.description, ["description", "desc"]),
  ]

  /// The longest of those names, in bytes.
  static let longestName = 12

  /// The key of a name, whatever its case, and whether it is a name of the notation.
  ///
  /// An underscore or a blank stands for a hyphen.
  static func named(_ source: SourceText, in range: Range<Int>) -> (key: CSSKey, isCanonical: Bool)?
  {
    guard range.count <= longestName else { return nil }
    if let first = range.first, source.bytes[first] >= 0x80 {
      return CSSProperty(ofOtherLanguage: source.string(range)).map { (.property($0), false) }
    }
    for (key, names) in names {
      for (index, name) in names.enumerated() where source.names(name, in: range) {
        if case .property = key { return (key, index == 0) }
        return (key, false)
      }
    }
    return nil
  }
}

extension SourceText {
  /// Whether a stretch is a name, whatever its case and its hyphens.
  fileprivate func names(_ name: StaticString, in range: Range<Int>) -> Bool {
    guard name.utf8CodeUnitCount == range.count else { return false }
    for (index, place) in range.enumerated() {
      let (byte, wanted) = (bytes[place].lowercased, name.utf8Start[index])
      if byte == wanted { continue }
      let isJoint = byte == UInt8(ascii: "_") || byte == 0x20
      guard isJoint, wanted == UInt8(ascii: "-") else { return false }
    }
    return true
  }
}

extension CSSProperty {
  /// The property that a word of another language stands for, such as 宽度.
  fileprivate init?(ofOtherLanguage word: String) {
    switch BoxSide(key: word.keyForm, beside: []) {
    case .left: self = .left
    case .top: self = .top
    case .width: self = .width
    case .height: self = .height
    default: return nil
    }
  }
}

extension SourceText {
  /// Where the name of a property ends that begins at a place; letters of other languages may stand in it.
  func endOfPropertyName(from start: Int, to end: Int) -> Int {
    var place = start
    while place < end {
      if bytes[place] < 0x80 {
        guard bytes[place].isNamePart else { break }
        place += 1
      } else {
        guard folded(at: place) == nil, whiteSpace(at: place, to: end) == nil,
          !isForeignMark(at: place)
        else { break }
        place = min(nextCharacter(after: place), end)
      }
    }
    return place
  }
}

extension UInt8 {
  /// Whether an ASCII byte may stand in the name of a property.
  var isNamePart: Bool {
    isLetter || isDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
  }
}

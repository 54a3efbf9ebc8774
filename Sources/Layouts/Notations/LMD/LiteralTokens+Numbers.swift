/// What makes a number of what stands there: signs, functions, units, and the digits of escapes.
extension LiteralTokens {
  func operatorSign(at place: Int) -> (sign: UInt8, end: Int)? {
    guard place < end else { return nil }
    let byte = source.bytes[place]
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"): return (byte, place + 1)
    case UInt8(ascii: "/"):
      if isFloorDivision(at: place) { return (byte, place + 2) }
      let isComment = source.has("//", at: place) || source.has("/*", at: place)
      return isComment ? nil : (byte, place + 1)
    default: return nil
    }
  }

  /// Whether two slashes behind a number divide as in Python, `512 // 2`, and begin no comment: a number
  /// follows, and behind it what may stand in a list.
  func isFloorDivision(at place: Int) -> Bool {
    guard source.has("//", at: place) else { return false }
    let start = source.skippingBlanks(from: place + 2, to: end)
    var digits = start
    while digits < end, source.bytes[digits].isDigit { digits += 1 }
    let next = source.skippingBlanks(from: digits, to: end)
    guard digits > start, next < end else { return false }
    return ",])}+-*/".utf8.contains(source.bytes[next])
  }

  /// A function of Python that makes a number of a number.
  typealias Conversion = (name: StaticString, apply: @Sendable (Double) -> Double)

  static let conversions: [Conversion] = [
    ("int(", { $0.rounded(.towardZero) }), ("float(", { $0 }),
    ("round(", { $0.rounded(.toNearestOrEven) }),
  ]

  /// The function that is called at a place.
  func conversion(at place: Int) -> Conversion? {
    guard place < end, source.bytes[place].isLetter else { return nil }
    return Self.conversions.first { source.has($0.name, at: place) }
  }

  /// What may stand behind a number without changing it.
  private static let units: [StaticString] = [
    "px", "pixel", "pixels", "pt", "deg", "degree", "degrees",
  ]

  func isUnit(_ range: Range<Int>) -> Bool {
    Self.units.contains { unit in
      unit.utf8CodeUnitCount == range.count
        && range.allSatisfy { source.bytes[$0].lowercased == unit.utf8Start[$0 - range.lowerBound] }
    }
  }

  func hexadecimal(digits: Int, at place: Int) -> UInt32? {
    guard place + digits <= end else { return nil }
    return UInt32(hexadecimal: source.bytes[place..<place + digits])
  }
}

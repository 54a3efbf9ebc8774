internal import Foundation

/// The `transform` property of CSS, as drawing programs and browsers write it into styles.
///
/// Functions take units and commas that the attribute of SVG does not have (CSS Transforms 1, section 9).
/// Percentages, `calc` and functions of space are not known here.
enum SVGTransform {
  /// The map of a property's value, or nil where it can't be read.
  static func map(_ text: String) -> AffineMap? {
    var rest = text[...].drop { $0.isWhitespace }
    if rest.lowercased().trimmingCharacters(in: .whitespaces) == "none" { return .identity }
    var map = AffineMap.identity
    while !rest.isEmpty {
      guard let open = rest.firstIndex(of: "("), let close = rest[open...].firstIndex(of: ")")
      else { return nil }
      let name = rest[..<open].trimmingCharacters(in: .whitespaces).lowercased()
      let words = rest[rest.index(after: open)..<close]
        .split { $0 == "," || $0.isWhitespace }.map { $0.lowercased() }
      guard let step = step(name, words) else { return nil }
      map = map.after(step)
      rest = rest[rest.index(after: close)...].drop { $0.isWhitespace }
    }
    return map
  }

  /// The map about a `transform-origin` of two lengths, or nil where it can't be read.
  static func map(_ text: String, origin: String?) -> AffineMap? {
    guard let map = map(text) else { return nil }
    return origin.map { about($0, map) } ?? map
  }

  /// A map about a `transform-origin` of two lengths, or nil where that can't be read.
  static func about(_ origin: String, _ map: AffineMap) -> AffineMap? {
    let lengths = origin.split(whereSeparator: \.isWhitespace).map { length(String($0)) }
    guard lengths.count >= 2, let x = lengths[0], let y = lengths[1] else { return nil }
    return AffineMap.translation(x, y).after(map).after(.translation(-x, -y))
  }

  private static func step(_ name: String, _ words: [String]) -> AffineMap? {
    func all<Value>(_ read: (String) -> Value?) -> [Value]? {
      let values = words.compactMap(read)
      return values.count == words.count && !values.isEmpty ? values : nil
    }
    switch name {
    case "translate", "translatex", "translatey":
      guard let n = all(length), n.count <= (name == "translate" ? 2 : 1) else { return nil }
      if name == "translatey" { return .translation(0, n[0]) }
      return .translation(n[0], n.count > 1 ? n[1] : 0)
    case "scale", "scalex", "scaley":
      guard let n = all(number), n.count <= (name == "scale" ? 2 : 1) else { return nil }
      if name == "scalex" { return .scale(n[0], 1) }
      if name == "scaley" { return .scale(1, n[0]) }
      return .scale(n[0], n.count > 1 ? n[1] : n[0])
    case "rotate", "rotatez":
      guard let n = all(degrees), n.count == 1 else { return nil }
      return .rotation(degrees: n[0])
    case "skew", "skewx", "skewy":
      guard let n = all(degrees), n.count <= (name == "skew" ? 2 : 1) else { return nil }
      let slants = n.map { tan($0 * .pi / 180) }
      if name == "skewy" { return AffineMap(b: slants[0]) }
      return AffineMap(b: slants.count > 1 ? slants[1] : 0, c: slants[0])
    case "matrix":
      guard let n = all(number), n.count == 6 else { return nil }
      return AffineMap(a: n[0], b: n[1], c: n[2], d: n[3], e: n[4], f: n[5])
    default: return nil
    }
  }

  private static func number(_ word: String) -> Double? {
    Double(word).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func length(_ word: String) -> Double? {
    word.hasSuffix("%") ? nil : SVGAttributes.length(word)
  }

  private static func degrees(_ word: String) -> Double? {
    let units = [("grad", 0.9), ("turn", 360), ("deg", 1), ("rad", 180 / Double.pi)]
    for (unit, scale) in units where word.hasSuffix(unit) {
      return number(String(word.dropLast(unit.count))).map { $0 * scale }
    }
    return number(word)
  }
}

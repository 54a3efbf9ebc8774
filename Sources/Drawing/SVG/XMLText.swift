/// Elements, attributes and text written as XML 1.0, everything escaped.
struct XMLText {
  private(set) var text = ""

  /// Writes a start tag; attributes without a value are left out.
  mutating func open(_ name: String, _ attributes: [(String, String?)] = []) {
    tag(name, attributes)
    text += ">\n"
  }

  /// Writes an end tag.
  mutating func close(_ name: String) { text += "</\(name)>\n" }

  /// Writes an element that holds nothing.
  mutating func leaf(_ name: String, _ attributes: [(String, String?)] = []) {
    tag(name, attributes)
    text += "/>\n"
  }

  /// Writes an element that holds only a text.
  mutating func element(
    _ name: String, _ attributes: [(String, String?)] = [], _ content: String
  ) {
    tag(name, attributes)
    text += ">\(Self.escaped(content))</\(name)>\n"
  }

  /// Writes what is already XML.
  mutating func raw(_ markup: String) { text += markup }

  private mutating func tag(_ name: String, _ attributes: [(String, String?)]) {
    text += "<\(name)"
    for case (let key, let value?) in attributes {
      text += " \(key)=\"\(Self.escaped(value, inAttribute: true))\""
    }
  }

  /// Escapes a text for XML and for HTML.
  ///
  /// Line ends and tabs in attributes become references, or a parser would read them as spaces.
  /// What XML 1.0 cannot hold at all (section 2.2: most control characters) becomes U+FFFD.
  static func escaped(_ text: String, inAttribute: Bool = false) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"" where inAttribute: result += "&quot;"
      case "\r": result += "&#13;"
      case "\n" where inAttribute: result += "&#10;"
      case "\t" where inAttribute: result += "&#9;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

extension Double {
  /// The shortest decimal that reads back as the same number.
  var exactText: String {
    let text = "\(self == 0 ? 0 : self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number rounded to three decimals, for what is drawn but never read back.
  var shortText: String { ((self * 1000).rounded() / 1000).exactText }
}

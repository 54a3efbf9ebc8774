internal import Layouts

/// One element of an XML document, with what stands in it and where it began.
///
/// Names are as written, prefix included: the formats that are read here fix their prefixes by habit.
struct XMLElement: Hashable, Sendable {
  /// One attribute, its references resolved.
  struct Attribute: Hashable, Sendable {
    let name: String
    let value: String
  }

  /// The name as written, such as `svg:rect`.
  let name: String
  /// The attributes in the order of the text.
  let attributes: [Attribute]
  /// The start tag.
  let source: SourceRange
  /// The text directly inside, without that of the children.
  var text = ""
  /// The elements directly inside.
  var children: [XMLElement] = []
  /// How many bytes of the text around it stand before the element.
  var textBefore: UInt32 = 0

  /// The name without its prefix.
  var localName: Substring { name.split(separator: ":", maxSplits: 1).last ?? "" }

  /// The prefix of the name, or the empty text.
  var prefix: Substring { name.firstIndex(of: ":").map { name[..<$0] } ?? "" }

  /// The value of an attribute.
  subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The first element directly inside that has a local name.
  func child(_ name: String) -> XMLElement? { children.first { $0.localName == name } }

  /// The elements directly inside that have a local name.
  func children(_ name: String) -> [XMLElement] { children.filter { $0.localName == name } }

  /// The text inside, that of all elements within included.
  var wholeText: String { wholeText { _ in false } }

  /// The text inside, with a space before each element within that is to stand apart.
  func wholeText(parting isApart: (XMLElement) -> Bool) -> String {
    guard !children.isEmpty else { return text }
    let bytes = text.utf8
    var whole = ""
    var start = bytes.startIndex
    for child in children {
      let place = bytes.index(
        bytes.startIndex, offsetBy: Int(child.textBefore), limitedBy: bytes.endIndex)
      whole += text[start..<(place ?? bytes.endIndex)]
      start = place ?? bytes.endIndex
      if isApart(child) { whole += " " }
      whole += child.wholeText(parting: isApart)
    }
    return whole + text[start...]
  }
}

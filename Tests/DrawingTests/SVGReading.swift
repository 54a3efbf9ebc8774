import Foundation
import FoundationXML

/// An SVG text as a tree, read by Foundation's parser.
final class SVGReading: NSObject, XMLParserDelegate {
  final class Element {
    let name: String
    let attributes: [String: String]
    var text = ""
    var children: [Element] = []

    init(name: String, attributes: [String: String]) {
      self.name = name
      self.attributes = attributes
    }

    var descendants: [Element] { children + children.flatMap(\.descendants) }
    func child(_ name: String) -> Element? { children.first { $0.name == name } }
    func number(_ key: String) -> Double? { attributes[key].flatMap(Double.init) }
  }

  private(set) var root: Element?
  private var open: [Element] = []

  /// Nil when the text is not well formed.
  init?(_ text: String) {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    guard parser.parse() else { return nil }
  }

  func all(role: String) -> [Element] {
    root?.descendants.filter { $0.attributes["data-maquette-role"] == role } ?? []
  }

  /// The tags of labels, in display pixels.
  var tags: [Element] {
    all(role: "label").filter { $0.name == "rect" }
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    let element = Element(name: name, attributes: attributes)
    if let parent = open.last { parent.children.append(element) } else { root = element }
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    open.removeLast()
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
}

import Drawing
import Foundation
import Layouts

/// Every notation that the program reads and writes: those of texts, and those of drawings and XML.
enum NotationCatalog {
  /// The notations whose files are XML, by the names of their first elements.
  private static let elements = [
    "svg": SVGNotation().name, "annotations": CVATNotation().name,
    "annotation": PascalVOCNotation().name,
  ]

  /// The name that stands for finding out.
  static let automatic = AutomaticNotation().name

  /// The names of all notations, without `auto`.
  static let writable: [String] =
    Notations.names.filter { $0 != automatic } + Notations.drawings().map(\.name)

  /// The names of all notations, and `auto`.
  static let names = writable + [automatic]

  /// What is expected where a name stands.
  static let expectation = "one of \(names.joined(separator: ", "))"

  /// The notation of a name under some options, or nil when there is none.
  static func named(
    _ name: String, options: FileNotationOptions = FileNotationOptions(),
    base: PascalVOCNotation.Base = .zero
  ) -> (any Notation)? {
    let drawings = Notations.drawings(options, base: base)
    if name == automatic { return CatalogNotation(options: options, drawings: drawings) }
    return drawings.first { $0.name == name } ?? Notations.named(name, options: options)
  }

  /// The notation that the ending of a file's name tells, as in `a.svg` and `a.coco.json`.
  static func ofFile(_ path: String) -> String? {
    let parts = path.split(separator: "/").last?.lowercased().split(separator: ".").map(String.init)
    guard let parts, parts.count > 1, let ending = parts.last else { return nil }
    if parts.count > 2, writable.contains(parts[parts.count - 2]) { return parts[parts.count - 2] }
    return ["json", "svg"].contains(ending) ? ending : nil
  }

  /// The name of the notation of an XML text by its first element, or nil when it is none of them.
  fileprivate static func ofXML(_ text: String) -> String? {
    // Comments and declarations before the first element are short; no need to look further.
    let head = text.utf8.prefix(1 << 16)
    let start = head.drop { $0 <= UInt8(ascii: " ") || $0 >= 0x80 }
    guard start.first == UInt8(ascii: "<") else { return nil }
    let words = String(decoding: start, as: UTF8.self)
    return words.matches(of: /<(?:\w+:)?([A-Za-z]+)/).lazy
      .compactMap { elements[String($0.output.1)] }.first
  }
}

extension Notation {
  /// The notation for the text of a file, whose pictures lie beside it; standard input has none.
  func beside(_ path: String) -> any Notation {
    guard path != "-" else { return self }
    switch self {
    case var mask as RegionalPrompterMaskNotation:
      mask.picture = .folder(URL(filePath: path).deletingLastPathComponent())
      return mask
    case var catalog as CatalogNotation:
      catalog.drawings = catalog.drawings.map { drawing in
        drawing.beside(path) as? any ExchangeNotation ?? drawing
      }
      return catalog
    default: return self
    }
  }
}

/// The notation that finds out which notation a text is written in, XML included.
private struct CatalogNotation: AlbumNotation {
  let options: FileNotationOptions
  var drawings: [any ExchangeNotation]

  var name: String { NotationCatalog.automatic }

  func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try notation(of: text).parse(text, canvas: canvas)
  }

  /// That of a drawing by its first element, else the one that finds out among texts.
  private func notation(of text: String) -> any Notation {
    let drawing = NotationCatalog.ofXML(text).flatMap { name in
      drawings.first { $0.name == name }
    }
    return drawing ?? AutomaticNotation(options: options, others: drawings)
  }

  func parseAll(
    _ text: String, canvas: Canvas
  ) throws(ParseFailure) -> [LayoutDocument.Entry] {
    let notation = notation(of: text)
    if let album = notation as? any AlbumNotation {
      return try album.parseAll(text, canvas: canvas)
    }
    return [LayoutDocument.Entry(.success(try notation.parse(text, canvas: canvas)))]
  }

  func print(_ layout: Layout) -> PrintedLayout { AutomaticNotation().print(layout) }
}

internal import Foundation

/// The rules of a drawing's `<style>` elements, as far as they name elements, classes and identifiers.
struct SVGStyleSheet {
  private struct Rule {
    /// The name of the element, or nil for any.
    var element: String?
    var classes: [String]
    var identifier: String?
    var declarations: [String: String]

    var weight: Int {
      (identifier == nil ? 0 : 100) + 10 * classes.count + (element == nil ? 0 : 1)
    }
  }

  /// The most rules that are kept; each one is looked at for each element.
  private static let limit = 200

  private var rules: [Rule] = []
  /// A selector that is not understood, or a rule too many; the first one.
  private(set) var fault: String?

  /// Reads the rules of all `<style>` elements inside an element.
  init(_ root: XMLElement) {
    gather(root)
    rules.sort { $0.weight < $1.weight }
  }

  /// What the sheet and the element's own `style` say of it; the latter counts more.
  func style(of element: XMLElement) -> [String: String] {
    let own = SVGAttributes.style(element["style"])
    guard !rules.isEmpty else { return own }
    let classes = (element["class"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
    var style: [String: String] = [:]
    for rule in rules {
      guard rule.element.map({ $0 == element.localName }) ?? true,
        rule.identifier.map({ $0 == element["id"] }) ?? true,
        rule.classes.allSatisfy(classes.contains)
      else { continue }
      style.merge(rule.declarations) { $1 }
    }
    return style.merging(own) { $1 }
  }

  private mutating func gather(_ element: XMLElement) {
    for child in element.children {
      if child.localName == "style" { read(child.text) } else { gather(child) }
    }
  }

  private mutating func read(_ text: String) {
    var rest = Self.withoutComments(text)[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      // A statement such as `@import …;` may stand before a selector.
      let selectors =
        rest[..<open].split(separator: ";", omittingEmptySubsequences: false).last ?? ""
      let declarations = SVGAttributes.style(String(rest[rest.index(after: open)..<close]))
      for selector in selectors.split(separator: ",") {
        add(selector.trimmingCharacters(in: .whitespacesAndNewlines), declarations)
      }
      rest = rest[rest.index(after: close)...]
    }
  }

  private static func withoutComments(_ text: String) -> String {
    var result = ""
    for (index, part) in text.split(separator: "/*", omittingEmptySubsequences: false).enumerated()
    {
      if index == 0 {
        result += part
      } else if let end = part.firstRange(of: "*/") {
        result += " " + part[end.upperBound...]
      }
    }
    return result
  }

  private mutating func add(_ selector: String, _ declarations: [String: String]) {
    let known = ["display", "visibility", "fill", "transform", "transform-origin"]
    let kept = declarations.filter { known.contains($0.key) }
    guard !kept.isEmpty else { return }
    guard let match = selector.wholeMatch(of: /(\*|[A-Za-z]+)?((?:[.#][\w\-]+)*)/),
      !selector.isEmpty,
      rules.count < Self.limit
    else {
      fault = fault ?? selector
      return
    }
    let parts = match.output.2.matches(of: /[.#][\w\-]+/).map { String($0.output) }
    let name = match.output.1.map(String.init)
    rules.append(
      Rule(
        element: name == "*" ? nil : name,
        classes: parts.filter { $0.hasPrefix(".") }.map { String($0.dropFirst()) },
        identifier: parts.first { $0.hasPrefix("#") }.map { String($0.dropFirst()) },
        declarations: kept))
  }
}

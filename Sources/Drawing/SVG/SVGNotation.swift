public import Layouts

/// Layouts as drawings in Scalable Vector Graphics: our own previews, edited or not, and others.
///
/// A preview holds everything (`SVGPreview` tells where) and reads back to the same layout. After
/// editing in a drawing program, shapes count as they are drawn: moved, resized and turned, by their
/// own numbers or by the transforms of the groups around them, deleted, copied or added. A turned
/// ellipse stays an ellipse under every transform; a turned or slanted `<rect>` becomes the upright
/// box around it, with a finding. A closed `<path>` or `<polygon>` is recognised as a box or an
/// ellipse where it is one, else the box around it is read, with a finding.
///
/// Styles count where they hide, show, fill or transform, in `style` attributes and in `<style>` elements
/// whose selectors name elements, classes and identifiers; other selectors are reported. A name is changed
/// in the shape's `<title>`, or in its label where that leaves no doubt which object is meant.
///
/// In other drawings, every filled or closed shape is an object. Its name is its `<title>`, else
/// `inkscape:label`, its `id` where that isn't a drawing program's own, the text next to it, or at
/// last its number. The canvas is the picture's width and height in pixels, or its `viewBox`.
public struct SVGNotation: ExchangeNotation {
  /// Creates the notation.
  public init() {}

  /// The name `svg`.
  public var name: String { "svg" }
  /// Our previews, and what becomes of them.
  public var title: String { "SVG drawing" }
  /// Drawings.
  public var fileExtension: String { "svg" }
  /// Everything.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: Set(NotationCapabilities.Property.allCases))
  }

  /// Reads a drawing; the canvas given counts where the drawing does not say how large it is.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let root: XMLElement
    do throws(XMLTree.Failure) {
      root = try XMLTree(text).root
    } catch {
      throw ParseFailure(notation: name, message: error.message, source: error.source)
    }
    guard root.localName == "svg" else {
      throw ParseFailure(
        notation: name, message: "expected the element svg, found \(root.name)",
        source: root.source)
    }
    var reading = SVGReading(root, canvas: canvas)
    return reading.read(notation: name)
  }

  /// Draws a layout as `SVGPreview` does, and reports what XML can't hold.
  public func print(_ layout: Layout) -> PrintedLayout {
    var losses: [Finding] = []
    for (text, part) in [
      (layout.caption, "the caption"), (layout.background, "the background"),
      (layout.negative, "the negative prompt"), (layout.language ?? "", "the language"),
    ] where !XMLText.canHold(text) {
      losses.append(ReadingRule.altersText.noted(XMLText.alteration(of: part)))
    }
    for (index, object) in layout.objects.enumerated()
    where !XMLText.canHold(object.name + object.description) {
      losses.append(
        ReadingRule.altersText.noted(
          XMLText.alteration(of: "the name or description of object \(index)"), object: index))
    }
    let json = [layout.provenance, layout.extras] + layout.objects.map(\.extras)
    for (index, object) in json.enumerated() {
      do throws(JSONWriter.NotFinite) {
        _ = try JSONWriter.write(.object(object))
      } catch {
        losses.append(
          ReadingRule.losesExtras.noted(error.description, object: index < 2 ? nil : index - 2))
      }
    }
    for (index, object) in layout.objects.enumerated() where !object.region.isWritable {
      losses.append(
        ReadingRule.losesObject.noted(
          "object \(index) is drawn for people only, expected finite numbers", object: index))
    }
    return PrintedLayout(text: SVGPreview(layout).text(), losses: losses)
  }
}

extension XMLText {
  /// Whether XML 1.0 can hold every character of a text.
  static func canHold(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      switch scalar {
      case "\t", "\n", "\r": true
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": false
      default: true
      }
    }
  }

  /// What is said of a text that XML can't hold.
  static func alteration(of part: String) -> String {
    "control characters of \(part), which XML can't hold, are written as U+FFFD"
  }
}

public import Layouts

/// A layout drawn as a picture of labelled regions, in Scalable Vector Graphics.
///
/// The drawing shows the canvas, each object as a translucent shape with its name, from back to
/// front, and the caption, the background and the negative prompt below. Nothing in it is fetched
/// or run, and the same layout always gives the same bytes.
///
/// The file is also a source: schema `maquette/svg/1`. User units are pixels of the canvas, and
/// whatever bears `data-maquette-role="object"` is an object, in drawing order:
///
/// | part of the layout | place in the file |
/// |---|---|
/// | canvas, caption, background, negative, language | `data-maquette-canvas` (`512x512`) and so on, at the root |
/// | provenance, unknown keys | `data-maquette-provenance`, `data-maquette-extras` as JSON, at the root |
/// | a box | `<rect>` with x, y, width, height |
/// | an ellipse | `<ellipse>` with cx, cy, rx (major), ry (minor) and `transform="rotate(angle cx cy)"` |
/// | a region that can't be drawn | `<g>` with `data-maquette-box` or `data-maquette-ellipse`: the same numbers in a row |
/// | an object's name and description | the shape's `<title>` and `<desc>`, which drawing programs show and edit |
/// | an object's unknown keys | `data-maquette-extras` as JSON, on the shape |
///
/// Numbers on shapes are exact. All else bears another role (`page`, `canvas`, `mat`, `label`, `strip`),
/// also as a class (`maquette-page`), which drawing programs keep when they make a path of a shape, and
/// is drawn anew each time. A label tells in `data-maquette-label` what it was drawn with: where its text
/// was changed since, so is the object's name.
public struct SVGPreview: Hashable, Sendable {
  /// The name and version of the file's contract, as the root's `data-maquette-schema` holds it.
  public static let schema = "maquette/svg/1"

  /// What lies behind the drawing.
  public enum Background: Hashable, Sendable, CaseIterable {
    /// A white page, so that the words can be read wherever the picture is shown.
    case white
    /// Nothing, outside the canvas.
    case transparent
  }

  /// The layout.
  public var layout: Layout
  /// What lies behind the drawing.
  public var background: Background

  /// Creates a drawing of a layout.
  public init(_ layout: Layout, background: Background = .white) {
    self.layout = layout
    self.background = background
  }

  /// What the drawing of two layouts adds.
  var overlay: SVGDrawing.Overlay?

  /// The text of the file.
  public func text() -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + markup
  }

  /// The drawing as an element, for a web page.
  var markup: String {
    var drawing = SVGDrawing(self, overlay: overlay)
    return drawing.draw()
  }
}

// MARK: - Pixels

extension SVGPreview {
  /// Paints the preview.
  ///
  /// - Parameter width: the width in pixels; without it, twice the drawing's own.
  /// - Returns: the picture, RGB on white or RGBA.
  /// - Throws: `DrawingError` when the picture would be too large.
  public func image(width: Int? = nil) throws(DrawingError) -> Image {
    var drawing = SVGDrawing(self, overlay: overlay)
    let columns = width ?? 2 * Int(drawing.page.width.rounded(.up))
    return try SVGRenderer.image(
      of: drawing.draw(), width: columns, background: background, name: "the preview")
  }
}

import Foundation
import Layouts

/// A layout that shows a language model what a good answer is.
///
/// Exemplars are stored once, as layouts of boxes on canvases of their own; a prompt prints them in
/// the notation and on the canvas that it asks for.
struct Exemplar: Hashable, Sendable {
  /// The file's name, which also orders the exemplars.
  var name: String
  /// The layout as stored.
  var layout: Layout

  /// Reads an exemplar file.
  init(file: URL) throws(TemplateFailure) {
    name = file.deletingPathExtension().lastPathComponent
    let text = try TemplateStore.text(of: file)
    do throws(ParseFailure) {
      let parsed = try JSONNotation().parse(text, canvas: .standard)
      if let finding = parsed.findings.first {
        throw ParseFailure(notation: parsed.notation, message: finding.message)
      }
      layout = parsed.layout
    } catch {
      throw .malformedExemplar(file.path, reason: "\(error)")
    }
  }

  /// The layout on another canvas, its edges on whole pixels and without descriptions.
  func layout(on canvas: Canvas, asEllipses: Bool) -> Layout {
    var result = layout
    result.canvas = canvas
    let across = Double(canvas.width) / Double(layout.canvas.width)
    let down = Double(canvas.height) / Double(layout.canvas.height)
    for index in result.objects.indices {
      let object = layout.objects[index]
      let box = object.region.bounds
      let left = (box.x * across).rounded()
      let top = (box.y * down).rounded()
      let scaled = Box(
        x: left, y: top, width: (box.maxX * across).rounded() - left,
        height: (box.maxY * down).rounded() - top)
      result.objects[index].region =
        asEllipses ? .ellipse(Self.ellipse(in: scaled, tilt: Self.tilt(of: object))) : .box(scaled)
      result.objects[index].description = ""
      result.objects[index].extras = JSONObject()
    }
    return result
  }

  /// How far an object leans, in degrees clockwise; exemplars carry it beside the box.
  private static func tilt(of object: LayoutObject) -> Double {
    switch object.extras["tilt"] {
    case .integer(let degrees): Double(degrees)
    case .number(let degrees): degrees
    default: 0
    }
  }

  /// The ellipse of a given lean that touches all four sides of a box.
  ///
  /// With half-sides p, q and lean t, p² = a²cos²t + b²sin²t and q² = a²sin²t + b²cos²t.
  private static func ellipse(in box: Box, tilt: Double) -> Ellipse {
    let upright = Ellipse(box, fit: .inscribed).rounded
    guard tilt != 0 else { return upright }
    let (p, q) = (box.width / 2, box.height / 2)
    let difference = (p * p - q * q) / cos(tilt * .pi / 90)
    let along = (p * p + q * q + difference) / 2
    let across = (p * p + q * q - difference) / 2
    guard along > 0, across > 0, min(along, across) > 0.05 * max(along, across) else {
      return upright
    }
    return Ellipse(
      centerX: box.centerX, centerY: box.centerY, major: along.squareRoot(),
      minor: across.squareRoot(), angle: tilt
    ).normalized.rounded
  }
}

extension Ellipse {
  /// The ellipse in whole pixels and degrees, the radii rounded down so that it stays inside.
  fileprivate var rounded: Ellipse {
    Ellipse(
      centerX: centerX.rounded(.down), centerY: centerY.rounded(.down),
      major: max(1, major.rounded(.down)), minor: max(1, minor.rounded(.down)),
      angle: angle.rounded()
    ).normalized
  }
}

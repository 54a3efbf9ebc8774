/// A region that reaches beyond the canvas, or lies wholly outside it.
///
/// Painting clips what lies outside: an object loses its rim there, or is not painted at all. Language
/// models copy such boxes from examples (LMD's own template holds one, 513 pixels wide on 512).
public struct OutOfCanvas: Rule {
  /// The name `out-of-canvas`.
  public var name: String { "out-of-canvas" }
  /// The code `MQ101`.
  public var code: String { "MQ101" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A region reaches beyond the canvas." }
  /// Why it matters.
  public var explanation: String {
    """
    Painting clips what lies outside: the object loses its rim, or is not painted at all. \
    Shift the region, or cut it at the edge.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a dog', [302, 119, 211, 228])",
      good: "('a dog', [301, 119, 211, 228])")
  }
  /// The regions and names.
  public var reads: LayoutParts { [.regions, .names] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    layout.objects.enumerated().compactMap { index, object in
      let bounds = object.region.bounds
      guard object.region.isFinite, !layout.canvas.bounds.contains(bounds) else { return nil }
      return finding(
        Self.message(object.name, bounds: bounds, canvas: layout.canvas), object: index)
    }
  }

  /// Shifts the region into the canvas, or cuts it at the edge; where others are in the way, moves it
  /// into free space.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), object.region.area > 0 else {
      return []
    }
    let shifted = object.region.inside(layout.canvas)
    let isSmaller = shifted.area < object.region.area
    var fixes = [
      Fix(
        .safe,
        (isSmaller ? "cut it to the size of the canvas" : "shift it into the canvas")
          + object.region.displacementText(to: shifted),
        edits: [.setRegion(shifted, object: index)])
    ]
    if let clipped = object.region.clipped(to: layout.canvas), clipped != shifted {
      fixes.append(
        Fix(
          .safe, "cut it at the edge of the canvas", edits: [.setRegion(clipped, object: index)]))
    }
    // What it would hide there, or be hidden by, decides about the order.
    fixes += [(layout.objects.count, "last"), (0, "first")].map { place, words in
      Fix(
        .safe, fixes[0].description + ", and list it \(words)",
        edits: [.setRegion(shifted, object: index), .move(object: index, before: place)])
    }
    let free = FreePlaces(in: layout, except: [index])
    return fixes
      + Self.scales.compactMap { scale in
        let wanted = scale == 1 ? shifted : shifted.scaled(by: scale)
        guard let place = free.nearest(to: wanted), place != shifted else { return nil }
        return Fix(
          .unsafe, "move it into free space" + object.region.displacementText(to: place),
          edits: [.setRegion(place, object: index)])
      }
  }

  /// By how much a region may become smaller to find a free place.
  private static let scales = [1, 0.75, 0.5]

  private static func message(_ name: String, bounds: Box, canvas: Canvas) -> String {
    func span(_ low: Double, _ high: Double) -> String {
      "\(low.shortText) to \(high.shortText)"
    }
    let place = "x \(span(bounds.x, bounds.maxX)), y \(span(bounds.y, bounds.maxY))"
    let isOutside =
      bounds.maxX <= 0 || bounds.maxY <= 0 || bounds.x >= Double(canvas.width)
      || bounds.y >= Double(canvas.height)
    let verb = isOutside ? "lies wholly outside" : "reaches beyond"
    return "\(JSONWriter.quoted(name)) (\(place)) \(verb) the canvas of \(canvas)"
  }
}

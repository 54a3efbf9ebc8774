internal import Layouts

/// Where a preview's canvas, margins and caption strip lie.
///
/// All lengths but `unit` are in display pixels, in which text has a fixed size, with the canvas's
/// top left corner at the origin.
struct PreviewFrame {
  /// Canvas pixels in a display pixel.
  let unit: Double
  /// The canvas.
  let canvas: Box
  /// The canvas and the margins in which regions and labels may stand.
  let stage: Box
  /// Whether a region reaches beyond the stage.
  let isOverflowing: Bool

  /// The margin where nothing reaches out of the canvas.
  private static let margin = 20.0
  /// The narrowest page, so that the caption of a small or narrow canvas can be read.
  private static let narrowestPage = 340.0

  /// Lays a preview out.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - others: regions beside those of its objects that are to be seen.
  init(_ layout: Layout, also others: [LayoutObject.Region] = []) {
    let (width, height) = (Double(layout.canvas.width), Double(layout.canvas.height))
    // A square canvas is shown 512 pixels wide; a long one may become four times as long.
    unit = max((width * height).squareRoot() / 512, max(width, height) / 2048)
    canvas = Box(x: 0, y: 0, width: width / unit, height: height / unit)
    let scale = 1 / unit
    let regions = (layout.objects.map(\.region) + others).filter(\.isDrawable)
    let bounds = regions.map { $0.bounds.scaled(scale) }
    let reach = min(canvas.width, canvas.height) / 3
    func overflow(_ amount: Double?) -> Double { Self.margin + min(max(amount ?? 0, 0), reach) }
    let left = overflow(bounds.map { -$0.x }.max())
    let top = overflow(bounds.map { -$0.y }.max())
    let right = overflow(bounds.map { $0.maxX - width * scale }.max())
    let bottom = overflow(bounds.map { $0.maxY - height * scale }.max())
    let wanting = max(0, Self.narrowestPage - left - canvas.width - right) / 2
    let stage = Box(
      x: -left - wanting, y: -top, width: canvas.width + left + right + 2 * wanting,
      height: canvas.height + top + bottom)
    self.stage = stage
    isOverflowing = bounds.contains { !stage.contains($0) }
  }
}

extension Box {
  /// The box with all its numbers multiplied.
  func scaled(_ factor: Double) -> Box {
    Box(x: x * factor, y: y * factor, width: width * factor, height: height * factor)
  }

  /// The box grown by an amount on each side.
  func grown(_ amount: Double) -> Box {
    Box(x: x - amount, y: y - amount, width: width + 2 * amount, height: height + 2 * amount)
  }

  /// The area common to both boxes.
  ///
  /// Label placement asks millions of times, so this is plain arithmetic in this room.
  func sharedArea(with other: Box) -> Double {
    let across = min(x + width, other.x + other.width) - max(x, other.x)
    let down = min(y + height, other.y + other.height) - max(y, other.y)
    return across > 0 && down > 0 ? across * down : 0
  }

  /// The part of the box inside another, edges included; it may have no area.
  func clipped(to other: Box) -> Box? {
    let left = max(x, other.x)
    let top = max(y, other.y)
    let right = min(maxX, other.maxX)
    let bottom = min(maxY, other.maxY)
    guard right >= left, bottom >= top else { return nil }
    return Box(x: left, y: top, width: right - left, height: bottom - top)
  }
}

extension LayoutObject.Region {
  /// The smallest upright box around the region.
  var bounds: Box {
    switch self {
    case .box(let box): box
    case .ellipse(let ellipse): ellipse.bounds
    }
  }

  /// The region with all its lengths multiplied.
  func scaled(_ factor: Double) -> LayoutObject.Region {
    switch self {
    case .box(let box): return .box(box.scaled(factor))
    case .ellipse(var ellipse):
      ellipse.centerX *= factor
      ellipse.centerY *= factor
      ellipse.major *= factor
      ellipse.minor *= factor
      return .ellipse(ellipse)
    }
  }
}

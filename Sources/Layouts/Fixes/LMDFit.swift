/// What LLM-grounded Diffusion does to every layout before it paints (`utils/parse.py`, `filter_boxes`).
///
/// Boxes without area, as large as the canvas or beginning beyond it are dropped in silence. If one
/// of the others reaches beyond the canvas, be it by a pixel, all of them are moved to the left edge
/// and scaled together until they fill the canvas, up to three times; then moved into it from below.
/// What still begins above the canvas is cut there, and grows by what is cut. It is offered for
/// comparison: the fixes of the rules change only what is wrong.
///
/// The reference knows boxes on 512 × 512 pixels; here the canvas is the layout's own, and ellipses
/// are scaled with the rest.
public struct LMDFit: Sendable {
  /// The most by which a layout is enlarged.
  public static let largestScale = 3.0

  /// Creates the fit.
  public init() {}

  /// Fits a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - always: whether to scale layouts, too, that reach nowhere beyond the canvas, as the reference
  ///     does unless told otherwise.
  /// - Returns: the layout with where its objects came from, in whole pixels.
  public func fit(_ layout: Layout, always: Bool = false) -> EditedLayout {
    let canvas = layout.canvas.bounds
    let kept = layout.objects.indices.filter { Self.isKept(layout.objects[$0].region, on: canvas) }
    var edited = EditedLayout(layout)
    edited.apply(
      layout.objects.indices.filter { !kept.contains($0) }.map { .remove(object: $0) })
    let reachesOut = edited.layout.objects.contains { !canvas.contains($0.region.bounds) }
    if always || reachesOut { Self.scale(&edited.layout.objects, to: canvas) }
    for index in edited.layout.objects.indices {
      edited.layout.objects[index].region = edited.layout.objects[index].region.inWholePixels
    }
    return edited
  }

  private static func isKept(_ region: LayoutObject.Region, on canvas: Box) -> Bool {
    let bounds = region.bounds
    guard region.isFinite, bounds.width > 0, bounds.height > 0 else { return false }
    let isWhole = bounds.width >= canvas.width && bounds.height >= canvas.height
    return !isWhole && bounds.x <= canvas.width && bounds.y <= canvas.height
  }

  private static func scale(_ objects: inout [LayoutObject], to canvas: Box) {
    let bounds = objects.map(\.region.bounds)
    guard let left = bounds.map(\.x).min(), let right = bounds.map(\.maxX).max(),
      let top = bounds.map(\.y).min(), let bottom = bounds.map(\.maxY).max()
    else { return }
    let scale = min(canvas.width / (right - left), canvas.height / (bottom - top), largestScale)
    var offset = top < 0 ? -top * scale : 0
    if bottom * scale + offset >= canvas.height { offset = canvas.height - bottom * scale }
    for index in objects.indices {
      switch objects[index].region {
      case .box(var box):
        box = Box(
          x: (box.x - left) * scale, y: box.y * scale + offset, width: box.width * scale,
          height: box.height * scale)
        if box.y < 0 { (box.y, box.height) = (0, box.height - box.y) }
        objects[index].region = .box(box)
      case .ellipse(var ellipse):
        ellipse.centerX = (ellipse.centerX - left) * scale
        ellipse.centerY = ellipse.centerY * scale + offset
        ellipse.major *= scale
        ellipse.minor *= scale
        objects[index].region = .ellipse(ellipse)
      }
    }
  }
}

extension LayoutObject.Region {
  /// The region in whole pixels; of two as near the even one, as NumPy rounds.
  fileprivate var inWholePixels: LayoutObject.Region {
    func whole(_ number: Double) -> Double { number.rounded(.toNearestOrEven) }
    switch self {
    case .box(let box):
      return .box(
        Box(x: whole(box.x), y: whole(box.y), width: whole(box.width), height: whole(box.height)))
    case .ellipse(var ellipse):
      ellipse.centerX = whole(ellipse.centerX)
      ellipse.centerY = whole(ellipse.centerY)
      ellipse.major = whole(ellipse.major)
      ellipse.minor = whole(ellipse.minor)
      return .ellipse(ellipse)
    }
  }
}

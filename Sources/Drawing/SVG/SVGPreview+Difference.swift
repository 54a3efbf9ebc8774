public import Layouts

extension SVGPreview {
  /// Draws two layouts in one picture.
  ///
  /// What changed is coloured: its old place is dashed, its new one solid, and an arrow leads from one
  /// to the other. What went is dashed, too; what stayed is grey. The words below tell the change. The
  /// drawing is for the eye and is not read back.
  ///
  /// - Parameters:
  ///   - difference: the two layouts, compared.
  ///   - background: what lies behind the drawing.
  public init(_ difference: LayoutDifference, background: Background = .white) {
    var layout = difference.new
    var overlay = SVGDrawing.Overlay()
    let unscaled = difference.scale == 1 ? 1 : 1 / difference.scale
    for object in difference.objects {
      switch (object.old, object.new) {
      case (let old?, nil):
        var gone = difference.old.objects[old]
        gone.name = "\u{2212} " + gone.name
        gone.region = gone.region.scaled(unscaled)
        overlay.departed.insert(layout.objects.count)
        layout.objects.append(gone)
      case (nil, let new?): layout.objects[new].name = "+ " + layout.objects[new].name
      case (let old?, let new?):
        guard !object.changes.isEmpty else {
          overlay.muted.insert(new)
          continue
        }
        let before = difference.old.objects[old]
        if layout.objects[new].name != before.name {
          layout.objects[new].name = "\(before.name) \u{2192} \(layout.objects[new].name)"
        }
        guard object.changes.contains(where: \.isOfPlace) else { continue }
        let isMoved = object.changes.contains { $0.kind == "moved" }
        overlay.ghosts.append(
          .init(region: before.region.scaled(unscaled), object: new, isMoved: isMoved))
      case (nil, nil): break
      }
    }
    layout.caption = difference.summary
    for change in difference.texts {
      let words = [change.old, change.new].map { $0.isEmpty ? "none" : $0 }
      switch change.part {
      case "background": layout.background = words.joined(separator: " \u{2192} ")
      case "negative": layout.negative = words.joined(separator: " \u{2192} ")
      default: break
      }
    }
    self.init(layout, background: background)
    self.overlay = overlay
  }
}

extension LayoutDifference.Change {
  /// Whether the outline is another one.
  fileprivate var isOfPlace: Bool {
    switch self {
    case .moved, .resized, .rotated, .reshaped: true
    case .renamed, .described, .reordered, .added, .removed: false
    }
  }
}

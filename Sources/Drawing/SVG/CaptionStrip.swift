internal import Layouts

/// The words below a preview: caption, background, negative prompt, and what the drawing can't show.
///
/// Lengths are display pixels from the strip's top left corner.
struct CaptionStrip {
  /// One line of text at its place.
  struct Line: Hashable {
    let text: String
    /// The left edge, or the right one of a line that runs from right to left.
    let x: Double
    /// The foot of the letters.
    let y: Double
    let size: Double
    let style: Style
    let isRightToLeft: Bool
  }

  /// What a line is.
  enum Style: Hashable {
    case caption
    case key
    case value
  }

  /// The lines from top to bottom.
  private(set) var lines: [Line] = []
  /// The height, zero when there is nothing to say.
  private(set) var height = 0.0

  private let width: Double

  private static let margin = 20.0
  private static let keyWidth = 88.0
  private static let captionSize = 14.0
  private static let valueSize = 12.0
  private static let mostLines = 8

  init(_ layout: Layout, labels: [Label?], frame: PreviewFrame) {
    width = frame.stage.width
    addCaption(layout.caption)
    add("background", layout.background)
    add("negative", layout.negative)
    let numbered = layout.objects.indices.filter { index in
      labels[index]?.wording.lines == ["\(index + 1)"]
    }
    add(
      "numbered", numbered.map { "\($0 + 1) \(layout.objects[$0].name)" }.joined(separator: " · "))
    let canvas = layout.canvas.bounds
    let absent = layout.objects.indices.filter { index in
      let region = layout.objects[index].region
      return !region.isDrawable || region.bounds.clipped(to: canvas) == nil
    }
    add("outside", names(of: absent, in: layout))
    let unnamed = layout.objects.indices.filter { labels[$0] == nil && !absent.contains($0) }
    add("not labelled", names(of: unnamed, in: layout))
    if height > 0 { height += Self.margin * 0.7 }
  }

  private func names(of objects: [Int], in layout: Layout) -> String {
    objects.map { layout.objects[$0].name.isEmpty ? "#\($0 + 1)" : layout.objects[$0].name }
      .joined(separator: " · ")
  }

  private mutating func addCaption(_ text: String) {
    guard !text.trimmed.isEmpty else { return }
    addLines(
      text, left: Self.margin, size: Self.captionSize, leading: 1.35, style: .caption)
    height += 3
  }

  private mutating func add(_ key: String, _ text: String) {
    guard !text.trimmed.isEmpty else { return }
    let start = height
    let leading = 1.35
    lines.append(
      Line(
        text: key, x: Self.margin, y: start + Self.valueSize * leading, size: Self.valueSize - 1,
        style: .key, isRightToLeft: false))
    addLines(
      text, left: Self.margin + Self.keyWidth, size: Self.valueSize, leading: leading,
      style: .value)
  }

  private mutating func addLines(
    _ text: String, left: Double, size: Double, leading: Double, style: Style
  ) {
    let right = width - Self.margin
    let isRightToLeft = TextMetrics.isRightToLeft(text)
    let paragraph = TextMetrics(size: size, isBold: style == .caption)
      .wrap(text.trimmed, width: right - left, lines: Self.mostLines)
    for line in paragraph.lines {
      height += size * leading
      lines.append(
        Line(
          text: line, x: isRightToLeft ? right : left, y: height, size: size, style: style,
          isRightToLeft: isRightToLeft))
    }
    height += size * 0.3
  }
}

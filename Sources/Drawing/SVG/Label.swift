internal import Layouts

/// A name on a coloured tag, in display pixels.
struct Label: Hashable {
  /// The words on a tag, before it has a place.
  struct Wording: Hashable {
    /// The lines of text.
    let lines: [String]
    /// The size of the font.
    let size: Double
    /// How much worse this is than the full name on one line.
    let penalty: Double
    /// Whether the words are worth a place apart from the region, where there is room.
    let travels: Bool

    private static let paddingX = 5.0
    private static let paddingY = 2.5
    private static let lineHeight = 1.28

    let width: Double

    init(lines: [String], size: Double, penalty: Double, travels: Bool) {
      self.lines = lines
      self.size = size
      self.penalty = penalty
      self.travels = travels
      let metrics = TextMetrics(size: size)
      width = ((lines.map { metrics.width($0) }.max() ?? 0) + 2 * Self.paddingX).rounded(.up)
    }

    var height: Double {
      (Double(lines.count) * size * Self.lineHeight + 2 * Self.paddingY).rounded(.up)
    }

    /// The distance of a line's foot from the tag's upper edge.
    func baseline(_ line: Int) -> Double {
      Self.paddingY + size * (Self.lineHeight * (Double(line) + 0.5) + 0.36)
    }
  }

  /// A straight line from a tag to its region.
  struct Leader: Hashable {
    let fromX: Double
    let fromY: Double
    let toX: Double
    let toY: Double

    var length: Double {
      let (dx, dy) = (toX - fromX, toY - fromY)
      return (dx * dx + dy * dy).squareRoot()
    }

    /// Whether the line runs through a box, by Liang and Barsky's clipping.
    func crosses(_ box: Box) -> Bool {
      var (enter, leave) = (0.0, 1.0)
      func clip(_ slope: Double, _ distance: Double) {
        if slope < 0 { enter = max(enter, distance / slope) }
        if slope > 0 { leave = min(leave, distance / slope) }
        if slope == 0 && distance < 0 { leave = -1 }
      }
      clip(fromX - toX, fromX - box.x)
      clip(toX - fromX, box.x + box.width - fromX)
      clip(fromY - toY, fromY - box.y)
      clip(toY - fromY, box.y + box.height - fromY)
      return enter < leave
    }
  }

  /// The words.
  let wording: Wording
  /// The tag.
  let tag: Box
  /// The line to the region, where the tag stands apart from it.
  let leader: Leader?
}

extension Label.Wording {
  /// The widest line on a tag.
  private static let widest = 190.0
  /// The usual size of the font, and the smaller one for narrow places.
  private static let sizes = (usual: 12.0, small: 10.0)

  /// The ways to write a name, from the best to the last resort: its number.
  static func choices(for name: String, number: Int) -> [Label.Wording] {
    let text = name.trimmed.isEmpty ? "#\(number)" : name.trimmed
    var choices: [Label.Wording] = []
    for size in [sizes.usual, sizes.small] { choices += whole(text, size: size) }
    for size in [sizes.usual, sizes.small] { choices += shortened(text, size: size) }
    var seen: Set<[String]> = []
    let unique = choices.filter { seen.insert($0.lines + ["\($0.size)"]).inserted }
    let last = Label.Wording(lines: ["\(number)"], size: sizes.small, penalty: 18, travels: true)
    return unique + [last]
  }

  /// The whole name on one, two and three lines of nearly equal length.
  private static func whole(_ text: String, size: Double) -> [Label.Wording] {
    let metrics = TextMetrics(size: size)
    let total = metrics.width(text)
    let longestWord = metrics.longestPiece(of: text)
    let base = size < sizes.usual ? 1.4 : 0
    return (1...3).compactMap { lines in
      // Words do not divide evenly, so there is some slack.
      let even = lines == 1 ? total : total / Double(lines) * 1.2
      let paragraph = metrics.wrap(text, width: min(max(even, longestWord), widest), lines: lines)
      guard paragraph.lines.count == lines else { return nil }
      let shown = paragraph.lines.reduce(0) { $0 + $1.count }
      let lost = paragraph.isTruncated ? 2 + 6 * (1 - Double(shown) / Double(text.count)) : 0
      let breaks = longestWord > widest ? 1.0 : 0
      return Label.Wording(
        lines: paragraph.lines, size: size,
        penalty: base + 0.7 * Double(lines - 1) + lost + breaks, travels: size == sizes.usual)
    }
  }

  /// The start of the name with an ellipsis.
  private static func shortened(_ text: String, size: Double) -> [Label.Wording] {
    let metrics = TextMetrics(size: size)
    return [90.0, 54].filter { metrics.width(text) > $0 }.map { width in
      Label.Wording(
        lines: metrics.wrap(text, width: width, lines: 1).lines, size: size,
        penalty: 10 - width / 40 + (size < sizes.usual ? 1.4 : 0), travels: false)
    }
  }
}

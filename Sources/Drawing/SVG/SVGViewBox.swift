internal import Layouts

/// How a `viewBox` is fitted into a picture: `preserveAspectRatio` (SVG 2, section 8.7).
struct SVGViewBox {
  /// The box of the drawing that is shown.
  let box: Box
  private let isStretched: Bool
  private let isSliced: Bool
  /// The share of the spare room before the box, across and down.
  private let alignment: (across: Double, down: Double)

  /// Reads the view of an element; nil without one, or where it shows nothing.
  init?(_ element: XMLElement) {
    guard let text = element["viewBox"] else { return nil }
    var scanner = NumberScanner(text)
    let numbers = scanner.numbers()
    guard numbers.count == 4, numbers[2] > 0, numbers[3] > 0 else { return nil }
    box = Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    let words = (element["preserveAspectRatio"] ?? "").split(whereSeparator: \.isWhitespace)
    let align = words.first.map(String.init) ?? "xMidYMid"
    isStretched = align == "none"
    isSliced = words.last == "slice"
    func share(_ low: String, _ high: String) -> Double {
      align.contains(low) ? 0 : align.contains(high) ? 1 : 0.5
    }
    alignment = (share("xMin", "xMax"), share("YMin", "YMax"))
  }

  /// The map from the drawing's units into a picture of a size with its corner at the origin.
  func map(width: Double, height: Double) -> AffineMap {
    var (across, down) = (width / box.width, height / box.height)
    if !isStretched {
      let scale = isSliced ? max(across, down) : min(across, down)
      (across, down) = (scale, scale)
    }
    // Millimetres of two decimals do not hit a pixel; whoever wrote them meant one.
    if (across - 1).magnitude < 1e-3, (down - 1).magnitude < 1e-3 { (across, down) = (1, 1) }
    func offset(_ spare: Double, _ side: Double, _ share: Double) -> Double {
      spare.magnitude < 1e-3 * side ? 0 : spare * share
    }
    let left = offset(width - across * box.width, width, alignment.across)
    let top = offset(height - down * box.height, height, alignment.down)
    return AffineMap(a: across, d: down, e: left - across * box.x, f: top - down * box.y)
  }
}

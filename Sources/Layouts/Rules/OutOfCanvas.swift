/// A region that reaches beyond the canvas, or lies wholly outside it.
///
/// Painting clips what lies outside: an object loses its rim there, or is not painted at all. Language
/// models copy such boxes from examples (LMD's own template holds one, 513 pixels wide on 512).
enum OutOfCanvas {
  static let name = "out-of-canvas"
  static let code = "MQ101"

  static func check(_ object: LayoutObject, index: Int, canvas: Canvas) -> Finding? {
    let bounds = object.region.bounds
    guard object.region.isFinite, !canvas.bounds.contains(bounds) else { return nil }
    return Finding(
      rule: name, code: code, severity: .warning,
      message: message(object.name, bounds: bounds, canvas: canvas), object: index)
  }

  private static func message(_ name: String, bounds: Box, canvas: Canvas) -> String {
    func span(_ low: Double, _ high: Double) -> String {
      "\(shortNumber(low)) to \(shortNumber(high))"
    }
    let place = "x \(span(bounds.x, bounds.maxX)), y \(span(bounds.y, bounds.maxY))"
    let isOutside =
      bounds.maxX <= 0 || bounds.maxY <= 0 || bounds.x >= Double(canvas.width)
      || bounds.y >= Double(canvas.height)
    let verb = isOutside ? "lies wholly outside" : "reaches beyond"
    return "\(JSONWriter.quoted(name)) (\(place)) \(verb) the canvas of \(canvas)"
  }

  /// A number with at most two decimals, for reading.
  private static func shortNumber(_ number: Double) -> String {
    guard number.magnitude < 1e12 else { return "\(number)" }
    return JSONWriter.text(ofFinite: (number * 100).rounded() / 100 + 0)
  }
}

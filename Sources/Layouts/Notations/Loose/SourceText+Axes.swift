/// Boxes that are given axis by axis: `x ∈ [10, 110], y ∈ [20, 140]`.
extension SourceText {
  /// How far before its numbers the word for an axis is looked for.
  private static let axisWindow = 24
  private static let axes: [String: Bool] = [
    "x": false, "horizontal": false, "horizontally": false, "xrange": false, "xaxis": false,
    "columns": false, "y": true, "vertical": true, "vertically": true, "yrange": true,
    "yaxis": true, "rows": true,
  ]

  /// The box of two pairs of numbers in brackets of which one is the stretch along x and the other along
  /// y, with the place from the first word on; nil where they are not said to be.
  func boxOfAxes(
    _ first: Range<Int>, _ second: Range<Int>, from low: Int, canvas: Canvas
  ) -> (box: RawBox, place: Range<Int>)? {
    guard let one = axis(before: first.lowerBound, from: low),
      let other = axis(before: second.lowerBound, from: first.upperBound),
      one.isVertical != other.isVertical,
      let ends = BoxText(self, in: first).pair, let others = BoxText(self, in: second).pair
    else { return nil }
    let (x, y) = one.isVertical ? (others, ends) : (ends, others)
    let place = one.start..<second.upperBound
    let box = RawBox([x.0, y.0, x.1, y.1], order: .xyxy, on: canvas, range: place)
    return (box, place)
  }

  /// The axis that the last word before a place names, and where that word stands.
  private func axis(before place: Int, from low: Int) -> (isVertical: Bool, start: Int)? {
    var start = max(low, place - Self.axisWindow)
    while start < place, bytes[start] & 0xC0 == 0x80 { start += 1 }
    let words = BoxTokens(self, in: start..<place).tokens.reversed().prefix(3)
    for token in words {
      guard case .word(let form) = token.content else { return nil }
      if let isVertical = Self.axes[form] { return (isVertical, token.range.lowerBound) }
      guard ["in", "range", "from", "axis", "coordinates", "∈"].contains(form) || form.isEmpty
      else {
        return nil
      }
    }
    return nil
  }
}

extension SourceText {
  /// The comment behind what is called with a box, `context.fillRect(10, 20, 100, 120); // a cat`, which
  /// names it; nil where something else than a call is named.
  func comment(behindCall item: LineBoxes.Item, to end: Int) -> Range<Int>? {
    var call = trimmed(item.name)
    if bytes[call].last == UInt8(ascii: "(") { call = call.lowerBound..<call.upperBound - 1 }
    guard call.count <= 60, let first = bytes[call].first, first.isLetter,
      bytes[call].contains(UInt8(ascii: ".")), !has(".", at: call.upperBound - 1),
      bytes[call].allSatisfy({ $0.isLetter || $0.isDigit || "._".utf8.contains($0) }),
      call.upperBound + 1 >= item.place.lowerBound
    else { return nil }
    for place in item.place.upperBound..<end {
      for mark: StaticString in ["# ", "// "] where has(mark, at: place) {
        return trimmed(place + mark.utf8CodeUnitCount..<end)
      }
    }
    return nil
  }
}

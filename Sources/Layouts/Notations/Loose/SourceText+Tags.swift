/// The tags that stand around names and boxes of multimodal models.
extension SourceText {
  /// Where the tag begins that ends right before a place.
  func tagStart(before place: Int, from low: Int) -> Int? {
    var end = place
    while end > low, bytes[end - 1].isBlank || bytes[end - 1] == UInt8(ascii: "[") { end -= 1 }
    guard end > low, bytes[end - 1] == UInt8(ascii: ">") else {
      return nil
    }
    let limit = max(low, end - 120)
    return (limit..<end).last { bytes[$0] == UInt8(ascii: "<") }
  }

  /// The stretch that names a box in brackets or in a tag: what stands before it, from the last `<ref>` on,
  /// or an attribute of the tag.
  func nameBefore(_ box: Int, from start: Int, tag: Int?) -> Range<Int> {
    let range = start..<(tag ?? box)
    if let tag, trimmed(range).isEmpty, let own = nameAttribute(in: tag..<box) { return own }
    if let content = contentOfLastTag(in: trimmed(range)) { return content }
    let place = range.last { bytes[$0] == UInt8(ascii: "<") && has("<ref>", at: $0) }
    return (place ?? start)..<range.upperBound
  }

  /// What stands in the tags that a stretch of running text ends with, `the <obj>cat</obj>`.
  private func contentOfLastTag(in range: Range<Int>) -> Range<Int>? {
    guard range.count <= 400,
      let close = tagStart(before: range.upperBound, from: range.lowerBound), has("</", at: close),
      let open = (range.lowerBound..<close).last(where: { bytes[$0] == UInt8(ascii: "<") }),
      open > range.lowerBound
    else { return nil }
    let name = close + 2..<range.upperBound - 1
    let end = open + 1 + name.count
    guard end < close, bytes[open + 1..<end].elementsEqual(bytes[name]), has(">", at: end) else {
      return nil
    }
    return end + 1..<close
  }

  private static let nameAttributes: [StaticString] = [
    "label=", "name=", "class=", "title=", "object=", "phrase=", "alt=", "id=",
  ]

  /// The value of the attribute of a tag that names what it holds, `<box label="a cat">`.
  func nameAttribute(in tag: Range<Int>) -> Range<Int>? {
    guard tag.count <= 200 else { return nil }
    for attribute in Self.nameAttributes {
      for place in tag where place > 0 && has(attribute, at: place) && bytes[place - 1].isBlank {
        let start = place + attribute.utf8CodeUnitCount + 1
        guard start < tag.upperBound, "\"'".utf8.contains(bytes[start - 1]),
          let end = (start..<tag.upperBound).first(where: { bytes[$0] == bytes[start - 1] })
        else { continue }
        return start..<end
      }
    }
    return nil
  }

  /// The attribute that names an object where nothing but tags stands in a stretch,
  /// `<object name="a cat"><`, or a tag with another attribute, `<div id="cat" style="`.
  func nameAttribute(behindTags range: Range<Int>) -> Range<Int>? {
    let range = trimmed(range)
    guard let first = range.first, bytes[first] == UInt8(ascii: "<"), range.count <= 200 else {
      return nil
    }
    if bytes[range].contains(UInt8(ascii: ">")) {
      guard ListItem.name(self, in: range) == nil else { return nil }
    } else if bytes[range].count(where: { $0 == UInt8(ascii: "=") }) < 2 {
      return nil
    }
    return nameAttribute(in: range)
  }

  /// What stands in the tag that opens at a place and gives a box by its attributes, where none of them
  /// names it: `<div style="left: 10px; …">a cat</div>`.
  func contentOfTag(_ start: Int, holding box: Range<Int>, to end: Int) -> Range<Int>? {
    let start = skippingBlanks(from: start, to: end)
    guard bytes[start] == UInt8(ascii: "<"), box.lowerBound - start < 200,
      !bytes[start..<box.lowerBound].contains(UInt8(ascii: ">")),
      let close = (box.upperBound..<end).first(where: { bytes[$0] == UInt8(ascii: ">") })
    else { return nil }
    let content = trimmed(close + 1..<((close + 1..<end).first { bytes[$0] == 0x3C } ?? end))
    guard bytes[content].contains(where: { $0.isLetter || $0 >= 0x80 }),
      nameAttribute(in: start..<close) == nil
    else { return nil }
    return content
  }

  /// Where the closing tag ends that follows a place.
  func tagEnd(after place: Int, to end: Int) -> Int? {
    var start = place
    while start < end, bytes[start].isBlank || bytes[start] == UInt8(ascii: "]") { start += 1 }
    guard start + 1 < end, bytes[start] == UInt8(ascii: "<"),
      bytes[start + 1] == UInt8(ascii: "/") || bytes[start + 1] == UInt8(ascii: "|")
    else { return nil }
    let limit = min(end, start + 24)
    return (start..<limit).first { bytes[$0] == UInt8(ascii: ">") }.map { $0 + 1 }
  }
}

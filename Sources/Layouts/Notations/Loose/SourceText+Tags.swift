/// The tags that stand around names and boxes of multimodal models.
extension SourceText {
  /// Where the tag begins that ends right before a place.
  func tagStart(before place: Int, from low: Int) -> Int? {
    var end = place
    while end > low, bytes[end - 1].isBlank || bytes[end - 1] == UInt8(ascii: "[") { end -= 1 }
    guard end > low, bytes[end - 1] == UInt8(ascii: ">") else {
      return nil
    }
    let limit = max(low, end - 24)
    return (limit..<end).last { bytes[$0] == UInt8(ascii: "<") }
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

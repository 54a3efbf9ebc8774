/// An object of a line with what the line says of whether it is one.
struct LineObject {
  var name: ListItem.Name
  var item: LineBoxes.Item
  /// Where the name and the box stand.
  var range: Range<Int>
  /// Whether a bullet or a number begins the line.
  var isItem: Bool

  /// Whether a sentence names it, which may speak of what the text lists elsewhere.
  var isProse = false

  /// Whether the box is the canvas, as in "The canvas goes from (0, 0) to (512, 512)".
  var isCanvas: Bool {
    guard !name.isQuoted, case .box(let box) = item.region, box.numbers[0] == 0,
      box.numbers[1] == 0
    else { return false }
    return ProsePhrase.isAboutCanvas(name.text, hasVerb: name.hasVerb)
  }

  /// Whether a sentence gives the box, and no list: there is a verb, and no sign leads to the numbers.
  func isSentence(in source: SourceText, behindSentence: Bool) -> Bool {
    guard !isItem, !item.isTagged, !name.isQuoted, !endsWithSign(in: source) else { return false }
    return behindSentence || name.hasVerb || ProsePhrase.isSentence(source, in: item.name)
  }

  /// Whether a colon or another sign stands right before the box.
  private func endsWithSign(in source: SourceText) -> Bool {
    let before = source.trimmed(item.name)
    guard let last = before.last else { return false }
    if ":=-|>,`*".utf8.contains(source.bytes[last]) { return true }
    return ["：", "–", "—", "→", "，"].contains { (sign: StaticString) in
      source.has(sign, at: before.upperBound - sign.utf8CodeUnitCount)
    }
  }
}

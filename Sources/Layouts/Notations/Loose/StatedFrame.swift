/// As much of a frame as a text itself says, by its keys or in words.
///
/// A text may be wrong about its own numbers: "normalised 0-1" above pixels is no frame at all.
struct StatedFrame {
  /// What is said, and not in doubt.
  private(set) var frame: DeclaredFrame
  /// Where words say it; nil where keys do, or nothing.
  private(set) var range: Range<Int>?

  /// What words in a text say, keys going before them.
  init(keys: DeclaredFrame = DeclaredFrame(), in source: SourceText) {
    let words = DeclaredFrame.stated(in: source)
    frame = keys.filled(from: words?.frame ?? DeclaredFrame())
    range = frame == keys ? nil : words?.range
  }

  /// Takes back a unit that the numbers of most boxes can't be of.
  ///
  /// - Returns: the unit that was taken back; nil where the text may be right.
  mutating func withdrawUnit(of boxes: some Sequence<RawBox>) -> BoxFrame.Unit? {
    guard let unit = frame.unit, unit != .pixels else { return nil }
    var (impossible, count) = (0, 0)
    for box in boxes.prefix(FrameInference.sampleSize) where box.unit == nil {
      count += 1
      if !FrameInference.isPossible(box.numbers, in: unit) { impossible += 1 }
    }
    guard 2 * impossible > count else { return nil }
    frame.unit = nil
    return unit
  }
}

/// What can befall any file.
public enum ByteDamage: CaseIterable, Sendable {
  /// A bit turns over.
  case flip
  /// A stretch is lost.
  case cut
  /// Everything from a place on is lost.
  case end
  /// A stretch comes again and again.
  case again
  /// A stretch moves.
  case move
  /// Foreign bytes come in.
  case insert

  private static let pieces = [
    "\u{FEFF}", "\u{0}", "\u{85}", "\u{2028}", "\u{200F}", "e\u{301}", "😀", "１", "NaN", "1e999",
    "-0", "99999999999999999999", "\\ud83d", "\r", "\t", "]]>", "<!--", "&#0;", "%", "px",
  ]

  /// Damages a file.
  public func apply(to bytes: inout [UInt8], using random: inout SplitMix64) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 1...60, using: &random))
    switch self {
    case .flip where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case .flip: break
    case .cut: bytes.removeSubrange(place..<end)
    case .end: bytes.removeSubrange(place...)
    case .again:
      let part = Array(bytes[place..<end])
      let count = Int.random(in: 1...300, using: &random)
      bytes.insert(contentsOf: Array(repeating: part, count: count).joined(), at: place)
    case .move:
      let part = Array(bytes[place..<end])
      bytes.removeSubrange(place..<end)
      bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &random))
    case .insert:
      bytes.insert(contentsOf: (Self.pieces.randomElement(using: &random) ?? "").utf8, at: place)
    }
  }
}

/// Why something could not be drawn, written or read.
public enum DrawingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file could not be read.
  case unreadable(file: String, reason: String)
  /// A file could not be written; nothing was left behind.
  case unwritable(file: String, reason: String)

  /// A file is not what its kind asks for.
  case damaged(file: String, kind: String, reason: String)
  /// A picture has a longer side or more pixels than are read or written.
  case tooLarge(file: String, width: Int, height: Int)
  /// A picture's text has a keyword or content that the format can't hold.
  case unwritableText(file: String, keyword: String, reason: String)

  /// The failure as one sentence.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    case .unwritable(let file, let reason): "cannot write \(file): \(reason)"
    case .damaged(let file, let kind, let reason):
      "\(file) is not a readable \(kind): \(reason)"
    case .tooLarge(let file, let width, let height):
      "\(file) would have \(width) x \(height) pixels; at most \(PNGFile.largestSide) a side and"
        + " \(PNGFile.largestArea / 1_000_000) million in all are read or written"
    case .unwritableText(let file, let keyword, let reason):
      "cannot write the text \"\(keyword)\" into \(file): \(reason)"
    }
  }
}

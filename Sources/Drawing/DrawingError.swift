/// Why something could not be drawn, written or read.
public enum DrawingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A file could not be read.
  case unreadable(file: String, reason: String)
  /// A file could not be written; nothing was left behind.
  case unwritable(file: String, reason: String)

  /// The failure as one sentence.
  public var description: String {
    switch self {
    case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
    case .unwritable(let file, let reason): "cannot write \(file): \(reason)"
    }
  }
}

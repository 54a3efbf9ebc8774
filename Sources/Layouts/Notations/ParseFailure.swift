/// Why no layout could be read from a text.
public struct ParseFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The notation that was tried.
  public var notation: String
  /// What was found, and what was expected instead.
  public var message: String
  /// Where in the text.
  public var source: SourceRange?

  /// Creates a failure.
  public init(notation: String, message: String, source: SourceRange? = nil) {
    self.notation = notation
    self.message = message
    self.source = source
  }

  /// The failure as one sentence with line and column.
  public var description: String {
    let place = source.map { "line \($0.line), column \($0.column): " } ?? ""
    return "\(place)\(message) (read as \(notation))"
  }
}

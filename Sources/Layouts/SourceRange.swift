/// A stretch of the text that was read.
public struct SourceRange: Hashable, Sendable {
  /// The start, in bytes of the text's UTF-8 form, counted from zero.
  public var offset: Int
  /// The length in bytes of UTF-8.
  public var length: Int
  /// The line of the start, counted from one.
  public var line: Int
  /// The column of the start in Unicode scalars, counted from one.
  public var column: Int

  /// Creates a range.
  public init(offset: Int, length: Int, line: Int, column: Int) {
    self.offset = offset
    self.length = length
    self.line = line
    self.column = column
  }
}

/// A stretch of the text that was read.
///
/// Its numbers are kept in 32 bits, for there are many ranges: in a text beyond 4 GiB they stop there.
public struct SourceRange: Hashable, Sendable {
  private var keptOffset: UInt32
  private var keptLength: UInt32
  private var keptLine: UInt32
  private var keptColumn: UInt32

  /// The start, in bytes of the text's UTF-8 form, counted from zero.
  public var offset: Int {
    get { Int(keptOffset) }
    set { keptOffset = UInt32(clamping: newValue) }
  }

  /// The length in bytes of UTF-8.
  public var length: Int {
    get { Int(keptLength) }
    set { keptLength = UInt32(clamping: newValue) }
  }

  /// The line of the start, counted from one.
  public var line: Int {
    get { Int(keptLine) }
    set { keptLine = UInt32(clamping: newValue) }
  }

  /// The column of the start in Unicode scalars, counted from one.
  public var column: Int {
    get { Int(keptColumn) }
    set { keptColumn = UInt32(clamping: newValue) }
  }

  /// Creates a range.
  public init(offset: Int, length: Int, line: Int, column: Int) {
    keptOffset = UInt32(clamping: offset)
    keptLength = UInt32(clamping: length)
    keptLine = UInt32(clamping: line)
    keptColumn = UInt32(clamping: column)
  }
}

/// A value written as a Python literal, or nearly so, with its place.
struct Literal: Sendable {
  enum Content: Sendable {
    case number(Double, isPercentage: Bool)
    /// A quoted text.
    case text(String)
    /// A text without quotes.
    case word(String)
    case list([Literal])
    case pairs([(key: Literal, value: Literal)])
    /// `None`, `null`.
    case nothing
    /// Objects that were taken out of a list when they were read: lists or dictionaries all of them.
    case taken
  }

  var content: Content
  // A text may hold a literal every other byte: places take 32 bits, as in `SourceRange`.
  private let start: UInt32
  private let end: UInt32
  /// Whether the closing bracket is there.
  let isClosed: Bool

  init(content: Content, range: Range<Int>, isClosed: Bool = true) {
    self.content = content
    self.isClosed = isClosed
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  /// Where the literal stands.
  var range: Range<Int> { Int(start)..<Int(end) }

  /// The text, quoted or not.
  var text: String? {
    switch content {
    case .text(let text), .word(let text): text
    default: nil
    }
  }

  /// Whether the value is a list or a dictionary.
  var isCollection: Bool {
    switch content {
    case .list, .pairs, .taken: true
    default: false
    }
  }
}

/// A text that was read as literals: what was found, and what it took.
struct LiteralReading {
  var values: [Literal] = []
  /// What was noticed.
  var notes = FindingList()
  /// Whether Python's `ast.literal_eval` would have read the text too.
  var isPython = true
  /// Whether the text ended within brackets.
  var isTruncated = false

  var findings: [Finding] { notes.all }
}

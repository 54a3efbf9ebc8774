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

  /// What is kept of the value.
  private enum Kept {
    case content(Content)
    /// Nothing but its place: the collection, or what words name, is read again.
    case place(CollectionText, isNamed: Bool)
  }

  private let kept: Kept
  // A text may hold a literal every other byte: places take 32 bits, as in `SourceRange`.
  private let start: UInt32
  private let end: UInt32
  /// Whether the closing bracket is there.
  let isClosed: Bool

  init(content: Content, range: Range<Int>, isClosed: Bool = true) {
    kept = .content(content)
    self.isClosed = isClosed
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  /// A whole list or dictionary, or numbers that words name, read again whenever the content is asked for.
  init(unread text: CollectionText, range: Range<Int>, isNamed: Bool) {
    kept = .place(text, isNamed: isNamed)
    isClosed = true
    start = UInt32(range.lowerBound)
    end = UInt32(range.upperBound)
  }

  /// The value.
  var content: Content {
    switch kept {
    case .content(let content): content
    case .place(let text, let isNamed): text.content(at: Int(start), isNamed: isNamed)
    }
  }

  /// Whether nothing but its place is kept.
  var isUnread: Bool { if case .place = kept { true } else { false } }

  /// The literal with its content, for who asks for it more than once.
  var inFull: Literal {
    switch kept {
    case .content: self
    case .place: Literal(content: content, range: range)
    }
  }

  /// Where the literal stands.
  var range: Range<Int> { Int(start)..<Int(end) }

  /// The text, quoted or not.
  var text: String? {
    switch kept {
    case .content(.text(let text)), .content(.word(let text)): text
    default: nil
    }
  }

  var isNumber: Bool { if case .content(.number) = kept { true } else { false } }

  var isTaken: Bool { if case .content(.taken) = kept { true } else { false } }

  /// Whether the value is a list or a dictionary.
  var isCollection: Bool {
    switch kept {
    case .place, .content(.list), .content(.pairs), .content(.taken): true
    default: false
    }
  }
}

/// The text that lists and dictionaries are read from again, since a long one has too many to keep.
///
/// A literal takes up to ten times as much memory as its text; its place takes 32 bytes.
final class CollectionText: Sendable {
  private let source: SourceText
  private let end: Int
  private let isStrict: Bool

  init(_ source: SourceText, end: Int, isStrict: Bool) {
    self.source = source
    self.end = end
    self.isStrict = isStrict
  }

  /// What a list or a dictionary holds that was read before without a fault.
  func content(at start: Int, isNamed: Bool) -> Literal.Content {
    LiteralReader.readAgain(source, in: start..<end, isStrict: isStrict, isNamed: isNamed).content
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

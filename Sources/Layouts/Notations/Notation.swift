/// A way of writing a layout as text that both prints and parses.
///
/// What `print` writes, `parse` reads back to the same layout, up to what `Printed.losses` reports.
public protocol Notation: Sendable {
  /// The name used on the command line and in findings, such as `lmd`.
  var name: String { get }

  /// Reads a layout from a text.
  ///
  /// Imperfections become findings; only a text in which no layout can be found throws.
  ///
  /// - Parameters:
  ///   - text: the text, as a language model or a file gave it.
  ///   - canvas: the canvas that the coordinates refer to, unless the text itself names one.
  /// - Returns: the layout and what was noticed while reading.
  /// - Throws: `ParseFailure` naming the place, what stands there and what was expected.
  func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout

  /// Writes a layout as text, reporting what the notation can't hold.
  func print(_ layout: Layout) -> PrintedLayout
}

/// A notation that reads a text whose bytes and lines are known already.
protocol SourceNotation: Notation {
  /// Whether every character of a text stands for itself.
  var isLiteral: Bool { get }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout
}

extension SourceNotation {
  var isLiteral: Bool { false }
}

/// A notation that reads a JSON document which has been read already.
protocol DocumentNotation: Notation {
  func read(_ document: JSONDocument, canvas: Canvas) throws(ParseFailure) -> ParsedLayout
}

/// A layout read from a text, with what was noticed on the way.
public struct ParsedLayout: Hashable, Sendable {
  /// The name of the notation that read it.
  public var notation: String
  /// What was read.
  public var layout: Layout
  /// Every liberty taken, in the order of the text.
  public var findings: [Finding]
  /// Where each object's region stands in the text, by the object's index; empty when not known.
  public var places: [SourceRange]
  /// Where each object's name stands in the text, quotes included; empty when not known.
  var names: [SourceRange] = []

  /// Creates a parse result.
  public init(
    notation: String, layout: Layout, findings: [Finding] = [], places: [SourceRange] = []
  ) {
    self.notation = notation
    self.layout = layout
    self.findings = findings
    self.places = places
  }
}

/// A layout written as text, with what was lost.
public struct PrintedLayout: Hashable, Sendable {
  /// The text.
  public var text: String
  /// One finding for each thing that the notation can't hold.
  public var losses: [Finding]
  /// What belongs beside the text, under names that it mentions or is found by.
  public var companions: [CompanionFile]

  /// Creates a print result.
  public init(text: String, losses: [Finding] = [], companions: [CompanionFile] = []) {
    self.text = text
    self.losses = losses
    self.companions = companions
  }
}

/// The notations that a name can ask for.
public enum Notations {
  /// Every notation that language models are asked to write, in the order in which they are listed.
  public static let all: [any Notation] = [
    JSONNotation(), LMDNotation(), CSSBoxNotation(), CSSBlobNotation(),
  ]

  /// The names of all notations, and `auto`.
  public static var names: [String] {
    all.map(\.name) + files.map(\.name) + [AutomaticNotation().name]
  }

  /// The notation of a name, `auto` included, or nil when there is none.
  public static func named(_ name: String) -> (any Notation)? {
    named(name, options: FileNotationOptions())
  }
}

/// The notation that finds out which notation a text is written in.
///
/// It tries the likeliest one first and reports its choice with the confidence as a finding. Layouts
/// are written as JSON.
public struct AutomaticNotation: Notation {
  private let options: FileNotationOptions
  private let others: [any Notation]

  /// Creates the notation.
  ///
  /// - Parameters:
  ///   - options: what files of other tools do not say.
  ///   - others: notations of other rooms that files can turn out to be written in.
  public init(
    options: FileNotationOptions = FileNotationOptions(), others: [any Notation] = []
  ) {
    self.options = options
    self.others = others
  }

  /// The name `auto`.
  public var name: String { "auto" }

  /// Reads a layout in the likeliest notation that can read it.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let source = SourceText(text)
    var firstFailure: ParseFailure?
    let (file, document) = FileDetector.detect(source)
    for detection in [file].compactMap(\.self) + NotationDetector.detect(source) {
      let other = others.first { $0.name == detection.notation }
      guard let notation = other ?? Notations.named(detection.notation, options: options)
      else { continue }
      do {
        var parsed =
          switch (notation, document) {
          case (let notation as any DocumentNotation, let document?):
            try notation.read(document, canvas: canvas)
          case (let notation as any SourceNotation, _):
            try notation.read(source, canvas: canvas)
          default: try notation.parse(text, canvas: canvas)
          }
        parsed.findings.insert(Self.finding(of: detection), at: 0)
        return parsed
      } catch {
        firstFailure = firstFailure ?? error
      }
    }
    throw firstFailure
      ?? ParseFailure(
        notation: name,
        message: "expected a layout as \(Notations.all.map(\.name).joined(separator: ", ")), "
          + "found none of their marks",
        source: source.range(0..<0))
  }

  /// Writes a layout as JSON, which loses nothing.
  public func print(_ layout: Layout) -> PrintedLayout {
    JSONNotation().print(layout)
  }

  private static func finding(of detection: Detection) -> Finding {
    let percentage = Int((detection.confidence * 100).rounded())
    return ReadingRule.notationChosen.finding(
      "read as \(detection.notation) with a confidence of \(percentage) %: \(detection.reason)")
  }
}

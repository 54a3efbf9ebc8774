/// A text as files and logs hold it: one layout, several of them, or one wrapped in a row of a log.
///
/// A row is a JSON object that holds a layout or what a language model answered under one of the keys
/// that programs write: `layout`, `response`, `completion`, `output`, `answer`, `generated_text`,
/// `text`, `content`, or as the answers of chat servers do (`choices`, `message`). It may name the
/// caption under `caption`, or under `prompt` where that is one line. An array of layouts is several of
/// them, as is a file of several pictures. Rows of NSR-1K hold annotated or sampled layouts.
public struct LayoutDocument: Sendable {
  /// One layout of a document, or why it can't be read.
  public struct Entry: Sendable {
    /// The name of the picture, where the document holds several.
    public var name: String?
    /// The caption that stands beside the layout, not in it.
    public var caption: String?
    /// What was read.
    public var reading: Result<ParsedLayout, ParseFailure>
    /// Where the text that was read stands in the document, unless it is the document.
    public var embedding: TextEmbedding?
    /// Where the layout stands as JSON in the document, unless it is the document.
    var stretch: SourceRange?
    /// Whether it is data that nobody mends, such as the row of a benchmark.
    var isReadOnly = false

    /// Creates an entry.
    ///
    /// - Parameters:
    ///   - reading: what was read, or why nothing was.
    ///   - name: the name of the picture, where the document holds several.
    public init(_ reading: Result<ParsedLayout, ParseFailure>, name: String? = nil) {
      self.reading = reading
      self.name = name
    }
  }

  /// The layouts in the order of the text; a text in which none is found has one entry that says so.
  public private(set) var entries: [Entry] = []

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - notation: the notation of the layouts, be they wrapped or not.
  ///   - canvas: the canvas that the numbers refer to, where the text does not say.
  public init(_ text: String, notation: any Notation, canvas: Canvas) {
    let isOpen = notation.name == AutomaticNotation().name || notation is JSONNotation
    guard let root = Self.root(of: text) else {
      entries = Self.entries(of: text, notation: notation, canvas: canvas)
      return
    }
    if isOpen, JSONNotation.isLayout(root.node) {
      entries = [Entry(JSONNotation.reading(root.node, findings: root.findings))]
    } else if isOpen, case .array(let nodes) = root.node.content, !nodes.isEmpty,
      nodes.allSatisfy(JSONNotation.isLayout)
    {
      entries = nodes.enumerated().map { index, node in
        var entry = Entry(JSONNotation.reading(node, findings: []), name: String(index + 1))
        entry.stretch = node.source
        return entry
      }
    } else if isOpen, let row = BenchmarkRow(root.node) {
      entries = row.entries(canvas: canvas)
    } else {
      let found = WrappedLayout.find(in: root.node) { FileDetector.detect(root.node) != nil }
      if found.isEmpty {
        entries = Self.entries(of: text, notation: notation, canvas: canvas)
      }
      for (index, layout) in found.enumerated() {
        var entry = layout.entry(in: root.source, notation: notation, canvas: canvas)
        entry.caption = WrappedLayout.caption(of: root.node)
        if found.count > 1 { entry.name = String(index + 1) }
        entries.append(entry)
      }
    }
  }

  /// The JSON value that fills the text, if one does.
  private static func root(
    of text: String
  ) -> (node: JSONNode, source: SourceText, findings: [Finding])? {
    let first = text.utf8.first { $0 > UInt8(ascii: " ") && $0 < 0x80 }
    guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
    let source = SourceText(text)
    return (try? JSONReader.read(source)).map { ($0.root, source, $0.findings) }
  }

  private static func entries(
    of text: String, notation: any Notation, canvas: Canvas
  ) -> [Entry] {
    do throws(ParseFailure) {
      if let album = notation as? any AlbumNotation {
        return try album.parseAll(text, canvas: canvas)
      }
      return [Entry(.success(try notation.parse(text, canvas: canvas)))]
    } catch {
      return [Entry(.failure(error))]
    }
  }
}

/// A notation whose texts may hold several layouts.
public protocol AlbumNotation: Notation {
  /// Reads every layout of a text; each has the name of its picture where there are several.
  ///
  /// - Throws: `ParseFailure` where the text as a whole can't be read.
  func parseAll(
    _ text: String, canvas: Canvas
  ) throws(ParseFailure) -> [LayoutDocument.Entry]
}

/// What a row of a log holds: a layout as JSON, or the answer of a language model as a string.
struct WrappedLayout {
  /// The keys that say by themselves that a layout or an answer stands below them.
  private static let certainKeys = ["layout", "response", "completion"]
  /// The keys that may mean something else in the files of other tools.
  private static let likelyKeys = [
    "choices", "message", "output", "answer", "generated_text", "text", "content",
  ]
  /// How many keys lie above each other at most, as in a logged answer of a chat server.
  private static let depthLimit = 6

  /// The string or the layout.
  private let node: JSONNode

  /// Finds what a row holds: nothing where it is no row, several where a server gave a choice.
  ///
  /// Whether it is a file of another tool is asked for only where that matters.
  static func find(in root: JSONNode, isFile: () -> Bool) -> [WrappedLayout] {
    for key in certainKeys {
      guard let node = root[key] else { continue }
      let found = nodes(in: node, depth: 1)
      if !found.isEmpty { return found.map(WrappedLayout.init) }
    }
    guard likelyKeys.contains(where: { root[$0] != nil }), !isFile() else { return [] }
    for key in likelyKeys {
      guard let node = root[key] else { continue }
      let found = nodes(in: node, depth: 1)
      if !found.isEmpty { return found.map(WrappedLayout.init) }
    }
    return []
  }

  /// The caption that a row names; a prompt of several lines is one to a language model.
  static func caption(of root: JSONNode) -> String? {
    if case .string(let caption)? = root["caption"]?.content { return caption }
    guard case .string(let prompt)? = root["prompt"]?.content,
      !prompt.utf8.contains(where: \.isLineEnd)
    else { return nil }
    return prompt
  }

  /// Reads it; places in a string are those of the text that it holds.
  func entry(
    in source: SourceText, notation: any Notation, canvas: Canvas
  ) -> LayoutDocument.Entry {
    guard case .string(let text) = node.content else {
      var entry = LayoutDocument.Entry(JSONNotation.reading(node, findings: []))
      entry.stretch = node.source
      return entry
    }
    let start = node.source.offset
    let embedding = TextEmbedding(start..<start + node.source.length, in: source)
    do throws(ParseFailure) {
      var entry = LayoutDocument.Entry(.success(try notation.parse(text, canvas: canvas)))
      entry.embedding = embedding
      return entry
    } catch {
      var entry = LayoutDocument.Entry(.failure(error))
      entry.embedding = embedding
      return entry
    }
  }

  /// The strings and layouts at or below a value.
  private static func nodes(in node: JSONNode, depth: Int) -> [JSONNode] {
    guard depth <= depthLimit else { return [] }
    switch node.content {
    case .string: return [node]
    case .object:
      if JSONNotation.isLayout(node) { return [node] }
      for key in certainKeys + likelyKeys {
        guard let inner = node[key] else { continue }
        let found = nodes(in: inner, depth: depth + 1)
        if !found.isEmpty { return found }
      }
      return []
    case .array(let elements):
      let found = elements.map { nodes(in: $0, depth: depth + 1) }
      return found.contains(where: \.isEmpty) ? [] : found.flatMap { $0.prefix(1) }
    default: return []
    }
  }
}

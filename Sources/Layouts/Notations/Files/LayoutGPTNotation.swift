/// LayoutGPT's results: for each query the prompt and a list of names with boxes in fractions.
public struct LayoutGPTNotation: JSONFileNotation, EntryNotation {
  /// The query to read: its id, its prompt, or its number counted from one.
  public var entry: String?

  /// Creates the notation.
  public init(entry: String? = nil) {
    self.entry = entry
  }

  /// The name `layoutgpt`.
  public var name: String { "layoutgpt" }
  /// LayoutGPT's.
  public var title: String { "LayoutGPT results" }
  /// Boxes, names and the prompt.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [.boxes, .names, .caption, .order, .precision])
  }

  static func mark(of root: JSONNode) -> String? {
    var query = root
    if case .array(let queries) = root.content, let first = queries.first { query = first }
    guard query["object_list"] != nil else { return nil }
    return "its queries have the key object_list"
  }

  func document(_ layout: Layout) -> JSONValue {
    let objects = layout.objects.map { object -> JSONValue in
      let box = object.region.bounds.fractions(of: layout.canvas)
      return [.string(object.name), .coordinates(box.cornerNumbers)]
    }
    return [
      [
        "query_id": 0, "iter": 0, "prompt": .string(layout.caption), "object_list": .array(objects),
      ]
    ]
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    var queries: [(label: String, field: JSONField)] = []
    let fields = try root.elementsOrSelf()
    let wanted = entry ?? ""
    for (index, query) in fields.enumerated() {
      let id = query.node["query_id"]?.value
      let label = id?.string ?? id?.integer.map(String.init) ?? ""
      let prompt = try query.text("prompt")
      let isWanted = prompt == wanted && !wanted.isEmpty
      queries.append((isWanted ? prompt : label, fields.unread(at: index)))
    }
    let query = try reading.choose(queries, entry: entry, of: "query", in: root)
    reading.layout.caption = try query.text("prompt")
    let pairs = try query.required("object_list", "an array").elements()
    reading.reserve(pairs.count)
    for pair in pairs {
      let parts = try pair.elements()
      guard parts.count == 2 else { throw pair.failure("a name and four fractions") }
      let numbers = try parts[1].numbers(count: 4)
      if numbers.contains(where: { $0.magnitude > 4 }) {
        reading.note(
          .assumedFrame,
          "\(parts[1].path): the numbers were read as fractions, some are larger than 4",
          object: reading.nextIndex, at: parts[1].node.source)
      }
      let box = Box(corners: numbers).pixels(of: reading.layout.canvas)
      reading.add(LayoutObject(name: try parts[0].string(), box: box), at: pair.node.source)
    }
  }
}

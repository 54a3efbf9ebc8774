/// The cache of LLM-grounded Diffusion: for each caption the answers of the language model.
///
/// The caption stands as LMD stores it, without its final dot. `parse` reads the first answer as the
/// `lmd` notation does; a finding in it points at the whole answer.
public struct LMDCacheNotation: JSONFileNotation, EntryNotation {
  /// The caption to read, or its number counted from one.
  public var entry: String?

  /// Creates the notation.
  public init(entry: String? = nil) {
    self.entry = entry
  }

  /// The name `lmd-cache`.
  public var name: String { "lmd-cache" }
  /// LMD's.
  public var title: String { "LMD cache" }
  /// Boxes, the two prompts and the caption.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.boxes, .names, .caption, .background, .negative, .order, .precision])
  }

  static func mark(of root: JSONNode) -> String? {
    guard case .object(let members) = root.content, !members.isEmpty else { return nil }
    let isCache = members.allSatisfy { member in
      guard case .array(let answers) = member.node.content, !answers.isEmpty else { return false }
      return answers.allSatisfy { $0.value.string.map { $0.contains("[") } ?? false }
    }
    return isCache ? "its keys hold lists of answers" : nil
  }

  func document(_ layout: Layout) -> JSONValue {
    let caption = layout.caption.hasSuffix(".") ? String(layout.caption.dropLast()) : layout.caption
    return .object(
      JSONObject([
        JSONObject.Member(key: caption, value: [.string(LMDNotation().print(layout).text)])
      ]))
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    var entries: [(label: String, field: JSONField)] = []
    for member in try root.members() {
      let path = root.path.appending(key: member.key)
      entries.append((member.key, JSONField(node: member.node, path: path)))
    }
    let chosen = try reading.choose(entries, entry: entry, of: "caption", in: root)
    let caption = entries.first { $0.field.node.source == chosen.node.source }?.label ?? ""
    let answers = try chosen.elements()
    guard let first = answers.first else { throw chosen.failure("at least one answer") }
    if answers.count > 1 {
      reading.note(
        .severalLayouts, "\(chosen.path): of \(answers.count) answers only the first was read",
        at: answers[1].node.source)
    }
    let answer: ParsedLayout
    do throws(ParseFailure) {
      answer = try LMDNotation().parse(try first.string(), canvas: reading.layout.canvas)
    } catch {
      throw ParseFailure(
        notation: name, message: "\(first.path): \(error.message)", source: first.node.source)
    }
    // What the notation finds wrong with the places of objects is found again here.
    let found = answer.findings.filter { !$0.code.hasPrefix("MQ1") }.map { finding in
      var finding = finding
      finding.source = first.node.source
      return finding
    }
    reading.findings.append(listed: found)
    reading.layout.background = answer.layout.background
    reading.layout.negative = answer.layout.negative
    reading.layout.caption = caption
    reading.reserve(answer.layout.objects.count)
    for object in answer.layout.objects { reading.add(object, at: first.node.source) }
  }
}

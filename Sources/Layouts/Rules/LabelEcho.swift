/// A label or a marker of the prompt inside a text that is painted.
///
/// Language models repeat "Background prompt:" or "<Scene One End>"; painted, it is noise, and it often
/// shows that a completion ran on into the next example.
public struct LabelEcho: Rule {
  /// The name `label-echo`.
  public var name: String { "label-echo" }
  /// The code `MQ205`.
  public var code: String { "MQ205" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A text holds a label of the prompt." }
  /// Why it matters.
  public var explanation: String {
    """
    What was a label is painted as words. Take it out, and stop the completion at a blank line.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "Negative prompt: birds <Scene One End>",
      good: "Negative prompt: birds")
  }
  /// The names, descriptions, background prompt and negative prompt.
  public var reads: LayoutParts { [.names, .descriptions, .background, .negative] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    var findings: [Finding] = []
    func look(at text: String, called part: String, object: Int?) {
      guard let label = Self.label(in: text) else { return }
      findings.append(
        finding(
          "\(part), \(JSONWriter.quoted(text.shortened(to: 60))), echoes the label "
            + JSONWriter.quoted(label),
          object: object))
    }
    look(at: layout.background, called: "the background prompt", object: nil)
    look(at: layout.negative, called: "the negative prompt", object: nil)
    for (index, object) in layout.objects.enumerated() {
      look(at: object.name, called: "the name of object \(index)", object: index)
      look(at: object.description, called: "the description of object \(index)", object: index)
    }
    return findings
  }

  /// Cuts the label off, with what follows it; a text that begins with one goes on without it.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    var edits: [LayoutEdit] = []
    var isNameless = false
    if let (index, object) = layout.object(of: finding) {
      let name = Self.withoutLabels(object.name)
      let description = Self.withoutLabels(object.description)
      if name != object.name { edits.append(.rename(name, object: index)) }
      if description != object.description { edits.append(.describe(description, object: index)) }
      isNameless = name.isEmpty
    } else {
      let (background, negative) = (
        Self.withoutLabels(layout.background), Self.withoutLabels(layout.negative)
      )
      if background != layout.background { edits.append(.setBackground(background)) }
      if negative != layout.negative { edits.append(.setNegative(negative)) }
    }
    guard !edits.isEmpty else { return [] }
    let cut = Fix(.unsafe, "cut the label off", edits: edits)
    guard isNameless, let index = finding.object else { return [cut] }
    return [cut, Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }

  /// A text up to its first label, or behind it where nothing stands before.
  private static func withoutLabels(_ text: String) -> String {
    guard text.utf8.count <= longest else { return text }
    var bytes = Array(text.utf8)
    while let label = firstLabel(in: bytes) {
      let before = bytes[..<label.lowerBound]
      let isTag = bytes[label.lowerBound] == UInt8(ascii: "`")
      if isTag {
        bytes.removeSubrange(label)
      } else if before.contains(where: { $0.isLetter || $0 >= 0x80 }) {
        bytes.removeSubrange(label.lowerBound...)
      } else {
        bytes.removeSubrange(..<label.upperBound)
      }
    }
    let rest = SourceText(String(decoding: bytes, as: UTF8.self))
    return rest.string(rest.trimmed(0..<rest.bytes.count))
  }

  /// No prompt is longer in bytes; a text that is would be cut in square time.
  private static let longest = 1 << 16

  /// The label that a text holds, in the order of the list.
  private static func label(in text: String) -> String? {
    // Hardly any text has a mark that all labels have one of.
    guard text.utf8.contains(where: isMark) else { return nil }
    let folded = Self.folded(text.utf8)
    return labels.first { range(of: $0, in: folded) != nil }
  }

  /// The place of the first label; that of the end of a section begins with its bracket.
  private static func firstLabel(in bytes: [UInt8]) -> Range<Int>? {
    let folded = Self.folded(bytes)
    let hits = labels.compactMap { range(of: $0, in: folded) }
    guard let hit = hits.min(by: { $0.lowerBound < $1.lowerBound }) else { return nil }
    guard folded[hit.upperBound - 1] == UInt8(ascii: ">"),
      let bracket = folded[..<hit.lowerBound].lastIndex(of: UInt8(ascii: "<"))
    else { return hit }
    return bracket..<hit.upperBound
  }

  /// The first place of a label.
  private static func range(of label: String, in folded: [UInt8]) -> Range<Int>? {
    let letters = Array(label.utf8)
    guard letters.count <= folded.count else { return nil }
    return (0...(folded.count - letters.count)).first { start in
      folded[start] == letters[0] && folded[start..<start + letters.count].elementsEqual(letters)
    }.map { $0..<$0 + letters.count }
  }

  private static func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
  }

  /// Whether a byte is one of those of which each label holds one.
  private static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "|")
      || byte == UInt8(ascii: "`")
  }

  private static let labels = [
    "background prompt:", "negative prompt:", "objects:", "caption:", "category:", "descriptions:",
    " end>", "<|", "```",
  ]
}

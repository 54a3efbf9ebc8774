/// A guess at the notation of a text.
public struct Detection: Hashable, Sendable {
  /// The name of the notation.
  public var notation: String
  /// How sure the guess is, in 0...1.
  public var confidence: Double
  /// What in the text speaks for it.
  public var reason: String
}

/// A judge of which notation a text is written in.
///
/// It counts the marks of each notation, without parsing: the version of the JSON contract, pairs of a
/// name and a list of numbers, LMD's labels, the properties of boxes and of ellipses between braces.
/// The marks compete: the confidence is a notation's share of all marks, less where marks are few.
public enum NotationDetector {
  /// Every notation that the text may be written in, the likeliest first.
  public static func detect(_ text: String) -> [Detection] {
    detect(SourceText(text))
  }

  static func detect(_ source: SourceText) -> [Detection] {
    let marks = Marks(source)
    let evidence: [(notation: String, weight: Double, reason: String)] = [
      ("json", marks.json, "it is a JSON object with \(marks.jsonKeys)"),
      (
        "lmd", marks.lmd,
        "\(marks.pairCount) lists of numbers behind a name or key, "
          + "\(marks.labelCount) prompt labels"
      ),
      ("css-boxes", marks.boxes, "\(marks.boxRuleCount) rules with the sides of a box"),
      ("css-blobs", marks.blobs, "\(marks.blobRuleCount) rules with the radii of an ellipse"),
    ]
    let total = evidence.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return [] }
    return evidence.filter { $0.weight > 0 }
      .map { notation, weight, reason in
        let share = weight / total
        return Detection(
          notation: notation, confidence: share * weight / (weight + 0.1), reason: reason)
      }
      .sorted { ($0.confidence, $1.notation) > ($1.confidence, $0.notation) }
  }
}

/// The marks of each notation in a text.
private struct Marks {
  private(set) var pairCount = 0
  private(set) var boxRuleCount = 0
  private(set) var blobRuleCount = 0
  private(set) var labelCount = 0
  private var isJSONObject = false
  private var hasSchema = false
  private var hasObjects = false

  var json: Double { hasSchema ? 50 : isJSONObject && hasObjects ? 0.2 : 0 }
  var lmd: Double { Double(pairCount) + (boxRuleCount + blobRuleCount > 0 ? 0.1 : 0.5) * labels }
  var boxes: Double { Double(boxRuleCount) }
  var blobs: Double { Double(blobRuleCount) }
  var jsonKeys: String { hasSchema ? "the key schema" : "the key objects" }
  private var labels: Double { Double(labelCount) }

  init(_ source: SourceText) {
    let start = source.trimmed(0..<source.bytes.count).lowerBound
    isJSONObject = source.has("{", at: start) || source.has("\u{FEFF}{", at: start)
    let labels = source.labels(in: 0..<source.bytes.count)
    let prompts: Set<PromptLabel> = [.background, .negative, .objects]
    labelCount = min(4, labels.filter { prompts.contains($0.label) }.count)
    countRules(source, labels: labels)
    countPairs(source)
  }

  private mutating func countRules(_ source: SourceText, labels: [LabelHit]) {
    for rule in source.rules(labels: labels).prefix(200) {
      let body = rule.body.lowerBound..<min(rule.body.upperBound, rule.body.lowerBound + 400)
      let declarations = CSSDeclarations(source, in: body)
      let declared = Set(declarations.values.keys).union(declarations.failures.map(\.property))
      if declared.isSuperset(of: [.width, .height]) || declared.isSuperset(of: [.left, .top]) {
        boxRuleCount += 1
      } else if declared.contains(.major) || declared.isSuperset(of: [.centerX, .centerY]) {
        blobRuleCount += 1
      }
    }
  }

  /// Counts lists that begin with a number and stand behind a comma or a colon, and JSON's keys.
  private mutating func countPairs(_ source: SourceText) {
    var previous: UInt8 = 0
    var place = 0
    while place < source.bytes.count {
      let byte = source.bytes[place]
      if byte == UInt8(ascii: "["), [UInt8(ascii: ","), UInt8(ascii: ":"), 0].contains(previous) {
        let inside = source.skippingBlanks(from: place + 1, to: source.bytes.count)
        if inside < source.bytes.count,
          source.bytes[inside].isDigit || source.bytes[inside] == UInt8(ascii: "-")
        {
          pairCount += 1
        }
      } else if byte == UInt8(ascii: "["), isListOfEntries(source, at: place) {
        pairCount += 1
      } else if byte == UInt8(ascii: "\"") {
        hasSchema =
          hasSchema || isJSONObject && source.has("\"schema\"", at: place)
          || source.has("\"maquette/layout/", at: place)
        hasObjects = hasObjects || source.has("\"objects\"", at: place)
      }
      if source.whiteSpace(at: place, to: source.bytes.count) == nil { previous = byte }
      place += 1
    }
  }

  private func isListOfEntries(_ source: SourceText, at place: Int) -> Bool {
    let inside = source.skippingBlanks(from: place + 1, to: source.bytes.count)
    return inside < source.bytes.count && "([{]'\"".utf8.contains(source.bytes[inside])
  }
}

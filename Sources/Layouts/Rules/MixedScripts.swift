/// Texts of a layout in different scripts.
///
/// A text encoder knows one language well: a name in another script than the rest is painted as
/// anything. Within a word it is a look-alike letter. Latin capitals in other scripts (TV) are fine.
public struct MixedScripts: Rule {
  /// The name `mixed-scripts`.
  public var name: String { "mixed-scripts" }
  /// The code `MQ206`.
  public var code: String { "MQ206" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "The texts of a layout are in different scripts." }
  /// Why it matters.
  public var explanation: String {
    """
    A text encoder knows one language well. Translate the texts into that language.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a cat', ...), ('\u{72D7}', ...)",
      good: "('a cat', ...), ('a dog', ...)")
  }
  /// The names, background prompt and negative prompt.
  public var reads: LayoutParts { [.names, .background, .negative] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    let texts: [(text: String, part: String, object: Int?)] =
      layout.objects.enumerated().map { ($1.name, "the name of object \($0)", $0) }
      + [
        (layout.background, "the background prompt", nil),
        (layout.negative, "the negative prompt", nil),
      ]
    // Plain English has one script.
    guard texts.contains(where: { $0.text.utf8.contains { $0 >= 0x80 } }) else { return [] }
    let counts = texts.map { WritingScript.counts(in: $0.text) }
    let total = counts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    let main = total.max { ($0.value, $1.key.rawValue) < ($1.value, $0.key.rawValue) }?.key
    guard let main, total.count > 1 else { return [] }
    return zip(texts, counts).compactMap { item, count in
      guard let other = count.keys.filter({ $0 != main }).min(by: { $0.rawValue < $1.rawValue })
      else { return nil }
      return finding(
        "\(item.part), \(JSONWriter.quoted(item.text.shortened(to: 60))), has \(other.rawValue) "
          + "letters among \(main.rawValue) texts",
        object: item.object)
    }
  }
}

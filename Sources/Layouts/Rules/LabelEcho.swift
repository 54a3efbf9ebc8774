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

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    var findings: [Finding] = []
    func look(at text: String, called part: String, object: Int?) {
      let folded = text.lowercased()
      guard let label = Self.labels.first(where: { folded.contains($0) }) else { return }
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

  private static let labels = [
    "background prompt:", "negative prompt:", "objects:", "caption:", "category:", "descriptions:",
    " end>", "<|", "```",
  ]
}

/// A caption that could not be read, or of which words were left out.
///
/// Rules about captions say only what they are sure of: what was not understood is not compared with
/// the layout. This note tells what was left out, so that silence is not taken for approval.
public struct CaptionNotUnderstood: Rule {
  /// The name `caption-not-understood`.
  public var name: String { "caption-not-understood" }
  /// The code `MQ309`.
  public var code: String { "MQ309" }
  /// Usually a note.
  public var severity: Finding.Severity { .note }
  /// What it finds.
  public var summary: String { "The caption was not understood as a whole." }
  /// Why it matters.
  public var explanation: String {
    """
    The layout was compared only with what was understood. Write the caption in simpler English \
    to have it compared with all of it.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "a layout for the caption 'behold, catness!'",
      good: "a layout for the caption 'a cat'")
  }
  /// The caption alone.
  public var reads: LayoutParts { [] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let reading = context.caption, !reading.isComplete, let gap = reading.gaps.first else {
      return []
    }
    let caption = JSONWriter.quoted(reading.caption.text.shortened(to: 60))
    let part = reading.scene == nil ? "" : " as a whole"
    return [finding("the caption \(caption) was not understood\(part): \(gap.message)")]
  }
}

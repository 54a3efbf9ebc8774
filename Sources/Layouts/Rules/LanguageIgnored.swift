/// A name in a language that is neither the caption's nor English.
///
/// Planners answer in a language of their own at times. The text encoders of Stable Diffusion read
/// English, and the caption's language is what was asked for; anything else is painted by chance.
/// Scripts are told apart surely, languages in Latin letters by their articles and commonest words.
public struct LanguageIgnored: Rule {
  /// The name `language-ignored`.
  public var name: String { "language-ignored" }
  /// The code `MQ308`.
  public var code: String { "MQ308" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "A text is neither in the caption's language nor in English." }
  /// Why it matters.
  public var explanation: String {
    """
    Text encoders read English, and the caption tells which language was asked for. Translate the \
    text into one of the two.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('un perro', ...) for the caption 'a dog'",
      good: "('a dog', ...) for the caption 'a dog'")
  }
  /// The names, background prompt and negative prompt.
  public var reads: LayoutParts { [.names, .background, .negative] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let reading = context.caption else { return [] }
    var findings: [Finding] = []
    for (index, name) in context.names(of: layout).enumerated() {
      let text = layout.objects[index].name
      guard let fault = reading.foreignTrait(of: text, name) else { continue }
      findings.append(
        finding(
          "the name of object \(index), \(JSONWriter.quoted(text)), \(fault); the caption is "
            + Self.shown(reading), object: index))
    }
    let prompts: [(part: String, text: String, word: String?)] = [
      ("background", layout.background, context.background(of: layout).foreignWord),
      ("negative", layout.negative, nil),
    ]
    for (part, text, word) in prompts {
      guard let fault = reading.foreignTrait(of: text, word: word) else { continue }
      findings.append(
        finding(
          "the \(part) prompt, \(JSONWriter.quoted(text.shortened(to: 60))), \(fault); the caption "
            + "is \(Self.shown(reading))", severity: .warning))
    }
    return findings
  }

  private static func shown(_ reading: CaptionReading) -> String {
    JSONWriter.quoted(reading.caption.text.shortened(to: 60))
  }

  /// Names the object after the one thing of the caption that lacks one, or takes it away; takes a
  /// prompt from the caption.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let account = CaptionAccount(context) else { return [] }
    guard let (index, _) = layout.object(of: finding) else {
      let scene = account.scene
      return [
        Fix(.unsafe, "take it from the caption", edits: [.setBackground(scene.background)]),
        Fix(.unsafe, "take it from the caption", edits: [.setNegative(scene.negative)]),
      ]
    }
    return account.renaming(index, in: layout)
      + [Fix(.unsafe, "take the object away", edits: [.remove(object: index)])]
  }
}

extension CaptionReading {
  /// What about a name shows that it is neither in the caption's language nor in English.
  func foreignTrait(of text: String, _ name: NounSense) -> String? {
    foreignTrait(of: text, word: name.foreignWord)
  }

  /// What about a text shows that it is neither in the caption's language nor in English.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - word: the first word of it that no English text has.
  /// - Returns: words that go on after the text, or nil.
  func foreignTrait(of text: String, word: String?) -> String? {
    // Latin letters go with every caption.
    if text.utf8.contains(where: { $0 >= 0x80 }) {
      let scripts = WritingScript.counts(in: text).keys.filter { !self.scripts.contains($0) }
      if let script = scripts.map(\.rawValue).min() { return "has \(script) letters" }
    }
    guard isEnglish, let word else { return nil }
    return "has the word \(JSONWriter.quoted(word)), which is not English"
  }
}

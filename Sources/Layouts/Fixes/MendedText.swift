/// A text whose layout was mended, and written into it.
public struct MendedText: Sendable {
  /// How a layout is mended.
  public enum Manner: Hashable, Sendable {
    /// By the fixes of the rules: the safe ones, or all.
    case fixes(Fix.Applicability)
    /// As LLM-grounded Diffusion fits every layout into the canvas.
    case lmdFit
  }

  /// What texts are mended by.
  public struct Means: Sendable {
    /// How layouts are mended.
    public var manner: Manner
    /// The rules in force.
    public var rules: RuleSet
    /// What the layout is to show, when it is not the layout's own caption.
    public var caption: Caption?
    /// How the model that would paint the layout cuts texts into tokens.
    public var tokens: (any PromptTokens)?

    /// Names the means.
    public init(
      _ manner: Manner, rules: RuleSet, caption: Caption? = nil,
      tokens: (any PromptTokens)? = nil
    ) {
      self.manner = manner
      self.rules = rules
      self.caption = caption
      self.tokens = tokens
    }
  }

  /// The text after mending; the same where nothing was to be done or the text can't be changed.
  public private(set) var text: String
  /// What was mended, each finding with the fix that did it.
  public private(set) var applied: [Finding] = []
  /// Why something that could be mended was not written.
  public private(set) var failure: RevisionFailure?

  /// A text is mended again until nothing changes, for its numbers may be rounded in writing.
  private static let mostRounds = 4

  /// Mends a text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - reader: the notation that reads it.
  ///   - writer: the notation of a name, which writes what can't be changed in place.
  ///   - canvas: the canvas that the numbers refer to, where the text does not say.
  ///   - means: the manner and the rules.
  ///   - isRow: whether the text is one line of a file and must stay so.
  /// - Throws: `ParseFailure` when no layout can be read.
  public init(
    _ text: String, reader: any Notation, writer: (String) -> (any Notation)?, canvas: Canvas,
    means: Means, isRow: Bool = false
  ) throws(ParseFailure) {
    self.text = text
    for _ in 0..<Self.mostRounds {
      let parsed = try reader.parse(self.text, canvas: canvas)
      let work = Self.work(on: parsed, means)
      guard work.edited.layout != parsed.layout || !work.rewritten.isEmpty else { return }
      do throws(RevisionFailure) {
        let revised = try RevisedText(
          self.text, read: parsed, toSay: work.edited, rewriting: work.rewritten,
          by: writer(parsed.notation) ?? reader, reader: reader, isRow: isRow)
        guard revised.text != self.text else { return }
        self.text = revised.text
        applied += work.applied
      } catch {
        failure = error
        return
      }
    }
  }

  private static func work(
    on parsed: ParsedLayout, _ means: Means
  ) -> (edited: EditedLayout, rewritten: Set<Int>, applied: [Finding]) {
    switch means.manner {
    case .lmdFit: return (LMDFit().fit(parsed.layout), [], [])
    case .fixes(let most):
      let rewritten = means.rules.check(
        parsed.layout, caption: means.caption, tokens: means.tokens, reading: parsed.findings
      ).findings.compactMap { finding in
        RuleSet.rewriting(finding, in: parsed.layout).map { fix in
          var finding = finding
          finding.fix = fix
          return finding
        }
      }
      let mended = means.rules.mend(
        parsed.layout, caption: means.caption, tokens: means.tokens, applying: most)
      let kept = Set(mended.edited.origins.compactMap { $0 })
      return (
        mended.edited, Set(rewritten.compactMap(\.object)).intersection(kept),
        rewritten + mended.applied
      )
    }
  }
}

extension RuleSet {
  /// What a fix replaces in the text that a layout was read from, for platforms that offer fixes.
  ///
  /// - Parameters:
  ///   - fix: the fix of a finding.
  ///   - parsed: what was read.
  ///   - text: the text that it was read from.
  ///   - notation: the notation that it is written in.
  ///   - reader: the notation that read it, where that one finds out how numbers are meant.
  ///   - isRow: whether the text is one line of a file and must stay so.
  /// - Returns: the replacements, or nil where the text can't be changed in place.
  public static func replacements(
    of fix: Fix, in parsed: ParsedLayout, text: String, by notation: any Notation,
    reader: (any Notation)? = nil, isRow: Bool = false
  ) -> [TextReplacement]? {
    var edited = EditedLayout(parsed.layout)
    edited.apply(fix.edits)
    let same = fix.edits.compactMap { edit -> Int? in
      guard case .setRegion(let region, let object) = edit,
        parsed.layout.objects.indices.contains(object),
        parsed.layout.objects[object].region == region
      else { return nil }
      return object
    }
    let revised = try? RevisedText(
      text, read: parsed, toSay: edited, rewriting: Set(same), by: notation,
      reader: reader, isRow: isRow)
    return revised?.replacements
  }
}

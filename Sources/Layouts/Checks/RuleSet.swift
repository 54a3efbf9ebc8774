/// The rules that are in force, with what was configured about them.
///
/// Rules are named by name (`near-duplicate`), by code (`MQ107`) or by the beginning of a code
/// (`MQ1` for all of geometry). Whoever names what is no rule is told the nearest one.
public struct RuleSet: Sendable {
  /// Every rule, in the order of the codes.
  public static let allRules: [any Rule] = [
    OutOfCanvas(), EmptyBox(), EmptyEllipse(), MinorExceedsMajor(), TooSmallForAttention(),
    WholeCanvas(), NearDuplicate(), HeavyOverlap(), HiddenByOrder(), ExtremeAspect(),
    CopiedExemplar(), PlaceholderName(), CountedName(), NamedInBackground(), NamedInNegative(),
    LabelEcho(), MixedScripts(), PhraseNotInPrompt(), PromptTooLong(), MissingObject(),
    ExtraObject(), WrongCount(), WrongAttribute(), RelationViolated(), SizeViolated(),
    ExcludedObject(),
    LanguageIgnored(), CaptionNotUnderstood(),
  ]

  /// The rules in force.
  public private(set) var rules: [any Rule]
  private var severities: [String: Finding.Severity] = [:]
  private var thresholds: [String: Double] = [:]
  private let selects: @Sendable (_ name: String, _ code: String) -> Bool

  /// Creates a set of rules.
  ///
  /// - Parameters:
  ///   - select: the rules to apply; all of them when empty.
  ///   - ignore: the rules to leave out of those.
  /// - Throws: `UnknownRule` naming the nearest rule.
  public init(select: [String] = [], ignore: [String] = []) throws(UnknownRule) {
    for word in select + ignore { try Self.checkName(word) }
    let selects: @Sendable (String, String) -> Bool = { name, code in
      let isSelected = select.isEmpty || select.contains { Self.matches($0, name, code) }
      return isSelected && !ignore.contains { Self.matches($0, name, code) }
    }
    self.selects = selects
    rules = Self.allRules.filter { selects($0.name, $0.code) }
  }

  /// Gives a rule another severity.
  ///
  /// - Throws: `UnknownRule` naming the nearest rule.
  public mutating func setSeverity(
    _ severity: Finding.Severity, of word: String
  ) throws(UnknownRule) {
    try Self.checkName(word)
    for (name, code) in Self.known where Self.matches(word, name, code) {
      severities[name] = severity
    }
  }

  /// Gives a rule another threshold.
  ///
  /// - Throws: `UnknownRule` when no rule of that name has a threshold.
  public mutating func setThreshold(_ threshold: Double, of word: String) throws(UnknownRule) {
    let rule = Self.allRules.first { [$0.name, $0.code].contains(word) }
    guard let rule, rule.threshold != nil else {
      throw UnknownRule(word, among: Self.allRules.filter { $0.threshold != nil }.map(\.name))
    }
    thresholds[rule.name] = threshold
  }

  /// Checks a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - caption: what the layout is to show, when it is not the layout's own caption.
  ///   - tokens: how the model that would paint the layout cuts texts into tokens.
  ///   - places: where each object stands in the text it was read from, by its index.
  ///   - reading: what was noticed in reading, which is selected and suppressed like all else.
  /// - Returns: what is wrong, and what is suppressed with which reason.
  public func check(
    _ layout: Layout, caption: Caption? = nil, tokens: (any PromptTokens)? = nil,
    places: [SourceRange] = [], reading: [Finding] = []
  ) -> CheckResult {
    var captions = CaptionReadings()
    return check(
      layout, caption: caption, tokens: tokens, places: places, reading: reading,
      captions: &captions)
  }

  /// Checks one of many layouts, without reading again a caption that was read before.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - caption: what the layout is to show, when it is not the layout's own caption.
  ///   - tokens: how the model that would paint the layout cuts texts into tokens.
  ///   - places: where each object stands in the text it was read from, by its index.
  ///   - reading: what was noticed in reading, which is selected and suppressed like all else.
  ///   - captions: the captions that were read before; this one is added.
  /// - Returns: what is wrong, and what is suppressed with which reason.
  public func check(
    _ layout: Layout, caption: Caption? = nil, tokens: (any PromptTokens)? = nil,
    places: [SourceRange] = [], reading: [Finding] = [], captions: inout CaptionReadings
  ) -> CheckResult {
    let context = context(for: layout, caption: caption, tokens: tokens, captions: &captions)
    // Notations report some geometry themselves; the rules below say it again.
    var findings = reading.filter {
      !Self.ruleNames.contains($0.rule) && selects($0.rule, $0.code)
    }
    let start = findings.count
    findings += self.findings(in: layout, context)
    for index in findings.indices {
      if index >= start, let object = findings[index].object, places.indices.contains(object) {
        findings[index].source = places[object]
      }
      guard !severities.isEmpty else { continue }
      findings[index].severity = severities[findings[index].rule] ?? findings[index].severity
    }
    var result = Suppression.apply(to: findings, of: layout) {
      selects(Suppression.unusedName, Suppression.unusedCode) && judges($0, in: context)
    }
    if let severity = severities[Suppression.unusedName] {
      for index in result.findings.indices
      where result.findings[index].rule == Suppression.unusedName {
        result.findings[index].severity = severity
      }
    }
    return result
  }

  /// Whether a rule is in force and knows all that it needs to know of a layout.
  private func judges(_ word: String, in context: RuleContext) -> Bool {
    guard let rule = rules.first(where: { $0.name == word || $0.code == word }) else {
      return false
    }
    if rule.code.hasPrefix("MQ3") { return context.caption?.isComplete == true }
    let needsTokens = [PhraseNotInPrompt().name, PromptTooLong().name].contains(rule.name)
    return !needsTokens || context.tokens != nil
  }

  /// Checks a layout that was changed in some parts: of rules that read none of them, what they found
  /// before still holds.
  func check(
    _ layout: Layout, _ context: RuleContext, changed: LayoutParts = .all,
    knowing earlier: [Finding]? = nil
  ) -> [Finding] {
    var findings = findings(in: layout, context, changed: changed, knowing: earlier)
    for index in findings.indices where !severities.isEmpty {
      findings[index].severity = severities[findings[index].rule] ?? findings[index].severity
    }
    // That a suppression has become idle is no reason to leave a fault as it is.
    return Suppression.apply(to: findings, of: layout) { _ in false }.findings
  }

  /// What the rules find, in their order; findings made earlier are in that order, too.
  private func findings(
    in layout: Layout, _ context: RuleContext, changed: LayoutParts = .all,
    knowing earlier: [Finding]? = nil
  ) -> [Finding] {
    var context = context
    var findings: [Finding] = []
    var place = 0
    for rule in rules {
      if let earlier {
        let start = place
        while place < earlier.count, earlier[place].rule == rule.name { place += 1 }
        if rule.reads.isDisjoint(with: changed) {
          findings += earlier[start..<place]
          continue
        }
      }
      context.threshold = threshold(of: rule)
      findings += rule.check(layout: layout, context: context)
    }
    return findings
  }

  /// What all rules are told beside the layout.
  func context(
    for layout: Layout, caption: Caption? = nil, tokens: (any PromptTokens)? = nil,
    captions: inout CaptionReadings
  ) -> RuleContext {
    let caption = caption ?? Caption(layout.caption, language: layout.language)
    return captions.context(of: layout, caption, tokens: tokens)
  }

  /// What one rule is told beside the layout.
  func context(of rule: any Rule, in context: RuleContext) -> RuleContext {
    var context = context
    context.threshold = threshold(of: rule)
    return context
  }

  private func threshold(of rule: any Rule) -> Double? {
    thresholds.isEmpty ? nil : thresholds[rule.name]
  }

  /// The rule of a name or a code, if there is one.
  public static func rule(named word: String) -> (any Rule)? {
    rulesByWord[word]
  }

  private static let rulesByWord: [String: any Rule] = Dictionary(
    uniqueKeysWithValues: allRules.flatMap { [($0.name, $0), ($0.code, $0)] })

  // MARK: - Names

  static let ruleNames = Set(allRules.map(\.name))

  private static let known: [(name: String, code: String)] =
    allRules.map { ($0.name, $0.code) } + ReadingRule.allCases.map { ($0.rawValue, $0.code) }
    + [
      (Suppression.ruleName, Suppression.ruleCode),
      (Suppression.unusedName, Suppression.unusedCode),
    ]

  private static func matches(_ word: String, _ name: String, _ code: String) -> Bool {
    word == name || word.hasPrefix("MQ") && code.hasPrefix(word)
  }

  private static func checkName(_ word: String) throws(UnknownRule) {
    guard !known.contains(where: { matches(word, $0.name, $0.code) }) else { return }
    throw UnknownRule(word, among: known.map(\.name))
  }
}

/// What a layout's check gave.
public struct CheckResult: Hashable, Sendable {
  /// A finding that the layout itself says is meant.
  public struct Suppressed: Hashable, Sendable {
    /// The finding.
    public var finding: Finding
    /// Why it is meant.
    public var reason: String
  }

  /// What is wrong.
  public var findings: [Finding]
  /// What is suppressed, each with its reason.
  public var suppressed: [Suppressed]
}

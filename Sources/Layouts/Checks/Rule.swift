/// A check of a layout: one rule a file, its doc comment is its manual.
///
/// A rule is a value without state. It is found by its name or its code, both of which stay for good.
public protocol Rule: Sendable {
  /// The name in kebab case, such as `near-duplicate`.
  var name: String { get }
  /// The stable code: MQ1xx for geometry, MQ2xx for text, MQ3xx for the caption.
  var code: String { get }
  /// How bad a finding of the rule usually is.
  var severity: Finding.Severity { get }
  /// What the rule finds, in one sentence.
  var summary: String { get }
  /// Why it matters and what to do about it.
  var explanation: String { get }
  /// A layout that the rule finds fault with, as LMD writes it or in words, and its better form.
  var examples: RuleExamples { get }
  /// The number that the rule compares with unless another one is configured, if it has one.
  var threshold: Double? { get }

  /// The parts of a layout that findings of the rule depend on.
  var reads: LayoutParts { get }

  /// Whether it is the name of an object that a finding about the object concerns, and not its region.
  var concernsName: Bool { get }

  /// Returns what is wrong, in the order of the objects.
  func check(layout: Layout, context: RuleContext) -> [Finding]

  /// Returns what could remove the reason of a finding of this rule, the preferred way first.
  ///
  /// Asked only where fixes are wanted. Who asks tries the ways one after the other and takes none
  /// that makes new findings, so that a rule need not know the others.
  func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix]
}

extension Rule {
  /// No threshold.
  public var threshold: Double? { nil }

  /// All parts, unless the rule says otherwise.
  public var reads: LayoutParts { .all }

  /// Findings concern regions.
  public var concernsName: Bool { false }

  /// No fixes.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] { [] }

  /// A finding of this rule; without a severity of its own it has the rule's.
  func finding(
    _ message: String, object: Int? = nil, related: [Int] = [],
    severity: Finding.Severity? = nil
  ) -> Finding {
    Finding(
      rule: name, code: code, severity: severity ?? self.severity, message: message, object: object,
      related: related)
  }
}

/// What a rule finds fault with, and how it should be instead.
public struct RuleExamples: Hashable, Sendable {
  /// What the rule finds.
  public var bad: String
  /// What it accepts.
  public var good: String

  /// Creates a pair of examples.
  public init(bad: String, good: String) {
    self.bad = bad
    self.good = good
  }
}

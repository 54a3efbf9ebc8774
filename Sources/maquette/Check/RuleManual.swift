import Layouts

/// The manual of a rule as a page: for the terminal, and as Markdown.
struct RuleManual {
  private let rule: any Rule

  init(_ rule: any Rule) {
    self.rule = rule
  }

  /// The page for a terminal.
  var text: String {
    let threshold = rule.threshold.map { "Threshold: \(Self.number($0))\n" } ?? ""
    return """
      \(rule.name) (\(rule.code), \(rule.severity.rawValue))
      \(rule.summary)

      \(rule.explanation)
      \(threshold)
      Not:     \(rule.examples.bad)
      Rather:  \(rule.examples.good)
      """
  }

  /// The page as Markdown, without a heading.
  var markdown: String {
    let threshold = rule.threshold.map { " Threshold: \(Self.number($0))." } ?? ""
    return """
      \(rule.summary) \(rule.explanation)\(threshold)

      Not: `\(rule.examples.bad)`

      Rather: `\(rule.examples.good)`
      """
  }

  private static func number(_ number: Double) -> String {
    number == number.rounded() && number.magnitude < 1e9 ? String(Int(number)) : String(number)
  }
}

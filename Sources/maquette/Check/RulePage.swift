import Layouts

/// The page of the documentation on rules, as `maquette schema rules --markdown` writes it.
enum RulePage {
  /// The families of rules by the beginnings of their codes.
  private static let families: [(prefix: String, title: String)] = [
    ("MQ1", "Geometry"), ("MQ2", "Text"), ("MQ3", "What the caption says"), ("MQ4", "Planning"),
  ]

  /// The page.
  static var text: String {
    var page = """
      # The rules of `maquette check`

      This page is written by `maquette schema rules --markdown`. `maquette check --explain RULE` shows \
      one rule. A rule is selected, ignored and configured by its name, its code, or the beginning of \
      codes (`MQ1` is all of geometry); `.maquette.yml` and suppressions are described in \
      [Continuous integration](continuous-integration.md).

      | code | name | severity | finds |
      |---|---|---|---|

      """
    for rule in RuleSet.allRules {
      page += "| [\(rule.code)](#\(anchor(rule))) | \(rule.name) | \(rule.severity.rawValue) "
      page += "| \(cell(rule.summary)) |\n"
    }
    for family in families {
      let rules = RuleSet.allRules.filter { $0.code.hasPrefix(family.prefix) }
      guard !rules.isEmpty else { continue }
      page += "\n## \(family.title)\n"
      for rule in rules {
        page += "\n### \(heading(rule))\n\n\(RuleManual(rule).markdown)\n"
      }
    }
    return page + suppressions + reading
  }

  /// What is reported about suppressions.
  private static let suppressions = """

    ## Suppressions

    A suppression without a reason, or of a rule that there is not, is `invalid-suppression` (MQ601), \
    an error: it suppresses nothing. One that no finding meets any more is `unused-suppression` \
    (MQ602), a warning, where its rule is in force and knows the caption or the model that it needs.

    """

  /// What readers of notations report, in short: their sentences name the place themselves.
  private static var reading: String {
    var page = """

      ## Reading

      What was read with a liberty is reported from warnings on; `maquette parse` tells notes, too. \
      These kinds are selected, ignored and suppressed like rules. A text that no layout can be read \
      from is `unreadable` (MQ000), an error; so is a file that is missing, too long or not UTF-8.

      | code | name | severity |
      |---|---|---|

      """
    let kinds = ReadingRule.allCases.filter { !$0.rawValue.hasPrefix("loses-") }
    for kind in kinds.sorted(by: { $0.code < $1.code }) {
      page += "| \(kind.code) | \(kind.rawValue) | \(kind.severity.rawValue) |\n"
    }
    return page
  }

  private static func heading(_ rule: any Rule) -> String { "\(rule.code) \(rule.name)" }

  /// The anchor that forges make of a heading.
  private static func anchor(_ rule: any Rule) -> String {
    heading(rule).lowercased().replacing(" ", with: "-")
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }
}

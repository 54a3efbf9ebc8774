import Layouts

/// Every rule as a table: for the terminal, as JSON, and as the page of the documentation.
enum RuleCatalog {
  /// A line a rule: code, name, severity, and what it finds.
  static var table: String {
    let rules = RuleSet.allRules
    let width = rules.map(\.name.count).max() ?? 0
    return rules.map { rule in
      let name = rule.name + String(repeating: " ", count: width - rule.name.count)
      let severity = rule.severity.rawValue
      let pad = String(repeating: " ", count: max(7 - severity.count, 0))
      return "\(rule.code)  \(name)  \(severity)\(pad)  \(rule.summary)\n"
    }.joined()
  }

  /// Every rule as JSON.
  static var json: JSONValue {
    .array(
      RuleSet.allRules.map { rule in
        var json: JSONObject = [
          "code": .string(rule.code), "name": .string(rule.name),
          "severity": .string(rule.severity.rawValue), "summary": .string(rule.summary),
          "explanation": .string(rule.explanation),
          "examples": [
            "bad": .string(rule.examples.bad), "good": .string(rule.examples.good),
          ],
        ]
        if let threshold = rule.threshold { json["threshold"] = .number(threshold) }
        return .object(json)
      })
  }
}

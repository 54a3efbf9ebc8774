/// What a layout says about findings that are meant.
///
/// A layout's or an object's JSON may carry a key `suppressions`, a list of
/// `{"rule": "heavy-overlap", "reason": "the hat is on the head"}`. On an object it holds for findings
/// about that object; on the layout for all. A rule is given by name or code. An entry without a
/// reason, or whose rule is unknown, suppresses nothing and is a finding itself. So is one that is met
/// by no finding any more: it would hide the next one that comes.
struct Suppression {
  static let key = "suppressions"
  static let ruleName = "invalid-suppression"
  static let ruleCode = "MQ601"
  static let unusedName = "unused-suppression"
  static let unusedCode = "MQ602"

  private var rule: String
  private var object: Int?
  private var reason: String

  /// Parts findings by what the layout says of them.
  ///
  /// - Parameters:
  ///   - findings: the findings.
  ///   - layout: the layout.
  ///   - isJudged: tells of a rule, by name or code, whether it would have found what there is to find.
  /// - Returns: the findings, those about suppressions included, and what is suppressed.
  static func apply(
    to findings: [Finding], of layout: Layout, isJudged: (String) -> Bool
  ) -> CheckResult {
    let (suppressions, faults) = read(layout)
    if suppressions.isEmpty { return CheckResult(findings: findings + faults, suppressed: []) }
    var isUsed = [Bool](repeating: false, count: suppressions.count)
    var result = CheckResult(findings: [], suppressed: [])
    for finding in findings + faults {
      let match = suppressions.firstIndex { suppression in
        [finding.rule, finding.code].contains(suppression.rule)
          && (suppression.object == nil || suppression.object == finding.object)
      }
      if let match {
        isUsed[match] = true
        result.suppressed.append(.init(finding: finding, reason: suppressions[match].reason))
      } else {
        result.findings.append(finding)
      }
    }
    for (suppression, isUsed) in zip(suppressions, isUsed) where !isUsed {
      guard isJudged(suppression.rule) else { continue }
      result.findings.append(
        Finding(
          rule: unusedName, code: unusedCode, severity: .warning,
          message: "\(key): nothing is found by \(JSONWriter.quoted(suppression.rule)) "
            + (suppression.object.map { "about object \($0)" } ?? "in the layout"),
          object: suppression.object))
    }
    return result
  }

  private static func read(_ layout: Layout) -> (valid: [Suppression], faults: [Finding]) {
    var valid: [Suppression] = []
    var faults: [Finding] = []
    func take(_ extras: JSONObject, object: Int?) {
      guard let value = extras[key] else { return }
      guard let entries = value.array else {
        faults.append(fault("\(key): expected a list of rules with reasons", object: object))
        return
      }
      for (index, entry) in entries.enumerated() {
        let rule = entry["rule"]?.string ?? ""
        let reason = (entry["reason"]?.string ?? "").utf8.drop { $0 == 0x20 }
        if (try? RuleSet(select: [rule])) == nil {
          let found = JSONWriter.quoted(rule)
          faults.append(
            fault("\(key)[\(index)].rule: expected a rule, found \(found)", object: object))
        } else if reason.isEmpty {
          faults.append(
            fault(
              "\(key)[\(index)].reason: expected why it is meant, found nothing", object: object)
          )
        } else {
          valid.append(
            Suppression(rule: rule, object: object, reason: String(decoding: reason, as: UTF8.self))
          )
        }
      }
    }
    take(layout.extras, object: nil)
    for (index, object) in layout.objects.enumerated() { take(object.extras, object: index) }
    return (valid, faults)
  }

  private static func fault(_ message: String, object: Int?) -> Finding {
    Finding(rule: ruleName, code: ruleCode, severity: .error, message: message, object: object)
  }
}

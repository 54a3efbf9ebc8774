import Foundation
import Layouts

extension CheckReport {
  /// The report as SARIF 2.1.0 (OASIS); only rules that occur are listed.
  var sarif: JSONValue {
    let open = entries.map { ($0, nil as String?) }
    let closed = texts.flatMap { text in
      text.suppressed.map { ((text, $0.finding) as Entry, $0.reason as String?) }
    }
    let all = open + closed
    var names: [String: Finding] = [:]
    for (entry, _) in all { names[entry.finding.code] = entry.finding }
    let codes = names.keys.sorted()
    let places = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($1, $0) })
    let fingerprints = fingerprints(of: all.map(\.0))
    let results = zip(all, fingerprints).map { item, fingerprint in
      result(
        item.0, reason: item.1, ruleIndex: places[item.0.finding.code] ?? 0,
        fingerprint: fingerprint)
    }
    let rules = codes.compactMap { names[$0].map(Self.rule) }
    let driver: JSONValue = [
      "name": "maquette", "version": .string(MaquetteCommand.version), "rules": .array(rules),
    ]
    return [
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [
        [
          "tool": ["driver": driver], "columnKind": "unicodeCodePoints",
          "results": .array(results),
        ]
      ],
    ]
  }

  private static func rule(_ finding: Finding) -> JSONValue {
    var json: JSONObject = ["id": .string(finding.code), "name": .string(finding.rule)]
    if let rule = RuleSet.rule(named: finding.code) {
      json["shortDescription"] = ["text": .string(rule.summary)]
      json["fullDescription"] = ["text": .string(rule.explanation)]
      json["defaultConfiguration"] = ["level": .string(rule.severity.rawValue)]
    }
    return .object(json)
  }

  private func result(
    _ entry: Entry, reason: String?, ruleIndex: Int, fingerprint: String
  ) -> JSONValue {
    let path = entry.text.name.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed)
    var place: JSONObject = ["artifactLocation": ["uri": .string(path ?? entry.text.name)]]
    if let source = entry.finding.source {
      place["region"] = [
        "startLine": .integer(source.line), "startColumn": .integer(source.column),
        "byteOffset": .integer(source.offset), "byteLength": .integer(source.length),
      ]
    }
    var result: JSONObject = [
      "ruleId": .string(entry.finding.code), "ruleIndex": .integer(ruleIndex),
      "level": .string(entry.finding.severity.rawValue),
      "message": ["text": .string(entry.finding.message)],
      "locations": [["physicalLocation": .object(place)]],
      "partialFingerprints": ["maquette/v1": .string(fingerprint)],
    ]
    if let reason {
      result["suppressions"] = [["kind": "inSource", "justification": .string(reason)]]
    }
    return .object(result)
  }
}

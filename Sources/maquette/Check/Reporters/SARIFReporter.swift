import Foundation
import Layouts

/// SARIF 2.1.0 (OASIS), written as findings come; the rules that occurred are listed after them.
struct SARIFReporter: CheckReporter {
  private let sink: ReportSink
  private var indices: [String: Int] = [:]
  private var rules: [Finding] = []
  private var isEmpty = true
  /// The file of the last layout as a reference, for rows share one.
  private var place: (file: String, uri: JSONValue)?

  init(_ sink: ReportSink) {
    self.sink = sink
  }

  mutating func report(_ layout: CheckedLayout) throws {
    let uri = reference(to: layout.file)
    for reported in layout.findings + layout.suppressed {
      if isEmpty { try begin() }
      let index = indices[reported.finding.code] ?? rules.count
      if index == rules.count {
        indices[reported.finding.code] = index
        rules.append(reported.finding)
      }
      try sink.write(isEmpty ? "\n" : ",\n")
      isEmpty = false
      try sink.write(try JSONWriter.write(result(reported, in: layout, uri: uri, ruleIndex: index)))
    }
  }

  func end(_ summary: CheckSummary) throws {
    if isEmpty { try begin() }
    let driver: JSONValue = [
      "name": "maquette", "version": .string(MaquetteCommand.version),
      "semanticVersion": .string(MaquetteCommand.version),
      "rules": .array(rules.map(Self.descriptor)),
    ]
    let status: ExitStatus = summary.fails ? .findings : .success
    let invocation: JSONValue = [
      "executionSuccessful": true, "exitCode": .integer(Int(status.rawValue)),
    ]
    try sink.write(
      """

      ], "tool": {"driver": \(try JSONWriter.write(driver, style: .pretty))},
      "invocations": [\(try JSONWriter.write(invocation))],
      "columnKind": "unicodeCodePoints"}]}

      """)
  }

  private mutating func reference(to file: String) -> JSONValue {
    if let place, place.file == file { return place.uri }
    let uri = JSONValue.string(Self.uri(file))
    place = (file, uri)
    return uri
  }

  private func begin() throws {
    try sink.write(
      """
      {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
      "runs": [{"results": [
      """)
  }

  // MARK: - Results

  private func result(
    _ reported: CheckedLayout.Reported, in layout: CheckedLayout, uri: JSONValue, ruleIndex: Int
  ) -> JSONValue {
    let finding = reported.finding
    var location: JSONObject = [
      "physicalLocation": [
        "artifactLocation": ["uri": uri],
        "region": Self.region(finding.source, in: layout),
      ]
    ]
    if let object = finding.object {
      location["logicalLocations"] = [
        ["fullyQualifiedName": .string("objects[\(object)]"), "kind": "object"]
      ]
    }
    var result: JSONObject = [
      "ruleId": .string(finding.code), "ruleIndex": .integer(ruleIndex),
      "level": .string(finding.severity.rawValue), "message": ["text": .string(finding.message)],
      "locations": [.object(location)],
      "partialFingerprints": [
        "maquette/v1": .string(reported.fingerprint),
        // The one key that GitHub reads; without it, it hashes the line, which moves in JSON-lines.
        "primaryLocationLineHash": .string(reported.fingerprint),
      ],
    ]
    if let fix = reported.finding.fix, !reported.replacements.isEmpty {
      result["fixes"] = [Self.fix(fix, replacing: reported.replacements, in: layout, uri: uri)]
    }
    if let reason = reported.reason {
      result["suppressions"] = [["kind": "inSource", "justification": .string(reason)]]
    }
    return .object(result)
  }

  /// A fix as what it replaces in the file; SARIF has no word for fixes that need judgement.
  private static func fix(
    _ fix: Fix, replacing replacements: [TextReplacement], in layout: CheckedLayout, uri: JSONValue
  ) -> JSONValue {
    let replacements: [JSONValue] = replacements.map { replacement in
      [
        "deletedRegion": region(replacement.source, in: layout),
        "insertedContent": ["text": .string(replacement.text)],
      ]
    }
    let change: JSONValue = [
      "artifactLocation": ["uri": uri], "replacements": .array(replacements),
    ]
    return [
      "description": ["text": .string(fix.description)], "artifactChanges": [change],
      "properties": ["applicability": .string(fix.applicability.rawValue)],
    ]
  }

  /// The place; platforms want a line even of what concerns a file as a whole.
  private static func region(_ source: SourceRange?, in layout: CheckedLayout) -> JSONValue {
    guard let source else { return ["startLine": 1] }
    let extent = layout.text.extent(of: source)
    return [
      "startLine": .integer(source.line), "startColumn": .integer(source.column),
      "endLine": .integer(extent.endLine), "endColumn": .integer(extent.endColumn),
      "charOffset": .integer(extent.charOffset), "charLength": .integer(extent.charLength),
      "byteOffset": .integer(source.offset), "byteLength": .integer(source.length),
    ]
  }

  /// A path as a reference: relative ones stay so, for they count from the root of the repository.
  static func uri(_ path: String) -> String {
    var path = path
    while path.hasPrefix("./") { path = String(path.dropFirst(2)) }
    let reference = path.addingPercentEncoding(withAllowedCharacters: allowedInPath) ?? path
    return path.hasPrefix("/") ? "file://" + reference : reference
  }

  /// A colon before the first slash would read as a scheme.
  private static let allowedInPath = CharacterSet.urlPathAllowed.subtracting(
    CharacterSet(charactersIn: ":;"))

  // MARK: - Rules

  private static func descriptor(_ finding: Finding) -> JSONValue {
    var json: JSONObject = ["id": .string(finding.code), "name": .string(finding.rule)]
    guard let rule = RuleSet.rule(named: finding.code) else { return .object(json) }
    let manual = RuleManual(rule)
    json["shortDescription"] = ["text": .string(rule.summary)]
    json["fullDescription"] = ["text": .string(rule.explanation)]
    json["help"] = ["text": .string(manual.text), "markdown": .string(manual.markdown)]
    json["defaultConfiguration"] = ["level": .string(rule.severity.rawValue)]
    return .object(json)
  }
}

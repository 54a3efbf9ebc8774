import Foundation
import Layouts

/// The section `check` of a settings file.
///
///     check:
///       select: [MQ1, MQ2]
///       ignore: [extreme-aspect]
///       rules:
///         heavy-overlap: {severity: error, threshold: 0.4}
///       exclude: ["drafts/**"]
///       overrides:
///         - files: "tests/**"
///           ignore: [copied-exemplar]
///       baseline: .maquette-baseline.json
///       max-findings: 100
///       fail-on: warning
struct CheckSettings: Sendable {
  /// What is set about one rule.
  struct Rule: Sendable {
    /// Its name, its code or the beginning of codes.
    var name: String
    /// Its severity, unless it has its own.
    var severity: Finding.Severity?
    /// Its threshold, unless it has its own.
    var threshold: Double?
  }

  /// What holds for some files only.
  struct Override: Sendable {
    /// The files, as seen from the folder of the settings.
    var files: [PathPattern]
    /// The rules to apply, in the place of the others.
    var select: [String] = []
    /// The rules to leave out, beside the others.
    var ignore: [String] = []
    /// What is set about rules.
    var rules: [Rule] = []
  }

  /// The folder that paths count from.
  var folder = URL.currentDirectory()
  /// The rules to apply; all of them when empty.
  var select: [String] = []
  /// The rules to leave out.
  var ignore: [String] = []
  /// What is set about rules.
  var rules: [Rule] = []
  /// The files to pass over in folders and patterns.
  var exclude: [PathPattern] = []
  /// What holds for some files only.
  var overrides: [Override] = []
  /// The file of known findings.
  var baseline: String?
  /// How many findings are reported at most.
  var maxFindings: Int?
  /// The severity from which on a finding fails the run.
  var failOn: Finding.Severity?

  /// Nothing set.
  init() {}

  /// Reads the section.
  ///
  /// - Throws: a `Failure` naming file, line, key and both sides.
  init(_ section: SettingsField, folder: URL) throws {
    self.folder = folder
    let keys = try section.members([
      "select", "ignore", "rules", "exclude", "overrides", "baseline", "max-findings", "fail-on",
    ])
    select = try keys["select"].map(Self.names) ?? []
    ignore = try keys["ignore"].map(Self.names) ?? []
    rules = try keys["rules"].map(Self.rules) ?? []
    exclude = try keys["exclude"].map(Self.patterns) ?? []
    overrides = try keys["overrides"]?.elements().map(Self.override) ?? []
    baseline = try keys["baseline"].map { field in
      URL(filePath: try field.text("the path of a file"), relativeTo: folder)
        .standardizedFileURL.path
    }
    maxFindings = try keys["max-findings"]?.wholeNumber(in: 1...1_000_000_000)
    failOn = try keys["fail-on"]?.choice()
  }

  private static func override(_ field: SettingsField) throws -> Override {
    let keys = try field.members(["files", "select", "ignore", "rules"])
    guard let files = keys["files"] else { throw field.failure("the key files") }
    return Override(
      files: try patterns(files), select: try keys["select"].map(names) ?? [],
      ignore: try keys["ignore"].map(names) ?? [], rules: try keys["rules"].map(rules) ?? [])
  }

  private static func rules(_ field: SettingsField) throws -> [Rule] {
    try field.members(nil).sorted { $0.value.line < $1.value.line }.map { name, value in
      try checkRule(name, at: value)
      let keys = try value.members(["severity", "threshold"])
      let rule = Rule(
        name: name, severity: try keys["severity"]?.choice(),
        threshold: try keys["threshold"]?.number())
      if rule.threshold != nil { try checkThreshold(name, at: value) }
      return rule
    }
  }

  private static func names(_ field: SettingsField) throws -> [String] {
    try field.oneOrMore().map { element in
      let name = try element.text("the name or code of a rule")
      try checkRule(name, at: element)
      return name
    }
  }

  private static func patterns(_ field: SettingsField) throws -> [PathPattern] {
    try field.oneOrMore().map { PathPattern(try $0.text("a pattern for paths")) }
  }

  private static func checkRule(_ name: String, at field: SettingsField) throws {
    do throws(UnknownRule) {
      _ = try RuleSet(select: [name])
    } catch {
      throw Failure(.usage, "\(field.place): \(error)")
    }
  }

  private static func checkThreshold(_ name: String, at field: SettingsField) throws {
    do throws(UnknownRule) {
      var set = try RuleSet()
      try set.setThreshold(0, of: name)
    } catch {
      throw Failure(
        .usage, "\(field.place): expected a rule with a threshold, found \(name); \(error)")
    }
  }
}

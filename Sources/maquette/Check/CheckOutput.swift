import ArgumentParser
import Layouts

/// A form in which `maquette check` reports, and the file it goes to.
struct CheckOutput: Sendable, Hashable {
  /// The forms.
  enum Format: String, CaseIterable, Sendable {
    case concise, full, json, jsonl, sarif, junit, github, gitlab, markdown
  }

  var format: Format
  /// The file, or nil for standard output.
  var path: String?

  /// Reads `FORMAT` or `FORMAT=FILE`.
  ///
  /// - Throws: `ValidationError` naming the forms.
  static func argument(_ text: String) throws -> CheckOutput {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts.count > 1 ? String(parts[1]) : nil
    guard path != "" else { throw ValidationError("expected FORMAT=FILE, found no file") }
    return CheckOutput(format: try choice(String(parts[0])), path: path)
  }
}

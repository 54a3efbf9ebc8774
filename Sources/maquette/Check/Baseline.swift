import Foundation
import Layouts

/// The findings that were there before, which a run does not report: the contract `maquette/baseline/1`.
struct Baseline {
  /// The name and version of the contract.
  static let schema = "maquette/baseline/1"

  /// One finding that is known.
  private struct Entry {
    var file: String
    var line: String
    var isMet = false
  }

  /// The path of the file, for messages.
  let path: String
  private var entries: [String: Entry] = [:]

  /// Reads a baseline.
  ///
  /// - Throws: a `Failure` naming the file and what is wrong with it.
  init(path: String) throws {
    self.path = path
    let text = try InputText(path).text
    do throws(ParseFailure) {
      let root = try JSONReader.read(text).root.value
      guard root["schema"]?.string == Self.schema, let findings = root["findings"]?.array else {
        throw ParseFailure(notation: "json", message: "expected the schema \(Self.schema)")
      }
      for (index, finding) in findings.enumerated() {
        guard let fingerprint = finding["fingerprint"]?.string, let file = finding["file"]?.string
        else {
          throw ParseFailure(
            notation: "json", message: "findings[\(index)]: expected a fingerprint and a file")
        }
        let rule = finding["rule"]?.string ?? "", message = finding["message"]?.string ?? ""
        entries[fingerprint] = Entry(file: file, line: "\(file): \(rule): \(message)")
      }
    } catch {
      throw Failure(.usage, "the baseline \(path): \(error.message)")
    }
  }

  /// Takes the known findings out of some, and returns how many these were.
  mutating func remove(from reported: inout [CheckedLayout.Reported]) -> Int {
    let count = reported.count
    reported.removeAll { entries[$0.fingerprint] != nil && meet($0.fingerprint) }
    return count - reported.count
  }

  /// The entries about files of this run whose findings are gone, as lines for people.
  func stale(among files: Set<String>) -> [String] {
    entries.values.filter { !$0.isMet && files.contains($0.file) }.map(\.line).sorted()
  }

  private mutating func meet(_ fingerprint: String) -> Bool {
    entries[fingerprint]?.isMet = true
    return true
  }
}

/// Writes a baseline as findings come.
struct BaselineReporter: CheckReporter {
  private let sink: ReportSink
  private var isEmpty = true

  init(_ sink: ReportSink) {
    self.sink = sink
  }

  mutating func report(_ layout: CheckedLayout) throws {
    for reported in layout.findings {
      try sink.write(isEmpty ? "{\"schema\": \"\(Baseline.schema)\", \"findings\": [\n" : ",\n")
      isEmpty = false
      let entry: JSONValue = [
        "fingerprint": .string(reported.fingerprint),
        "file": .string(Fingerprints.place(of: layout)),
        "rule": .string(reported.finding.rule), "message": .string(reported.finding.message),
      ]
      try sink.write("  " + (try JSONWriter.write(entry)))
    }
  }

  func end(_ summary: CheckSummary) throws {
    try sink.write(
      isEmpty ? "{\"schema\": \"\(Baseline.schema)\", \"findings\": []}\n" : "\n]}\n")
  }
}

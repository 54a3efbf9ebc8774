import Experiments
import Foundation

/// The scores of a suite as a table for people, one row a rule.
struct SuiteTable {
  /// The scores, of the same answers by different rules, or of the same prompts by different methods.
  let scores: [SuiteScore]
  /// What the first column is headed.
  var heading = "rule"
  /// What stands in the first column; the rules unless given.
  var names: [String]?

  /// Suites of more parts than this have a table of their parts below, a row each.
  private static let mostColumns = 8

  /// The table.
  var text: String {
    guard let first = scores.first else { return "" }
    let prompts = Set(first.rows.map(\.suiteCase)).count
    var rows = [[heading, "accuracy", "95 %"] + columns(first).map(\.name)]
    for (index, score) in scores.enumerated() {
      let interval = score.interval
      rows.append(
        [
          names?[index] ?? score.rule, Self.percent(score.accuracy),
          "\(Self.percent(interval.lowerBound))–\(Self.percent(interval.upperBound))",
        ] + columns(score).map(\.text))
    }
    let head = "\(first.suite): \(first.rows.count) answers to \(prompts) different cases\n\n"
    let parts = hasManyParts ? "\n" + Self.aligned(partRows) : ""
    return head + Self.aligned(rows) + parts
  }

  private var hasManyParts: Bool { (scores.first?.groups.count ?? 0) > Self.mostColumns }

  /// A row a part of the suite, with a column for each first column of the table above.
  private var partRows: [[String]] {
    guard let first = scores.first else { return [] }
    let heads = scores.indices.map { names?[$0] ?? scores[$0].rule }
    return [["part", "answers"] + heads]
      + first.groups.map { part in
        [part.name, "\(part.count)"]
          + scores.map { score in
            score.groups.first { $0.name == part.name }.map { Self.percent($0.accuracy) } ?? "–"
          }
      }
  }

  private func columns(_ score: SuiteScore) -> [(name: String, text: String)] {
    var columns = score.measures.map { name, mean in
      (name, name == "mae" ? String(format: "%.3f", mean) : Self.percent(mean))
    }
    if score.groups.count > 1, !hasManyParts {
      columns += score.groups.map { ("\($0.name) (\($0.count))", Self.percent($0.accuracy)) }
    }
    if let missing = score.missing { columns.append(("missing", "\(missing)")) }
    return columns
  }

  private static func percent(_ share: Double) -> String { String(format: "%.2f", 100 * share) }

  private static func aligned(_ rows: [[String]]) -> String {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: width - cell.count)
      }
      return cells.joined(separator: "  ").trimmingCharacters(in: .whitespaces) + "\n"
    }.joined()
  }
}

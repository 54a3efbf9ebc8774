import Foundation
import Layouts
import Planning
import TestSupport
import Testing

/// NSR-1K's prompts (LayoutGPT) under its published rules, names being the planner's categories.
///
/// Counting: LayoutGPT matches a name and a category when either holds the other, after stripping
/// articles letter by letter; hyphens do not occur here, so this is the rule with them normalised.
/// Spatial: the relation of the centres of some pair, within 45 degrees. The names that are asked
/// for are matched as the rule's `difflib` does it for categories: equal, or by one part of several.
@Suite(.enabled(if: sharedData != nil, "the data beside the project is absent"))
struct NSR1KTests {
  struct Row {
    var prompt: String
    var kind: String
    var counts: [(name: String, count: Int)] = []
    var relation = ""
  }

  static func rows(_ file: String) throws -> [Row] {
    let place = try #require(sharedData).appending(path: "nsr1k/\(file)")
    return try String(contentsOf: place, encoding: .utf8).split(separator: "\n").map { line in
      let json = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
      let prompt = json["prompt"] as? String ?? ""
      let counts = (json["counts"] as? [[Any]] ?? []).map {
        (name: $0[0] as? String ?? "", count: $0[1] as? Int ?? 0)
      }
      let pair = ["obj1", "obj2"].compactMap { (json[$0] as? [Any])?.first as? String }
      return Row(
        prompt: prompt.split(whereSeparator: \.isWhitespace).joined(separator: " "),
        kind: json["subtype"] as? String ?? json["type"] as? String ?? "",
        counts: counts.isEmpty ? pair.map { (name: $0, count: 1) } : counts,
        relation: json["relation"] as? String ?? "")
    }
  }

  /// How many rows there are of a kind, and how many are right.
  struct Tally {
    var all = 0
    var right = 0

    var percent: Double { 100 * Double(right) / Double(max(all, 1)) }

    mutating func add(_ isRight: Bool) {
      all += 1
      right += isRight ? 1 : 0
    }
  }

  static func report(_ suite: String, _ tallies: [String: Tally]) {
    let parts = tallies.sorted { $0.key < $1.key }.map { kind, tally in
      "\(kind) \(tally.right)/\(tally.all)"
    }
    let all = tallies.values.reduce(into: Tally()) { sum, tally in
      sum.all += tally.all
      sum.right += tally.right
    }
    print(
      "NSR-1K \(suite): \((all.percent * 100).rounded() / 100) % (\(parts.joined(separator: ", ")))"
    )
  }

  // MARK: - Counting

  @Test func countingIsAheadOfTheLanguageModels() throws {
    var tallies: [String: Tally] = [:]
    var all = Tally()
    for row in try Self.rows("counting.val.dev.jsonl") {
      let isRight = Self.countsHold(plan(row.prompt).categories, row)
      if row.kind != "real" { #expect(isRight, "\(row.prompt)") }
      tallies[row.kind, default: Tally()].add(isRight)
      all.add(isRight)
    }
    Self.report("counting", tallies)
    #expect(all.percent >= 97)
  }

  /// Strips letters of "a ", "an ", "the " from the front, as Python's `lstrip` does.
  static func strip(_ name: String) -> String {
    ["a ", "an ", "the "].reduce(name) { name, letters in
      String(name.drop { letters.contains($0) })
    }
  }

  static func countsHold(_ categories: [String], _ row: Row) -> Bool {
    let found = row.counts.map { asked in
      categories.count { category in
        let name = strip(category)
        // The last match wins, so a later category of the row takes the name.
        let match = row.counts.last { $0.name.contains(name) || name.contains($0.name) }
        return match?.name == asked.name
      }
    }
    guard row.kind == "comparison", found.count == 2 else {
      return zip(found, row.counts).allSatisfy { $0 == $1.count }
    }
    let asked = row.counts.map(\.count)
    return asked[0] == asked[1]
      ? found == asked
      : found[0] == asked[0] && (asked[0] - asked[1]) * (found[0] - found[1]) > 0
  }

  // MARK: - Relations

  @Test(arguments: ["spatial.val.dev.jsonl", "spatial.train.jsonl"])
  func spatialIsAheadOfTheLanguageModels(file: String) throws {
    var tallies: [String: Tally] = [:]
    var all = Tally()
    for row in try Self.rows(file) {
      let isRight = Self.relationHolds(plan(row.prompt), row)
      if row.kind == "template" { #expect(isRight, "\(row.prompt)") }
      tallies[row.kind, default: Tally()].add(isRight)
      all.add(isRight)
    }
    Self.report("spatial, \(file)", tallies)
    #expect(all.percent >= 92)
  }

  static func relationHolds(_ plan: Plan, _ row: Row) -> Bool {
    guard row.counts.count == 2, let layout = plan.layout else { return false }
    let named = zip(plan.categories, layout.objects).map { (name: $0, box: $1.region.bounds) }
    func boxes(_ name: String) -> [Box] {
      let equal = named.filter { $0.name == name }
      let chosen = equal.isEmpty ? named.filter { isClose($0.name, name) } : equal
      return chosen.map(\.box)
    }
    return boxes(row.counts[0].name).contains { first in
      boxes(row.counts[1].name).contains { second in
        let (dx, dy) = (first.centerX - second.centerX, first.centerY - second.centerY)
        return switch row.relation {
        case "left": -dx > abs(dy)
        case "right": dx > abs(dy)
        case "top": -dy > abs(dx)
        case "bottom": dy > abs(dx)
        default: abs(dx) > abs(dy)
        }
      }
    }
  }

  /// `difflib`'s ratio of 0.6 for a name that begins or ends with the other.
  private static func isClose(_ first: String, _ second: String) -> Bool {
    let (short, long) = first.count < second.count ? (first, second) : (second, first)
    guard long.hasPrefix(short) || long.hasSuffix(short) else { return false }
    return 2 * Double(short.count) / Double(short.count + long.count) >= 0.6
  }
}

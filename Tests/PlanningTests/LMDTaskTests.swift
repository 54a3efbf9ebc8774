import Foundation
import Layouts
import Planning
import TestSupport
import Testing

/// LMD's four stage-one tasks under the reference's own rules (`utils/eval/lmd.py`).
///
/// The rules are strengthened by what the reference never checks: bounds, overlap, negative prompt.
@Suite(.enabled(if: sharedData != nil, "the data beside the project is absent"))
struct LMDTaskTests {
  struct Row: Decodable {
    var task: String
    var prompt: String
  }

  static func rows() throws -> [Row] {
    let file = try #require(sharedData).appending(path: "lmd/cached_responses.jsonl")
    let text = try String(contentsOf: file, encoding: .utf8)
    return try text.split(separator: "\n").map {
      try JSONDecoder().decode(Row.self, from: Data($0.utf8))
    }
  }

  @Test func everyPromptIsPlannedAndSatisfiesItsTask() throws {
    let rows = try Self.rows()
    #expect(!rows.isEmpty)
    for row in rows {
      let plan = plan(row.prompt)
      let layout = try #require(plan.layout, "\(row.prompt): \(plan.findings)")
      #expect(layout.overlapping == nil, "\(row.prompt)")
      #expect(layout.boxes.allSatisfy { layout.canvas.bounds.contains($0) })
      #expect(Self.satisfies(layout, row), "\(row.prompt): \(layout.objects)")
      for category in plan.categories {
        #expect(!layout.background.split(separator: " ").contains { $0 == category })
      }
    }
  }

  static func satisfies(_ layout: Layout, _ row: Row) -> Bool {
    switch row.task {
    case "negation": negation(layout, row.prompt)
    case "numeracy": numeracy(layout, row.prompt)
    case "attribution": attribution(layout, row.prompt)
    case "spatial": spatial(layout, row.prompt)
    default: true
    }
  }

  static func singular(_ noun: Substring) -> String {
    String(noun.hasSuffix("s") ? noun.dropLast() : noun)
  }

  static func negation(_ layout: Layout, _ prompt: String) -> Bool {
    guard let match = prompt.firstMatch(of: /without (\w+)$/) else { return false }
    let noun = singular(match.1)
    return !layout.objects.contains { $0.name.contains(noun) }
      && layout.negative == String(match.1)
  }

  static func numeracy(_ layout: Layout, _ prompt: String) -> Bool {
    let numbers = ["one": 1, "two": 2, "three": 3, "four": 4, "five": 5]
    guard let match = prompt.firstMatch(of: /with (\w+) (\w+)$/),
      let count = numbers[String(match.1)]
    else { return false }
    let noun = singular(match.2)
    return layout.objects.filter { $0.name.contains(noun) }.count == count
  }

  static func attribution(_ layout: Layout, _ prompt: String) -> Bool {
    guard let match = prompt.firstMatch(of: /with (an? \w+ \w+) and (an? \w+ \w+)$/) else {
      return false
    }
    return [match.1, match.2].allSatisfy { name in
      layout.objects.contains { $0.name.contains(name) }
    }
  }

  static func spatial(_ layout: Layout, _ prompt: String) -> Bool {
    guard
      let match = prompt.firstMatch(of: /with an? (\w+) on the (\w+) and an? (\w+) on the (\w+)$/),
      let first = layout.boxes(of: String(match.1)).first,
      let second = layout.boxes(of: String(match.3)).first
    else { return false }
    return switch match.2 {
    case "left": first.centerX < second.centerX
    case "right": first.centerX > second.centerX
    case "top": first.centerY < second.centerY
    default: first.centerY > second.centerY
    }
  }
}

import Foundation
import Layouts
import Planning
import TestSupport
import Testing

/// NSR-1K's prompts (LayoutGPT): how many are planned, and how many of those as the truth has it.
///
/// The rules are LayoutGPT's with names compared word by word: counts must be equal for every
/// category, a relation must hold for the centres of some pair. Template prompts must all pass;
/// captions that people wrote may be refused, but seldom.
@Suite(.enabled(if: sharedData != nil, "the data beside the project is absent"))
struct NSR1KTests {
  struct Row {
    var prompt: String
    var isTemplate: Bool
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
        isTemplate: json["type"] as? String == "template",
        counts: counts.isEmpty ? pair.map { (name: $0, count: 1) } : counts,
        relation: json["relation"] as? String ?? "")
    }
  }

  /// Objects whose own noun, complements left aside, ends in a category.
  static func boxes(_ layout: Layout, _ category: String) -> [Box] {
    layout.objects.filter { object in
      let words = object.name.split(separator: " ").map(String.init)
      let end = words.firstIndex { ["with", "of", "in", "on"].contains($0) } ?? words.count
      let name = " " + words[..<end].joined(separator: " ") + " "
      return name.contains(" \(category) ")
    }.map(\.region.bounds)
  }

  @Test func countingTemplatesAreRightAndPeoplesCaptionsMostly() throws {
    var people = (all: 0, planned: 0, right: 0)
    for row in try Self.rows("counting.val.dev.jsonl") {
      let layout = plan(row.prompt).layout
      let isRight = layout.map { layout in
        row.prompt.contains("number of")
          ? Self.comparisonHolds(layout, row)
          : row.counts.allSatisfy { Self.boxes(layout, $0.name).count == $0.count }
      }
      if row.isTemplate {
        #expect(isRight == true, "\(row.prompt)")
      } else {
        people.all += 1
        people.planned += layout == nil ? 0 : 1
        people.right += isRight == true ? 1 : 0
      }
    }
    print("NSR-1K counting, people's captions: \(people); every template is right")
    #expect(people.planned * 4 >= people.all * 3, "\(people)")
    #expect(people.right * 10 >= people.planned * 9, "\(people)")
  }

  /// The first count is stated; the second only has to lie on the right side of it.
  static func comparisonHolds(_ layout: Layout, _ row: Row) -> Bool {
    let found = row.counts.map { boxes(layout, $0.name).count }
    guard found.count == 2, found[0] == row.counts[0].count else { return false }
    return (row.counts[0].count - row.counts[1].count).signum() == (found[0] - found[1]).signum()
  }

  @Test func spatialTemplatesAreRightAndPeoplesCaptionsMostly() throws {
    var people = (all: 0, planned: 0, right: 0)
    for row in try Self.rows("spatial.val.dev.jsonl") {
      let layout = plan(row.prompt).layout
      let isRight = layout.map { Self.relationHolds($0, row) } ?? false
      if row.isTemplate {
        #expect(isRight, "\(row.prompt)")
      } else {
        people.all += 1
        people.planned += layout == nil ? 0 : 1
        people.right += isRight ? 1 : 0
      }
    }
    print("NSR-1K spatial, people's captions: \(people); every template is right")
    #expect(people.planned * 10 >= people.all * 9, "\(people)")
    #expect(people.right * 10 >= people.all * 7, "\(people)")
  }

  /// LayoutGPT's rule: the direction between centres, within 45 degrees.
  static func relationHolds(_ layout: Layout, _ row: Row) -> Bool {
    guard row.counts.count == 2 else { return false }
    return boxes(layout, row.counts[0].name).contains { first in
      boxes(layout, row.counts[1].name).contains { second in
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
}

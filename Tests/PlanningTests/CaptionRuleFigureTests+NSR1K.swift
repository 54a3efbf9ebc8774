import Foundation
import Layouts
import TestSupport
import Testing

@testable import Planning

/// NSR-1K: GPT-4's layouts (LayoutGPT) that are right by the published rules, and the ground truth.
///
/// The rules look at the asked categories only. Captions that people wrote speak of more, so that some
/// alarms there are true ones that the data does not know of: a figure, printed, with a loose bound.
extension CaptionRuleFigureTests {
  private struct Sampled: Decodable {
    var id: Int
    var iters: [[[NSRValue]]]
  }

  /// A name or a coordinate.
  enum NSRValue: Decodable {
    case name(String)
    case number(Double)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let name = try? container.decode(String.self) {
        self = .name(name)
      } else {
        self = .number(try container.decode(Double.self))
      }
    }

    var number: Double { if case .number(let number) = self { number } else { 0 } }
    var name: String { if case .name(let name) = self { name } else { "" } }
  }

  private struct Truth: Decodable {
    var id: Int
    var type: String
    var subtype: String?
    var prompt: String
    var counts: [[NSRValue]]?
    var boxes_xywh: [[NSRValue]]?
    var relation: String?
    var obj1: [NSRValue]?
    var obj2: [NSRValue]?

    var categories: [String] { (counts ?? [obj1 ?? [], obj2 ?? []]).map { $0[0].name } }
    var objects: [[NSRValue]] { boxes_xywh ?? [obj1 ?? [], obj2 ?? []] }
  }

  private static func rows<Row: Decodable>(_ file: String) throws -> [Row] {
    let place = try #require(sharedData).appending(path: "nsr1k/\(file)")
    return try String(contentsOf: place, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Row.self, from: Data($0.utf8))
    }
  }

  private static func layout(
    _ caption: String, _ objects: [[NSRValue]], isCorners: Bool
  ) -> Layout {
    Layout(
      caption: caption,
      objects: objects.map { object in
        let figures = object.dropFirst().map { $0.number * 512 }
        let (x, y) = (figures[0], figures[1])
        let (width, height) =
          isCorners ? (figures[2] - x, figures[3] - y) : (figures[2], figures[3])
        return LayoutObject(
          name: object[0].name, box: Box(x: x, y: y, width: width, height: height))
      })
  }

  // MARK: - The published rules, hyphens normalised

  /// The objects of a category, by the rule's substrings; a longer category takes its own first.
  private static func objects(_ layout: Layout, _ category: String, _ truth: Truth) -> [Int] {
    layout.objects.indices.filter { index in
      let name = String(layout.objects[index].name.map { "-_".contains($0) ? " " : $0 })
      return name == category
        || (name.contains(category) || category.contains(name))
          && !truth.categories.contains { $0 != category && ($0 == name || $0.contains(category)) }
    }
  }

  private static func isRight(_ layout: Layout, _ truth: Truth) -> Bool {
    guard let counts = truth.counts else { return relationHolds(layout, truth) }
    let asked = counts.map { Int($0[1].number) }
    let found = truth.categories.map { objects(layout, $0, truth).count }
    guard truth.subtype == "comparison", found.count == 2, asked[0] != asked[1] else {
      return found == asked
    }
    return found[0] == asked[0] && (asked[0] - asked[1]) * (found[0] - found[1]) > 0
  }

  private static func relationHolds(_ layout: Layout, _ truth: Truth) -> Bool {
    objects(layout, truth.categories[0], truth).contains { first in
      objects(layout, truth.categories[1], truth).contains { second in
        let (one, other) = (
          layout.objects[first].region.center, layout.objects[second].region.center
        )
        let (right, down) = (one.x - other.x, one.y - other.y)
        return switch truth.relation ?? "" {
        case "left": -right > abs(down)
        case "right": right > abs(down)
        case "top": -down > abs(right)
        case "bottom": down > abs(right)
        default: abs(right) > abs(down)
        }
      }
    }
  }

  // MARK: - Figures

  private static func sample(_ layout: Layout, _ truth: Truth) -> Sample? {
    guard isRight(layout, truth), !layout.objects.isEmpty,
      layout.objects.contains(where: { $0.region.area > 0 })
    else { return nil }
    // A comparison leaves a number open; only the stated one must be met.
    let stated =
      truth.subtype == "comparison" ? Array(truth.categories.prefix(1)) : truth.categories
    let asked = stated.flatMap { objects(layout, $0, truth) }
    let turns = truth.relation != nil && truth.relation != "next to" && layout.objects.count == 2
    return Sample(layout: layout, asked: asked, pair: turns ? (0, 1) : nil)
  }

  @Test(.enabled(if: sharedData != nil, "the data beside the project is absent"))
  func findsWhatIsPlantedIntoNSR1K() throws {
    var groups: [String: [Sample]] = [:]
    for kind in ["counting", "spatial"] {
      let truths: [Truth] = try Self.rows("\(kind).val.dev.jsonl")
      let byId = Dictionary(uniqueKeysWithValues: truths.map { ($0.id, $0) })
      for truth in truths {
        let layout = Self.layout(truth.prompt, truth.objects, isCorners: false)
        let group = truth.type == "template" ? "NSR-1K templates, truth" : "NSR-1K people's, truth"
        if let sample = Self.sample(layout, truth) { groups[group, default: []].append(sample) }
      }
      let sampled: [Sampled] = try Self.rows("layoutgpt.gpt4.\(kind).k8.px64.jsonl")
      for row in sampled {
        guard let truth = byId[row.id] else { continue }
        for objects in row.iters {
          let layout = Self.layout(truth.prompt, objects, isCorners: true)
          let group =
            truth.type == "template" ? "NSR-1K templates, GPT-4" : "NSR-1K people's, GPT-4"
          if let sample = Self.sample(layout, truth) { groups[group, default: []].append(sample) }
        }
      }
    }
    for (group, samples) in groups.sorted(by: { $0.key < $1.key }) {
      let figures = try measure(group, samples)
      let isTemplate = group.contains("templates")
      #expect(figures.alarms.percent <= (isTemplate ? 2 : 12), "\(group)")
      for (fault, tally) in figures.faults {
        #expect(tally.percent >= (isTemplate ? 98 : 70), "\(group): \(fault)")
      }
      for (fault, tally) in figures.mended {
        #expect(tally.percent >= (isTemplate ? 97 : 93), "\(group): \(fault)")
      }
    }
  }
}

import TestSupport
import Testing

@testable import Layouts

/// Texts of thousands of objects are read as short ones are, with most of their literals read twice.
@Suite struct ManyObjectsTests {
  private func box(_ index: Int) -> Box {
    Box(
      x: Double(index % 300), y: Double(index % 170), width: Double(10 + index % 90),
      height: Double(20 + index % 60))
  }

  private func sides(_ index: Int) -> String {
    let box = box(index)
    return "[\(Int(box.x)), \(Int(box.y)), \(Int(box.width)), \(Int(box.height))]"
  }

  private func expectObjects(_ parsed: ParsedLayout, count: Int, _ name: (Int) -> String) {
    #expect(parsed.layout.objects.map(\.name) == (0..<count).map(name))
    #expect(parsed.layout.objects.map(\.region) == (0..<count).map { .box(box($0)) })
    #expect(parsed.places.count == count)
  }

  /// Of 400,000 values such a text once read no more.
  @Test(arguments: ["auto", "loose-json", "lmd"]) func dictionariesFromNamesToBoxes(
    notation: String
  ) throws {
    let count = 3000
    let pairs = (0..<count).map { "\"thing \($0)\": \(sides($0))" }
    let text = "{" + pairs.joined(separator: ", ") + "}"
    let parsed = try #require(Notations.named(notation)).parse(text, canvas: .standard)
    expectObjects(parsed, count: count) { "thing \($0)" }
    let places = Array(text.utf8)
    for (index, place) in parsed.places.enumerated().suffix(3) {
      let found = places[place.offset..<place.offset + place.length]
      #expect(String(decoding: found, as: UTF8.self) == sides(index))
    }
  }

  /// A name among many keys makes the dictionary an object, as among few.
  @Test func longDictionariesAreObjectsWhereTheyAreNamed() throws {
    let extras = (0..<100).map { "\"key \($0)\": \($0)" }.joined(separator: ", ")
    let text = "[{\"name\": \"a cat\", \(extras), \"x1\": 20, \"x0\": 10, \"y0\": 5, \"y1\": 50}]"
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    let object = try #require(parsed.layout.objects.first)
    #expect(object.name == "a cat" && parsed.layout.objects.count == 1)
    #expect(object.region == .box(Box(x: 10, y: 5, width: 10, height: 45)))
    #expect(object.extras.members.count == 100)
  }

  @Test func regionsTooLargeAreLeftOutOfLongLists() throws {
    let count = 2000
    let lines = (0..<count).map { index in
      let corners = [box(index).x, box(index).y, box(index).maxX, box(index).maxY].map { Int($0) }
      let shown = index % 1000 == 7 ? "[-1e308, 1, 1e308, 5]" : "\(corners)"
      return "{\"name\": \"thing \(index)\", \"box\": \(shown), \"color\": \(index)}"
    }
    let objects = lines.joined(separator: ",\n")
    let text = "{\"format\": \"xyxy pixels\", \"objects\": [\(objects)]}"
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    let kept = (0..<count).filter { $0 % 1000 != 7 }
    #expect(parsed.layout.objects.map(\.name) == kept.map { "thing \($0)" })
    #expect(parsed.layout.objects.map(\.region) == kept.map { .box(box($0)) })
    #expect(parsed.layout.objects.map { $0.extras["color"] } == kept.map { .integer($0) })
    #expect(parsed.findings.count { $0.message.contains("too large") } == 2)
  }

  /// A long list that is cut off is read once, in the notation that its marks name.
  @Test func cutListsAreReadInTheirNotation() throws {
    let count = 1200
    let tuples = (0..<count).map { "('thing \($0)', \(sides($0)))" }
    let text = "[" + tuples.joined(separator: ", ") + ", ('thing"
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.notation == "lmd")
    expectObjects(parsed, count: count) { "thing \($0)" }
    #expect(parsed.findings.contains { $0.rule == ReadingRule.truncated.rawValue })
  }

  /// Shapes that are left out take back what was said of them, in time that grows with their number.
  @Test func manyShapesLeftOutTakeLinearTime() throws {
    func seconds(_ count: Int) throws -> Double {
      let line = "{\"label\": \"a\", \"points\": [[1, 2]], \"shape_type\": \"point\"}"
      let shapes = Array(repeating: line, count: count).joined(separator: ",")
      let text = "{\"imageWidth\": 64, \"imageHeight\": 64, \"shapes\": [\(shapes)]}"
      let begin = Fuzzing.threadSeconds
      let parsed = try LabelMeNotation().parse(text, canvas: .standard)
      let duration = Fuzzing.threadSeconds - begin
      #expect(parsed.layout.objects.isEmpty)
      // Each kind is listed a thousand times, and the rest counted.
      #expect(parsed.findings.count == min(count, FindingList.limit + 1))
      return duration
    }
    let short = try seconds(1000)
    let long = try seconds(8000)
    #expect(long < 24 * short + 0.005, "\(short) s and \(long) s")
  }
}

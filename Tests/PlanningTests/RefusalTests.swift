import Layouts
import Planning
import Testing

/// What the offline planner must refuse, with the words that the finding points at.
@Suite struct RefusalTests {
  static let refusals: [(caption: String, code: String, words: String)] = [
    ("고양이 두 마리", "MQ402", "고양이"),
    ("eine rote Katze auf dem Tisch", "MQ402", "eine"),
    ("un gato en la playa", "MQ402", "un"),
    ("asdf qwer", "MQ403", "asdf qwer"),
    ("a cat with a {{name}}", "MQ403", "{"),
    ("colorless green ideas sleep furiously", "MQ403", "furiously"),
    ("every cat on a table", "MQ403", "every"),
    ("a cat left of a dog and the dog left of the cat", "MQ404", "left of the cat"),
    (
      "a cat above a dog and a bird above the cat and the dog above the bird", "MQ404",
      "above the bird"
    ),
    ("a cat on a table and the table on the cat", "MQ404", "on the cat"),
    ("a hundred cats", "MQ405", "a hundred cats"),
    ("a cat next to it", "MQ406", "it"),
    ("two cats without cats", "MQ407", "cats"),
    ("a cat between a dog", "MQ404", "between a dog"),
    ("a cat around a dog", "MQ403", "around a dog"),
    ("a cat isn't on a table", "MQ403", "isn't"),
  ]

  @Test(arguments: refusals.indices)
  func refusesWithThePlace(index: Int) throws {
    let (caption, code, words) = Self.refusals[index]
    let plan = plan(caption)
    #expect(plan.layout == nil, "\(caption)")
    let finding = try #require(plan.findings.first { $0.severity == .error })
    #expect(finding.code == code, "\(caption): \(finding.message)")
    let source = try #require(finding.source)
    let bytes = Array(caption.utf8)[source.offset..<source.offset + source.length]
    #expect(String(decoding: bytes, as: UTF8.self) == words, "\(finding.message)")
  }

  @Test(arguments: ["", "   \n", " . , "])
  func refusesCaptionsWithoutWords(caption: String) {
    let plan = plan(caption)
    #expect(plan.layout == nil)
    #expect(plan.findings.map(\.code) == ["MQ401"])
  }

  @Test func refusesACaptionThatIsSaidToBeForeign() {
    let request = PlanRequest(caption: Caption("a cat", language: "ko"))
    #expect(OfflinePlanner().plan(request).findings.map(\.code) == ["MQ402"])
  }
}

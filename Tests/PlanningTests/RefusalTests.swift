import Layouts
import Testing

@testable import Planning

/// What the offline planner must refuse when it is strict, with the words that the finding points at.
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
    ("one hundred cats", "MQ405", "one hundred cats"),
    ("one hundred and twenty cats", "MQ405", "one hundred and twenty cats"),
    (
      "9223372036854775807 cats and 9223372036854775807 dogs", "MQ405", "9223372036854775807 cats"
    ),
    ("two three cats", "MQ403", "two three"),
    ("a cat next to it", "MQ406", "it"),
    ("two cats without cats", "MQ407", "cats"),
    ("a cat between a dog", "MQ404", "between a dog"),
    ("a cat isn't on a table", "MQ403", "isn't"),
    ("two big", "MQ403", "two big"),
    ("a cat and the red", "MQ403", "the red"),
    ("a cat dog table bird", "MQ403", "a cat dog table bird"),
    ("two dogs cars", "MQ403", "two dogs cars"),
    ("to the left of a dog", "MQ403", "to the left of a dog"),
    ("a cat and", "MQ403", "and"),
    ("a cat or a dog", "MQ403", "or"),
    ("a cat on the left and on the right", "MQ404", "a cat"),
    ("a cat in a dog in a bird and the bird in the cat", "MQ404", "in the cat"),
    ("a \"cat\"", "MQ403", "\""),
    ("a cat 🐈", "MQ403", "🐈"),
  ]

  @Test(arguments: refusals.indices)
  func refusesWithThePlace(index: Int) throws {
    let (caption, code, words) = Self.refusals[index]
    let plan = plan(caption, isStrict: true)
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

  @Test(arguments: [
    String(repeating: "a cat and ", count: 3000),
    "a cat " + String(repeating: "of a cat ", count: 90),
    "a " + String(repeating: "red ", count: 5000) + "cat",
  ])
  func refusesEndlessCaptions(caption: String) {
    let plan = plan(caption, isStrict: true)
    #expect(plan.layout == nil)
    #expect(plan.findings.map(\.code) == ["MQ403"])
  }

  /// Words in any order end in a layout or in one error, and never in a crash.
  @Test(arguments: 0..<4)
  func survivesWordSalad(seed: UInt64) {
    let words =
      "cat dog tables a the two 3 and or of on in at left right above between without no with is "
      .split(separator: " ").map(String.init)
      + ["it", "them", "each", "other", "next", "to", "sitting", "red", "snow", ",", ".", "", "'s"]
    var random = SplitMix(seed: seed)
    for _ in 0..<400 {
      let count = 1 + Int(random.next() % 12)
      let caption = (0..<count).map { _ in words[Int(random.next() % UInt64(words.count))] }
        .joined(separator: " ")
      let plan = plan(caption, canvas: Canvas(width: 96, height: 40))
      let errors = plan.findings.filter { $0.severity == .error }
      #expect((plan.layout == nil) == (errors.count == 1), "\(caption)")
      for source in plan.findings.compactMap(\.source) {
        #expect(source.offset >= 0 && source.offset + source.length <= caption.utf8.count)
      }
    }
  }

  /// What no reading can plan: nothing understood, contradictions, other languages.
  @Test(arguments: [
    ("asdf qwer", "MQ403"), ("qwer a asdf", "MQ403"),
    ("colorless green ideas sleep furiously", "MQ403"),
    ("a cat with a {{name}}", "MQ403"), ("a hundred cats", "MQ405"), ("1,000 cats", "MQ405"),
    ("a cat left of a dog and the dog left of the cat", "MQ404"),
    ("two cats without cats", "MQ407"),
    ("a cat on the left and on the right", "MQ404"), ("eine rote Katze auf dem Tisch", "MQ402"),
  ])
  func refusesEvenWhenTolerant(caption: String, code: String) {
    let plan = plan(caption)
    #expect(plan.layout == nil, "\(caption): \(plan.layout?.objects ?? [])")
    #expect(plan.findings.filter { $0.severity == .error }.map(\.code) == [code])
  }

  @Test func refusesACaptionThatIsSaidToBeForeign() {
    let request = PlanRequest(caption: Caption("a cat", language: "ko"))
    #expect(OfflinePlanner().plan(request).findings.map(\.code) == ["MQ402"])
  }
}

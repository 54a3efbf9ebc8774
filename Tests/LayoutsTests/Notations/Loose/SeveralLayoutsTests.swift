import Layouts
import Testing

/// Of several layouts in one text the first is read, and the others are told of.
@Suite struct SeveralLayoutsTests {
  private static let cat = #"{"name": "a cat", "box": [10, 20, 100, 120]}"#
  private static let dog = #"{"name": "a dog", "box": [30, 40, 100, 120]}"#

  private func read(_ text: String) throws -> (names: [String], others: [Finding]) {
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    return (
      parsed.layout.objects.map(\.name), parsed.findings.filter { $0.rule == "several-layouts" }
    )
  }

  @Test(arguments: [
    #"{"objects": [\#(cat)]} {"objects": [\#(dog)]}"#,
    #"[{"caption": "one", "objects": [\#(cat)]}, {"caption": "two", "objects": [\#(dog)]}]"#,
    #"[{"objects": [\#(cat)]}, {"objects": [\#(dog)]}]"#,
    #"{"layouts": [{"objects": [\#(cat)]}, {"objects": [\#(dog)]}]}"#,
    #"{"canvas": [512, 512], "options": [{"objects": [\#(cat)]}, {"objects": [\#(dog)]}]}"#,
    #"{"option 1": {"objects": [\#(cat)]}, "option 2": {"objects": [\#(dog)]}}"#,
    #"{"a": {"background": "a room", "objects": [\#(cat)]}, "b": {"background": "", "objects": [\#(dog)]}}"#,
  ])
  func theFirstIsRead(text: String) throws {
    let (names, others) = try read(text)
    #expect(names == ["a cat"], "\(text)")
    #expect(others.count == 1, "\(text)")
    // The place of what was passed over holds the other object, and not the first.
    let place = try #require(others.first?.source)
    let passed = String(
      decoding: Array(text.utf8)[place.offset..<place.offset + place.length], as: UTF8.self)
    #expect(passed.contains("a dog") && !passed.contains("a cat"), "\(passed)")
  }

  /// Groups, layers and parts are one layout.
  @Test(arguments: [
    #"{"foreground": [\#(cat)], "background_objects": [\#(dog)]}"#,
    #"[{"name": "pets", "objects": [\#(cat)]}, {"name": "others", "objects": [\#(dog)]}]"#,
    #"[{"foreground": [\#(cat)]}, {"midground": [\#(dog)]}]"#,
    #"{"cats": {"objects": [\#(cat)]}, "dogs": {"objects": [\#(dog)]}}"#,
    #"[\#(cat), \#(dog)]"#,
    #"\#(cat) \#(dog)"#,
  ])
  func groupsAreOneLayout(text: String) throws {
    let (names, others) = try read(text)
    #expect(names == ["a cat", "a dog"], "\(text)")
    #expect(others.isEmpty, "\(text)")
  }

  /// A key around objects that stands again and again is kept once.
  @Test func repeatedMembersAreKeptOnce() throws {
    let text = #"{"seed": 1} {"seed": 2} [\#(Self.cat)]"#
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.layout.extras["seed"] == .integer(1))
    #expect(parsed.findings.contains { $0.rule == "duplicate-key" })
  }
}

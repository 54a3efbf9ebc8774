import Layouts
import Testing

/// JSON that other readers refuse: what is whole in it is read, and what is not is said.
@Suite struct BrokenJSONTests {
  private static let cat = LayoutObject(
    name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
  private static let dog = LayoutObject(
    name: "a dog", box: Box(x: 200, y: 50, width: 300, height: 400))
  private static let members = #""name": "a cat", "box": [10, 20, 100, 120]"#

  private func read(_ text: String) throws -> ParsedLayout {
    try AutomaticNotation().parse(text, canvas: .standard)
  }

  /// A line break within a text is read as a blank.
  @Test(arguments: ["\n", "\r\n", "\n    ", "\n\n", "\n\t"])
  func lineBreaksWithinTexts(lineBreak: String) throws {
    for quote in ["\"", "'"] {
      let text = #"""
        {"objects": [{"description": "black,⏎fluffy", "name": "a cat", "box": [10, 20, 100, 120]}],
         "background": "a room⏎with⏎the dog's bed⏎", "negative": "dogs"}
        """#.replacing("⏎", with: lineBreak).replacing("\"", with: quote)
      let parsed = try read(text)
      var described = Self.cat
      described.description = "black, fluffy"
      #expect(parsed.layout.objects == [described], "\(text)")
      #expect(parsed.layout.background == "a room with the dog's bed", "\(text)")
      #expect(parsed.layout.negative == "dogs", "\(text)")
      #expect(parsed.findings.contains { $0.rule == "unescaped-quote" }, "\(text)")
      #expect(!parsed.findings.contains { $0.severity == .error }, "\(text)")
    }
  }

  /// A quote that is missing at the end of a line does not take what follows into the text.
  @Test(arguments: [
    #"[{"box": [10, 20, 100, 120], "name": "a cat⏎}, {"name": "a dog", "box": [200, 50, 300, 400]}]"#,
    #"[{"name": "a cat⏎ "box": [10, 20, 100, 120]}, {"name": "a dog", "box": [200, 50, 300, 400]}]"#,
    "[('a cat⏎, [10, 20, 100, 120]), ('a dog', [200, 50, 300, 400])]",
  ])
  func missingQuotesAtLineEnds(text: String) throws {
    let text = text.replacing("⏎", with: "\n")
    let parsed = try read(text)
    #expect(parsed.layout.objects == [Self.cat, Self.dog], "\(text)")
    #expect(parsed.findings.contains { $0.rule == "missing-quote" }, "\(text)")
  }

  /// A text may end within any key or value: the members before it are read.
  @Test func tailsCutOff() throws {
    let text = #"{"objects": [{\#(Self.members)}], "background": "a room", "negative": "dogs"}"#
    let end = try #require(text.firstRange(of: #", "negative"#)?.lowerBound)
    for place in text.indices[end...] {
      let parsed = try read(String(text[..<place]))
      #expect(parsed.layout.objects == [Self.cat], "\(text[..<place])")
      #expect(parsed.layout.background == "a room", "\(text[..<place])")
      #expect(parsed.findings.contains { $0.rule == "truncated" }, "\(text[..<place])")
      #expect(!parsed.findings.contains { $0.severity == .error }, "\(text[..<place])")
    }
    for tail in [#"{"na"#, #"{"name""#, #"{"na": 1, "bo"#] {
      let parsed = try LooseJSONNotation().parse("[{\(Self.members)}, \(tail)", canvas: .standard)
      #expect(parsed.layout.objects == [Self.cat], "\(tail)")
      #expect(!parsed.findings.contains { $0.severity == .error }, "\(tail): \(parsed.findings)")
    }
  }

  @Test func trailingCommasAreNoted() throws {
    let text = #"{"objects": [{\#(Self.members),},], "background": "a room",}"#
    let findings = try LooseJSONNotation().parse(text, canvas: .standard).findings
    #expect(findings.count { $0.rule == "separator" } == 3, "\(findings)")
    let sound = #"{"objects": [{\#(Self.members)}], "background": "a room"}"#
    let none = try LooseJSONNotation().parse(sound, canvas: .standard).findings
    #expect(!none.contains { $0.rule == "separator" }, "\(none)")
  }
}

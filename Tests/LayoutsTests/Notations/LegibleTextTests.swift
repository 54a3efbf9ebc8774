import Layouts
import Testing

/// What another program did to a text is undone, and told with its place in the text as it stands.
@Suite struct LegibleTextTests {
  private static let objects = [
    LayoutObject(name: "a cat", box: Box(x: 10, y: 20, width: 30, height: 40)),
    LayoutObject(name: "a dog", box: Box(x: 100, y: 120, width: 200, height: 240)),
  ]
  private static let texts = [
    "[(&quot;a cat&quot;, [10, 20, 30, 40]), (&quot;a dog&quot;, [100, 120, 200, 240])]",
    "[(&#39;a cat&#39;, [10, 20, 30, 40]), (&#x27;a dog&#x27;, [100, 120, 200, 240])]",
    "{&quot;a cat&quot;: [10, 20, 30, 40], &quot;a dog&quot;: [100, 120, 200, 240]}",
    #"[(""a cat"", [10, 20, 30, 40]), (""a dog"", [100, 120, 200, 240])]"#,
    "[(''a cat'', [10, 20, 30, 40]), (''a dog'', [100, 120, 200, 240])]",
    #"[{""name"": ""a cat"", ""xywh"": [10, 20, 30, 40]}, {""name"": ""a dog"", ""xywh"": [100, 120, 200, 240]}]"#,
    "[('a cat', [١٠, ٢٠, ٣٠, ٤٠]), ('a dog', [١٠٠، ١٢٠، ٢٠٠، ٢٤٠])]",
    "١. a cat: x=١٠, y=٢٠, w=٣٠, h=٤٠\n٢. a dog: x=۱۰۰, y=۱۲۰, w=۲۰۰, h=۲۴۰",
    "layout = [Box(\"a cat\", 10, 20, 30, 40), Box(\"a dog\", 100, 120, 200, 240)]\nbackground = ''",
    """
    boxes = [
        model.Box(label='a cat', x=10, y=20, width=30, height=40),
        dict(
            label='a dog', x=100, y=120, width=200, height=240),
    ]
    """,
    "a cat: x=१०, y=२०, w=३०, h=४०\na dog: x=१००, y=१२०, w=२००, h=२४०",
  ]

  @Test(arguments: texts) func areRead(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects == Self.objects)
    let rules: Set = ["encoded-character", "quote-style", "number-form", "bracket-style"]
    let told = parsed.findings.filter { rules.contains($0.rule) }
    #expect(!told.isEmpty && told.allSatisfy { $0.source != nil })
  }

  /// Findings and places point into the text as it stands.
  @Test func placesAreThoseOfTheTextAsItStands() throws {
    let text = "Objects: [('a &amp; b', [10, 20, 30, 40])]\nBackground prompt: “&lt;x&gt;” ١\n"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a & b"])
    #expect(
      parsed.layout.background.hasPrefix("“<x>”") || parsed.layout.background.hasPrefix("<x>"))
    let bytes = Array(text.utf8)
    func shown(_ range: SourceRange) -> String {
      String(decoding: bytes[range.offset..<range.offset + range.length], as: UTF8.self)
    }
    #expect(parsed.places.map(shown) == ["[10, 20, 30, 40]"])
    let told = parsed.findings.filter { $0.rule == "encoded-character" }.compactMap(\.source)
    #expect(told.map(shown) == ["&amp;", "&lt;", "&gt;"])
    #expect(told.map(\.line) == [1, 2, 2])
  }

  @Test func failureNamesThePlaceAsItStands() throws {
    let text = "&quot;nothing&quot; here ١"
    #expect {
      try LMDNotation().parse(text, canvas: .standard)
    } throws: { error in
      guard let source = (error as? ParseFailure)?.source else { return false }
      return source.offset + source.length <= text.utf8.count
    }
  }

  /// A name counts with its own digits, an empty text stays, and so does what is no name of a character.
  @Test(arguments: [
    ("[('٣ قطط', [1, 2, 30, 40])]", "٣ قطط"), ("[(\"\", [1, 2, 30, 40])]", ""),
    ("[('R&D; fish & chips;', [1, 2, 30, 40])]", "R&D; fish & chips;"),
    ("[('a \"\"b\"\" c', [1, 2, 30, 40])]", "a \"\"b\"\" c"),
    ("[('a sign(\"x\")', [1, 2, 30, 40])]", "a sign(\"x\")"),
    ("[('👨‍👩‍👧 family', [1, 2, 30, 40])]", "👨‍👩‍👧 family"),
  ])
  func othersStay(text: String, name: String) throws {
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == [name])
    #expect(!parsed.findings.contains { $0.rule == "encoded-character" })
  }

  /// A quote within quotes is part of the text.
  @Test func quoteWithinQuotes() throws {
    let text = #"[{"name": "a &quot;nice&quot; cat", "xywh": [10, 20, 30, 40]}]"#
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == [#"a "nice" cat"#])
  }

  /// The contract is read to the letter.
  @Test func contractIsLiteral() throws {
    let layout = Layout(background: "salt &amp; pepper ''x''", objects: Self.objects)
    let parsed = try AutomaticNotation().parse(
      JSONNotation().print(layout).text, canvas: .standard)
    #expect(parsed.layout == layout)
  }

  /// A text that is changed where it stands holds characters by their names still, or is written anew.
  @Test func revisionSaysWhatItShould() throws {
    let text = "[(&quot;a cat&quot;, [10, 20, 100, 120])]\nBackground prompt: a room"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    var edited = EditedLayout(parsed.layout)
    edited.layout.objects[0].region = .box(Box(x: 50, y: 20, width: 100, height: 120))
    let revised = try RevisedText(text, read: parsed, toSay: edited, by: LMDNotation())
    let again = try LMDNotation().parse(revised.text, canvas: .standard)
    #expect(again.layout.objects == edited.layout.objects)
  }
}

import Layouts
import Testing

private let cat = LayoutObject(name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
private let dog = LayoutObject(name: "a dog", box: Box(x: 1, y: 2, width: 3, height: 4))
private let prompts = "Background prompt: A room\nNegative prompt: mice"

@Suite struct LMDNotationTests {
  private let notation = LMDNotation()

  /// Reads a marked list with the two prompts behind it.
  private func objects(_ list: String) throws -> [LayoutObject] {
    let layout = try expectFindings("\(list)\n\(prompts)", by: notation)
    #expect(layout.background == "A room")
    #expect(layout.negative == "mice")
    return layout.objects
  }

  @Test(arguments: [
    "[('a cat', [10, 20, 100, 120])]",
    "Objects: [('a cat', [10, 20, 100, 120])]",
    "Objects: [\n  ('a cat', (10.0, 2e1, 100, 120,),),\n]",
    "[['a cat', [10, 20, 100, 120]]]",
    "('a cat', [10, 20, 100, 120]),",
    #"[("a" ' cat', [10, 20, 100, 120])]"#,
    #"[('\x61\40\u0063at', [10, 20, 100, 120])]"#,
    "[('''a cat''', [10, 20, 100, 120])]",
    "[(u'a cat', [10, 20, 100, 120])]",
  ])
  func readsWhatPythonReads(list: String) throws {
    #expect(try objects(list) == [cat])
  }

  @Test(arguments: [
    "⟦label-spelling|Objects:⟧[('a cat', [10, 20, 100, 120])]",
    "⟦label-spelling|**objects**:⟧ [('a cat', [10, 20, 100, 120])]",
    "⟦label-spelling|Ｏｂｊｅｃｔｓ：⟧[('a cat', [10, 20, 100, 120])]",
    "⟦ignored-text|Sure! Here it is (in pixels):⟧\n[('a cat', [10, 20, 100, 120])]",
    "Objects: ⟦code-fence|```python⟧\n[('a cat', [10, 20, 100, 120])]\n⟦code-fence|```⟧",
    "Objects: [('a cat', [10, 20, 100, 120])]  ⟦comment|# the cat⟧",
    "Objects: [('a cat', [10, 20, 100, 120])] ⟦comment|// the cat⟧",
    "Objects: [('a cat', [10, 20, 100, 120])]⟦ignored-text|.⟧",
    "Objects: [('a cat', [10, 20, 100, 120])] ⟦ignored-text|(the cat is centred)⟧",
    "[(⟦quote-style|‘⟧a cat’, [10, 20, 100, 120])]",
    "[(⟦quote-style|“⟧a cat”, [10, 20, 100, 120])]",
    "[(⟦missing-quote|a cat⟧, [10, 20, 100, 120])]",
    "[(⟦missing-quote|'a cat⟧, [10, 20, 100, 120])]",
    "[('a cat', [⟦number-form|0xA⟧, ⟦number-form|2_0⟧, ⟦number-form|50+50⟧, ⟦number-form|0120⟧])]",
    "[('a cat', [⟦number-form|'10'⟧, 20⟦unit|px⟧, 100 ⟦unit|pixels⟧, ⟦number-form|240 / 2⟧])]",
    "[⟦bracket-style|{'name': 'a cat', 'bounding_box': [10, 20, 100, 120]}⟧]",
    "[⟦bracket-style|{'name': 'a cat', 'x': 10, 'y': 20, 'width': 100, 'height': 120}⟧]",
    "{⟦bracket-style|'a cat'⟧: [10, 20, 100, 120]}",
    "[('a cat', ⟦bracket-style|10, 20, 100, 120⟧)]",
    "[('a cat', [⟦number-form|~⟧10, ⟦number-form|≈⟧20, 100, 120])]",
    "[⟦bracket-style|\\⟧('a cat', \\[10, 20, 100, 120\\]\\)]",
    "[('a cat', [10 ⟦separator⟧20, 100, 120])]",
    "[('a cat' ⟦separator⟧[10, 20, 100, 120])]",
    "[('a cat', ⟦bracket-style|'[10, 20, 100, 120]'⟧)]",
    "[('a cat', [⟦number-form|int(10.9)⟧, ⟦number-form|float( 20 )⟧, ⟦number-form|round(100.4)⟧, 120])]",
    "[('a cat', ⟦bracket-style|[10, 20], [100, 120]⟧)]",
    "[('a cat', [⟦bracket-style|[10, 20], [100, 120]⟧])]",
    "[(⟦missing-quote|'a cat’⟧, [10, 20, 100, 120])]",
    "[('a cat', [10, 20, 100, 120])]\n⟦ignored-text|Wait, that's wrong.⟧\n"
      + "⟦several-layouts|[('a cat', [10, 20px, 100, 130])]⟧",
    "[('a cat', [⟦number-form|１０⟧, 20, 100, 120]), ⟦ignored-text|...⟧]",
    "[('a cat', [⟦missing-quote|x⟧⟦bracket-style|=⟧10, ⟦missing-quote|y⟧⟦bracket-style|=⟧20, "
      + "⟦missing-quote|w⟧⟦bracket-style|:⟧100, ⟦missing-quote|h⟧⟦bracket-style|:⟧120])]",
    "⟦label-spelling|**Objects**⟧\n[('a cat', [10, 20, 100, 120])]",
    "[('a cat', [10, 20, 100, 120]),⟦separator|,⟧]",
    "[('a cat', [10⟦separator|;⟧ 20⟦separator|，⟧ 100, 120])]",
    "⟦loose-entry|-⟧ ⟦loose-entry|a cat:⟧ [10, 20, 100, 120]",
    "⟦loose-entry|1.⟧ ('a cat', [10, 20, 100, 120])",
    "[('a cat', ⟦extra-element|'black'⟧, [10, 20, 100, 120])]",
    "[('a cat', [10, 20, 100, 120]⟦bracket-style|]⟧",
    "[('a cat', [10, 20, 100, 120]), ⟦missing-box|⟦truncated|(⟧'a dog'⟧",
  ])
  func readsWhatAPersonReads(list: String) throws {
    let objects = try objects(list)
    #expect(objects == [cat], "\(list)")
  }

  @Test func sidesByNameWithoutBrackets() throws {
    let parsed = try notation.parse(
      "[('a cat', left=10, top=20, width=100, height=120)]", canvas: .standard)
    #expect(parsed.layout.objects == [cat])
    #expect(parsed.findings.contains { $0.rule == "bracket-style" })
  }

  @Test(arguments: [
    ("[('a ⟦unescaped-quote|'⟧big⟦unescaped-quote|'⟧ cat', [1, 2, 3, 4])]", "a 'big' cat"),
    ("[('a child⟦unescaped-quote|'⟧s toy', [1, 2, 3, 4])]", "a child's toy"),
    (#"[("a sign ⟦unescaped-quote|"⟧Stop⟦unescaped-quote|"⟧", [1, 2, 3, 4])]"#, #"a sign "Stop""#),
    (#"[("a child's toy", [1, 2, 3, 4])]"#, "a child's toy"),
    (#"[('the \'Zone\'', [1, 2, 3, 4])]"#, "the 'Zone'"),
    (#"[('back\slash', [1, 2, 3, 4])]"#, #"back\slash"#),
    (#"[('\ud83d\ude00', [1, 2, 3, 4])]"#, "😀"),
    ("[('한국어 猫 قطة', [1, 2, 3, 4])]", "한국어 猫 قطة"),
    ("[('⟦unescaped-quote|\\x⟧zz', [1, 2, 3, 4])]", "\\xzz"),
  ])
  func readsNames(list: String, name: String) throws {
    #expect(try objects(list).map(\.name) == [name])
  }

  @Test(arguments: [
    ("[('a dog', [1, 2, 3, 4]), ('a cat', ⟦wrong-arity|[1, 2, 3]⟧)]", 1),
    ("[('a cat', ⟦wrong-arity|[1, 2, 3, 4, 5]⟧)]", 0),
    ("[('a cat', ⟦missing-box|[]⟧)]", 0),
    ("[('a cat', ⟦missing-box|null⟧)]", 0),
    ("[⟦missing-box|('a cat')⟧, ('a dog', [1, 2, 3, 4])]", 1),
    ("[(⟦missing-name|[1, 2, 3, 4]⟧)]", 0),
    ("[('a cat', [1, 2, ⟦not-a-number|⟦missing-quote|wide⟧⟧, 4])]", 0),
    ("[('a cat', [1, 2, ⟦not-a-number|⟦number-form|1/0⟧⟧, 4])]", 0),
  ])
  func nothingIsDroppedInSilence(list: String, count: Int) throws {
    #expect(try objects(list).count == count)
  }

  @Test func boxesWithoutAreaAndOutsideAreKept() throws {
    let list =
      "[('a', ⟦empty-box|[5, 6, 0, 7]⟧), ('b', ⟦out-of-canvas|[500, 0, 13, 9]⟧), "
      + "('c', ⟦fractional-box|[0.1, 0.2, 0.3, 0.4]⟧), ⟦empty-name|('', [1, 2, 3, 4])⟧]"
    #expect(try objects(list).count == 4)
  }

  @Test(arguments: [
    "Objects: ⟦no-objects|No objects.⟧", "[]", "Objects: None",
    "⟦label-spelling|objects:⟧ ⟦no-objects|N/A⟧", "Objects: []",
  ])
  func readsThatThereAreNoObjects(list: String) throws {
    #expect(try objects(list) == [])
  }

  @Test func percentagesAreTakenOfTheirSide() throws {
    let text = "[('a', [50%, 50%, 10%, 10%])]\n\(prompts)"
    let parsed = try notation.parse(text, canvas: Canvas(width: 200, height: 100))
    #expect(parsed.layout.objects[0].region == .box(Box(x: 100, y: 50, width: 20, height: 10)))
    #expect(parsed.findings.map(\.rule) == Array(repeating: "percentage", count: 4))
  }

  /// To Python these are one name, and so to the reference; who need not agree with it reads two.
  @Test func quotesThatDoNotMatch() throws {
    let name = "a cat\", [10, 20, 100, 120]), (\"a dog"
    let list = "[(⟦unescaped-quote|'\(name)'⟧, [1, 2, 3, 4])]"
    #expect(try objects(list).map(\.name) == [name])
    let layout = try expectFindings(
      "[(⟦missing-quote|'a cat\"⟧, [10, 20, 100, 120]), (⟦missing-quote|\"a dog'⟧, [1, 2, 3, 4])]"
        + "⟦missing-background⟧⟦missing-negative⟧", by: notation)
    #expect(layout.objects == [cat, dog])
  }

  /// Lists of other things, or one behind the other, are parts of one layout.
  @Test(arguments: [
    "⟦ignored-text|In front:⟧ [('a cat', [10, 20, 100, 120])]\n"
      + "⟦ignored-text|Behind:⟧ ⟦bracket-style|[('a dog', [1, 2, 3, 4])]⟧",
    "[('a cat', [10, 20, 100, 120])]\n⟦bracket-style|[('a cat', [1, 2, 3, 4])]⟧",
  ])
  func severalLists(lists: String) throws {
    #expect(try objects(lists).map(\.region) == [cat.region, dog.region])
  }

  /// What the text says of its boxes counts where the reference refuses it, and is told of elsewhere.
  @Test func statedFrames() throws {
    let words = "Boxes are [x_min, y_min, x_max, y_max]."
    let list = "[('a cat', [10, 20, 110, 140])]\n\(prompts)"
    let read = try notation.parse("\(words)\n\(list)", canvas: .standard)
    #expect(read.layout.objects == [cat])
    #expect(read.findings.map(\.rule) == ["ignored-text", "frame-inferred"])
    let accepted = try notation.parse("\(words)\nObjects: \(list)", canvas: .standard)
    #expect(
      accepted.layout.objects.map(\.region) == [.box(Box(x: 10, y: 20, width: 110, height: 140))])
    #expect(accepted.findings.map(\.rule) == ["ignored-text", "ambiguous-frame"])
  }

  @Test func statedCanvases() throws {
    let list = "[('a cat', [10, 20, 100, 120])]\n\(prompts)"
    let read = try notation.parse("Canvas: 1024x768\n\(list)", canvas: .standard)
    #expect(read.layout.canvas == Canvas(width: 1024, height: 768))
    #expect(read.findings.contains { $0.rule == "frame-inferred" })
    let accepted = try notation.parse("Canvas: 1024x768\nObjects: \(list)", canvas: .standard)
    #expect(accepted.layout.canvas == .standard)
    #expect(accepted.findings.contains { $0.rule == "assumed-frame" })
  }

  @Test func dictionariesKeepWhatElseTheySay() throws {
    let text = "[{'id': 3, 'name': 'a', 'box': [1, 2, 3, 4], 'description': 'red'}]\n\(prompts)"
    let object = try notation.parse(text, canvas: .standard).layout.objects[0]
    #expect(object.description == "red")
    #expect(object.extras == ["id": 3])
  }

  @Test func numbersOfThePersonAndTheReferenceAreOne() throws {
    let layout = try notation.parse("[('a', [True, -5, +6., .5e1])]\n\(prompts)", canvas: .standard)
      .layout
    #expect(layout.objects[0].region == .box(Box(x: 1, y: -5, width: 6, height: 5)))
  }
}

@Suite struct LMDPromptTests {
  private let notation = LMDNotation()
  private let list = "[('a cat', [10, 20, 100, 120])]"

  @Test func onOneLine() throws {
    let layout = try expectFindings(
      "Objects: \(list) Background prompt: A room Negative prompt: dogs", by: notation)
    #expect(layout == Layout(background: "A room", negative: "dogs", objects: [cat]))
  }

  /// What the reference accepts is read as it reads it: the prompt runs to the end of the text.
  @Test func trailingTextOfAnAcceptedResponseIsKept() throws {
    let layout = try expectFindings(
      "\(list)\nBackground prompt: A room\nNegative prompt: dogs\n\n⟦trailing-text|```⟧",
      by: notation)
    #expect(layout.negative == "dogs\n\n```")
  }

  @Test func trailingTextOfARefusedResponseIsPassedOver() throws {
    let layout = try expectFindings(
      """
      ⟦code-fence|```⟧
      \(list)
      Background prompt: A room
      Negative prompt: dogs
      ⟦code-fence|```⟧
      """, by: notation)
    #expect(layout.negative == "dogs")
    let other = try expectFindings(
      """
      ⟦label-spelling|objects:⟧ \(list)
      Background prompt: A room
      Negative prompt: ⟦placeholder|none⟧

      ⟦ignored-text|I hope this helps!⟧
      """, by: notation)
    #expect(other.negative == "")
  }

  @Test func anyOrderAndSpelling() throws {
    let layout = try expectFindings(
      """
      ⟦label-spelling|negative:⟧ dogs
      Background prompt:
      ⟦section-order|A room⟧
      ⟦label-spelling|### Objects:⟧
      \(list)
      """, by: notation)
    #expect(layout == Layout(background: "A room", negative: "dogs", objects: [cat]))
  }

  @Test func missingPrompts() throws {
    let layout = try expectFindings(
      "\(list)⟦missing-background⟧⟦missing-negative⟧", by: notation)
    #expect(layout.objects == [cat])
    try expectFindings("\(list)\nBackground prompt: A room⟦missing-negative⟧", by: notation)
  }

  @Test func theFirstOfTwoPromptsCounts() throws {
    let layout = try expectFindings(
      """
      \(list)
      Background prompt: A room
      Background prompt: ⟦duplicate-section|A hall⟧
      Negative prompt:⟦duplicate-section⟧
      Negative prompt: dogs
      """, by: notation)
    #expect(layout.background == "A room")
    #expect(layout.negative == "dogs")
  }

  @Test func theFirstOfTwoLayoutsCounts() throws {
    let layout = try expectFindings(
      """
      ⟦label-spelling|objects:⟧ \(list)
      Background prompt: A room
      Negative prompt: dogs

      ⟦several-layouts|Caption: another
      objects: [('a dog', [1, 2, 3, 4])]
      Background prompt: A hall⟧
      """, by: notation)
    #expect(layout == Layout(background: "A room", negative: "dogs", objects: [cat]))
  }

  @Test func theCaptionIsKept() throws {
    let layout = try expectFindings(
      "Caption: two cats\nObjects: \(list)\n\(prompts)", by: notation)
    #expect(layout.caption == "two cats")
  }

  @Test func carriageReturns() throws {
    let layout = try expectFindings(
      "Objects: \(list)\r\nBackground prompt: A room\r\nNegative prompt: dogs\r\n", by: notation)
    #expect(layout == Layout(background: "A room", negative: "dogs", objects: [cat]))
  }

  @Test func oneFrameOfAVideoIsRead() throws {
    let text = """
      Reasoning: ⟦ignored-text|it moves⟧
      Frame 1: [⟦bracket-style|{'id': 0, 'name': 'a cat', 'box': [10, 20, 100, 120]}⟧]  ⟦comment|# here⟧
      Frame 2: ⟦video-frames|[{'id': 0, 'name': 'a cat', 'box': [20, 20, 100, 120]}]⟧
      ⟦label-spelling|Background keyword:⟧ street⟦missing-negative⟧
      """
    let first = try expectFindings(text, by: notation)
    #expect(first.background == "street")
    #expect(first.objects.map(\.region) == [cat.region])
    let second = try LMDNotation(frame: 2).parse(MarkedText(text).text, canvas: .standard)
    #expect(second.layout.objects[0].region.bounds.x == 20)
  }

  @Test(arguments: ["", "  \n ", "hello", "Sure, here you are: (nothing)", "{", "]]]", "'a cat'"])
  func refusesWhatHoldsNoLayout(text: String) throws {
    let failure = try #require(throws: ParseFailure.self) {
      try notation.parse(text, canvas: .standard)
    }
    #expect(failure.message.hasPrefix("expected a list such as"))
  }
}

@Suite struct LMDPrintingTests {
  private func print(_ name: String) -> String {
    LMDNotation().print(
      Layout(objects: [LayoutObject(name: name, box: Box(x: 1, y: 2.5, width: 3, height: -0.0))])
    ).text
  }

  @Test(arguments: [
    ("a cat", "'a cat'"), ("a child's toy", "\"a child's toy\""), ("\"Stop\"", "'\"Stop\"'"),
    ("a \"b's\"", #"'a "b\'s"'"#), ("back\\slash", #"'back\\slash'"#),
    ("tab\tline\nreturn\r", #"'tab\tline\nreturn\r'"#), ("café 猫 😀", "'café 猫 😀'"),
    ("\u{A0}\u{200B}\u{7F}\u{E000}\u{E0001}", #"'\xa0\u200b\x7f\ue000\U000e0001'"#),
    ("Background prompt: x", #"'Background prompt\x3a x'"#),
    ("Objects: x", #"'Objects\x3a x'"#),
  ])
  func writesNamesAsPythonDoes(name: String, literal: String) throws {
    let text = print(name)
    #expect(text == "[(\(literal), [1, 2.5, 3, 0])]\nBackground prompt: \nNegative prompt: ")
    #expect(try LMDNotation().parse(text, canvas: .standard).layout.objects[0].name == name)
  }

  @Test func promptsThatCannotStandAreChangedAndReported() {
    let layout = Layout(background: "a\nb Negative prompt: c ", negative: "None")
    let printed = LMDNotation().print(layout)
    #expect(printed.text == "[]\nBackground prompt: a b Negative prompt  c\nNegative prompt: ")
    #expect(printed.losses.map(\.rule) == ["alters-text", "alters-text"])
  }
}

import Layouts
import Testing

/// What stands on the line of the boxes beside them: the prompts, and what calls say of both.
@Suite struct LabelsBehindBoxesTests {
  private static let objects = [
    LayoutObject(name: "cat", box: Box(x: 50, y: 200, width: 170, height: 230)),
    LayoutObject(name: "dog", box: Box(x: 250, y: 40, width: 220, height: 260)),
  ]

  private func read(_ text: String) throws -> ParsedLayout {
    try AutomaticNotation().parse(text, canvas: .standard)
  }

  @Test(arguments: [
    "cat [50,200,170,230]; dog [250,40,220,260]; background: a room; negative: people",
    "cat [50,200,170,230]; dog [250,40,220,260]; Background prompt: a room; Negative prompt: people",
    "cat (50, 200, 220, 430), dog (250, 40, 470, 300) | background: a room | neg. | negative: people",
    "Layout: cat=[50,200,170,230], dog=[250,40,220,260]. Background: a room. **Negative:** people",
    "[('cat', [50,200,170,230]), ('dog', [250,40,220,260])]; background: a room; negative: people",
    "{\"cat\": [50,200,170,230], \"dog\": [250,40,220,260]}; background: \"a room\"; negative: \"people\"",
    "cat [50,200,170,230]\ndog [250,40,220,260]\n// background: a room\n// negative: people",
    "cat [50,200,170,230]；dog [250,40,220,260]；背景：a room；负面：people",
  ])
  func promptsBehindBoxes(text: String) throws {
    let layout = try read(text).layout
    #expect(layout.objects == Self.objects, "\(text)")
    #expect(layout.background.hasPrefix("a room"), "\(text)")
    #expect(layout.negative == "people", "\(text)")
  }

  /// A name in quotes with a box behind it is a name whatever it holds; without a box it is a label.
  @Test func quotedNamesAreNoLabels() throws {
    let names = [
      "background", "Background prompt", "a cat'Background prompt:", "a {{ negative prompt：{{",
      "Negative prompt: \"x\"",
    ]
    let objects = names.map { LayoutObject(name: $0, box: Box(x: 8, y: 16, width: 64, height: 32)) }
    let layout = Layout(background: "a room", negative: "people", objects: objects)
    let printed = ListNotation().print(layout)
    #expect(printed.losses == [])
    #expect(try ListNotation().parse(printed.text, canvas: .standard).layout == layout)
    let label = try ListNotation().parse(
      "1. \"cat\": (50, 200, 220, 430)\n\"background\": (a room)", canvas: .standard)
    #expect(label.layout.objects == [Self.objects[0]])
    #expect(label.layout.background.contains("a room"))
  }

  /// A box behind a word for a prompt makes it a name, as for everything else in the list.
  @Test(arguments: ["Background", "'background'", "\"Background\"", "**Background**", "Negative"])
  func labelsOfBoxesAreNames(label: String) throws {
    for bullet in ["", "2. ", "- "] {
      let parsed = try ListNotation().parse(
        "1. cat: (50, 200, 220, 430)\n\(bullet)\(label): (0, 0, 512, 500)", canvas: .standard)
      let objects = parsed.layout.objects
      let whole = Box(x: 0, y: 0, width: 512, height: 500)
      #expect(objects.map(\.region.bounds) == [Self.objects[0].region.bounds, whole], "\(label)")
      #expect(objects.last?.name == label.filter(\.isLetter))
      #expect(parsed.layout.background.isEmpty && parsed.layout.negative.isEmpty)
    }
    let prompt = try ListNotation().parse(
      "1. cat: (50, 200, 220, 430)\nBackground prompt: (0, 0, 512, 500)", canvas: .standard)
    #expect(prompt.layout.background == "(0, 0, 512, 500)")
  }

  /// Behind a label of its own line a prompt may hold such words, and so may what brackets hold.
  @Test func wordsInPromptsAndRulesAreNoLabels() throws {
    let prompt = "Photo (1990); background: dark; negative: space"
    let list = try read(
      "[('cat', [1, 2, 30, 40])]\nBackground prompt: \(prompt)\nNegative prompt: ")
    #expect(list.layout.background == prompt)
    let rule = try read(
      "cat {left: 50px; top: 200px; width: 170px; height: 230; background: red}")
    #expect(rule.layout.objects == [Self.objects[0]])
    #expect(rule.layout.background.isEmpty)
  }

  @Test(arguments: [
    """
    scene.add("cat", 50, 200, 170, 230)
    scene.add("dog", 250, 40, 220, 260)
    scene.set_background("a room (lit)")
    scene.set_negative_prompt('people');
    """,
    """
    add_object(name="cat", bbox=[50, 200, 170, 230])
    add_object(name="dog", bbox=[250, 40, 220, 260])
    setBackground( "a room (lit)" )
    negative("people")
    """,
  ])
  func promptsInCalls(text: String) throws {
    let parsed = try read(text)
    #expect(parsed.layout.objects == Self.objects)
    #expect(parsed.layout.background == "a room (lit)")
    #expect(parsed.layout.negative == "people")
    let told = parsed.findings.filter { $0.message.contains("label of a prompt") }
    #expect(told.compactMap(\.source?.line) == [3, 4])
  }

  @Test func callsWithOtherThingsAreNoPrompts() throws {
    let parsed = try read("add(\"cat\", 50, 200, 170, 230)\nset_background_color(\"blue\")")
    #expect(parsed.layout.background.isEmpty)
    #expect(parsed.findings.contains { $0.message.contains("blue") })
  }

  /// Where a program draws, the comment says what.
  @Test(arguments: [
    "context.fillRect(50, 200, 170, 230); // cat\ncontext.fillRect(250, 40, 220, 260); // dog",
    """
    draw.rectangle((50, 200, 220, 430), outline="red")  # cat
    draw.rectangle((250, 40, 470, 300), outline="red")  # dog
    """,
  ])
  func commentsNameWhatIsDrawn(text: String) throws {
    #expect(try read(text).layout.objects == Self.objects)
  }

  @Test(arguments: [
    "# boxes are x, y, width, height in pixels\ncat: 100, 120, 300, 200",
    "Coordinates: left, top, width and height.\n\n- cat: [100, 120, 300, 200]",
    "# box format: x_min y_min x_max y_max\ncat: 100, 120, 400, 320",
    "/* x1, y1, x2, y2 */\n[('cat', [100, 120, 400, 320])]\nBackground prompt: a room",
    "{\n  // top, left, bottom, right\n  \"objects\": [{\"name\": \"cat\", \"box\": [120, 100, 320, 400]}]\n}",
    "# coordinates normalised 0-1000\ncat: 195.3125, 234.375, 781.25, 625",
  ])
  func framesInComments(text: String) throws {
    let layout = try read(text).layout
    #expect(
      layout.objects == [
        LayoutObject(name: "cat", box: Box(x: 100, y: 120, width: 300, height: 200))
      ], "\(text)")
  }

  @Test(arguments: [
    ("The cat occupies the region from (10, 20) to (110, 140).", "The cat"),
    ("On the left the cat covers the area from (10, 20) to (110, 140).", "the cat"),
    ("Here is <obj>cat</obj><bbox>[10, 20, 110, 140]</bbox>.", "cat"),
    ("<div id=\"cat\" style=\"left:10px;top:20px;width:100px;height:120px\"></div>", "cat"),
    ("cat -> x: 10..110, y: 20..140", "cat"),
    ("cat: x 10…110, y 20…140", "cat"),
    ("cat....10, 20, 110, 140", "cat"),
  ])
  func namesAndSides(line: String, name: String) throws {
    let parsed = try read(line)
    #expect(parsed.layout.objects.map(\.name) == [name])
    #expect(
      parsed.layout.objects.first?.region.bounds == Box(x: 10, y: 20, width: 100, height: 120))
  }

  /// The list behind a label for the final version, on its own line.
  @Test(arguments: [
    "Draft 1: [('cat', [1, 2, 30, 40])]\nDraft 2 (final): [('cat', [50, 200, 170, 230])]",
    "Draft: [('cat', [1, 2, 30, 40])]\nFinal: [('cat', [50, 200, 170, 230])]",
    "First: [('cat', [1, 2, 30, 40])]\n**Corrected:** [\n  ('cat', [50, 200, 170, 230])\n]",
  ])
  func finalListOnItsLine(lists: String) throws {
    let parsed = try read(lists + "\nBackground prompt: a room\nNegative prompt: ")
    #expect(parsed.layout.objects == [Self.objects[0]])
    #expect(parsed.layout.background == "a room")
    #expect(parsed.findings.contains { $0.rule == "several-layouts" })
  }

  /// A name that is such a word and has one box is no label.
  @Test func namesThatSoundFinal() throws {
    let parsed = try read("cat: [50, 200, 170, 230]\nfinal: [1, 2, 30, 40]\nBackground: a room")
    #expect(parsed.layout.objects.map(\.name) == ["cat", "final"])
  }

  @Test(arguments: [
    "杯 {width：90px；height：80px；left：10px；top：20px}",
    "杯 ｛width：９０ｐｘ；height：８０ｐｘ；left：１０ｐｘ；top：２０ｐｘ｝",
    "杯 {宽度：90px；高度：80px；左：10px；上：20px}",
    "杯 {宽: 90px; 高: 80px; left: 10px; top: 20px}",
  ])
  func rulesInFullWidth(text: String) throws {
    let parsed = try read(text + "\n背景：一张桌子，有窗；很亮")
    #expect(
      parsed.layout.objects == [
        LayoutObject(name: "杯", box: Box(x: 10, y: 20, width: 90, height: 80))
      ])
    #expect(parsed.layout.background == "一张桌子，有窗；很亮")
    #expect(parsed.findings.contains { ["bracket-style", "property-name"].contains($0.rule) })
  }

  /// A sentence between braces is kept to the letter.
  @Test func descriptionsInFullWidthStay() throws {
    let parsed = try read(
      "cup {major-radius: 90px; minor-radius: 80px; cx: 100px; cy: 200px; angle: 0deg}\n\n"
        + "cup {一只杯子，白色；很大}")
    #expect(parsed.layout.objects.map(\.description) == ["一只杯子，白色；很大"])
  }
}

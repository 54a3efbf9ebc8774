import Layouts
import Testing

/// Lists in words as models write them: what counts, joins or announces their names is none of them.
@Suite struct ListReadingTests {
  /// What is read of a text that names a lion and a zebra.
  private static let pair = ["a lion [40, 180, 200, 260]", "a zebra [280, 200, 210, 250]"]

  private func read(_ text: String, as notation: any Notation = ListNotation()) throws
    -> (objects: [String], rules: [String])
  {
    let parsed = try notation.parse(text, canvas: .standard)
    let objects = parsed.layout.objects.map { object in
      let box = object.region.bounds
      let numbers = [box.x, box.y, box.width, box.height].map { Int($0.rounded()) }
      return "\(object.name) \(numbers)"
    }
    for finding in parsed.findings {
      guard let source = finding.source else { continue }
      #expect(source.offset + source.length <= text.utf8.count, "\(finding)")
    }
    return (objects, parsed.findings.map(\.rule))
  }

  /// What is said of a place in words keeps no object from its box.
  @Test(arguments: [
    "1. a lion\n  Location: far left\n  Box: {lion}\n2. a zebra\n  Position: right\n  Box: {zebra}",
    "Objeto 1: a lion\nCoordenadas: {lion}\n\nObjeto 2: a zebra\nCoordenadas: {zebra}",
  ])
  func attributesBelowAName(text: String) throws {
    let text = text.replacing("{lion}", with: "(40, 180, 240, 440)")
      .replacing("{zebra}", with: "(280, 200, 490, 450)")
    #expect(try read(text).objects == Self.pair, "\(text)")
  }

  @Test(arguments: [
    ("**1. a lion**: B\n**2. a zebra**: C", "name-decoration"),
    ("a) a lion: B\nb) a zebra: C", "loose-entry"),
    ("i) a lion: B\nii) a zebra: C", "loose-entry"),
    ("[1] a lion: B\n[2] a zebra: C", "loose-entry"),
    ("#1 a lion: B\n#2: a zebra: C", "loose-entry"),
    ("①a lion：B\n②a zebra：C", "loose-entry"),
    ("1️⃣ a lion: B\n2️⃣ a zebra: C", "loose-entry"),
    ("一、a lion：B\n二、a zebra：C", "loose-entry"),
    ("・a lion: B\n・a zebra: C", "loose-entry"),
    ("- [ ] a lion: B\n- [x] a zebra: C", "loose-entry"),
    ("├── a lion: B\n└── a zebra: C", "loose-entry"),
    ("│   ├── a lion: B\n│   └── a zebra: C", "loose-entry"),
    ("1. a lion .... B\n2. a zebra ..... C", "loose-entry"),
    ("The scene contains a lion B and a zebra C.", "name-decoration"),
    ("Object 1 - a lion: B\nObject 2 – a zebra: C", "name-decoration"),
    ("name=a lion; box=B\nname=a zebra; box=C", "name-decoration"),
    ("Final answer: a lion: B; a zebra: C", "name-decoration"),
    ("Here are the boxes: a lion B, a zebra C", "name-decoration"),
    ("Sure! a lion: B, a zebra: C", "name-decoration"),
    ("a lion: B and a zebra: C", "name-decoration"),
    ("1. a lion B, 2. a zebra C", "name-decoration"),
    (
      "<thing name=\"a lion\" x=\"40\" y=\"180\" width=\"200\" height=\"260\"/>\na zebra: C",
      "name-decoration"
    ),
    ("B a lion\nC a zebra", "loose-entry"),
    ("1. B: a lion\n2. C: a zebra", "loose-entry"),
    ("a lion\nB\n\na zebra\nC", "loose-entry"),
    ("a lion: (7.8125%, 35.15625%, 46.875%, 85.9375%)\na zebra: C", "percentage"),
  ])
  func marksAreNoNames(text: String, rule: String) throws {
    let text = text.replacing("B", with: "(40, 180, 240, 440)")
      .replacing("C", with: "(280, 200, 490, 450)")
    let (objects, rules) = try read(text)
    #expect(objects == Self.pair, "\(text)")
    #expect(rules.contains(rule), "\(text): \(rules)")
  }

  @Test(arguments: [
    "(a lion: [40, 180, 240, 440]), (a zebra: [280, 200, 490, 450])",
    "Objects: [a lion: [40, 180, 240, 440], a zebra: [280, 200, 490, 450]]",
    "a lion: [(40, 180), (240, 440)]\na zebra: [(280, 200), (490, 450)]",
    "- name: a lion\n  box:\n    x: 40\n    y: 180\n    width: 200\n    height: 260\n"
      + "- name: a zebra\n  box:\n    x: 280\n    y: 200\n    width: 210\n    height: 250",
    "### 1. a lion\nPosition: (40, 180)\nSize: 200x260\n\n### 2. a zebra\nPosition: (280, 200)\n"
      + "Size: 210x250",
    "| Object | Position (x, y) | Size (w × h) |\n|---|---|---|\n| a lion | (40, 180) | 200 × 260 |\n"
      + "| a zebra | (280, 200) | 210 × 250 |",
    "a lion: x1=40 y1=180 x2=240 y2=440\na zebra: x1: 280 y1: 200 x2: 490 y2: 450",
    "a lion: x0=40 y0=180 x1=240 y1=440\na zebra: x1 280 y1 200 x2 490 y2 450",
    "a lion: x 40-240, y 180-440\na zebra: x: 280 – 490, y: 200 – 450",
    "a lion: top-left x=40, y=180; bottom-right x=240, y=440\n"
      + "a zebra: from x=280 to x=490, y=200 to y=450",
  ])
  func shapesOfListsAreRead(text: String) throws {
    for notation in [ListNotation(), AutomaticNotation()] as [any Notation] {
      #expect(try read(text, as: notation).objects == Self.pair, "\(notation.name): \(text)")
    }
  }

  /// Cells that are neither name, description nor numbers are told of, one by one.
  @Test func cellsWithoutAMeaningAreSaid() throws {
    let layout = try expectFindings(
      """
      | Object | Colour | Box (x0, y0, x1, y1) | Description |
      |---|---|---|---|
      | a lion | ⟦ignored-text|yellow⟧ | (40, 180, 240, 440) | it roars |
      """, by: ListNotation())
    #expect(layout.objects.map(\.description) == ["it roars"])
  }

  /// What looks like a mark and belongs to the name stays.
  @Test(arguments: [
    "a No. 7 bus", "7 dwarfs", "a clock showing 10:30", "a lion (1 of 2)", "salt and pepper",
    "and yet", "Lion #1", "A", "Dr. Who", "a gift box", "an easel with a canvas",
    "a man who is running", "(roaring) lion",
  ])
  func namesStay(name: String) throws {
    let text = "\(name): (40, 180, 240, 440)\na zebra: (280, 200, 490, 450)"
    #expect(try read(text).objects == ["\(name) [40, 180, 200, 260]", Self.pair[1]])
  }

  @Test func headingsNameEachOfTheirBoxes() throws {
    for text in [
      "lions:\n- (40, 180, 240, 440)\n- (280, 200, 490, 450)",
      "lions:\n- Box: (40, 180, 240, 440)\n- Box: (280, 200, 490, 450)",
      "lions: [[40, 180, 240, 440], [280, 200, 490, 450]]",
      "lions: (40, 180, 240, 440), (280, 200, 490, 450)",
    ] {
      let (objects, rules) = try read(text)
      #expect(objects == ["lions [40, 180, 200, 260]", "lions [280, 200, 210, 250]"], "\(text)")
      #expect(rules.contains("loose-entry"))
    }
    let twice = "lions:\nBox: (40, 180, 240, 440)\nCoordinates: (280, 200, 490, 450)"
    let (objects, rules) = try read(twice)
    #expect(objects.count == 1 && rules.contains("extra-element"))
  }

  @Test(arguments: [
    "2. a zebra: (280, 200, 210, 2", "2. a zebra: (280, 200, 21", "2. a zebra: (280,",
    "2. a zebra [x: 280, y: 200",
  ])
  func cutListsSaySo(line: String) throws {
    let (_, rules) = try read("1. a lion: (40, 180, 200, 260)\n\(line)")
    #expect(rules.contains("truncated"), "\(line): \(rules)")
    let whole = try read("1. a lion: (40, 180, 200, 260)\n2. a zebra: (280, 200, 210, 2)")
    #expect(!whole.rules.contains("truncated"))
  }

  /// Sentences about the canvas are no objects, nor are those about what is listed.
  @Test(arguments: [
    "Note: the canvas goes from (0, 0) to (512, 512).", "The canvas is [0, 0, 512, 512].",
    "The whole picture spans (0, 0, 512, 512).", "canvas: (0, 0, 512, 512)",
    "The cat spans (10, 10, 110, 110).", "I placed the cat at (10, 10, 110, 110) to keep it left.",
  ])
  func sentencesAreNoObjects(sentence: String) throws {
    for text in [
      "1. a cat: (10, 10, 110, 210)\n\n\(sentence)", "\(sentence)\na cat: (10, 10, 110, 210)",
    ] {
      let (objects, rules) = try read(text)
      #expect(objects == ["a cat [10, 10, 100, 200]"], "\(text)")
      #expect(rules.contains("ignored-text"), "\(text)")
    }
  }

  /// Where nothing lists what sentences say, they do.
  @Test func sentencesAloneAreRead() throws {
    let text = "There is a cat at (10, 10, 110, 110) and a dog at (200, 20, 300, 100)."
    #expect(try read(text).objects == ["a cat [10, 10, 100, 100]", "a dog [200, 20, 100, 80]"])
    let beside = "1. a cat: (10, 10, 110, 110)\nThe dog is at (200, 20, 300, 100)."
    #expect(
      try read(beside).objects == ["a cat [10, 10, 100, 100]", "The dog [200, 20, 100, 80]"])
  }

  /// What would be taken for something else is written in quotes, and stays what it was.
  @Test(arguments: [
    "canvas", "the picture", "Final answer: a cat", "Sure! a cat", "b) cat", "#2 cat",
  ])
  func namesLikeMarksAreWrittenInQuotes(name: String) throws {
    let layout = Layout(
      objects: [LayoutObject(name: name, box: Box(x: 0, y: 0, width: 200, height: 200))])
    let again = try ListNotation().parse(ListNotation().print(layout).text, canvas: .standard)
    #expect(again.layout.objects == layout.objects)
  }
}

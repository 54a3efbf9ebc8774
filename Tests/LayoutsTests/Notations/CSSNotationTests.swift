import Foundation
import Layouts
import TestSupport
import Testing

private let bear = Ellipse(centerX: 300, centerY: 258, major: 162, minor: 76, angle: 6)
private let box = LayoutObject.Region.box(Box(x: 21, y: 281, width: 211, height: 159))

@Suite struct CSSBoxNotationTests {
  private let notation = CSSBoxNotation()

  @Test func writesLayoutGPTsForm() throws {
    let layout = Layout(
      background: "a nursery", objects: [LayoutObject(name: "teddy bear", region: box)])
    let text = """
      teddy-bear {height: 159px; width: 211px; top: 281px; left: 21px; }
      Background prompt: a nursery
      Negative prompt:\u{20}
      """
    #expect(notation.print(layout) == PrintedLayout(text: text))
    #expect(try expectFindings(text, by: notation) == layout)
    let bare = "teddy-bear {height: 159px; width: 211px; top: 281px; left: 21px; }"
    #expect(notation.print(Layout(objects: layout.objects)).text == bare)
  }

  @Test(arguments: [
    "teddy bear{left:21;top:281;width:211;height:159}",
    "Layout:\nteddy-bear {HEIGHT: 159 px; width: +211px; top: 281.0px; left: 2.1e1}",
    "teddy-bear {\n  height: 159px\n  ⟦separator⟧width: 211px\n  top: 281px\n  left: 21px\n}",
    "teddy-bear\n{height: 159px ⟦separator⟧width: 211px top: 281px left: 21px}",
    "\"teddy bear\" {height: 159px; width: 211px; top: 281px; left: 21px; }",
    "⟦name-decoration|- teddy-bear⟧ {height: 159px; width: 211px; top: 281px; left: 21px; }",
    "⟦name-decoration|2. teddy bear:⟧ {height: 159px; width: 211px; top: 281px; left: 21px; }",
    "⟦name-decoration|.teddy-bear⟧ {height: 159px; width: 211px; top: 281px; left: 21px; }",
    "⟦name-decoration|'teddy bear'⟧ {height: 159px; width: 211px; top: 281px; left: 21px; }",
    "teddy-bear {⟦property-name|h⟧: 159; ⟦property-name|w⟧: 211; ⟦property-name|y⟧: 281; left: 21}",
    "teddy-bear {height: 159px⟦separator|,⟧ width: 211px; top: 281px; left: 21px; }",
    "teddy-bear {height: 159px; width: 211px; top: 281px; left: 21px; ⟦unknown-property|color: red⟧; }",
    "teddy-bear {height: 159px; ⟦comment|/* tall */⟧ width: 211px; top: 281px; left: 21px}",
    "teddy-bear {⟦unknown-property|+*⟧ height: ⟦comment|/* tall */⟧ 159; width: 211; top: 281; left: 21}",
    "teddy-bear {left: 3; left: ⟦duplicate-key|21⟧; top: 281; width: 211; height: 159}",
    "⟦truncated|teddy-bear {height: 159px; width: 211px; top: 281px; left: 21px;⟧",
    "teddy-bear {height: ⟦number-form|150+9px⟧; width: 211px; top: 281px; left: 21px; }",
    "⟦code-fence|```css⟧\nteddy-bear {height: 159; width: 211; top: 281; left: 21}\n⟦code-fence|```⟧",
    "⟦ignored-text|Here you are!⟧\nteddy-bear {height: 159; width: 211; top: 281; left: 21}",
  ])
  func readsWhatAPersonReads(text: String) throws {
    let layout = try expectFindings(text, by: notation)
    #expect(layout.objects == [LayoutObject(name: "teddy bear", region: box)])
  }

  /// Numbers that are read may lead to some beyond all numbers: such a region is left out, and said.
  @Test(arguments: [
    "left: 10px; top: 20px; width: 1e307%; height: 30px",
    "cx: -1.7e308px; top: 20px; width: 1.7e308px; height: 30px",
    "major-radius: 1e307%; minor-radius: 1%; cx: 1%; cy: 1%; angle: 0deg",
  ])
  func numbersWithoutEndAreLeftOut(body: String) throws {
    let parsed = try notation.parse(
      "a {\(body)}\nteddy-bear {height: 159px; width: 211px; top: 281px; left: 21px; }",
      canvas: .standard)
    #expect(parsed.layout.objects == [LayoutObject(name: "teddy bear", region: box)])
    #expect(parsed.findings.contains { $0.rule == "not-a-number" && $0.object == nil })
    #expect(parsed.findings.allSatisfy { $0.object == nil })
  }

  @Test func whatStandsTwiceIsReported() throws {
    let layout = try expectFindings(
      "cat {left: 4; top: 3; width: ⟦unknown-property|ten⟧; width: 2; height: 1; "
        + "⟦bracket-style|description⟧: grey; ⟦bracket-style|desc⟧: ⟦duplicate-key|small⟧}",
      by: notation)
    #expect(
      layout.objects == [
        LayoutObject(
          name: "cat", description: "small",
          region: .box(Box(x: 4, y: 3, width: 2, height: 1)))
      ])
  }

  @Test func whatABoxHasNoUseForIsReported() throws {
    let layout = try expectFindings(
      "cat {left: 4; top: 3; width: 2; height: 1; ⟦property-name|radius⟧: ⟦unknown-property|5⟧; "
        + "angle: ⟦unknown-property|auto⟧; ⟦property-name|center⟧: ⟦unknown-property|top left⟧}",
      by: notation)
    #expect(layout.objects.map(\.region) == [.box(Box(x: 4, y: 3, width: 2, height: 1))])
  }

  @Test(arguments: [
    "⟦missing-property|cat {height: 1px; width: 2px; top: 3px; }⟧",
    "⟦not-a-number|cat {height: 1px; width: 2px; top: 3px; left: ?px}⟧",
    "⟦not-a-number|⟦truncated|cat {height: 1px; width: 2px; top: 3px; left:⟧⟧",
  ])
  func nothingIsDroppedInSilence(text: String) throws {
    #expect(try expectFindings(text, by: notation).objects == [])
  }

  @Test func aRuleThatIsCutOffEndsBeforeTheNextOne() throws {
    let layout = try expectFindings(
      """
      ⟦missing-property|⟦truncated|dog {height: 1px; width: 2px⟧⟧
      cat {height: 1px; width: 2px; top: 3px; left: 4px}
      """, by: notation)
    #expect(layout.objects.map(\.name) == ["cat"])
  }

  @Test func twoRulesOnALineAndEllipses() throws {
    let layout = try expectFindings(
      "a {height: 1; width: 2; top: 3; left: 4} "
        + "b {⟦other-shape|major-radius: 4; minor-radius: 2; cx: 9; cy: 9; angle: 0⟧}",
      by: notation)
    #expect(layout.objects.map(\.name) == ["a", "b"])
    #expect(
      layout.objects[1].region
        == .ellipse(Ellipse(centerX: 9, centerY: 9, major: 4, minor: 2, angle: 90)))
  }

  @Test(arguments: [
    "width: 10; height: 12; cx: ⟦property-name|15⟧; cy: ⟦property-name|26⟧",
    "⟦property-name|center⟧: (⟦property-name|15⟧, ⟦property-name|26⟧); width: 10; height: 12",
    "width: 10; height: 12; cx: ⟦property-name|15⟧; top: 20",
  ])
  func boxesAroundACentre(body: String) throws {
    let layout = try expectFindings("cat {\(body)}", by: notation)
    #expect(layout.objects.map(\.region) == [.box(Box(x: 10, y: 20, width: 10, height: 12))])
  }

  @Test(arguments: [
    "{rule}⟦separator|,⟧ b {rule}", "{rule} ⟦separator|;⟧ b {rule}",
    "{rule}⟦separator|,⟧\nb {rule}",
  ])
  func separatorsBetweenRulesAreNoPartOfNames(text: String) throws {
    let layout = try expectFindings("a \(text)".withRules, by: notation)
    #expect(layout.objects.map(\.name) == ["a", "b"])
  }

  /// A base model goes on behind its answer, others offer a choice.
  @Test(arguments: [
    "\n\n⟦several-layouts|Prompt: a dog\nLayout:\nb {rule}⟧",
    "\nNegative prompt: \n\n⟦several-layouts|Layout:\nb {rule}⟧",
    "\nNegative prompt: \n⟦several-layouts|Caption: a dog\na {grey}\nb {rule}\nBackground prompt: x⟧",
    "\n\n⟦several-layouts|**Option 2:**\nb {rule}⟧",
    "\n⟦several-layouts|### Layout B\nb {rule}⟧",
  ])
  func theFirstOfSeveralLayoutsIsRead(rest: String) throws {
    let layout = try expectFindings("a {rule}\(rest)".withRules, by: notation)
    #expect(layout.objects.map(\.name) == ["a"] && layout.caption == "" && layout.background == "")
    #expect(layout.objects.first?.description == "")
  }

  @Test(arguments: [
    "\nb {rule}\nCaption: a dog", "\n⟦ignored-text|Example 1: it lies behind⟧\nb {rule}",
    "\n⟦ignored-text|Option two is lower.⟧\nb {rule}", "\nLayout:\nb {rule}",
  ])
  func whatAnnouncesNoSecondLayoutBelongsToTheFirst(rest: String) throws {
    let layout = try expectFindings("a {rule}\(rest)".withRules, by: notation)
    #expect(layout.objects.map(\.name) == ["a", "b"])
  }

  @Test func bracesInPromptsBelongToThem() throws {
    let layout = try expectFindings(
      "a {height: 1; width: 2; top: 3; left: 4}\nBackground prompt: a {dark} room", by: notation)
    #expect(layout.background == "a {dark} room")
    #expect(layout.objects.count == 1)
  }

  @Test(arguments: ["", "hello", "dog (left: 4px)", "{}", "a {nice} day", "{\"a\": 1}"])
  func refusesWhatHoldsNoRule(text: String) throws {
    let failure = try #require(throws: ParseFailure.self) {
      try notation.parse(text, canvas: .standard)
    }
    #expect(failure.message.hasPrefix("expected rules such as name {height: 9px"))
  }

  /// Where LayoutGPT's own parser reads a line to a box, we read the same name and numbers.
  @Test(.enabled(if: sharedData != nil, "needs the shared data, see MAQUETTE_DATA"))
  func agreesWithLayoutGPT() throws {
    let folder = try #require(sharedData).appending(path: "layoutgpt")
    let file = folder.appending(path: "layoutgpt_parse_layout_canvas64.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let canvas = Canvas(width: 64, height: 64)
    var comparedCount = 0
    for row in try #require(JSONReader.read(text).root.value.array) {
      let line = try #require(row["line"]?.string)
      guard let output = row["out"]?.array, let name = output[0].string,
        let edges = output[1].array?.compactMap(\.double), edges != [0, 0, 0, 0]
      else { continue }
      let object = try #require(notation.parse(line, canvas: canvas).layout.objects.first)
      #expect(object.name.lettersOnly == name.lettersOnly, "\(line)")
      let found = object.region.bounds
      let read = [
        found.x, found.y, min(found.maxX, 64), min(found.maxY, 64),
      ]
      #expect(read.map { $0 / 64 } == edges, "\(line)")
      comparedCount += 1
    }
    #expect(comparedCount > 0)
  }
}

@Suite struct CSSBlobNotationTests {
  private let notation = CSSBlobNotation()

  @Test func writesBlobGENsForm() throws {
    let layout = Layout(
      background: "a nursery", negative: "people",
      objects: [
        LayoutObject(name: "teddy bear", description: "The bear is brown.", ellipse: bear),
        LayoutObject(
          name: "cat",
          ellipse: Ellipse(centerX: 200, centerY: 236, major: 137, minor: 116, angle: 87)),
      ])
    let text = """
      teddy-bear {major-radius: 162px; minor-radius: 76px; cx: 300px; cy: 258px; angle: 84}
      cat {major-radius: 137px; minor-radius: 116px; cx: 200px; cy: 236px; angle: 3}
      Background prompt: a nursery
      Negative prompt: people
      Region Desc:
      teddy-bear {The bear is brown.}
      cat {}
      """
    #expect(notation.print(layout) == PrintedLayout(text: text))
    #expect(try expectFindings(text, by: notation) == layout)
  }

  /// The paper's printed example; the second line's `cy` is its own misprint.
  @Test func readsThePapersMisprint() throws {
    let layout = try expectFindings(
      """
      teddy-bear {⟦out-of-canvas|major-radius: 162px; minor-radius: 76px; cx: 444px; cy: 258px; angle: 96⟧}
      cat {major-radius: 137px; minor-radius: 116px; cx: 149px; ⟦misplaced-number|236cy: ?px⟧; angle: 3}
      """, by: notation)
    #expect(
      layout.objects[1].region
        == .ellipse(Ellipse(centerX: 149, centerY: 236, major: 137, minor: 116, angle: 87)))
  }

  @Test(arguments: [
    (AngleConvention.fromVertical, 0.0, 90.0), (.fromVertical, 3, 87), (.fromVertical, 180, 90),
    (.fromVertical, 96, 174), (.fromHorizontal, 3, 3), (.fromHorizontal, 180, 0),
    (.fitEllipse, 0, 90), (.fitEllipse, 3, 93), (.fitEllipse, 96, 6),
  ])
  func convertsAngles(convention: AngleConvention, written: Double, angle: Double) throws {
    #expect(convention.canvasAngle(of: written) == angle)
    #expect(convention.canvasAngle(of: convention.angle(ofCanvasAngle: angle)) == angle)
    let rule = "a {major-radius: 9; minor-radius: 4; cx: 99; cy: 99; angle: \(written)}"
    let layout = try CSSBlobNotation(angles: convention).parse(rule, canvas: .standard).layout
    guard case .ellipse(let ellipse) = layout.objects[0].region else { throw NotAnEllipse() }
    #expect(ellipse.angle == angle)
  }

  private struct NotAnEllipse: Error {}

  @Test func normalizesWithFindings() throws {
    let layout = try expectFindings(
      "a {⟦axes-swapped|cx: 99px; cy: 99px; ⟦property-name|major⟧: 4; ⟦property-name|minor⟧: 9; angle: 30deg⟧}\n"
        + "b {⟦angle-normalized|cx: 99; cy: 99; major-radius: 9; minor-radius: 4; angle: -10°⟧}",
      by: notation)
    #expect(
      layout.objects.map(\.region) == [
        .ellipse(Ellipse(centerX: 99, centerY: 99, major: 9, minor: 4, angle: 150)),
        .ellipse(Ellipse(centerX: 99, centerY: 99, major: 9, minor: 4, angle: 100)),
      ])
  }

  @Test func descriptionsAreJoinedByNameAndOrder() throws {
    let layout = try expectFindings(
      """
      cat {major-radius: 9; minor-radius: 4; cx: 99; cy: 99; angle: 0}
      stop-sign {major-radius: 9; minor-radius: 4; cx: 99; cy: 99; angle: 0}
      cat {major-radius: 9; minor-radius: 4; cx: 99; cy: 99; angle: 0}
      Stop sign {red,
        with white letters: 4 of them}
      cat {grey}
      cat {black}
      ⟦orphan-description|dog {brown}⟧
      """, by: notation)
    #expect(
      layout.objects.map(\.description) == ["grey", "red, with white letters: 4 of them", "black"])
  }

  @Test(arguments: [
    "bear {⟦property-name|x⟧: 244; ⟦property-name|y⟧: 258; major-radius: 162; minor-radius: 76; angle: 90}",
    "bear {⟦property-name|center⟧: 244px 258px; major-radius: 162; minor-radius: 76; angle: 90}",
    "bear {major-radius: 162; minor-radius: 76; ⟦property-name|centre⟧: (244, 258); angle: 90}",
    "bear {major-radius: 162; minor-radius: 76; cx: 244; cy: 258; ⟦property-name|orientation⟧: 90deg}",
    "bear {major-radius: 162; minor-radius: 76; cx: 244; cy: 258; ⟦property-name|tilt⟧: 90}",
    "bear {⟦property-name|rx⟧: 162; ⟦property-name|ry⟧: 76; cx: 244; cy: 258}",
    "bear {⟦property-name|rx⟧: 76; ⟦property-name|ry⟧: 162; cx: 244; cy: 258; angle: 90}",
  ])
  func readsOtherWordsForAnEllipse(text: String) throws {
    let layout = try expectFindings(text, by: notation)
    let lying = Ellipse(centerX: 244, centerY: 258, major: 162, minor: 76, angle: 0)
    #expect(layout.objects == [LayoutObject(name: "bear", ellipse: lying)])
  }

  /// A corner in LayoutGPT's words is none of an ellipse, and a centre has two numbers.
  @Test(arguments: [
    "⟦missing-property|bear {major-radius: 9; minor-radius: 4; left: 99; top: 99; angle: 0}⟧",
    "⟦not-a-number|bear {major-radius: 9; minor-radius: 4; ⟦property-name|center⟧: 99; angle: 0}⟧",
  ])
  func whatIsNoCentreIsReported(text: String) throws {
    #expect(try expectFindings(text, by: notation).objects == [])
  }

  @Test func aCircleNeedsNoAngle() throws {
    let layout = try expectFindings(
      "ball {⟦property-name|radius⟧: 60px; cx: 99px; cy: 98px}", by: notation)
    #expect(
      layout.objects.map(\.region)
        == [.ellipse(Ellipse(centerX: 99, centerY: 98, major: 60, minor: 60, angle: 90))])
  }

  /// Lengths follow the side that they run along; a rule with a unit is not asked.
  @Test func fractionsOfAWideCanvas() throws {
    let text = """
      a {major-radius: 0.25; minor-radius: 0.125; cx: 0.5; cy: 0.5; angle: 90}
      b {major-radius: 9px; minor-radius: 4px; cx: 99px; cy: 99px; angle: 90}
      c {width: 1; height: 1; left: 0; top: 0}
      """
    let parsed = try notation.parse(text, canvas: Canvas(width: 1000, height: 600))
    #expect(
      parsed.layout.objects.map(\.region) == [
        .ellipse(Ellipse(centerX: 500, centerY: 300, major: 250, minor: 75, angle: 0)),
        .ellipse(Ellipse(centerX: 99, centerY: 99, major: 9, minor: 4, angle: 0)),
        .box(Box(x: 0, y: 0, width: 1000, height: 600)),
      ])
    #expect(parsed.findings.count { $0.rule == "frame-inferred" } == 1)
  }

  @Test(arguments: [
    "Region Desc:\nbear {Small: brown.}\n\nLayout:\nbear {blob}",
    "Region Desc:\nbear {Small: brown.}\nbear {blob}",
    "bear {blob}\nNegative prompt: \nRegion descriptions:\nbear {Small: brown.}",
    "bear {blob}\nRegion Desc:\n⟦bracket-style|bear: Small: brown.⟧",
    "bear {blob}\nRegion Desc:\n⟦bracket-style|• “bear”: Small: brown.⟧",
    "bear {blob}\nRegion Desc:\n⟦ignored-text|Here:⟧\n⟦bracket-style|- **bear** - Small: brown.⟧",
    "bear {blob; ⟦bracket-style|description⟧: Small: brown.}",
    "bear {⟦bracket-style|description⟧: 'Small: brown.'; blob}",
    "bear {⟦bracket-style|description⟧: Small: brown.⟦separator|,⟧ blob}",
    "bear {blob; ⟦bracket-style|desc⟧: black}\nRegion Desc:\n⟦duplicate-key|bear {Small: brown.}⟧",
  ])
  func descriptionsStandInManyPlaces(text: String) throws {
    let blob = "major-radius: 9; minor-radius: 4; cx: 99; cy: 99; angle: 0"
    let layout = try expectFindings(text.replacingOccurrences(of: "blob", with: blob), by: notation)
    #expect(layout.objects.map(\.name) == ["bear"] && layout.negative == "")
    #expect(layout.objects.map(\.description) == ["Small: brown."])
  }

  @Test func emptyEllipsesAreKeptWithAnError() throws {
    let layout = try expectFindings(
      "a {⟦empty-ellipse|major-radius: 9; minor-radius: 0; cx: 99; cy: 99; angle: 0⟧}",
      by: notation)
    #expect(layout.objects.count == 1)
  }
}

@Suite struct CSSNameTests {
  /// Backticks and asterisks are formatting; quotes say that the name is meant as it stands.
  @Test(arguments: [
    ("`black-cat`", "black cat"), ("**black-cat**", "black cat"), ("- `black-cat`:", "black cat"),
    ("\"black-cat\"", "black-cat"), ("`a` and `b`", "`a` and `b`"),
  ])
  func marks(header: String, name: String) throws {
    let text = "\(header) {height: 1; width: 2; top: 3; left: 4}"
    #expect(
      try CSSBoxNotation().parse(text, canvas: .standard).layout.objects.map(\.name) == [name])
  }

  @Test(arguments: [
    ("teddy bear", "teddy-bear"), ("stop-sign", "\"stop-sign\""), ("red t-shirt", "red t-shirt"),
    ("cat", "cat"), ("", ""), ("\"Stop\"", "\"\"Stop\"\""), ("1. place", "\"1. place\""),
    ("#5", "\"#5\""), ("카페 의자", "카페-의자"),
  ])
  func roundTrip(name: String, header: String) throws {
    let layout = Layout(objects: [LayoutObject(name: name, region: box)])
    let printed = CSSBoxNotation().print(layout)
    #expect(printed.losses == [])
    #expect(printed.text.hasPrefix("\(header) {height"))
    #expect(try CSSBoxNotation().parse(printed.text, canvas: .standard).layout == layout)
  }

  @Test(arguments: ["a {b}", "two\nlines", "negative prompt: x"])
  func whatCannotStandIsChangedAndReported(name: String) throws {
    let layout = Layout(objects: [LayoutObject(name: name, region: box)])
    let printed = CSSBoxNotation().print(layout)
    #expect(printed.losses.map(\.rule) == ["alters-text"])
    #expect(try CSSBoxNotation().parse(printed.text, canvas: .standard).layout.objects.count == 1)
  }
}

extension String {
  fileprivate var lettersOnly: String { filter(\.isLetter) }

  /// The text with a box in each rule.
  fileprivate var withRules: String {
    replacingOccurrences(of: "{rule}", with: "{height: 1; width: 2; top: 3; left: 4}")
  }
}

import Layouts
import Testing

/// What models know of style sheets and write around the rules of a layout.
@Suite struct StyleSheetTests {
  private static let place = "height: 159px; width: 211px; top: 281px; left: 21px;"
  private static let box = Box(x: 21, y: 281, width: 211, height: 159)

  @Test(arguments: [
    "⟦name-decoration|.scene .teddy-bear⟧", "⟦name-decoration|#scene > .teddy-bear⟧",
    "⟦name-decoration|teddy-bear:nth-of-type(2)⟧", "⟦name-decoration|.teddy-bear:first-child⟧",
    "⟦name-decoration|teddy-bear::before⟧",
    "⟦name-decoration|teddy-bear →⟧", "⟦name-decoration|teddy-bear =>⟧",
    "⟦name-decoration|}teddy-bear⟧",
  ])
  func selectorsAreNoNames(header: String) throws {
    let layout = try expectFindings("\(header) {\(Self.place)}", by: CSSBoxNotation())
    #expect(layout.objects == [LayoutObject(name: "teddy bear", box: Self.box)])
  }

  @Test(arguments: ["teddy #1", "a sign .5", "Nr. 5: bear"])
  func marksWithinNamesStay(name: String) throws {
    let layout = try CSSBoxNotation().parse("\(name) {\(Self.place)}", canvas: .standard).layout
    #expect(layout.objects.map(\.name) == [name])
  }

  @Test func theRuleAroundAllIsTheCanvas() throws {
    let layout = try expectFindings(
      """
      ⟦ignored-text|body {margin: 0; width: 100%; height: 100%;}⟧
      ⟦name-decoration|.teddy-bear⟧ {⟦unknown-property|position: absolute⟧; \(Self.place)}
      """, by: CSSBoxNotation())
    #expect(layout.objects == [LayoutObject(name: "teddy bear", box: Self.box)])
    let wide = try expectFindings(
      "⟦frame-inferred|.canvas {width: 1024px; height: 768px}⟧\nteddy-bear {\(Self.place)}",
      by: CSSBoxNotation())
    #expect(wide.canvas == Canvas(width: 1024, height: 768))
    #expect(wide.objects == layout.objects)
  }

  @Test(arguments: [
    "⟦missing-property|frame {width: 100px; height: 90px}⟧",
    "⟦missing-property|body {width: 90px}⟧", "⟦not-a-number|body {width: ?; height: 512px}⟧",
  ])
  func otherSizesWithoutAPlaceAreErrors(text: String) throws {
    #expect(try expectFindings(text, by: CSSBoxNotation()).objects.isEmpty)
  }

  @Test func rulesWithinBraces() throws {
    let layout = try expectFindings(
      "⟦ignored-text|{⟧⟦name-decoration|teddy-bear:⟧ {\(Self.place)}⟦separator|,⟧ ⟦name-decoration|b:⟧ {\(Self.place)}"
        + "⟦ignored-text|}⟧", by: CSSBoxNotation())
    #expect(layout.objects.map(\.name) == ["teddy bear", "b"])
  }

  @Test func namesOfTwoWords() throws {
    let layout = try expectFindings(
      "a {⟦property-name|major radius⟧: 9px; ⟦property-name|Minor Radius⟧: 4px; cx: 99; cy: 99; "
        + "angle: 0}", by: CSSBlobNotation())
    let ellipse = Ellipse(centerX: 99, centerY: 99, major: 9, minor: 4, angle: 90)
    #expect(layout.objects == [LayoutObject(name: "a", ellipse: ellipse)])
  }

  /// Descriptions stand on lines of their own, before or behind the ellipses, without a label.
  @Test(arguments: [
    "{blob}\n\n⟦bracket-style|teddy-bear: It is brown.⟧",
    "{blob}\n⟦bracket-style|Teddy bear – It is brown.⟧",
    "⟦ignored-text|Sure!⟧\n⟦bracket-style|- The teddy bear: \"It is brown.\"⟧\n\n{blob}",
    "{blob}\nBackground prompt: a room\n⟦bracket-style|**teddy-bear**: It is brown.⟧\n⟦ignored-text|So: yes.⟧",
  ])
  func descriptionsWithoutALabel(text: String) throws {
    let blob = "teddy-bear {major-radius: 9px; minor-radius: 4px; cx: 99px; cy: 99px; angle: 0}"
    let layout = try expectFindings(
      text.replacing("{blob}", with: blob), by: CSSBlobNotation())
    #expect(layout.objects.map(\.description) == ["It is brown."])
  }
}

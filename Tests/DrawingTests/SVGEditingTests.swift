import Drawing
import Foundation
import Layouts
import Testing

/// Previews after a drawing program moved their parts about, as Inkscape 1.2 does.
@Suite struct SVGEditingTests {
  private let layout = Layout(
    canvas: Canvas(width: 640, height: 480), background: "a sea",
    objects: [
      LayoutObject(name: "a cat", box: Box(x: 64, y: 64, width: 128, height: 64)),
      LayoutObject(name: "a sun", box: Box(x: 400, y: 20, width: 200, height: 160)),
    ])

  private func read(_ text: String) throws -> ParsedLayout {
    try SVGNotation().parse(text, canvas: .standard)
  }

  /// The preview with an element, and what stands in it, taken out of it.
  private func takingOut(
    _ start: String, through end: String, of text: String
  ) throws -> (rest: String, element: String) {
    let first = try #require(text.range(of: start)).lowerBound
    let last = try #require(text[first...].range(of: end)).upperBound
    return (
      text.replacingCharacters(in: first..<last, with: ""), String(text[first..<last])
    )
  }

  /// As previews were drawn before each part had a role: only the groups have one.
  private func asBefore(_ text: String) -> String {
    let plain = text.replacing(
      #/ data-maquette-role="(label|strip)" class="maquette-\w+"/#, with: "")
    let groups = plain.replacing(
      #/<g transform="scale\(([^"]+)\)"/#,
      with: { #"<g data-maquette-role="label" transform="scale(\#($0.output.1))""# })
    return groups.replacing(#/ class="maquette-\w+"/#, with: "")
  }

  @Test func filesOfBeforeReadAsBefore() throws {
    let before = asBefore(SVGPreview(layout).text())
    try #require(before.contains(#"<g data-maquette-role="label""#))
    #expect(!before.contains("class="))
    #expect(try read(before).layout == layout)
    #expect(try read(before).findings == [])
    let edited = before.replacing(">a cat</text>", with: ">a lion</text>")
    #expect(try read(edited).layout.objects.map(\.name) == ["a lion", "a sun"])
  }

  /// The group is put where its topmost part is: among the labels, which are drawn to another scale.
  @Test(arguments: [false, true]) func anObjectGroupedWithItsLabelStays(isOld: Bool) throws {
    let drawn = SVGPreview(layout).text()
    let (rest, cat) = try takingOut(
      #"<rect data-maquette-role="object""#, through: "</rect>", of: isOld ? asBefore(drawn) : drawn
    )
    let end = try #require(rest.range(of: ">a cat</text>")).upperBound
    let scale = try #require(rest.firstMatch(of: #/transform="scale\(([0-9.]+)\)"/#)).output.1
    let back = 1 / (try #require(Double(scale)))
    let group = #"<g transform="scale(\#(back)) translate(10 0)">\#(cat)</g>"#
    let parsed = try read(
      rest.replacingCharacters(in: end..<end, with: group))
    #expect(parsed.layout.objects.map(\.name) == ["a sun", "a cat"])
    let bounds = try #require(parsed.layout.objects.last).region.bounds
    #expect(bounds.intersectionOverUnion(Box(x: 74, y: 64, width: 128, height: 64)) > 1 - 1e-9)
    #expect(parsed.findings == [])
  }

  @Test func aHiddenObjectAmongTheLabelsIsReported() throws {
    let (rest, cat) = try takingOut(
      #"<rect data-maquette-role="object""#, through: "</rect>",
      of: asBefore(SVGPreview(layout).text()))
    let end = try #require(rest.range(of: ">a cat</text>")).upperBound
    let group = #"<g style="display:none">\#(cat)</g>"#
    let parsed = try read(rest.replacingCharacters(in: end..<end, with: group))
    #expect(parsed.layout.objects.map(\.name) == ["a sun"])
    #expect(parsed.findings.map(\.rule) == ["hidden-shape"])
  }

  @Test func whatIsDrawnAmongTheLabelsCounts() throws {
    let text = SVGPreview(layout).text()
    let end = try #require(text.range(of: ">a cat</text>")).upperBound
    let parsed = try read(
      text.replacingCharacters(
        in: end..<end, with: #"<rect id="hat" x="100" y="100" width="40" height="30"/>"#))
    #expect(parsed.layout.objects.map(\.name) == ["a cat", "a sun", "hat"])
  }

  @Test func ungroupedLabelsAreNoObjects() throws {
    let text = SVGPreview(layout).text()
    let groups = text.matches(of: #/<g [^>]*>\n/#).count
    let flat = text.replacing(#/<g [^>]*>\n/#, with: "").replacing("</g>\n", with: "")
    #expect(groups > 2)
    #expect(try read(flat).layout == layout)
  }

  /// "Object to path" keeps classes and drops what else bears a role; letters become paths in a group.
  @Test func partsTurnedToPathsAreNoObjects() throws {
    var text = SVGPreview(layout).text()
    text = text.replacing(#/ data-maquette-(role|label|name|extras)="[^"]*"/#, with: "")
    text = text.replacing(
      #/<rect([^>]*?) x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/#,
      with: { match in
        let (_, rest, x, y, width, height) = match.output
        return
          #"<path id="rect7"\#(rest) d="m \#(x),\#(y) h \#(width) v \#(height) h -\#(width) z""#
      })
    text = text.replacing("</rect>", with: "</path>")
    text = text.replacing(
      #/<text([^>]*)>[^<]*<\/text>/#,
      with: { #"<g\#($0.output.1)><path id="path8" d="m 1,2 h 9 v 9 z"/></g>"# })
    let parsed = try read(text)
    #expect(parsed.layout.objects == layout.objects && parsed.layout.canvas == layout.canvas)
    #expect(Set(parsed.findings.map(\.rule)) == ["recognised-shape"])
    let scaled = try read(
      text.replacing("640 v 480 h -640", with: "320 v 240 h -320"))
    #expect(scaled.findings.map(\.rule).contains("moved-canvas"))
  }

  @Test(arguments: [
    #"<tspan sodipodi:role="line">a red</tspan><tspan sodipodi:role="line">car</tspan>"#,
    #"<tspan x="9" y="9">a red</tspan><tspan x="9" y="21">car</tspan>"#,
    #"<tspan x="9" dy="0">a red</tspan><tspan x="9" dy="1.2em">car</tspan>"#,
    #"<tspan>a <tspan fill="red">red</tspan> car</tspan>"#, "a <tspan>red</tspan> car",
    #"<tspan x="9" y="9">a red c</tspan><tspan x="30" y="9">ar</tspan>"#,
  ])
  func linesOfATextArePartedBySpaces(words: String) throws {
    let drawing = """
      <svg xmlns="http://www.w3.org/2000/svg" xmlns:sodipodi="s" viewBox="0 0 64 64">
      <rect width="30" height="30"/><text x="9" y="9">\(words)</text></svg>
      """
    #expect(try read(drawing).layout.objects.map(\.name) == ["a red car"])
    let preview = SVGPreview(layout).text().replacing(">a cat</text>", with: ">\(words)</text>")
    #expect(try read(preview).layout.objects.map(\.name) == ["a red car", "a sun"])
  }
}

import Drawing
import Layouts
import Testing

/// Drawings whose shapes are too large to compute with, though each of their numbers is a number.
@Suite struct SVGExtentTests {
  /// The radii are squared for the box around an ellipse, which is infinite from about 1e154 on.
  @Test(arguments: [
    "<ellipse rx='1e200' ry='1e200'/>", "<circle r='1' transform='scale(1e200)'/>",
    "<rect width='1e200' height='1e200' rx='1e200'/>", "<rect width='1e308' height='1e999'/>",
    "<g data-maquette-role='object' data-maquette-ellipse='1 2 1e200 4 5'/>",
    "<g data-maquette-role='object' data-maquette-box='nan 1 2 3'/>",
    "<g data-maquette-role='object' data-maquette-box='1 1 inf 3'/>",
    """
    <g><title>b</title><rect x='-1e308' width='1' height='1'/>
    <rect x='1e308' width='1' height='1'/></g>
    """,
  ])
  func shapesBeyondComputingArePassedOver(element: String) throws {
    let text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" data-maquette-schema="x">
      \(element)<circle id="a" cx="32" cy="32" r="8"/></svg>
      """
    let parsed = try SVGNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a"])
    #expect(parsed.findings.map(\.rule).contains("ignored-shape"))
    let json = JSONNotation().print(parsed.layout).text
    let again = try JSONNotation().parse(json, canvas: .standard)
    #expect(again.layout == parsed.layout)
  }

  /// A layout as JSON puts two levels around what an object has, which its reader counts too.
  @Test(arguments: [254, 255]) func jsonTooDeepForALayoutIsPassedOver(depth: Int) throws {
    let levels = depth - 1
    let json =
      "{'x':" + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
    let text = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect id="a" width="8" height="8"
      data-maquette-extras="\(json.replacing("'", with: "&quot;"))"/></svg>
      """
    let parsed = try SVGNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.first?.extras.isEmpty == (depth > 254))
    #expect(parsed.findings.map(\.rule).contains("unreadable-attribute") == (depth > 254))
    let layout = JSONNotation().print(parsed.layout).text
    #expect(try JSONNotation().parse(layout, canvas: .standard).layout == parsed.layout)
  }

  @Test func whatWillNotBeReadAgainIsALoss() throws {
    let layout = Layout(objects: [
      LayoutObject(name: "a", box: Box(x: 1, y: 1, width: 1, height: 1)),
      LayoutObject(
        name: "b", ellipse: Ellipse(centerX: 1, centerY: 2, major: 1e200, minor: 1, angle: 0)),
      LayoutObject(name: "c", box: Box(x: .nan, y: 1, width: -2, height: 3)),
    ])
    let printed = SVGNotation().print(layout)
    #expect(printed.losses.map(\.rule) == ["loses-object", "loses-object"])
    #expect(printed.losses.map(\.object) == [1, 2])
    let parsed = try SVGNotation().parse(printed.text, canvas: .standard)
    #expect(parsed.layout.objects == [layout.objects[0]])
  }
}

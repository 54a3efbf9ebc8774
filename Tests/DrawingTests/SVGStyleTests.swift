import Drawing
import Layouts
import Testing

/// What styles and views do to the shapes of drawings.
@Suite struct SVGStyleTests {
  private func read(
    _ body: String, _ attributes: String = #"viewBox="0 0 512 512""#
  ) throws -> ParsedLayout {
    try SVGNotation().parse(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" \(attributes)>\(body)</svg>", canvas: .standard)
  }

  private func expectClose(
    _ box: Box?, _ other: Box, _ place: SourceLocation = #_sourceLocation
  ) {
    let numbers = [box?.x, box?.y, box?.maxX, box?.maxY].map { $0 ?? .nan }
    for (one, two) in zip(numbers, [other.x, other.y, other.maxX, other.maxY]) {
      #expect((one - two).magnitude < 1e-6, sourceLocation: place)
    }
  }

  @Test(arguments: [
    ("translate(30px, 5mm)", Box(x: 40, y: 20 + 5 * 96 / 25.4, width: 30, height: 40)),
    ("translateX(1in) translateY(-2px)", Box(x: 106, y: 18, width: 30, height: 40)),
    ("scale(2) translate(1px)", Box(x: 22, y: 40, width: 60, height: 80)),
    ("rotate(0.25turn)", Box(x: -60, y: 10, width: 40, height: 30)),
    ("rotate(100grad)", Box(x: -60, y: 10, width: 40, height: 30)),
    ("matrix(1, 0, 0, 1, 7, 8)", Box(x: 17, y: 28, width: 30, height: 40)),
    ("none", Box(x: 10, y: 20, width: 30, height: 40)),
  ]) func transformsOfStylesCount(transform: String, expected: Box) throws {
    let rect = #"<rect id="a_box" x="10" y="20" width="30" height="40""#
    for body in [
      "\(rect) style=\"fill:red;transform:\(transform)\"/>",
      "<style>/* { */ .moved { transform: \(transform); }</style>\(rect) class=\"x moved\"/>",
      "<style>rect.moved, #other { transform: \(transform) }</style>\(rect) class=\"moved\"/>",
      // The property counts and not the attribute.
      "\(rect) transform=\"scale(9)\" style=\"transform: \(transform)\"/>",
    ] {
      let parsed = try read(body)
      expectClose(parsed.layout.objects.first?.region.bounds, expected)
      #expect(!parsed.findings.contains { $0.rule == "unreadable-attribute" })
    }
  }

  @Test func transformsTurnAboutTheirOrigin() throws {
    let rect = #"<rect id="a_box" x="10" y="20" width="40" height="20""#
    for body in [
      "\(rect) style=\"transform: rotate(90deg); transform-origin: 30px 30px\"/>",
      "\(rect) transform=\"rotate(90)\" transform-origin=\"30 30\"/>",
    ] {
      let parsed = try read(body)
      expectClose(
        parsed.layout.objects.first?.region.bounds, Box(x: 20, y: 10, width: 20, height: 40))
    }
  }

  @Test(arguments: ["translate(50%, 0)", "rotate3d(1, 1, 1, 45deg)", "rotate(", "calc(1px)", "x"])
  func unreadableTransformsAreReported(transform: String) throws {
    let parsed = try read(
      "<rect id=\"a_box\" x=\"10\" y=\"20\" width=\"30\" height=\"40\" style=\"transform:\(transform)\"/>"
    )
    #expect(parsed.findings.map(\.rule) == ["unreadable-attribute"])
    #expect(parsed.findings.first?.severity == .warning)
  }

  @Test func sheetsHideAndShow() throws {
    let parsed = try read(
      """
      <style>@import url("x.css"); .gone { display: none } #also_gone{visibility:hidden}
        .shown, circle { visibility: visible; display: inline } g > rect { fill: red }</style>
      <rect id="one" class="gone" width="9" height="9"/><rect id="also_gone" width="9" height="9"/>
      <g style="visibility:hidden"><rect id="two" width="9" height="9"/>
        <rect id="three" class="shown" width="9" height="9"/></g>
      <rect id="four" class="gone" style="display:inline" width="9" height="9"/>
      """)
    #expect(parsed.layout.objects.map(\.name) == ["three", "four"])
    #expect(parsed.findings.filter { $0.rule == "hidden-shape" }.count == 3)
    #expect(
      parsed.findings.first { $0.rule == "unreadable-attribute" }?.message.contains("g > rect")
        == true)
  }

  @Test(arguments: [
    ("", Box(x: 50, y: 0, width: 100, height: 100)),
    ("xMinYMin", Box(x: 0, y: 0, width: 100, height: 100)),
    ("xMaxYMid meet", Box(x: 100, y: 0, width: 100, height: 100)),
    ("none", Box(x: 0, y: 0, width: 200, height: 100)),
    ("xMidYMid slice", Box(x: 0, y: -50, width: 200, height: 200)),
    ("xMidYMax slice", Box(x: 0, y: -100, width: 200, height: 200)),
  ]) func viewsAreFitted(aspect: String, expected: Box) throws {
    let view = #"width="200" height="100" viewBox="5 5 10 10" preserveAspectRatio="\#(aspect)""#
    let rect = #"<rect id="a_box" x="5" y="5" width="10" height="10"/>"#
    let parsed = try read(rect, view)
    #expect(parsed.layout.canvas == Canvas(width: 200, height: 100))
    expectClose(parsed.layout.objects.first?.region.bounds, expected)
    let nested = try read("<svg \(view)>\(rect)</svg>", #"width="200" height="100""#)
    expectClose(nested.layout.objects.first?.region.bounds, expected)
  }

  /// As Inkscape 1.2 writes an ellipse of our preview that was turned, and a group that was moved.
  @Test func inkscapesEditsAreRead() throws {
    let parsed = try read(
      """
      <g transform="matrix(0,1,-1,0,500,-100)" id="g1"><ellipse cx="300" cy="200" rx="90" ry="40"
        transform="matrix(0.98480775,0.17364818,-0.17364818,0.98480775,0,0)" id="ellipse16"
        style="fill:#ff0000"/></g>
      <path sodipodi:type="arc" xmlns:sodipodi="s" sodipodi:cx="50" sodipodi:cy="60" id="path1"
        d="M 80,60 A 30,20 0 0 1 50,80 30,20 0 0 1 20,60 30,20 0 0 1 50,40 30,20 0 0 1 80,60 Z"/>
      """)
    #expect(parsed.layout.objects.count == 2)
    guard case .ellipse(let turned)? = parsed.layout.objects.first?.region,
      case .ellipse(let arc)? = parsed.layout.objects.last?.region
    else {
      Issue.record("\(parsed.layout.objects)")
      return
    }
    #expect((turned.angle - 100).magnitude < 1e-4 && (turned.major - 90).magnitude < 1e-4)
    #expect((arc.centerX - 50).magnitude < 1e-2 && (arc.minor - 20).magnitude < 0.05)
  }
}

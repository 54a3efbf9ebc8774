import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct SVGNotationTests {
  private func read(_ text: String, canvas: Canvas = .standard) throws -> ParsedLayout {
    try SVGNotation().parse(text, canvas: canvas)
  }

  private func svg(_ body: String, _ attributes: String = #"viewBox="0 0 512 512""#) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
      xmlns:xlink="http://www.w3.org/1999/xlink" \(attributes)>\(body)</svg>
    """
  }

  private func ellipse(_ object: LayoutObject) throws -> Ellipse {
    guard case .ellipse(let ellipse) = object.region else {
      Issue.record("\(object.region) is no ellipse")
      throw CancellationError()
    }
    return ellipse
  }

  private func box(_ object: LayoutObject) throws -> Box {
    guard case .box(let box) = object.region else {
      Issue.record("\(object.region) is no box")
      throw CancellationError()
    }
    return box
  }

  private func expectClose(
    _ left: Ellipse, _ right: Ellipse, _ tolerance: Double = 0.01,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let overlap = LayoutObject.Region.ellipse(left).intersectionOverUnion(.ellipse(right))
    #expect(overlap > 1 - tolerance, "\(left) \(right)", sourceLocation: place)
  }

  // MARK: - Our own files

  @Test(arguments: 0..<40) func previewsReadBackToTheSameLayout(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let canvas = [Canvas.standard, Canvas(width: 1920, height: 301), Canvas(width: 7, height: 900)]
    var layout = random.layout(objects: Int(seed % 9), canvas: canvas[Int(seed % 3)])
    layout.provenance = ["seed": .integer(Int(seed)), "x": ["y": "z"]]
    let parsed = try read(SVGPreview(layout).text())
    #expect(parsed.layout == layout)
    #expect(parsed.findings.map(\.rule) == layout.geometryFindings().map(\.rule))
    #expect(parsed.places.count == layout.objects.count)
    #expect(SVGNotation().print(layout).losses == [])
  }

  @Test func everyFieldReturns() throws {
    let layout = Layout(
      canvas: Canvas(width: 640, height: 480), caption: " 눈 속의 \"펭귄\" & <사과>\n둘 ", language: "ko",
      background: "a\tb\r\n", negative: "사람 ]]> &amp;",
      objects: [
        LayoutObject(
          name: " 펭귄 ", description: "검은\n <새>",
          ellipse: Ellipse(centerX: 149.25, centerY: 236, major: 137.1, minor: 0.3, angle: 87)),
        LayoutObject(
          name: "", region: .box(Box(x: -1.5, y: 1e-7, width: 1e16, height: 1.0 / 3)),
          extras: ["weight": .integer(3), "t": "\""]),
        LayoutObject(name: "inverted", box: Box(x: 1, y: 1, width: -2, height: 3)),
        LayoutObject(
          name: "e", ellipse: Ellipse(centerX: 1, centerY: 2, major: -3, minor: 4, angle: 5)),
      ],
      provenance: ["seed": .integer(7)], extras: ["x": .string("\"")])
    for background in SVGPreview.Background.allCases {
      let parsed = try read(SVGPreview(layout, background: background).text())
      #expect(parsed.layout == layout)
      #expect(parsed.findings.map(\.rule) == layout.geometryFindings().map(\.rule))
    }
  }

  @Test func whatXMLCannotHoldIsReported() {
    let layout = Layout(
      caption: "a\u{1}b",
      objects: [
        LayoutObject(
          name: "x\u{0}", region: .box(Box(x: 0, y: 0, width: 1, height: 1)),
          extras: ["n": .number(.nan)])
      ])
    #expect(
      SVGNotation().print(layout).losses.map(\.rule)
        == ["alters-text", "alters-text", "loses-extras"])
  }

  // MARK: - Edited files

  private let plain = Layout(objects: [
    LayoutObject(name: "a cat", box: Box(x: 100, y: 120, width: 80, height: 60)),
    LayoutObject(
      name: "a dog", ellipse: Ellipse(centerX: 300, centerY: 200, major: 90, minor: 40, angle: 30)),
  ])

  /// The preview with one stretch replaced; the test fails where it isn't there.
  private func edited(_ old: String, _ new: String) throws -> String {
    let text = SVGPreview(plain).text()
    try #require(text.contains(old), "\(old) is not in \(text)")
    return text.replacingOccurrences(of: old, with: new)
  }

  @Test func movedAndResizedShapesCount() throws {
    let text = try edited(
      #"x="100" y="120" width="80" height="60" fill"#,
      #"x="10.5" y="20" width="200" height="5" style="fill:#ff0000;stroke:none" transform="translate(1,2) scale(2)" fill"#
    )
    let parsed = try read(text)
    #expect(try box(parsed.layout.objects[0]) == Box(x: 22, y: 42, width: 400, height: 10))
    #expect(parsed.layout.objects[1] == plain.objects[1])
    #expect(parsed.findings == [])
  }

  @Test func turnedEllipsesStayEllipses() throws {
    let text = try edited("rotate(30 300 200)", "matrix(0,1,-1,0,500,-100) rotate(30 300 200)")
    let turned = try ellipse(try read(text).layout.objects[1])
    expectClose(turned, Ellipse(centerX: 300, centerY: 200, major: 90, minor: 40, angle: 120), 1e-6)
  }

  @Test func turnedBoxesAreBoundedWithAFinding() throws {
    let text = try edited(
      #"height="60" fill"#, #"height="60" transform="rotate(45 140 150)" fill"#)
    let parsed = try read(text)
    let side = 140 / 2.0.squareRoot()
    let bounds = try box(parsed.layout.objects[0])
    #expect(abs(bounds.width - side) < 1e-9 && abs(bounds.height - side) < 1e-9)
    #expect(abs(bounds.centerX - 140) < 1e-9 && abs(bounds.centerY - 150) < 1e-9)
    let finding = try #require(parsed.findings.first)
    #expect(finding.rule == "turned-box" && finding.object == 0 && finding.severity == .warning)
    let source = try #require(finding.source)
    let tag = String(
      decoding: Array(text.utf8)[source.offset..<source.offset + source.length], as: UTF8.self)
    #expect(tag.hasPrefix("<rect data-maquette-role=\"object\"") && tag.hasSuffix(">"))
    let lines = text.prefix(while: { _ in true }).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[source.line - 1].contains("rotate(45"))
  }

  @Test(arguments: [90, 180, 270, -90, 450]) func quarterTurnsKeepBoxes(angle: Int) throws {
    let parsed = try read(
      try edited(#"height="60" fill"#, #"height="60" transform="rotate(\#(angle) 140 150)" fill"#))
    let isUpright = angle % 180 == 0
    #expect(
      try box(parsed.layout.objects[0])
        == (isUpright
          ? Box(x: 100, y: 120, width: 80, height: 60)
          : Box(x: 110, y: 110, width: 60, height: 80)))
    #expect(parsed.findings == [])
  }

  @Test func nestedGroupsAddUp() throws {
    let parsed = try read(
      svg(
        """
        <g transform="translate(100 50)"><g transform="scale(2)"><g transform="rotate(90)">
        <ellipse cx="10" cy="0" rx="20" ry="5"><title>e</title></ellipse>
        </g></g><rect id="cat" x="1" y="2" width="3" height="4"/></g>
        """))
    expectClose(
      try ellipse(parsed.layout.objects[0]),
      Ellipse(centerX: 100, centerY: 70, major: 40, minor: 10, angle: 90), 1e-9)
    #expect(
      parsed.layout.objects[1]
        == LayoutObject(name: "cat", box: Box(x: 101, y: 52, width: 3, height: 4)))
  }

  @Test func slantedCirclesAreEllipses() throws {
    let parsed = try read(svg(#"<circle id="c" r="10" transform="translate(50 50) skewX(45)"/>"#))
    let slanted = try ellipse(parsed.layout.objects[0])
    // The singular values of [[1, 1], [0, 1]] are the golden ratio and its inverse.
    #expect(abs(slanted.major - 16.18034) < 1e-4 && abs(slanted.minor - 6.18034) < 1e-4)
    #expect(abs(slanted.angle - 31.7175) < 1e-3)
  }

  @Test func theDrawingMovedAsAWholeIsReadRelativeToItsCanvas() throws {
    let text = SVGPreview(plain).text()
    let start = try #require(text.range(of: "<rect"))
    let moved = text.replacingCharacters(in: start, with: #"<g transform="translate(30,-7)"><rect"#)
      .replacingOccurrences(of: "</svg>", with: "</g></svg>")
    let parsed = try read(moved)
    #expect(parsed.layout.canvas == .standard)
    let cat = try box(parsed.layout.objects[0])
    #expect(cat == Box(x: 100, y: 120, width: 80, height: 60))
    #expect(parsed.findings.map(\.rule) == ["moved-canvas"])
  }

  @Test func deletedShapesAreGoneAndNewOnesCount() throws {
    let text = SVGPreview(plain).text()
    let start = try #require(text.range(of: #"<ellipse data-maquette-role="object""#))
    let end = try #require(text.range(of: "</ellipse>"))
    let parsed = try read(
      text.replacingCharacters(
        in: start.lowerBound..<end.upperBound,
        with:
          #"<rect id="rect12" inkscape:label="a hat" x="1" y="2" width="3" height="4" xmlns:inkscape="i"/>"#
      ))
    #expect(parsed.layout.objects.map(\.name) == ["a cat", "a hat"])
  }

  // MARK: - Outlines

  @Test func ellipsesTurnedToPathsAreRecognised() throws {
    // As Inkscape writes "object to path": four arcs, or four Bézier curves.
    let arcs =
      "M 390 200 A 90 40 0 0 1 300 240 90 40 0 0 1 210 200 90 40 0 0 1 300 160 90 40 0 0 1 390 200 Z"
    let k = 0.5522847498
    let curves =
      "m 390,200 c 0,\(40 * k) \(90 * k - 90),40 -90,40 \(-90 * k),0 -90,\(40 * k - 40) -90,-40"
      + " 0,\(-40 * k) \(90 - 90 * k),-40 90,-40 s 90,\(40 - 40 * k) 90,40 z"
    for path in [arcs, curves] {
      let parsed = try read(
        svg(#"<path d="\#(path)" transform="rotate(20,300,200)"><title>e</title></path>"#))
      expectClose(
        try ellipse(parsed.layout.objects[0]),
        Ellipse(centerX: 300, centerY: 200, major: 90, minor: 40, angle: 20), 1e-3)
      #expect(parsed.findings.map(\.rule) == ["recognised-shape"])
    }
  }

  @Test func boxesTurnedToPathsAreRecognised() throws {
    for d in ["M10 20h30v40h-30z", "m 10,20 30,0 0,40 -30,0 z", "M10 20H40V60H10L10 20"] {
      let parsed = try read(svg(#"<path id="b" d="\#(d)"/>"#))
      #expect(try box(parsed.layout.objects[0]) == Box(x: 10, y: 20, width: 30, height: 40))
      #expect(parsed.findings.map(\.rule) == ["recognised-shape"])
    }
    let polygon = try read(svg(#"<polygon id="b" points="10,20 40,20 40,60 10,60"/>"#))
    #expect(try box(polygon.layout.objects[0]) == Box(x: 10, y: 20, width: 30, height: 40))
  }

  @Test func otherOutlinesAreBounded() throws {
    let parsed = try read(svg(#"<polygon id="b" points="10,20 40,20 25,60"/>"#))
    #expect(try box(parsed.layout.objects[0]) == Box(x: 10, y: 20, width: 30, height: 40))
    #expect(parsed.findings.map(\.rule) == ["bounded-shape"])
  }

  @Test func openLinesAreNoRegions() throws {
    let parsed = try read(svg(#"<path d="M1 1L9 9" fill="none"/><line x2="9"/>"#))
    #expect(parsed.layout.objects == [])
    #expect(parsed.findings.map(\.rule) == ["ignored-shape", "ignored-shape"])
  }

  // MARK: - Other drawings

  @Test func theCanvasComesFromSizeAndView() throws {
    let cases: [(String, Canvas, Box)] = [
      (
        #"width="100" height="50""#, Canvas(width: 100, height: 50),
        Box(x: 10, y: 10, width: 5, height: 5)
      ),
      (
        #"viewBox="10 0 200 100""#, Canvas(width: 200, height: 100),
        Box(x: 0, y: 10, width: 5, height: 5)
      ),
      (
        #"width="400" height="200" viewBox="10 0 200 100""#, Canvas(width: 400, height: 200),
        Box(x: 0, y: 20, width: 10, height: 10)
      ),
      (
        #"width="135.46667mm" height="135.46667mm" viewBox="0 0 512 512""#, .standard,
        Box(x: 10, y: 10, width: 5, height: 5)
      ),
      (
        #"width="100%" height="100%" viewBox="0 0 64 64""#, Canvas(width: 64, height: 64),
        Box(x: 10, y: 10, width: 5, height: 5)
      ),
      ("", Canvas(width: 99, height: 98), Box(x: 10, y: 10, width: 5, height: 5)),
    ]
    for (attributes, canvas, expected) in cases {
      let parsed = try read(
        svg(#"<rect id="a" x="10" y="10" width="5" height="5"/>"#, attributes),
        canvas: Canvas(width: 99, height: 98))
      #expect(parsed.layout.canvas == canvas)
      #expect(try box(parsed.layout.objects[0]) == expected, "\(attributes)")
      #expect(parsed.findings.map(\.rule) == (attributes.isEmpty ? ["assumed-canvas"] : []))
    }
  }

  @Test func namesComeFromTheBestSource() throws {
    let parsed = try read(
      svg(
        """
        <title>a yard</title><rect width="512" height="512"/>
        <rect id="r" inkscape:label="l" width="9" height="9"><title>t</title><desc>d</desc></rect>
        <rect id="rect7" inkscape:label="l" width="9" height="9"/>
        <rect id="red_apple" width="9" height="9"/>
        <rect id="rect9" x="300" y="300" width="90" height="90"/>
        <text x="310" y="320"><tspan>a </tspan><tspan>tree</tspan></text>
        <rect id="rect10" y="200" width="9" height="9"/>
        """))
    #expect(parsed.layout.caption == "a yard")
    #expect(parsed.layout.objects.map(\.name) == ["t", "l", "red_apple", "a tree", "rect10"])
    #expect(parsed.layout.objects[0].description == "d")
    #expect(parsed.findings.map(\.rule) == ["backdrop", "borrowed-name", "unnamed-shape"])
  }

  @Test func namedGroupsAreOneObject() throws {
    let parsed = try read(
      svg(
        """
        <g><title>a house</title><rect x="10" y="10" width="20" height="20"/>
        <path d="M5 10L20 0L35 10z"/></g>
        <defs><circle id="c" r="5"><title>a ball</title></circle></defs>
        <use xlink:href="#c" x="50" y="60"/><use href="#nothing"/>
        """))
    #expect(
      parsed.layout.objects == [
        LayoutObject(name: "a house", box: Box(x: 5, y: 0, width: 30, height: 30)),
        LayoutObject(
          name: "a ball", ellipse: Ellipse(centerX: 50, centerY: 60, major: 5, minor: 5, angle: 0)),
      ])
    #expect(parsed.findings.map(\.rule) == ["joined-group", "ignored-shape"])
  }

  @Test func usesOfUsesEnd() throws {
    let bomb = (0..<12).map { level in
      "<g id=\"u\(level)\">" + String(repeating: "<use href=\"#u\(level + 1)\"/>", count: 10)
        + "</g>"
    }
    let parsed = try read(svg(bomb.joined() + #"<rect id="u12" width="1" height="1"/>"#))
    #expect(parsed.layout.objects.count < 100_001)
    _ = try read(svg(##"<g id="a"><use href="#a"/></g>"##))
  }
}

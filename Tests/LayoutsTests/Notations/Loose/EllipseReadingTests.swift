import Layouts
import TestSupport
import Testing

/// Ellipses as language models write them: under any keys, in words, in any unit.
@Suite struct EllipseReadingTests {
  private static let canvas = Canvas(width: 512, height: 512)

  private func read(_ text: String) throws -> ParsedLayout {
    try AutomaticNotation().parse(text, canvas: Self.canvas)
  }

  private func ellipse(_ text: String) throws -> Ellipse? {
    let objects = try read(text).layout.objects
    #expect(objects.count == 1 && objects.first?.name == "a cat", "\(text): \(objects)")
    guard case .ellipse(let ellipse)? = objects.first?.region else { return nil }
    return ellipse
  }

  @Test(arguments: [
    #"[{"name": "a cat", "cx": 100, "cy": 120, "rx": 50, "ry": 30, "angle": 45}]"#,
    #"[{"name": "a cat", "ellipse": [100, 120, 50, 30, 45]}]"#,
    #"[{"name": "a cat", "cx,cy,rx,ry,angle": [100, 120, 50, 30, 45]}]"#,
    #"[{"name": "a cat", "box": {"cx": 100, "cy": 120, "rx": 50, "ry": 30, "angle": 45}}]"#,
    #"[{"name": "a cat", "blob": "cx=100, cy=120, rx=50, ry=30, angle=45"}]"#,
    #"[{"name": "a cat", "center": [100, 120], "major": 50, "minor": 30, "rotation": 45}]"#,
    "- a cat: cx=100, cy=120, rx=50, ry=30, angle=45",
    "1. a cat (cx: 100, cy: 120, rx: 50, ry: 30, angle: 45)",
    "**a cat**\n- Center: (100, 120)\n- Major radius: 50\n- Minor radius: 30\n- Angle: 45",
    "| object | cx | cy | rx | ry | angle |\n|---|---|---|---|---|---|\n"
      + "| a cat | 100 | 120 | 50 | 30 | 45 |",
  ])
  func formsOfOneEllipse(text: String) throws {
    let expected = Ellipse(centerX: 100, centerY: 120, major: 50, minor: 30, angle: 45)
    #expect(try ellipse(text) == expected, "\(text)")
  }

  /// The names of the radii tell how the angle is measured, as in a rule of BlobGEN's.
  @Test(arguments: [
    ("a cat {major-radius: 50px; minor-radius: 30px; cx: 100px; cy: 120px; angle: 10}", 80, false),
    ("a cat: major-radius: 50px, minor-radius: 30px, cx: 100px, cy: 120px, angle: 10", 80, true),
    ("a cat (major-radius: 50; minor-radius: 30; cx: 100; cy: 120; angle: 10)", 80, true),
    ("- a cat: major radius 50, minor radius 30, center (100, 120), angle 10", 80, true),
    (
      #"[{"name": "a cat", "major_radius": 50, "minor_radius": 30, "cx": 100, "cy": 120, "angle": 10}]"#,
      80, true
    ),
    (
      "| object | cx | cy | major-radius | minor-radius | tilt |\n|---|---|---|---|---|---|\n"
        + "| a cat | 100 | 120 | 50 | 30 | 10 |", 80, true
    ),
    ("- a cat: cx=100, cy=120, major_axis=50, minor_axis=30, angle=10", 10, true),
    ("- a cat: cx=100, cy=120, major=50, minor=30, angle=10", 10, false),
    ("- a cat: cx=100, cy=120, rx=50, ry=30, angle=10", 10, false),
    ("a cat {rx: 50px; ry: 30px; cx: 100px; cy: 120px; angle: 10}", 10, false),
  ])
  func conventionsOfAngles(text: String, angle: Double, isAssumed: Bool) throws {
    let expected = Ellipse(centerX: 100, centerY: 120, major: 50, minor: 30, angle: angle)
    #expect(try ellipse(text) == expected, "\(text)")
    let assumed = try read(text).findings.filter { $0.rule == "assumed-frame" }
    #expect(assumed.count == (isAssumed ? 1 : 0), "\(text)")
  }

  @Test(arguments: [
    #"[{"name": "a cat", "cx": "50%", "cy": "50%", "rx": "20%", "ry": "10%"}]"#,
    #"[{"name": "a cat", "cx": 0.5, "cy": 0.5, "rx": 0.2, "ry": 0.1}]"#,
    #"{"format": "fractions", "objects": [{"name": "a cat", "cx": 0.5, "cy": 0.5, "rx": 0.2, "ry": 0.1}]}"#,
    #"[{"name": "a cat", "unit": "percent", "cx": 50, "cy": 50, "rx": 20, "ry": 10}]"#,
    #"[{"name": "a cat", "center": ["50%", "50%"], "rx": "20%", "ry": "10%"}]"#,
    "- a cat: cx=50%, cy=50%, rx=20%, ry=10%",
  ])
  func unitsOfOneEllipse(text: String) throws {
    let found = try #require(try ellipse(text), "\(text)")
    let expected = Ellipse(centerX: 256, centerY: 256, major: 102.4, minor: 51.2, angle: 0)
    let region = LayoutObject.Region.ellipse(found)
    #expect(region.isNear(.ellipse(expected), within: 1e-9), "\(text): \(found)")
  }

  /// What has radii beside the sides of a box stays a box, and what turns it is kept.
  @Test func boxesWithRadiiAreBoxes() throws {
    let sides = #""x": 10, "y": 20, "width": 100, "height": 120"#
    for more in [#""a": 0.5, "b": 7"#, #""rx": 5, "ry": 5"#, #""angle": 30"#] {
      let text = #"[{"name": "a cat", \#(sides), \#(more)}]"#
      let object = try #require(
        try LooseJSONNotation().parse(text, canvas: .standard).layout.objects.first)
      #expect(object.region == .box(Box(x: 10, y: 20, width: 100, height: 120)), "\(text)")
    }
    let text = #"[{"name": "a cat", \#(sides), "angle": 30}]"#
    let object = try LooseJSONNotation().parse(text, canvas: .standard).layout.objects.first
    #expect(object?.extras["angle"] == 30)
  }

  /// Lengths across a canvas that is no square follow its sides.
  @Test func fractionsOfAWideCanvas() throws {
    let canvas = Canvas(width: 1000, height: 500)
    let text = #"[{"name": "a cat", "cx": 0.5, "cy": 0.5, "rx": 0.2, "ry": 0.1}]"#
    let parsed = try LooseJSONNotation().parse(text, canvas: canvas)
    let expected = Ellipse(centerX: 500, centerY: 250, major: 200, minor: 50, angle: 0)
    let region = try #require(parsed.layout.objects.first?.region)
    #expect(region.isNear(.ellipse(expected), within: 1e-9), "\(region)")
    #expect(parsed.findings.contains { $0.rule == "frame-inferred" })
  }
}

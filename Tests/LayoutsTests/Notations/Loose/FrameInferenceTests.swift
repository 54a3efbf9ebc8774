import Layouts
import TestSupport
import Testing

/// Every frame is recognised from its numbers, and said to be unclear where it can't be.
@Suite struct FrameInferenceTests {
  /// Boxes at the edges of the canvas, which only one frame fits.
  private static let telling = [
    Box(x: 20, y: 30, width: 180, height: 150), Box(x: 300, y: 40, width: 190, height: 440),
    Box(x: 40, y: 330, width: 200, height: 160),
  ]

  private func text(_ boxes: [Box], in frame: BoxFrame, canvas: Canvas, key: String) -> String {
    let rows = boxes.enumerated().map { index, box in
      let numbers = frame.numbers(of: box, on: canvas).map { "\(($0 * 10000).rounded() / 10000)" }
      return #"{"name": "thing \#(index)", "\#(key)": [\#(numbers.joined(separator: ", "))]}"#
    }
    return "[\(rows.joined(separator: ", "))]"
  }

  private func expectBoxes(_ parsed: ParsedLayout, _ boxes: [Box], _ message: String) {
    #expect(parsed.layout.objects.count == boxes.count, "\(message)")
    for (object, box) in zip(parsed.layout.objects, boxes) {
      #expect(object.region.isNear(.box(box), within: 0.1), "\(message)")
    }
  }

  @Test(arguments: BoxFrame.Unit.allCases, [BoxFrame.Order.xywh, .xyxy])
  func unitsAndOrdersAreRecognised(unit: BoxFrame.Unit, order: BoxFrame.Order) throws {
    let frame = BoxFrame(order, unit)
    let text = text(Self.telling, in: frame, canvas: .standard, key: "box")
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    expectBoxes(parsed, Self.telling, "\(frame): \(text)")
    let rules = parsed.findings.map(\.rule)
    // The usual frame needs no words; any other one is named.
    #expect(rules == (frame == BoxFrame(.xywh, .pixels) ? [] : ["frame-inferred"]), "\(frame)")
  }

  @Test(arguments: [
    ("box_2d", BoxFrame(.yxyx, .thousandths)), ("bbox_2d", BoxFrame(.xyxy, .pixels)),
    ("bbox_cxcywh", BoxFrame(.cxcywh, .fractions)), ("xyxy", BoxFrame(.xyxy, .pixels)),
    ("bbox_normalized", BoxFrame(.xyxy, .fractions)),
    ("bbox_xywh_normalized", BoxFrame(.xywh, .fractions)), ("xywhn", BoxFrame(.cxcywh, .fractions)),
    ("bbox_pct", BoxFrame(.xywh, .percent)),
  ])
  func keysTellTheFrame(key: String, frame: BoxFrame) throws {
    let text = text(Self.telling, in: frame, canvas: .standard, key: key)
    expectBoxes(
      try LooseJSONNotation().parse(text, canvas: .standard), Self.telling, "\(key): \(text)")
  }

  /// Boxes that only centres keep on the canvas are read so, in JSON and in words.
  @Test(arguments: [BoxFrame.Unit.pixels, .fractions])
  func centresAreRecognised(unit: BoxFrame.Unit) throws {
    let boxes = [
      Box(x: 206, y: 206, width: 100, height: 100), Box(x: 26, y: 370, width: 460, height: 120),
      Box(x: 430, y: 106, width: 60, height: 300),
    ]
    let frame = BoxFrame(.cxcywh, unit)
    let text = text(boxes, in: frame, canvas: .standard, key: "bbox")
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    expectBoxes(parsed, boxes, "\(frame): \(text)")
    let words = boxes.map { box in
      "thing: (\(frame.numbers(of: box, on: .standard).map { "\($0)" }.joined(separator: ", ")))"
    }
    expectBoxes(
      try ListNotation().parse(words.joined(separator: "\n"), canvas: .standard), boxes, "\(words)")
  }

  /// A key speaks once, however many objects have it.
  @Test func repeatedKeysAreNoEvidence() throws {
    let row = #"{"name": "a cat", "bbox": [300, 40, 490, 480]}"#
    for count in [1, 40] {
      let text = "[\(Array(repeating: row, count: count).joined(separator: ", "))]"
      let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
      let box = Box(x: 300, y: 40, width: 190, height: 440)
      expectBoxes(parsed, Array(repeating: box, count: count), "\(count)")
    }
  }

  /// A number that the text ends within tells nothing.
  @Test(arguments: [
    "a lion: (40, 180, 240, 440)\na zebra: (280, 200, 490, 45",
    #"[{"name": "a lion", "bbox": [40, 180, 240, 440]}, {"name": "a zebra", "bbox": [280, 200, 490, 45"#,
  ])
  func cutNumbersAreNoEvidence(text: String) throws {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    let lion = LayoutObject.Region.box(Box(x: 40, y: 180, width: 200, height: 260))
    #expect(parsed.layout.objects.first?.region == lion, "\(text)")
    #expect(parsed.findings.contains { $0.rule == "truncated" }, "\(text)")
  }

  @Test(arguments: BoxFrame.all)
  func declaredFramesWin(frame: BoxFrame) throws {
    // A box that fits many frames.
    let boxes = [Box(x: 100, y: 110, width: 120, height: 130)]
    let canvas = Canvas(width: 640, height: 480)
    let text = text(boxes, in: frame, canvas: canvas, key: "box")
    let name = try #require(DeclaredFrame(name: frame.name))
    let parsed = try LooseJSONNotation(frame: name).parse(text, canvas: canvas)
    expectBoxes(parsed, boxes, "\(frame): \(text)")
    #expect(parsed.findings == [])
    let said = #"{"format": "\#(frame.name)", "objects": \#(text)}"#
    expectBoxes(try LooseJSONNotation().parse(said, canvas: canvas), boxes, said)
  }

  /// On a canvas whose pixels are the unit, the unit is no reason to forget the order.
  @Test(arguments: BoxFrame.Order.allCases)
  func declaredUnitsOfOnePixelKeepTheOrder(order: BoxFrame.Order) throws {
    let boxes = [Box(x: 100, y: 110, width: 120, height: 130)]
    for (unit, side) in [(BoxFrame.Unit.thousandths, 1000), (.percent, 100)] {
      let canvas = Canvas(width: side, height: side)
      let frame = BoxFrame(order, unit)
      let text = text(boxes, in: frame, canvas: canvas, key: "box")
      let said = #"{"format": "\#(frame.name)", "objects": \#(text)}"#
      expectBoxes(try LooseJSONNotation().parse(said, canvas: canvas), boxes, said)
    }
  }

  @Test func whatFitsTwoFramesIsAWarningThatNamesBoth() throws {
    let text = #"[{"name": "a cat", "box": [10, 20, 100, 120]}]"#
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    let finding = try #require(parsed.findings.first { $0.rule == "ambiguous-frame" })
    #expect(finding.severity == .warning)
    #expect(
      finding.message.contains("xywh in pixels") && finding.message.contains("xyxy in pixels"))
    #expect(finding.source?.offset == 26)
  }

  /// LMD's numbers are those of the reference; a guess at LMD that it refuses reads fractions as such.
  @Test func fractionsInAnLMDList() throws {
    let text = "[('a cat', [0.1, 0.2, 0.3, 0.4])]\nBackground prompt: A room\nNegative prompt: "
    let asked = try LMDNotation().parse(text, canvas: .standard)
    #expect(
      asked.layout.objects.map(\.region) == [.box(Box(x: 0.1, y: 0.2, width: 0.3, height: 0.4))])
    #expect(asked.findings.contains { $0.rule == "fractional-box" })
    let accepted = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(accepted.layout.objects == asked.layout.objects)
    #expect(accepted.findings.contains { $0.rule == "fractional-box" })
    let bare = "[('a cat', [0.1, 0.2, 0.3, 0.4])]"
    let guessed = try AutomaticNotation().parse(bare, canvas: .standard)
    expectBoxes(guessed, [Box(x: 51.2, y: 102.4, width: 153.6, height: 204.8)], bare)
    #expect(guessed.findings.contains { $0.rule == "frame-inferred" })
    let options = FileNotationOptions(frame: DeclaredFrame(order: .xyxy, unit: .fractions))
    let told = try #require(Notations.named("lmd", options: options))
    expectBoxes(
      try told.parse(text, canvas: .standard),
      [Box(x: 51.2, y: 102.4, width: 102.4, height: 102.4)],
      text)
  }

  @Test func cornersTheWrongWayRoundAreExchanged() throws {
    let text = #"[{"name": "a cat", "x1": 110, "y1": 140, "x2": 10, "y2": 20}]"#
    let parsed = try LooseJSONNotation().parse(text, canvas: .standard)
    expectBoxes(parsed, [Box(x: 10, y: 20, width: 100, height: 120)], text)
    #expect(parsed.findings.map(\.rule) == ["corners-swapped"])
  }

  @Test func namesOfFramesAreRead() {
    #expect(DeclaredFrame(name: "xyxy") == DeclaredFrame(order: .xyxy))
    #expect(DeclaredFrame(name: "percent") == DeclaredFrame(unit: .percent))
    #expect(
      DeclaredFrame(name: "yxyx-thousandths") == DeclaredFrame(order: .yxyx, unit: .thousandths))
    for name in ["", "xy", "xyxy-xywh", "pixels-percent", "xyxy-inches"] {
      #expect(DeclaredFrame(name: name) == nil)
    }
    for frame in BoxFrame.all {
      #expect(
        DeclaredFrame(name: frame.name) == DeclaredFrame(order: frame.order, unit: frame.unit))
    }
  }

  @Test func numbersAndBoxesAreInverse() {
    let canvas = Canvas(width: 640, height: 480)
    for frame in BoxFrame.all {
      for box in Self.telling {
        let again = frame.box(frame.numbers(of: box, on: canvas), on: canvas)
        #expect(LayoutObject.Region.box(again).isNear(.box(box), within: 1e-9), "\(frame)")
      }
    }
  }
}

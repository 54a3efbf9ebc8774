import Layouts
import TestSupport
import Testing

/// What every notation of the table holds and loses, measured and not believed.
@Suite struct FileNotationTests {
  /// A layout that lacks nothing, and beside it one that has only the property in question.
  private static let probes: [(NotationCapabilities.Property, Layout)] = {
    let canvas = Canvas(width: 640, height: 480)
    let box = LayoutObject(name: "cat", box: Box(x: 64, y: 48, width: 128, height: 96))
    let other = LayoutObject(name: "dog", box: Box(x: 300.5, y: 200.25, width: 80, height: 120))
    func blob(_ angle: Double) -> LayoutObject {
      LayoutObject(
        name: "cat",
        ellipse: Ellipse(centerX: 200.5, centerY: 210.25, major: 100, minor: 50, angle: angle))
    }
    func boxes(_ change: (inout Layout) -> Void) -> Layout {
      var layout = Layout(objects: [box])
      change(&layout)
      return layout
    }
    return [
      (.boxes, boxes { _ in }),
      (.ellipses, Layout(objects: [blob(0)])),
      (.rotation, Layout(objects: [blob(33)])),
      (.names, boxes { $0.objects[0].name = "a cat" }),
      (.descriptions, boxes { $0.objects[0].description = "grey and small" }),
      (.caption, boxes { $0.caption = "a cat on a chair" }),
      (.background, boxes { $0.background = "a room" }),
      (.negative, boxes { $0.negative = "people" }),
      (.canvas, Layout(canvas: canvas, objects: [box])),
      (.order, boxes { $0.objects = [other, box, other, box] }),
      (
        .precision,
        boxes {
          $0.objects[0].region = .box(Box(x: 1.125, y: 2.375, width: 100.0625, height: 50.75))
        }
      ),
    ]
  }()

  private static let rules: [NotationCapabilities.Property: Set<String>] = [
    .boxes: ["loses-box", "loses-object"], .ellipses: ["loses-ellipse"],
    .rotation: ["loses-rotation", "loses-ellipse"], .names: ["loses-name", "loses-object"],
    .descriptions: ["loses-description"], .caption: ["loses-caption"],
    .background: ["loses-background", "alters-text"], .negative: ["loses-negative"],
    .canvas: ["loses-canvas"], .order: ["loses-order", "loses-object"],
    .precision: ["loses-precision", "loses-place"],
  ]

  @Test(arguments: Notations.files.map(\.name))
  func theTableSaysWhatIsMeasured(name: String) throws {
    let notation = try #require(Notations.files.first { $0.name == name })
    for (property, layout) in Self.probes {
      // Where boxes or names are lost anyway, the other properties are seen on what is held.
      let printed = notation.print(layout)
      let lost = printed.losses.contains { Self.rules[property]?.contains($0.rule) ?? false }
      let held = notation.capabilities.held.contains(property)
      #expect(
        held == !lost, "\(name) \(property): \(printed.losses.map(\.message))\n\(printed.text)")
      if held, property == .canvas {
        let copy = try notation.parse(printed.text, canvas: .standard).layout
        #expect(copy.canvas == layout.canvas)
      }
    }
  }

  @Test(arguments: ["coco", "labelme", "label-studio"])
  func holdsEverything(name: String) throws {
    let notation = try #require(Notations.named(name))
    var generator = SplitMix64(seed: 51)
    for _ in 0..<100 {
      var layout = Layout.random(.mixed, using: &generator)
      layout.canvas = Canvas(
        width: .random(in: 1...2000, using: &generator),
        height: .random(in: 1...2000, using: &generator))
      layout.caption = "a \"caption\" 고양이"
      layout.language = "ko"
      layout.provenance = ["seed": 7]
      layout.extras = ["more": [1, 2]]
      let printed = notation.print(layout)
      #expect(printed.losses == [], "\(printed.text)")
      let copy = try notation.parse(printed.text, canvas: .standard).layout
      #expect(copy.objects.map(\.name) == layout.objects.map(\.name))
      #expect(copy.objects.map(\.description) == layout.objects.map(\.description))
      #expect(copy.canvas == layout.canvas && copy.extras == layout.extras)
      let again = try notation.parse(notation.print(copy).text, canvas: .standard).layout
      for (one, other) in zip(again.objects, layout.objects) {
        #expect(one.region.intersectionOverUnion(other.region) > 1 - 1e-6)
      }
    }
  }

  @Test(arguments: Notations.files.map(\.name))
  func emptyLayoutsComeBack(name: String) throws {
    let notation = try #require(Notations.named(name))
    let printed = notation.print(Layout())
    #expect(printed.losses == [])
    #expect(try notation.parse(printed.text, canvas: .standard).layout.objects == [])
  }

  @Test(arguments: Notations.files.map(\.name))
  func isRecognised(name: String) throws {
    let notation = try #require(Notations.named(name))
    let layout = Layout(objects: [
      LayoutObject(name: "a cat", box: Box(x: 64, y: 48, width: 128, height: 96)),
      LayoutObject(
        name: "a dog",
        ellipse: Ellipse(centerX: 300, centerY: 300, major: 100, minor: 50, angle: 30)),
    ])
    let text = notation.print(layout).text
    #expect(try AutomaticNotation().parse(text, canvas: .standard).notation == name, "\(text)")
  }

  /// Numbers of entries that are none, the smallest of all among them.
  @Test(arguments: ["\(Int.min)", "-1", "0", "3", "\(Int.max)"])
  func numbersOfNoEntryAreRefused(entry: String) throws {
    let notation = COCONotation(entry: entry)
    let text = COCONotation().print(Layout()).text
    let failure = try #require(throws: ParseFailure.self) {
      try notation.parse(text, canvas: .standard)
    }
    #expect(failure.message.contains("expected a picture \"\(entry)\""), "\(failure)")
    let layout = Layout(objects: [
      LayoutObject(name: "a cat", box: Box(x: 64, y: 48, width: 128, height: 96))
    ])
    let printed = BlobCtrlNotation(entry: entry).print(layout)
    #expect(printed.losses.map(\.rule) == ["loses-object"])
  }

  /// Spoilt files: nothing crashes, and what is read is sound.
  @Test(arguments: Notations.files.map(\.name))
  func spoiltFilesAreRefusedOrReported(name: String) throws {
    let notation = try #require(Notations.named(name))
    var generator = SplitMix64(seed: 52)
    let pieces = ["null", "-1", "1e308", "\"x\"", "[]", "{}", "[1]", "0", "65537", "true", "0.5"]
    var readCount = 0
    for _ in 0..<300 {
      let text = notation.print(Layout.random(.mixed, using: &generator)).text
      var bytes = Array(text.utf8)
      guard !bytes.isEmpty else { continue }
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        let digits = bytes[place...].prefix { (48..<58).contains($0) || $0 == 46 }.count
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        bytes.replaceSubrange(place..<place + digits, with: digits > 0 ? Array(piece.utf8) : [])
      }
      let spoilt = String(decoding: bytes, as: UTF8.self)
      guard let parsed = try? notation.parse(spoilt, canvas: .standard) else { continue }
      readCount += 1
      #expect(parsed.layout.objects.allSatisfy { $0.region.isFinite }, "\(spoilt)")
      for finding in parsed.findings {
        guard let source = finding.source else { continue }
        #expect(source.offset >= 0 && source.offset + source.length <= spoilt.utf8.count)
      }
      _ = notation.print(parsed.layout)
    }
    #expect(readCount > 10)
  }
}

import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct SVGPreviewTests {
  private let nasty = #"<script>alert("1")</script> & 'q' ]]> "# + "\u{1}\u{FFFF}\ttab\nline\r"

  private func read(_ layout: Layout) throws -> SVGReading {
    try #require(SVGReading(SVGPreview(layout).text()))
  }

  @Test func everythingOfTheLayoutIsInTheFile() throws {
    let ellipse = Ellipse(centerX: 149.25, centerY: 236, major: 137.1, minor: 0.1 + 0.2, angle: 87)
    let layout = Layout(
      canvas: Canvas(width: 640, height: 480), caption: "눈 속의 \"펭귄\" & <사과>\n둘", language: "ko",
      background: "a\tb", negative: "사람",
      objects: [
        LayoutObject(name: " 펭귄 ", description: "검은 <새>", ellipse: ellipse),
        LayoutObject(
          name: "사과", region: .box(Box(x: -1.5, y: 1e-7, width: 1e16, height: 1.0 / 3)),
          extras: ["weight": .integer(3)]),
      ],
      provenance: ["seed": .integer(7)], extras: ["x": .string("\"")])
    let root = try #require(try read(layout).root)
    #expect(root.attributes["data-maquette-schema"] == "maquette/svg/1")
    #expect(root.attributes["data-maquette-canvas"] == "640x480")
    #expect(root.attributes["data-maquette-caption"] == layout.caption)
    #expect(root.attributes["data-maquette-background"] == "a\tb")
    #expect(root.attributes["data-maquette-negative"] == "사람")
    #expect(root.attributes["data-maquette-language"] == "ko")
    #expect(root.attributes["data-maquette-provenance"] == #"{"seed":7}"#)
    #expect(root.attributes["data-maquette-extras"] == #"{"x":"\""}"#)
    let objects = try read(layout).all(role: "object")
    #expect(objects.map(\.name) == ["ellipse", "rect"])
    #expect(objects.map { $0.child("title")?.text } == [" 펭귄 ", "사과"])
    #expect(objects.map { $0.child("desc")?.text } == ["검은 <새>", nil])
    #expect(["cx", "cy", "rx", "ry"].map(objects[0].number) == [149.25, 236, 137.1, 0.1 + 0.2])
    #expect(objects[0].attributes["transform"] == "rotate(87 149.25 236)")
    #expect(
      ["x", "y", "width", "height"].map(objects[1].number) == [-1.5, 1e-7, 1e16, 1.0 / 3])
    #expect(objects[1].attributes["data-maquette-extras"] == #"{"weight":3}"#)
  }

  @Test func whatCannotBeDrawnStillTravels() throws {
    let layout = Layout(objects: [
      LayoutObject(name: "b", box: Box(x: .nan, y: 1, width: -2, height: 3)),
      LayoutObject(
        name: "e", ellipse: Ellipse(centerX: 1, centerY: 2, major: -3, minor: 4, angle: 5)),
      LayoutObject(name: "far", box: Box(x: 9e9, y: 1, width: 2, height: 3)),
    ])
    let reading = try read(layout)
    let objects = reading.all(role: "object")
    #expect(objects.map(\.name) == ["g", "g", "rect"])
    #expect(objects[0].attributes["data-maquette-box"] == "nan 1 -2 3")
    #expect(objects[1].attributes["data-maquette-ellipse"] == "1 2 -3 4 5")
    let words = reading.all(role: "strip").map(\.text)
    #expect(words == ["outside", "b · e · far"])
  }

  @Test func everythingIsEscaped() throws {
    let layout = Layout(
      caption: nasty, background: nasty, negative: nasty,
      objects: [
        LayoutObject(
          name: nasty, description: nasty, box: Box(x: 9, y: 9, width: 400, height: 90))
      ])
    let text = SVGPreview(layout).text()
    #expect(!text.contains("<script"))
    let reading = try #require(SVGReading(text))
    let kept = nasty.replacing("\u{1}", with: "\u{FFFD}").replacing("\u{FFFF}", with: "\u{FFFD}")
    #expect(reading.root?.attributes["data-maquette-caption"] == kept)
    #expect(reading.all(role: "object").first?.child("title")?.text == kept)
    #expect(reading.all(role: "object").first?.child("desc")?.text == kept)
    let names = Set(reading.root?.descendants.map(\.name) ?? [])
    #expect(names.isSubset(of: ["title", "desc", "rect", "g", "text", "line", "circle"]))
  }

  @Test func theSameLayoutGivesTheSameBytes() {
    var generator = SplitMix(seed: 1)
    let layout = generator.layout(objects: 9)
    #expect(SVGPreview(layout).text() == SVGPreview(layout).text())
    #expect(
      SVGPreview(layout).text().hasPrefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg "))
  }

  @Test func objectsAreDrawnFromBackToFront() throws {
    var generator = SplitMix(seed: 2)
    let layout = generator.layout(objects: 12)
    let titles = try read(layout).all(role: "object").map { $0.child("title")?.text }
    #expect(titles == layout.objects.map(\.name))
  }

  /// Up to twelve objects each get a tag, and no two tags overlap or leave the page.
  @Test(arguments: 0..<60)
  func labelsDoNotOverlap(seed: Int) throws {
    var generator = SplitMix(seed: UInt64(seed))
    let canvases = [(512, 512), (64, 64), (1024, 256), (300, 900)]
    let (width, height) = canvases[seed % 4]
    let layout = generator.layout(
      objects: 1 + seed % 12, canvas: Canvas(width: width, height: height))
    let reading = try read(layout)
    let root = try #require(reading.root)
    let boxes = try reading.tags.map { tag in
      Box(
        x: try #require(tag.number("x")), y: try #require(tag.number("y")),
        width: try #require(tag.number("width")), height: try #require(tag.number("height")))
    }
    #expect(boxes.count == layout.objects.count, "each object has a label")
    for (index, box) in boxes.enumerated() {
      #expect(boxes[..<index].allSatisfy { $0.intersection(box) == nil })
    }
    let view = try #require(root.attributes["viewBox"]).split(separator: " ").compactMap {
      Double($0)
    }
    let scale = try #require(root.number("width")) / view[2]
    let page = Box(
      x: view[0] * scale - 1, y: view[1] * scale - 1, width: view[2] * scale + 2,
      height: view[3] * scale + 2)
    #expect(boxes.allSatisfy { page.contains($0) })
  }

  /// With hundreds of objects some have no tag, but then the strip names them.
  @Test func crowdsAreToldInTheStrip() throws {
    let objects = (0..<300).map { index in
      LayoutObject(
        name: "thing \(index)",
        box: Box(x: Double(index % 20) * 10, y: Double(index / 20) * 10, width: 12, height: 12))
    }
    let reading = try read(Layout(objects: objects))
    let boxes = reading.tags.compactMap { tag in
      tag.number("x").flatMap { x in
        tag.number("y").flatMap { y in
          tag.number("width").map { Box(x: x, y: y, width: $0, height: tag.number("height") ?? 0) }
        }
      }
    }
    for (index, box) in boxes.enumerated() {
      #expect(boxes[..<index].allSatisfy { $0.intersection(box) == nil })
    }
    let words = reading.all(role: "strip").map(\.text)
    #expect(boxes.count == 300 || words.contains("not labelled"))
  }

  @Test func tagsAreWideEnoughForTheirWords() throws {
    let name =
      "a Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen of extraordinary size and "
      + "beauty, polished every morning by the first mate and his WWW"
    let layout = Layout(objects: [
      LayoutObject(name: name, box: Box(x: 10, y: 10, width: 480, height: 300))
    ])
    let reading = try read(layout)
    let lines = reading.all(role: "label").filter { $0.name == "text" }
    #expect(lines.count == 3 && lines.last?.text.hasSuffix("…") == true)
    let tag = try #require(reading.tags.first?.number("width"))
    // The widths of letters in pixels at this size, drawn by librsvg with nothing around them.
    for line in lines {
      let size = try #require(line.number("font-size"))
      let width = try inkWidth(of: line.text, size: size)
      #expect(width < tag, "\(line.text): \(width) pixels in a tag of \(tag)")
    }
    #expect(reading.all(role: "object").first?.child("title")?.text == name)
  }

  /// The width of a text as librsvg draws it: from the first column with ink to the last.
  private func inkWidth(of text: String, size: Double) throws -> Double {
    let image = try SVGRenderer.image(
      of: """
        <svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text x="5" y="40" \
        font-family="DejaVu Sans, Verdana, Noto Sans, sans-serif" font-size="\(size)">\(text)</text></svg>
        """)
    let columns = (0..<image.width).filter { column in
      (0..<image.height).contains { image.pixels[($0 * image.width + column) * 3] < 200 }
    }
    return Double((columns.last ?? 0) - (columns.first ?? 0))
  }

  @Test func namesKeepTheirHue() throws {
    func colors(_ names: [String]) throws -> [String] {
      let objects = names.enumerated().map { index, name in
        LayoutObject(name: name, box: Box(x: Double(index) * 60, y: 9, width: 50, height: 50))
      }
      return try read(Layout(objects: objects)).all(role: "object").compactMap {
        $0.attributes["fill"]
      }
    }
    let pair = try colors(["a penguin", "a tree"])
    #expect(try colors(["a tree", "a penguin"]).sorted() == pair.sorted())
    let many = try colors((0..<12).map { "thing \($0)" })
    #expect(Set(many).count == 12, "twelve names, twelve hues")
    let cats = try colors(["a cat", "a cat", "a cat"])
    #expect(Set(cats).count == 3, "shades of one hue")
    #expect(try colors(["a blue cube", "a red cube"]) == ["#1e20a3", "#d33222"])
  }

  @Test(.enabled(if: sharedData != nil, "needs ../shared/data"))
  func realLayoutsAreDrawnWithEveryLabel() throws {
    let file = try #require(sharedData).appending(path: "lmd/reference_parse.jsonl")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    for line in lines {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let objects = (row?["gen_boxes"] as? [[Any]] ?? []).compactMap { entry -> LayoutObject? in
        guard entry.count == 2, let name = entry[0] as? String,
          let sides = (entry[1] as? [NSNumber])?.map(\.doubleValue), sides.count == 4,
          sides[2] > 0, sides[3] > 0
        else { return nil }
        let box = Box(x: sides[0], y: sides[1], width: sides[2], height: sides[3])
        return box.intersection(Canvas.standard.bounds) == nil
          ? nil : LayoutObject(name: name, box: box)
      }
      let reading = try read(Layout(caption: row?["prompt"] as? String ?? "", objects: objects))
      #expect(reading.tags.count == objects.count, "\(line.prefix(200))")
    }
  }
}

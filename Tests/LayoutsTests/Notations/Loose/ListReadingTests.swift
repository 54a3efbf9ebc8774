import Layouts
import Testing

/// Lists in words as models write them.
@Suite struct ListReadingTests {
  /// What is read of a text that names a lion and a zebra.
  private static let pair = ["a lion [40, 180, 200, 260]", "a zebra [280, 200, 210, 250]"]

  private func read(_ text: String, as notation: any Notation = ListNotation()) throws
    -> (objects: [String], rules: [String])
  {
    let parsed = try notation.parse(text, canvas: .standard)
    let objects = parsed.layout.objects.map { object in
      let box = object.region.bounds
      let numbers = [box.x, box.y, box.width, box.height].map { Int($0.rounded()) }
      return "\(object.name) \(numbers)"
    }
    for finding in parsed.findings {
      guard let source = finding.source else { continue }
      #expect(source.offset + source.length <= text.utf8.count, "\(finding)")
    }
    return (objects, parsed.findings.map(\.rule))
  }

  @Test(arguments: [
    "| Object | Position (x, y) | Size (w × h) |\n|---|---|---|\n| a lion | (40, 180) | 200 × 260 |\n"
      + "| a zebra | (280, 200) | 210 × 250 |",
    "a lion: x1=40 y1=180 x2=240 y2=440\na zebra: x1: 280 y1: 200 x2: 490 y2: 450",
    "a lion: x0=40 y0=180 x1=240 y1=440\na zebra: x1 280 y1 200 x2 490 y2 450",
    "a lion: x 40-240, y 180-440\na zebra: x: 280 – 490, y: 200 – 450",
    "a lion: top-left x=40, y=180; bottom-right x=240, y=440\n"
      + "a zebra: from x=280 to x=490, y=200 to y=450",
  ])
  func shapesOfListsAreRead(text: String) throws {
    for notation in [ListNotation(), AutomaticNotation()] as [any Notation] {
      #expect(try read(text, as: notation).objects == Self.pair, "\(notation.name): \(text)")
    }
  }
}

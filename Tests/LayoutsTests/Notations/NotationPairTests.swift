import Layouts
import Testing

/// What two notations both hold survives the way through both of them.
@Suite struct NotationPairTests {
  /// A layout of what a notation holds, and nothing else.
  private static func layout(held: Set<NotationCapabilities.Property>) -> Layout? {
    var layout = Layout()
    let texts: [(NotationCapabilities.Property, WritableKeyPath<Layout, String>)] = [
      (.caption, \.caption), (.background, \.background), (.negative, \.negative),
    ]
    for (property, path) in texts where held.contains(property) {
      layout[keyPath: path] = "some \(property)"
    }
    if held.contains(.canvas) { layout.canvas = Canvas(width: 640, height: 480) }
    let region: LayoutObject.Region
    if held.contains(.boxes) {
      region = .box(Box(x: 64, y: 96, width: 128, height: 192))
    } else if held.contains(.ellipses), held.contains(.rotation) {
      region = .ellipse(Ellipse(centerX: 200, centerY: 240, major: 96, minor: 48, angle: 30))
    } else {
      return nil
    }
    layout.objects = [LayoutObject(name: held.contains(.names) ? "a cat" : "", region: region)]
    return layout
  }

  @Test(arguments: Notations.table.map(\.name))
  func bothHoldIt(name: String) throws {
    let first = try #require(Notations.table.first { $0.name == name })
    var pairCount = 0
    for second in Notations.table {
      let held = first.capabilities.held.intersection(second.capabilities.held)
      guard held.contains(.precision), let layout = Self.layout(held: held) else { continue }
      pairCount += 1
      let there = first.print(layout)
      let between = try first.parse(there.text, canvas: layout.canvas).layout
      let back = second.print(between)
      let copy = try second.parse(back.text, canvas: layout.canvas).layout
      let way = "\(first.name) to \(second.name): \(back.text)"
      #expect(copy.caption == layout.caption, "\(way)")
      #expect(copy.background == layout.background, "\(way)")
      #expect(copy.negative == layout.negative, "\(way)")
      #expect(copy.canvas == layout.canvas, "\(way)")
      #expect(copy.objects.count == 1, "\(way)")
      let object = try #require(copy.objects.first)
      if held.contains(.names) { #expect(object.name == "a cat", "\(way)") }
      let overlap = object.region.intersectionOverUnion(layout.objects[0].region)
      // A mask holds an ellipse to the pixel, whatever comes before and after.
      let hasMask = [first, second].contains { $0.capabilities.partial[.ellipses] == "as a mask" }
      #expect(overlap > (hasMask ? 0.998 : 1 - 1e-6), "\(way)")
    }
    #expect(pairCount > 0 || !first.capabilities.held.contains(.precision))
  }
}

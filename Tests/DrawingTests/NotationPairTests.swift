import Drawing
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

  /// A layout written and read again, with the picture that belongs to the text.
  private static func copy(
    of layout: Layout, by notation: any ExchangeNotation
  ) throws -> (layout: Layout, text: String) {
    let printed = notation.print(layout)
    var reader = notation
    if var masks = notation as? RegionalPrompterMaskNotation, let file = printed.companions.first {
      masks.picture = .given(try PNGFile(data: file.bytes(), name: file.name).image)
      reader = masks
    }
    return (try reader.parse(printed.text, canvas: layout.canvas).layout, printed.text)
  }

  @Test(arguments: Notations.catalog.map(\.name))
  func bothHoldIt(name: String) throws {
    let first = try #require(Notations.catalog.first { $0.name == name })
    var pairCount = 0
    for second in Notations.catalog {
      let held = first.capabilities.held.intersection(second.capabilities.held)
      let isGrid = [first, second].contains { $0.capabilities.partial[.precision] == "a grid" }
      guard !isGrid, let layout = Self.layout(held: held) else { continue }
      pairCount += 1
      let between = try Self.copy(of: layout, by: first).layout
      let (copy, back) = try Self.copy(of: between, by: second)
      let way = "\(first.name) to \(second.name): \(back)"
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
      let least = held.contains(.precision) ? 1 - 1e-6 : 0.98
      #expect(overlap > (hasMask ? min(least, 0.998) : least), "\(way)")
    }
    #expect(pairCount > 0 || first.capabilities.partial[.precision] == "a grid")
  }
}

import Layouts
import Testing

/// Boxes in the words and tags that models were trained to write.
@Suite struct BoxWordTests {
  private func read(_ text: String) throws -> [String] {
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    return parsed.layout.objects.map { object in
      let box = object.region.bounds
      let numbers = [box.x, box.y, box.width, box.height].map { Int($0.rounded()) }
      return "\(object.name) \(numbers) \(object.description)"
    }
  }

  @Test(arguments: [
    "a cow: centered at (380, 360), 160 wide, 120 tall",
    "a cow: centred on (380, 360), 160 px wide and 120 px high",
    "a cow: 160 wide and 120 high, centered at (380, 360)",
    "a cow: centered at x=380, y=360, 160 wide and 120 tall",
  ])
  func centresInWords(text: String) throws {
    let objects = try read(text)
    #expect(objects == ["a cow [300, 300, 160, 120] "], "\(text)")
  }

  /// Words for the sides, of which no mark tells but a label.
  @Test(arguments: [
    "1. 소 - 왼쪽 300, 위 300, 너비 160, 높이 120\n\n배경: 들판",
    "- 소: izquierda 300, arriba 300, ancho 160, alto 120\n\n배경: 들판",
    "- 소: gauche 300, haut 300, largeur 160, hauteur 120\n\n배경: 들판",
  ])
  func sidesInOtherLanguages(text: String) throws {
    #expect(try read(text) == ["소 [300, 300, 160, 120] "], "\(text)")
  }

  @Test(arguments: [
    "An owl <bbox>100 200 500 400</bbox> sits on a branch <bbox>0 400 1000 500</bbox>",
    "<ref>An owl</ref><box>[[100, 200, 500, 400]]</box>\n<ref>a branch</ref><box>[[0, 400, 1000, 500]]</box>",
    "<|ref|>An owl<|/ref|><|det|>[[100, 200, 500, 400]]<|/det|>\n"
      + "<|ref|>a branch<|/ref|><|det|>[[0, 400, 1000, 500]]<|/det|>",
    "An owl<loc_100><loc_200><loc_500><loc_400>a branch<loc_0><loc_400><loc_1000><loc_500>",
  ])
  func boxesInTags(text: String) throws {
    let objects = try read(text)
    #expect(objects.count == 2, "\(text): \(objects)")
    #expect(objects.first?.hasPrefix("An owl [51, 102, 205, 102]") == true, "\(text): \(objects)")
    #expect(objects.last?.contains("a branch [0, 205, 512, 51]") == true, "\(text): \(objects)")
  }

  /// Four digits are top, left, bottom and right in 1024ths.
  @Test func paddedLocations() throws {
    let objects = try read(
      "<loc0098><loc0118><loc0450><loc0390> an owl ; <loc0430><loc0040><loc0546><loc0956> a branch")
    #expect(objects == ["an owl [59, 49, 136, 176] ", "a branch [20, 215, 458, 58] "])
  }
}

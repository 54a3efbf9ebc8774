import Layouts
import TestSupport
import Testing

@testable import Drawing

@Suite("Pictures under heat maps")
struct HeatOverlayTests {
  private let canvas = Canvas(width: 64, height: 32)

  private func picture(_ level: UInt8, _ format: Image.Format = .rgb) -> Image {
    Image(
      width: 64, height: 32, format: format,
      pixels: Array(repeating: level, count: 64 * 32 * format.channels))
  }

  private func color(_ image: Image, row: Int, column: Int) -> [Int] {
    let place = (row * image.width + column) * 3
    return image.pixels[place..<place + 3].map(Int.init)
  }

  @Test(arguments: [Image.Format.grey, .rgb, .rgba])
  func withoutHeatThePictureIsDimmed(format: Image.Format) {
    let overlay = HeatOverlay(picture(200, format), regions: [], canvas: canvas)
    let image = overlay.image(of: Mask(height: 2, width: 4), scale: 1, longerSide: 128)
    #expect((image.width, image.height) == (128, 64))
    #expect(image.pixels.allSatisfy { abs(Int($0) - 100) <= 1 })
  }

  @Test func heatIsBrightestWhereTheMapIs() {
    let overlay = HeatOverlay(picture(0), regions: [], canvas: canvas)
    let map = Mask(height: 2, width: 4, values: [0, 0, 0, 0, 0.5, 0, 0, 2])
    let image = overlay.image(of: map, scale: 2, longerSide: 64)
    func brightness(_ row: Int, _ column: Int) -> Int {
      color(image, row: row, column: column).reduce(0, +)
    }
    #expect(brightness(31, 63) > 450)
    #expect(brightness(31, 0) > 20 && brightness(31, 0) < brightness(31, 63) / 2)
    #expect(brightness(0, 32) <= 4)
    // Between the middles of two cells the heat falls evenly.
    let row = (40..<64).map { brightness(31, $0) }
    #expect(zip(row, row.dropFirst()).allSatisfy { $0 <= $1 })
    let flat = overlay.image(of: Mask(height: 2, width: 4), scale: 0, longerSide: 64)
    #expect(flat.pixels.allSatisfy { $0 == 0 })
  }

  @Test func coloursOfHeatRiseInBrightness() {
    let levels = (0...20).map { step -> Float in
      let color = HeatColors.color(Float(step) / 20)
      return color[0] * 0.299 + color[1] * 0.587 + color[2] * 0.114
    }
    #expect(zip(levels, levels.dropFirst()).allSatisfy { $0 < $1 })
    #expect(HeatColors.color(-1) == HeatColors.color(0))
    #expect(HeatColors.color(7) == HeatColors.color(1))
  }

  @Test func regionsAreOutlined() {
    let regions: [LayoutObject.Region] = [
      .box(Box(x: 8, y: 8, width: 16, height: 16)),
      .ellipse(Ellipse(centerX: 48, centerY: 16, major: 8, minor: 6, angle: 0)),
      .box(Box(x: .nan, y: 0, width: 4, height: 4)),
    ]
    let overlay = HeatOverlay(picture(0), regions: regions, canvas: canvas)
    let image = overlay.image(of: Mask(height: 1, width: 1), scale: 1, longerSide: 256)
    for (x, y) in [(8, 16), (24, 16), (16, 8), (16, 24), (40, 16), (56, 16), (48, 10), (48, 22)] {
      #expect(color(image, row: y * 4, column: x * 4)[0] > 200, "\(x), \(y)")
    }
    for (x, y) in [(16, 16), (48, 16), (32, 4)] {
      #expect(color(image, row: y * 4, column: x * 4) == [0, 0, 0], "\(x), \(y)")
    }
  }

  @Test func manyPixelsAreAveragedAndFewRepeated() {
    var pixels = [UInt8](repeating: 0, count: 4 * 4 * 3)
    for place in 0..<3 { pixels[place] = 160 }
    let image = Image(width: 4, height: 4, format: .rgb, pixels: pixels)
    let overlay = HeatOverlay(image, regions: [], canvas: Canvas(width: 4, height: 4))
    let none = Mask(height: 1, width: 1)
    #expect(color(overlay.image(of: none, scale: 1, longerSide: 2), row: 0, column: 0)[0] == 20)
    let large = overlay.image(of: none, scale: 1, longerSide: 8)
    #expect(color(large, row: 1, column: 1)[0] == 80 && color(large, row: 1, column: 2)[0] == 0)
  }
}

@Suite("Contact sheets")
struct ContactSheetTests {
  private func tile(_ level: UInt8, words: String = "step 1") -> ContactSheet.Tile {
    ContactSheet.Tile(
      Image(
        width: 40, height: 30, format: .rgb, pixels: Array(repeating: level, count: 3600)),
      words: words)
  }

  @Test(arguments: [1, 2, 7, 50])
  func everyPictureIsOnIt(count: Int) throws {
    let tiles = (0..<count).map { tile(UInt8(100 + $0), words: "") }
    let sheet = try ContactSheet("", tiles: tiles, for: Layout()).image()
    var counts: [UInt8: Int] = [:]
    for pixel in stride(from: 0, to: sheet.pixels.count, by: 3) {
      counts[sheet.pixels[pixel], default: 0] += 1
    }
    for place in 0..<count { #expect(counts[UInt8(100 + place)] == 1200) }
    #expect(sheet.height < 4 * sheet.width)
  }

  @Test func wordsStandUnderPicturesAndHoldNoMarkup() throws {
    let silent = try ContactSheet("", tiles: [tile(0, words: "")], for: Layout()).image()
    let worded = try ContactSheet("<b>&", tiles: [tile(0, words: "]]> 7 %")], for: Layout()).image()
    #expect((silent.width, silent.height) == (worded.width, worded.height))
    let changed = silent.pixels.indices.filter { silent.pixels[$0] != worded.pixels[$0] }
    let rows = Set(changed.map { $0 / 3 / silent.width })
    #expect(rows.contains { $0 < 40 } && rows.contains { $0 > 70 })
    #expect(!rows.contains { (41..<69).contains($0) })
  }

  @Test func sheetsTooLargeAreRefused() {
    let wide = Image(
      width: 33000, height: 1, format: .rgb, pixels: Array(repeating: 0, count: 99000))
    let tile = ContactSheet.Tile(wide, words: "")
    #expect(throws: DrawingError.self) {
      _ = try ContactSheet("", tiles: [tile], for: Layout()).image()
    }
  }
}

@Suite struct AttentionPageTests {
  @Test func everythingIsEscaped() throws {
    let page = AttentionPage(
      Layout(language: "de"), prompt: "a <cat> & \"dog\"", facts: [("Steps", "1 < 2")],
      phrases: [.init(text: "<i>", words: "a & b", sheets: ["sheets/00-\"x\".png"])],
      picture: "picture.png"
    ).text()
    #expect(page.contains("a &lt;cat&gt; &amp;") && page.contains("1 &lt; 2"))
    #expect(page.contains("src=\"sheets/00-&quot;x&quot;.png\"") && page.contains("lang=\"de\""))
    #expect(!page.contains("<i>") && !page.contains("<cat>") && !page.contains("<script"))
    #expect(page.contains("default-src 'none'"))
  }
}

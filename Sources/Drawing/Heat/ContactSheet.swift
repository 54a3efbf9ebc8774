public import Layouts

/// Many small pictures of one size on one sheet, with words under each.
public struct ContactSheet: Sendable {
  /// One picture.
  public struct Tile: Sendable {
    /// The picture, in red, green and blue.
    public let image: Image
    /// The words under it.
    public let words: String

    /// Creates a tile.
    public init(_ image: Image, words: String) {
      self.image = image
      self.words = words
    }
  }

  private static let gap = 12
  private static let titleHeight = 40
  private static let wordsHeight = 24
  private static let paper: [UInt8] = [0x16, 0x16, 0x1A]

  private let title: String
  private let tiles: [Tile]
  private let fonts: String
  private let columns: Int

  /// Creates a sheet.
  ///
  /// - Parameters:
  ///   - title: the words above all.
  ///   - tiles: the pictures in the order of reading, at least one, all of one size.
  ///   - layout: whose letters decide the fonts.
  public init(_ title: String, tiles: [Tile], for layout: Layout) {
    precondition(
      Set(tiles.map { [$0.image.width, $0.image.height] }).count == 1,
      "ContactSheet: \(tiles.count) pictures of several sizes")
    self.title = title
    self.tiles = tiles
    fonts = FontFamilies.list(for: layout)
    // A sheet about as wide as one and a half times its height.
    let shape = Double(tiles[0].image.height + Self.wordsHeight) / Double(tiles[0].image.width)
    let ideal = (1.5 * Double(tiles.count) * shape).squareRoot().rounded(.up)
    columns = min(max(Int(ideal), 1), tiles.count)
  }

  /// Draws the sheet.
  ///
  /// - Returns: a picture in red, green and blue.
  /// - Throws: `DrawingError` when it would be too large.
  public func image() throws(DrawingError) -> Image {
    let (width, height) = (tiles[0].image.width, tiles[0].image.height)
    let rows = (tiles.count + columns - 1) / columns
    let (wide, high) = (
      Self.gap + columns * (width + Self.gap),
      Self.titleHeight + rows * (height + Self.wordsHeight)
    )
    try PNGFile.checkSize(width: wide, height: high, name: "the contact sheet")
    let words = try SVGRenderer.image(
      of: lettering(width: wide, height: high), background: .transparent,
      name: "the contact sheet")
    var pixels = [UInt8](repeating: 0, count: wide * high * 3)
    for place in pixels.indices { pixels[place] = Self.paper[place % 3] }
    for (index, tile) in tiles.enumerated() {
      let corner = corner(of: index)
      for row in 0..<height {
        let target = ((corner.y + row) * wide + corner.x) * 3
        let source = row * width * 3
        pixels.replaceSubrange(
          target..<target + width * 3, with: tile.image.pixels[source..<source + width * 3])
      }
    }
    for pixel in 0..<wide * high where words.pixels[pixel * 4 + 3] > 0 {
      let share = Float(words.pixels[pixel * 4 + 3]) / 255
      for channel in 0..<3 {
        let old = Float(pixels[pixel * 3 + channel])
        let new = old + (Float(words.pixels[pixel * 4 + channel]) - old) * share
        pixels[pixel * 3 + channel] = UInt8(new)
      }
    }
    return Image(width: wide, height: high, format: .rgb, pixels: pixels)
  }

  private func corner(of index: Int) -> (x: Int, y: Int) {
    let image = tiles[0].image
    return (
      Self.gap + index % columns * (image.width + Self.gap),
      Self.titleHeight + index / columns * (image.height + Self.wordsHeight)
    )
  }

  /// The words alone, on nothing.
  private func lettering(width: Int, height: Int) -> String {
    var svg = XMLText()
    svg.open(
      "svg",
      [
        ("xmlns", "http://www.w3.org/2000/svg"), ("width", "\(width)"), ("height", "\(height)"),
        ("font-family", fonts), ("fill", "#e9e9ec"),
      ])
    // Long titles are pressed together, not cut off.
    let room = Double(width - 2 * Self.gap)
    let size = min(18, 18 * room / max(TextMetrics(size: 18).width(title), 1))
    svg.element(
      "text", [("x", "\(Self.gap)"), ("y", "27"), ("font-size", size.shortText)], title)
    for (index, tile) in tiles.enumerated() {
      let corner = corner(of: index)
      let width = Double(tile.image.width)
      let size = min(13, 13 * width / max(TextMetrics(size: 13).width(tile.words), 1))
      svg.element(
        "text",
        [
          ("x", "\(corner.x)"), ("y", "\(corner.y + tile.image.height + 16)"),
          ("font-size", size.shortText),
        ], tile.words)
    }
    svg.close("svg")
    return svg.text
  }
}

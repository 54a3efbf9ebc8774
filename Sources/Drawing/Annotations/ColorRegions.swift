internal import Layouts

/// Pictures whose colours say which region a pixel belongs to, as Regional Prompter counts them.
///
/// Region n has a hue that halves the circle again and again (0, 180, 90, 270, 45, 135 … degrees) at
/// half the saturation and half the value (hako-mikan/sd-webui-regional-prompter, `regions.py`).
/// White belongs to no region.
enum ColorRegions {
  /// The most regions: from the next one on, colours of neighbouring hues coincide.
  static let limit = 256
  /// How many numbers the extension looks a colour up in.
  private static let searched = 718
  /// How far a number may lie beyond the count of colours before it is taken for a blemish.
  private static let slack = 20

  /// The colour of a region.
  static func color(of number: Int) -> [UInt8] {
    guard number > 0 else { return color(hue: 0) }
    // The numbers 2^(k-1) ... 2^k - 1 lie at the odd parts of the circle cut into 2^k.
    let parts = 1 << (Int.bitWidth - number.leadingZeroBitCount)
    return color(hue: Double(2 * (number - parts / 2) + 1) / Double(parts))
  }

  /// Red, green and blue of a hue in 0...1 at half saturation and value.
  private static func color(hue: Double) -> [UInt8] {
    let sixth = hue * 6
    let part = sixth - sixth.rounded(.down)
    // Hues that come from bytes are a little off; what is meant is a whole level.
    let (rising, falling) = (64 + 64 * part + 1e-9, 128 - 64 * part + 1e-9)
    let (up, down) = (UInt8(rising), UInt8(falling))
    return switch Int(sixth) % 6 {
    case 0: [128, up, 64]
    case 1: [down, 128, 64]
    case 2: [64, 128, up]
    case 3: [64, down, 128]
    case 4: [up, 64, 128]
    default: [128, 64, down]
    }
  }

  // MARK: - Writing

  /// The number of the frontmost region at each pixel, counted from one; zero where there is none.
  static func numbers(of regions: [LayoutObject.Region], canvas: Canvas) -> [UInt16] {
    var numbers = [UInt16](repeating: 0, count: canvas.width * canvas.height)
    for (index, region) in regions.enumerated() {
      let mask = Mask(region, canvas: canvas, height: canvas.height, width: canvas.width)
      for (cell, value) in mask.values.enumerated() where value > 0 {
        numbers[cell] = UInt16(index + 1)
      }
    }
    return numbers
  }

  /// The picture of some regions, later ones over earlier ones.
  static func image(
    of regions: [LayoutObject.Region], canvas: Canvas, name: String
  ) throws(DrawingError) -> Image {
    try PNGFile.checkSize(width: canvas.width, height: canvas.height, name: name)
    let colors = [[255, 255, 255]] + regions.indices.map(color)
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * canvas.width * canvas.height)
    for number in numbers(of: regions, canvas: canvas) { pixels += colors[Int(number)] }
    return Image(width: canvas.width, height: canvas.height, format: .rgb, pixels: pixels)
  }

  // MARK: - Reading

  /// The masks of a picture's regions, by rising number.
  static func masks(in image: Image) -> [(number: Int, mask: Mask)] {
    var known: [UInt32: Int] = [:]
    for number in 0..<searched {
      let key = key(color(of: number)[...])
      known[key] = known[key] ?? number
    }
    var counted: [UInt32: Int?] = [:]
    var places: [Int: [Int]] = [:]
    let channels = image.format.channels
    for cell in 0..<image.width * image.height {
      let start = cell * channels
      guard channels >= 3, channels == 3 || image.pixels[start + 3] > 127 else { continue }
      let color = image.pixels[start..<start + 3]
      let key = key(color)
      let number = counted[key] ?? known[key] ?? nearest(color).flatMap { known[self.key($0[...])] }
      counted[key] = .some(number)
      if let number { places[number, default: []].append(cell) }
    }
    return places.keys.sorted().filter { $0 <= places.count + slack }.map { number in
      var values = [Float](repeating: 0, count: image.width * image.height)
      for cell in places[number] ?? [] { values[cell] = 1 }
      return (number, Mask(height: image.height, width: image.width, values: values))
    }
  }

  private static func key(_ color: ArraySlice<UInt8>) -> UInt32 {
    color.reduce(0) { $0 << 8 | UInt32($1) }
  }

  /// The colour of full rule that a slightly altered one stands for, as the extension mends uploads.
  private static func nearest(_ color: ArraySlice<UInt8>) -> [UInt8]? {
    let levels = color.map { Double($0) / 255 }
    let (high, low) = (levels.max() ?? 0, levels.min() ?? 0)
    let accepted = 0.49...0.51
    guard accepted ~= high, accepted ~= (high - low) / high else { return nil }
    let (red, green, blue) = (levels[0], levels[1], levels[2])
    let spread = high - low
    let sixth =
      red == high
      ? (green - blue) / spread
      : green == high ? 2 + (blue - red) / spread : 4 + (red - green) / spread
    return Self.color(hue: (sixth < 0 ? sixth + 6 : sixth) / 6)
  }
}

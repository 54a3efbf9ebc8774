/// A picture of 8 bits a sample, row by row from the top left, its channels interleaved.
public struct Image: Hashable, Sendable {
  /// What the samples of a pixel mean.
  public enum Format: Int, Hashable, Sendable, CaseIterable {
    /// One sample: brightness.
    case grey = 1
    /// Three samples: red, green, blue.
    case rgb = 3
    /// Four samples: red, green, blue, and opacity that the colours are not multiplied by.
    case rgba = 4

    /// The number of samples a pixel.
    public var channels: Int { rawValue }
  }

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// What the samples of a pixel mean.
  public let format: Format
  /// The samples: height × width × channels bytes.
  public var pixels: [UInt8] {
    didSet { checkCount() }
  }

  /// Creates a picture from its samples.
  public init(width: Int, height: Int, format: Format, pixels: [UInt8]) {
    precondition(width > 0 && height > 0, "image: sides must be positive, got \(width)x\(height)")
    self.width = width
    self.height = height
    self.format = format
    self.pixels = pixels
    checkCount()
  }

  /// Creates a picture from samples in 0...1, of which those outside are clamped.
  ///
  /// Halves go to the even neighbour, as in numpy's `round`, so that a picture painted here and one
  /// painted by a Python program compare byte for byte.
  public init(width: Int, height: Int, format: Format, levels: [Float]) {
    self.init(
      width: width, height: height, format: format,
      pixels: levels.map { level in
        // The comparison order sends NaN to black.
        level > 0 ? UInt8((min(level, 1) * 255).rounded(.toNearestOrEven)) : 0
      })
  }

  /// Creates a grey picture of a mask, white where the mask is 1.
  public init(_ mask: Mask) {
    self.init(width: mask.width, height: mask.height, format: .grey, levels: mask.values)
  }

  private func checkCount() {
    precondition(
      pixels.count == width * height * format.channels,
      "image: \(width)x\(height) \(format) needs \(width * height * format.channels) samples,"
        + " got \(pixels.count)")
  }
}

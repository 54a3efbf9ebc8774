/// The picture plane of a layout, in pixels, with its origin at the top left and y pointing down.
public struct Canvas: Hashable, Sendable, CustomStringConvertible {
  /// The width in pixels.
  public var width: Int
  /// The height in pixels.
  public var height: Int

  /// Creates a canvas of a width and a height in pixels.
  public init(width: Int, height: Int) {
    precondition(width > 0 && height > 0, "canvas: sides must be positive, got \(width)x\(height)")
    self.width = width
    self.height = height
  }

  /// The 512 × 512 canvas that LMD, LayoutGPT's pictures and BlobGEN plan on.
  public static let standard = Canvas(width: 512, height: 512)

  /// Reads `WIDTHxHEIGHT`, such as `512x768`, or returns nil when the text is anything else.
  public init?(_ text: some StringProtocol) {
    let sides = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]),
      (1...65536).contains(width), (1...65536).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  /// The canvas as `WIDTHxHEIGHT`.
  public var description: String { "\(width)x\(height)" }

  /// The rectangle that the canvas covers.
  public var bounds: Box { Box(x: 0, y: 0, width: Double(width), height: Double(height)) }
}

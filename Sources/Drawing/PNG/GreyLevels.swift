public import Foundation

/// The levels of a grey picture of 16 bits a sample, as tools number the instances of a scene with.
///
/// `PNGFile` rounds such samples to 8 bits, which is right for what is looked at and wrong for numbers.
public struct GreyLevels: Hashable, Sendable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// The levels of the pixels, row by row.
  public let levels: [UInt16]

  init(width: Int, height: Int, levels: [UInt16]) {
    self.width = width
    self.height = height
    self.levels = levels
  }

  /// Reads the levels of a PNG; nil when it isn't grey, has opacity or fewer than 16 bits.
  ///
  /// - Parameters:
  ///   - data: the bytes of the file.
  ///   - name: what the bytes are called in errors.
  /// - Throws: `DrawingError` with that name: damaged or too large.
  public init?(png data: Data, name: String) throws(DrawingError) {
    guard let levels = try PNGReader.levels(data, name: name) else { return nil }
    self = levels
  }
}

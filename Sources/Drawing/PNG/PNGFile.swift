public import Foundation

/// A picture with texts beside it, in the Portable Network Graphics format.
///
/// The texts travel as iTXt chunks in UTF-8 ahead of the pixels, such as the layout and the
/// settings that a picture was painted from. The same content always gives the same bytes.
public struct PNGFile: Hashable, Sendable {
  /// One text with the keyword that it is found by.
  public struct Text: Hashable, Sendable {
    /// The keyword: 1 to 79 characters of ASCII, such as `layout`.
    public var keyword: String
    /// The text.
    public var text: String

    /// Creates a text.
    public init(keyword: String, text: String) {
      self.keyword = keyword
      self.text = text
    }
  }

  /// The longest side that is read or written, in pixels.
  public static let largestSide = 1 << 15
  /// The most pixels that are read or written.
  public static let largestArea = 256_000_000

  /// The picture.
  public var image: Image
  /// The texts in the order of the file.
  public var texts: [Text]

  /// Creates a file's content.
  public init(image: Image, texts: [Text] = []) {
    self.image = image
    self.texts = texts
  }

  /// The first text under a keyword.
  public subscript(keyword: String) -> String? { texts.first { $0.keyword == keyword }?.text }

  /// Reads a file of any PNG kind.
  ///
  /// Palettes and fewer than 8 bits are expanded, 16 bits are rounded to 8, and a transparent
  /// colour or grey with opacity becomes RGBA. Texts of the older kinds (tEXt, zTXt) are read too.
  ///
  /// - Parameter file: the file.
  /// - Throws: `DrawingError` naming the file: unreadable, damaged or too large.
  public init(contentsOf file: URL) throws(DrawingError) {
    try self.init(data: try InputFile.read(file), name: file.path)
  }

  /// Reads the bytes of a file of any PNG kind.
  ///
  /// - Parameters:
  ///   - data: the bytes.
  ///   - name: what the bytes are called in errors.
  /// - Throws: `DrawingError` with that name: damaged or too large.
  public init(data: Data, name: String) throws(DrawingError) {
    self = try PNGReader.read(data, name: name)
  }

  /// The bytes of the file.
  ///
  /// - Throws: `DrawingError.unwritableText` for a text that the format can't hold.
  public func encoded() throws(DrawingError) -> Data {
    try PNGWriter.encode(self, name: "the picture")
  }

  /// Writes the file whole or not at all.
  ///
  /// - Parameter file: where it goes; the folder must exist.
  /// - Throws: `DrawingError` naming the file and the reason.
  public func write(to file: URL) throws(DrawingError) {
    try AtomicFile.write(try PNGWriter.encode(self, name: file.path), to: file)
  }

  /// Refuses pictures that would take gigabytes.
  static func checkSize(width: Int, height: Int, name: String) throws(DrawingError) {
    guard width <= largestSide, height <= largestSide, width * height <= largestArea else {
      throw .tooLarge(file: name, width: width, height: height)
    }
  }
}

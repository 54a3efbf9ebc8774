internal import CPNG
internal import Foundation

/// Reads PNG through libpng.
enum PNGReader {
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  static func read(_ data: Data, name: String) throws(DrawingError) -> PNGFile {
    try reading(data, name: name) { reader throws(DrawingError) in
      let (width, height) = (Int(reader.pointee.width), Int(reader.pointee.height))
      guard let format = Image.Format(rawValue: Int(reader.pointee.channels)) else {
        throw failure(of: reader, name: name)
      }
      let pixels = try pixels(of: reader, count: width * height * format.channels, name: name)
      return PNGFile(
        image: Image(width: width, height: height, format: format, pixels: pixels),
        texts: (0..<cpng_reader_text_count(reader)).map { text(cpng_reader_text(reader, $0)) })
    }
  }

  /// The levels of a grey picture of 16 bits, row by row; nil for every other kind.
  static func levels(_ data: Data, name: String) throws(DrawingError) -> GreyLevels? {
    try reading(data, name: name, deep: true) { reader throws(DrawingError) in
      guard reader.pointee.sample == 2 else { return nil }
      let (width, height) = (Int(reader.pointee.width), Int(reader.pointee.height))
      let bytes = try pixels(of: reader, count: 2 * width * height, name: name)
      let levels = (0..<width * height).map {
        UInt16(bytes[2 * $0]) << 8 | UInt16(bytes[2 * $0 + 1])
      }
      return GreyLevels(width: width, height: height, levels: levels)
    }
  }

  private typealias Reader = UnsafeMutablePointer<cpng_reader>

  /// Reads the header, and what a closure takes from there.
  private static func reading<Result>(
    _ data: Data, name: String, deep: Bool = false, _ body: (Reader) throws(DrawingError) -> Result
  ) throws(DrawingError) -> Result {
    let bytes = [UInt8](data)
    try checkStart(bytes, name: name)
    // The closure can't throw a typed error through the standard library, so it returns a result.
    let result = bytes.withUnsafeBufferPointer { buffer in
      Swift.Result { () throws(DrawingError) in
        guard let reader = cpng_reader_create(buffer.baseAddress, buffer.count) else {
          throw .damaged(file: name, kind: "PNG", reason: "memory is short")
        }
        defer { cpng_reader_free(reader) }
        guard cpng_reader_header(reader, deep ? 1 : 0) != 0 else {
          throw failure(of: reader, name: name)
        }
        return try body(reader)
      }
    }
    return try result.get()
  }

  private static func failure(of reader: Reader, name: String) -> DrawingError {
    let reason = String(cString: cpng_reader_message(reader))
    return .damaged(
      file: name, kind: "PNG", reason: reason.isEmpty ? "its header is inconsistent" : reason)
  }

  private static func pixels(
    of reader: Reader, count: Int, name: String
  ) throws(DrawingError) -> [UInt8] {
    var complete = false
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { pixels, initialized in
      complete = cpng_reader_pixels(reader, pixels.baseAddress) != 0
      initialized = complete ? count : 0
    }
    guard complete else { throw failure(of: reader, name: name) }
    return pixels
  }

  /// Judges signature and size before libpng sees the bytes.
  private static func checkStart(_ bytes: [UInt8], name: String) throws(DrawingError) {
    guard !bytes.isEmpty else {
      throw .damaged(file: name, kind: "PNG", reason: "the file is empty")
    }
    guard bytes.starts(with: signature.prefix(bytes.count)) else {
      throw .damaged(file: name, kind: "PNG", reason: "it does not start with the PNG signature")
    }
    guard bytes.count >= 24 else {
      throw .damaged(file: name, kind: "PNG", reason: "the file ends too early")
    }
    guard bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw .damaged(file: name, kind: "PNG", reason: "its first chunk is not the header IHDR")
    }
    try PNGFile.checkSize(
      width: number(at: 16, in: bytes), height: number(at: 20, in: bytes), name: name)
    try checkChunks(bytes, name: name)
  }

  /// Refuses chunks that say they are longer than the rest of the file.
  ///
  /// libpng clears as much memory as a chunk says before it looks whether the bytes are there: a file of
  /// a hundred bytes would take gigabytes and seconds.
  private static func checkChunks(_ bytes: [UInt8], name: String) throws(DrawingError) {
    var place = signature.count
    while place + 8 <= bytes.count {
      let length = number(at: place, in: bytes)
      let kind = bytes[place + 4..<place + 8]
      guard length <= bytes.count - place - 8 else {
        let shown = String(
          decoding: kind.map { (0x41...0x7A).contains($0) ? $0 : 0x3F }, as: UTF8.self)
        throw .damaged(
          file: name, kind: "PNG",
          reason: "the file ends too early: its chunk \(shown) says that it has \(length) bytes, "
            + "and \(bytes.count - place - 8) are left")
      }
      if kind.elementsEqual("IEND".utf8) { return }
      place += length + 12
    }
  }

  /// A number of four bytes, the highest first.
  private static func number(at place: Int, in bytes: [UInt8]) -> Int {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The keyword is Latin-1, as is the text of the older kinds; iTXt is UTF-8.
  private static func text(_ chunk: png_text) -> PNGFile.Text {
    let isUnicode = chunk.compression >= PNG_ITXT_COMPRESSION_NONE
    let count = isUnicode ? chunk.itxt_length : chunk.text_length
    let bytes = UnsafeRawBufferPointer(start: chunk.text, count: chunk.text == nil ? 0 : count)
    let keyword = UnsafeRawBufferPointer(
      start: chunk.key, count: chunk.key.map { strlen($0) } ?? 0)
    return PNGFile.Text(
      keyword: latin(keyword),
      text: isUnicode ? String(decoding: bytes, as: UTF8.self) : latin(bytes))
  }

  private static func latin(_ bytes: UnsafeRawBufferPointer) -> String {
    String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }
}

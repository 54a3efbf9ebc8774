internal import CPNG
internal import Foundation

/// Writes PNG through libpng.
enum PNGWriter {
  static func encode(_ file: PNGFile, name: String) throws(DrawingError) -> Data {
    try PNGFile.checkSize(width: file.image.width, height: file.image.height, name: name)
    for text in file.texts { try check(text, name: name) }
    guard let writer = cpng_writer_create() else {
      throw .unwritable(file: name, reason: "memory is short")
    }
    defer { cpng_writer_free(writer) }
    let image = file.image
    let isWritten =
      cpng_writer_header(
        writer, UInt32(image.width), UInt32(image.height), UInt32(image.format.channels)) != 0
      && file.texts.allSatisfy { cpng_writer_text(writer, $0.keyword, $0.text) != 0 }
      && image.pixels.withUnsafeBufferPointer { cpng_writer_pixels(writer, $0.baseAddress) } != 0
    guard isWritten, let bytes = writer.pointee.bytes else {
      throw .unwritable(file: name, reason: String(cString: cpng_writer_message(writer)))
    }
    return Data(bytes: bytes, count: writer.pointee.count)
  }

  /// PNG's rules for keywords, narrowed to ASCII, and for texts (specification, 11.3.4).
  private static func check(_ text: PNGFile.Text, name: String) throws(DrawingError) {
    let keyword = text.keyword
    guard (1...79).contains(keyword.utf8.count), keyword.utf8.allSatisfy({ 0x20...0x7E ~= $0 }),
      keyword.first != " ", keyword.last != " ", !keyword.contains("  ")
    else {
      throw .unwritableText(
        file: name, keyword: keyword,
        reason: "a keyword has 1 to 79 ASCII characters and no stray spaces")
    }
    guard !text.text.utf8.contains(0) else {
      throw .unwritableText(file: name, keyword: keyword, reason: "the text contains a NUL")
    }
  }
}

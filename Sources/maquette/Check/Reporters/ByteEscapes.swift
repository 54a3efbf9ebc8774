/// What a form of report writes in the place of characters that mean something in it.
///
/// The characters are of ASCII and are replaced wherever their bytes stand: to Swift's strings a line
/// end of two characters is one that equals neither.
struct ByteEscapes: Sendable {
  /// What stands for each byte of ASCII; nil where it stands for itself.
  private let texts: [String?]

  init(_ escapes: [Unicode.Scalar: String]) {
    var texts = [String?](repeating: nil, count: 0x80)
    for (scalar, text) in escapes where scalar.isASCII { texts[Int(scalar.value)] = text }
    self.texts = texts
  }

  /// The text with everything replaced.
  func escape(_ text: String) -> String {
    guard text.utf8.contains(where: { self[$0] != nil }) else { return text }
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if let escape = self[byte] { bytes += escape.utf8 } else { bytes.append(byte) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private subscript(byte: UInt8) -> String? { byte < 0x80 ? texts[Int(byte)] : nil }
}

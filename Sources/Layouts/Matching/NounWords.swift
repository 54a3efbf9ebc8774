/// Cuts names into lower-case words.
enum NounWords {
  /// What stands for a comma, a bracket or another mark between words.
  static let pause = ","

  /// The words of a name; hyphens and underscores part them as spaces do, digits at their end are cut off.
  static func split(_ name: String) -> [String] {
    // Most names are ASCII, of which no character need be looked up.
    splitASCII(name) ?? splitAny(name)
  }

  private static func splitASCII(_ name: String) -> [String]? {
    var words: [String] = []
    var word: [UInt8] = []
    func close() {
      if !word.isEmpty { words.append(withoutOrdinal(String(decoding: word, as: UTF8.self))) }
      word.removeAll(keepingCapacity: true)
    }
    for byte in name.utf8 {
      guard byte < 0x80 else { return nil }
      if byte.isLetter {
        word.append(byte | 0x20)
      } else if (0x30...0x39).contains(byte) || byte == UInt8(ascii: "'") {
        word.append(byte)
      } else {
        close()
        let parts =
          byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: " ")
          || (9...13).contains(byte)
        if !parts, words.last.map({ $0 != pause }) == true { words.append(pause) }
      }
    }
    close()
    if words.last == pause { words.removeLast() }
    return words
  }

  private static func splitAny(_ name: String) -> [String] {
    var words: [String] = []
    var word = ""
    func close() {
      if !word.isEmpty { words.append(withoutOrdinal(word)) }
      word = ""
    }
    for scalar in name.unicodeScalars {
      if isOfWord(scalar) {
        word += scalar.isASCII ? lowercased(scalar) : scalar.properties.lowercaseMapping
      } else if scalar == "'" || scalar == "\u{2019}" {
        word += "'"
      } else {
        close()
        let parts = scalar == "-" || scalar == "_" || scalar.properties.isWhitespace
        if !parts, words.last.map({ $0 != pause }) == true { words.append(pause) }
      }
    }
    close()
    if words.last == pause { words.removeLast() }
    return words
  }

  /// Whether a scalar is a letter or a number; those of ASCII are told without looking them up.
  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    guard !scalar.isASCII else {
      return UInt8(scalar.value).isLetter || (0x30...0x39).contains(scalar.value)
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func lowercased(_ scalar: Unicode.Scalar) -> String {
    let isCapital = (0x41...0x5A).contains(scalar.value)
    return String(isCapital ? Unicode.Scalar(UInt8(scalar.value + 0x20)) : scalar)
  }

  /// "Chair2" is a chair, "2" stays.
  private static func withoutOrdinal(_ word: String) -> String {
    var end = word.utf8.endIndex
    while end > word.utf8.startIndex {
      let before = word.utf8.index(before: end)
      guard (0x30...0x39).contains(word.utf8[before]) else { break }
      end = before
    }
    return end == word.utf8.startIndex ? word : String(word[..<end])
  }
}

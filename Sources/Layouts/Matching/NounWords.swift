/// Cuts names into lower-case words.
enum NounWords {
  /// What stands for a comma, a bracket or another mark between words.
  static let pause = ","

  /// The words of a name; hyphens and underscores part them as spaces do, digits at their end are cut off.
  static func split(_ name: String) -> [String] {
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

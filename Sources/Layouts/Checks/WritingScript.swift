/// The scripts that names of objects come in, as far as mixing them matters.
enum WritingScript: String, Hashable {
  case latin = "Latin"
  case greek = "Greek"
  case cyrillic = "Cyrillic"
  case hebrew = "Hebrew"
  case arabic = "Arabic"
  case devanagari = "Devanagari"
  case thai = "Thai"
  /// Han, kana and hangul, which stand beside each other in Japanese and Korean.
  case eastAsian = "East Asian"

  /// How many letters of each script a text has; words in Latin capitals count in Latin texts only.
  static func counts(in text: String) -> [WritingScript: Int] {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return countsOfASCII(text) }
    var counts: [WritingScript: Int] = [:]
    var capitals = 0
    for scalar in text.unicodeScalars {
      guard let script = WritingScript(scalar) else { continue }
      counts[script, default: 0] += 1
      if script == .latin, scalar.properties.isUppercase { capitals += 1 }
    }
    if counts.count > 1, counts[.latin] == capitals { counts[.latin] = nil }
    return counts
  }

  /// Most texts are plain English, which is counted without looking letters up.
  private static func countsOfASCII(_ text: String) -> [WritingScript: Int] {
    let letters = text.utf8.count { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
    return letters > 0 ? [.latin: letters] : [:]
  }

  /// Tells which script a letter is of; nil for other characters and other scripts.
  init?(_ scalar: Unicode.Scalar) {
    guard scalar.properties.isAlphabetic else { return nil }
    switch scalar.value {
    case 0x41...0x24F, 0x1E00...0x1EFF: self = .latin
    case 0x370...0x3FF, 0x1F00...0x1FFF: self = .greek
    case 0x400...0x52F: self = .cyrillic
    case 0x590...0x5FF: self = .hebrew
    case 0x600...0x77F: self = .arabic
    case 0x900...0x97F: self = .devanagari
    case 0xE00...0xE7F: self = .thai
    case 0x1100...0x11FF, 0x3040...0x30FF, 0x3130...0x318F, 0x3400...0x9FFF, 0xAC00...0xD7AF,
      0xF900...0xFAFF, 0x20000...0x3FFFF:
      self = .eastAsian
    default: return nil
    }
  }
}

extension String {
  /// Whether the text has a letter of any script.
  var hasLetter: Bool {
    utf8.contains(where: \.isLetter) || unicodeScalars.contains(where: \.properties.isAlphabetic)
  }
}

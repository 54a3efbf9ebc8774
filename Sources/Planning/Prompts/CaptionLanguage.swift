import Layouts

/// Tells in which language a caption is, as far as its script and its commonest words show.
enum CaptionLanguage {
  /// The languages that own a script, by the first of their letters that a text has.
  private static let scripts: [(letters: ClosedRange<UInt32>, language: String)] = [
    (0xAC00...0xD7A3, "ko"), (0x1100...0x11FF, "ko"), (0x3041...0x30FF, "ja"),
    (0x4E00...0x9FFF, "zh"), (0x0600...0x06FF, "ar"), (0x0900...0x097F, "hi"),
    (0x0400...0x04FF, "ru"), (0x0370...0x03FF, "el"), (0x0590...0x05FF, "he"),
    (0x0E00...0x0E7F, "th"), (0x0980...0x09FF, "bn"), (0x0B80...0x0BFF, "ta"),
  ]

  /// The articles and prepositions that tell languages in Latin letters apart; words that two of
  /// them share are left out.
  private static let words: [(language: String, words: Set<String>)] = [
    (
      "es", ["el", "los", "las", "una", "unos", "y", "con", "del", "dos", "tres", "sobre", "junto"]
    ),
    ("fr", ["le", "les", "une", "des", "et", "avec", "du", "sur", "deux", "dans", "trois", "aux"]),
    (
      "de",
      ["der", "die", "das", "ein", "eine", "einem", "und", "mit", "auf", "zwei", "drei", "im"]
    ),
    ("it", ["il", "gli", "di", "uno", "due", "tre", "sopra", "della", "accanto", "nel", "sulla"]),
    ("pt", ["um", "uma", "dois", "duas", "com", "sobre", "ao", "em", "no", "na", "dos"]),
    ("nl", ["het", "een", "twee", "drie", "naast", "op", "met", "van", "en"]),
    ("en", ["the", "an", "and", "with", "of", "in", "on", "two", "three", "at", "to", "next"]),
  ]

  /// The BCP 47 tag of a caption's language; `en` when nothing speaks for another one.
  static func of(_ caption: Caption) -> String {
    if let language = caption.language {
      return String(language.lowercased().prefix { $0 != "-" })
    }
    let letters = caption.text.unicodeScalars
    for (script, language) in scripts where letters.contains(where: { script.contains($0.value) }) {
      // Japanese has Chinese characters too: its own letters were looked for before.
      return language
    }
    let found = caption.text.lowercased().split { !$0.isLetter }.map(String.init)
    let counts = words.map { language, words in (language, found.count { words.contains($0) }) }
    let best = counts.max { $0.1 < $1.1 }
    let english = counts.last?.1 ?? 0
    guard let best, best.1 > english else { return "en" }
    return best.0
  }
}

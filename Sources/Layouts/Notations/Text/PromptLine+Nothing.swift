/// Prompts that say that there is none.
extension PromptLine {
  /// How long a word for nothing is at most: the words of other scripts take three bytes a letter.
  private static let wordLimit = 24
  /// How long one of ASCII letters is at most, with marks around it.
  private static let shortLimit = 12
  /// How long a word for nothing is with its reason, or a sentence that says the same.
  private static let sentenceLimit = 160

  /// Whether a text stands for an empty prompt: a word for nothing in any of the captions' languages, with
  /// or without a reason in brackets behind it, or a sentence such as "No negative prompt needed".
  static func isPlaceholder(_ text: String) -> Bool {
    guard text.utf8.count <= sentenceLimit,
      let first = text.utf8.first(where: { $0.isLetter || $0 == UInt8(ascii: "-") || $0 >= 0x80 })
    else { return false }
    // Most texts need no closer look: words for nothing begin with few letters, and most with an n.
    switch first {
    case UInt8(ascii: "n"), UInt8(ascii: "N"), 0x80...: break
    case UInt8(ascii: "-"): guard text.utf8.count <= shortLimit else { return false }
    default:
      guard text.utf8.count <= shortLimit, "abegikruy".utf8.contains(first.lowercased) else {
        return false
      }
    }
    return isWordForNothing(text.withoutReason) || saysNoPrompt(text)
  }

  /// Whether a text begins with one of some characters or beyond ASCII, behind marks that don't count.
  ///
  /// Most texts need no closer look.
  static func mayBegin(_ text: String, with beginnings: StaticString) -> Bool {
    let first = text.utf8.first { $0.isLetter || $0 == UInt8(ascii: "-") || $0 >= 0x80 }
    guard let first else { return false }
    return first >= 0x80
      || (0..<beginnings.utf8CodeUnitCount).contains { beginnings.utf8Start[$0] == first }
  }

  /// Whether a text is a word for nothing, in any case and between any marks.
  static func isWordForNothing(_ text: some StringProtocol) -> Bool {
    text.utf8.count <= wordLimit && !text.hasSeveralWords
      && wordsForNothing.contains(text.lowercased().trimmingMarks)
  }

  private static let wordsForNothing: Set<String> = [
    "none", "n/a", "na", "null", "nil", "-", "--", "empty", "nothing", "undefined", "ninguno",
    "ninguna", "nada", "aucun", "aucune", "rien", "néant", "kein", "keine", "keiner", "nichts",
    "nessuno", "nessuna", "niente", "nenhum", "nenhuma", "нет", "ничего", "なし", "無し", "特になし",
    "无", "無", "没有", "沒有", "없음", "없다", "해당 없음", "لا شيء", "لا يوجد", "कोई नहीं", "brak", "geen",
    "ingen", "inga", "yok", "không", "không có",
  ]

  /// Whether a sentence says that nothing is excluded.
  private static func saysNoPrompt(_ text: String) -> Bool {
    guard let first = text.utf8.first(where: \.isLetter), first.lowercased == UInt8(ascii: "n")
    else { return false }
    let words = text.lowercased().split { !$0.isLetter }
    switch words.first {
    case "none", "not", "nothing": return words.count > 1 && wishes.contains(String(words[1]))
    case "no":
      // Between the two may stand what kind of prompt: no specific negative prompt.
      return zip(words.dropFirst(), words.dropFirst(2)).prefix(3).contains {
        $0 == "negative" && ($1.hasPrefix("prompt") || $1.hasPrefix("keyword"))
      }
    default: return false
    }
  }

  private static let wishes: Set<String> = [
    "needed", "required", "specified", "mentioned", "given", "provided", "applicable", "necessary",
    "stated",
  ]
}

extension StringProtocol {
  /// Whether blanks part words of ASCII letters: no word for nothing is made of those.
  fileprivate var hasSeveralWords: Bool {
    var hasLetter = false
    var isBehindWord = false
    for byte in utf8 {
      if byte >= 0x80 { return false }
      if byte.isLetter, isBehindWord { return true }
      isBehindWord = hasLetter && (isBehindWord || byte.isBlank)
      hasLetter = hasLetter || byte.isLetter
    }
    return false
  }
}

extension String {
  /// The text before the brackets that it ends with, "None (the caption excludes nothing)"; the whole
  /// where nothing stands before them.
  fileprivate var withoutReason: Substring {
    let marks: [(close: UInt8, open: Unicode.Scalar)] = [(UInt8(ascii: ")"), "("), (0x89, "（")]
    guard let last = utf8.last(where: { $0 != UInt8(ascii: ".") }),
      let mark = marks.first(where: { $0.close == last }),
      let open = unicodeScalars.firstIndex(of: mark.open)
    else { return self[...] }
    let word = self[..<open]
    return word.utf8.contains { !$0.isBlank } ? word : self[...]
  }

  /// The text without white space, brackets and marks at its ends.
  var trimmingMarks: String {
    var text = self[...]
    func isMark(_ character: Character?) -> Bool {
      guard let character else { return false }
      return character.isWhitespace || ".,;。*`'\"()[]".contains(character)
    }
    while isMark(text.last) { text.removeLast() }
    while isMark(text.first) { text.removeFirst() }
    return String(text)
  }
}

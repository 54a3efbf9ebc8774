/// The labels of prompts in the languages that captions come in.
extension PromptLabel {
  /// The words for a part as keys are compared: in lower case, of letters and digits alone.
  private static let lists: [(label: PromptLabel, words: String)] = [
    (
      .background,
      "背景 背景提示 背景提示词 背景提示詞 背景描述 背景プロンプト 背景の説明 배경 배경프롬프트 배경설명 배경묘사 "
        + "fondo promptdefondo descripcióndelfondo arrièreplan promptdarrièreplan hintergrund "
        + "hintergrundprompt sfondo promptdisfondo fundo planodefundo promptdefundo "
        + "tło opistła prompttła achtergrond achtergrondprompt arkaplan arkaplanistemi latarbelakang "
        + "promptlatarbelakang bốicảnh фон фоновыйпромпт описаниефона الخلفية خلفية وصفالخلفية موجهالخلفية पृष्ठभूमि"
    ),
    (
      .negative,
      "负面 负面提示 负面提示词 負面提示 負面提示詞 反向提示 反向提示词 反向提示詞 负向提示 负向提示词 "
        + "ネガティブ ネガティブプロンプト 부정 부정프롬프트 부정적프롬프트 네거티브프롬프트 "
        + "negativo promptnegativo indicaciónnegativa négatif promptnégatif invitenégative "
        + "negativerprompt negativprompt negatywny negatywnyprompt promptnegatywny negatieveprompt "
        + "negatifistem promptnegatif негативныйпромпт отрицательныйпромпт "
        + "السلبية سلبي الموجهالسلبي المطالبةالسلبية नकारात्मकप्रॉम्प्ट"
    ),
    (
      .objects,
      "物体列表 对象列表 物件列表 物体清单 オブジェクト一覧 オブジェクトリスト 객체목록 사물목록 objetos "
        + "listadeobjetos objets listedesobjets objekte oggetti obiekty nesneler объекты الكائنات العناصر"
    ),
  ]

  /// The labels by their words.
  static let otherLanguages: [String: PromptLabel] = {
    var labels: [String: PromptLabel] = [:]
    for (label, words) in lists {
      for word in words.split(separator: " ") { labels[String(word)] = label }
    }
    return labels
  }()

  /// The first four bytes of each word, however it is capitalised; no word has fewer.
  private static let beginnings: Set<UInt32> = {
    var beginnings: Set<UInt32> = []
    for word in otherLanguages.keys {
      for word in [word, word.prefix(1).uppercased() + word.dropFirst(), word.uppercased()] {
        beginnings.insert(folded(word.utf8.prefix(4).reversed().reduce(0) { $0 << 8 | UInt64($1) }))
      }
    }
    return beginnings
  }()

  /// Whether one of the words may begin with some bytes, the first one lowest.
  static func mayBeginInOtherLanguage(_ bytes: UInt64) -> Bool {
    beginnings.contains(folded(bytes))
  }

  /// The first four of some bytes, with ASCII letters in lower case.
  private static func folded(_ bytes: UInt64) -> UInt32 {
    let word = UInt32(truncatingIfNeeded: bytes)
    return word | (~word & 0x8080_8080) >> 2
  }
}

extension SourceText {
  /// How far behind the start of a label of another language its colon is looked for.
  private static let longestLabel = 64

  /// The label of another language at a place, by the words before the first colon of the line, and the
  /// end of those words.
  func labelOfOtherLanguage(at place: Int) -> (label: PromptLabel, end: Int)? {
    guard place < bytes.count, PromptLabel.mayBeginInOtherLanguage(bytes.word(at: place)) else {
      return nil
    }
    let limit = min(bytes.count, place + Self.longestLabel)
    var end = place
    while end < limit, !bytes[end].isLineEnd, folded(at: end)?.byte != UInt8(ascii: ":") {
      end = nextCharacter(after: end)
    }
    guard end < limit, !bytes[end].isLineEnd,
      let label = PromptLabel.otherLanguages[string(place..<end).keyForm]
    else { return nil }
    return (label, end)
  }
}

/// A prompt cut into noun phrases at its joints, such as "a room | with | a chair | and | a table".
struct PromptPhrases {
  /// One phrase.
  private struct Phrase {
    /// What stands between it and the phrase before: white space, prepositions, conjunctions, commas.
    var joint: Substring
    var text: Substring
    /// The words of the text with their places in it.
    var words: [Substring]

    /// Whether the joint only lists: "and", "or", a comma.
    var isListed: Bool {
      EnglishWords(String(joint)).words.allSatisfy { ["and", "or"].contains($0) }
    }

    var head: String? { words.last.map { Plurals.singular($0.lowercased()) } }
  }

  private var phrases: [Phrase] = []
  /// What stands behind the last phrase.
  private var ending: Substring = ""

  init(_ prompt: String) {
    var start = prompt.startIndex
    var phrase: Phrase?
    var jointStart = start
    while start < prompt.endIndex {
      guard Self.isWordPart(prompt[start]) else {
        // A comma ends a phrase as a preposition does.
        if !prompt[start].isWhitespace { close(&phrase, at: &jointStart) }
        start = prompt.index(after: start)
        continue
      }
      let end = prompt[start...].firstIndex { !Self.isWordPart($0) } ?? prompt.endIndex
      let word = prompt[start..<end]
      if EnglishWords.opensPhrase(word.lowercased()) {
        close(&phrase, at: &jointStart)
      } else if var open = phrase {
        open.text = prompt[open.text.startIndex..<end]
        open.words.append(word)
        phrase = open
      } else {
        phrase = Phrase(joint: prompt[jointStart..<start], text: word, words: [word])
      }
      start = end
    }
    close(&phrase, at: &jointStart)
    ending = prompt[jointStart...]
  }

  private mutating func close(_ phrase: inout Phrase?, at jointStart: inout String.Index) {
    guard let open = phrase else { return }
    phrases.append(open)
    jointStart = open.text.endIndex
    phrase = nil
  }

  private static func isWordPart(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "-" || character == "'"
  }

  // MARK: - Leaving out

  /// The prompt without the phrases about a thing, and without its name in other phrases.
  ///
  /// - Parameter noun: the noun, in the singular.
  /// - Returns: the rest, which is empty when nothing else is named.
  func leavingOut(_ noun: String) -> String {
    var kept: [Phrase] = []
    var pending: Substring?
    for (index, phrase) in phrases.enumerated() {
      if phrase.head == noun {
        // "with a chair and a table" goes on as "with a table".
        let next = index + 1 < phrases.count ? phrases[index + 1] : nil
        if kept.isEmpty {
          pending = pending ?? phrases[0].joint
        } else if !phrase.isListed, next?.isListed == true {
          pending = pending ?? phrase.joint
        }
        continue
      }
      var phrase = phrase
      phrase.joint = pending ?? phrase.joint
      pending = nil
      kept.append(phrase)
    }
    guard !kept.isEmpty else { return "" }
    let text = kept.map { "\($0.joint)\(Self.text(of: $0, without: noun))" }.joined()
    let wasCapital = phrases.first?.text.first?.isUppercase == true
    let start = wasCapital ? text.prefix(1).uppercased() : String(text.prefix(1))
    return start + text.dropFirst() + ending
  }

  /// A phrase without a noun that describes its head: "a cat cafe" becomes "a cafe".
  private static func text(of phrase: Phrase, without noun: String) -> String {
    let kept = phrase.words.filter { Plurals.singular($0.lowercased()) != noun }
    guard kept.count < phrase.words.count else { return String(phrase.text) }
    var words = kept.map(String.init)
    if words.count > 1, ["a", "an"].contains(words[0].lowercased()) {
      let article = Plurals.article(before: words[1])
      words[0] = words[0].first?.isUppercase == true ? article.capitalizedFirst : article
    }
    return words.joined(separator: " ")
  }
}

extension String {
  /// The text with its first letter as a capital.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

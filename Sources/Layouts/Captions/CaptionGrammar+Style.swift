/// Words for the manner of a picture at the end of a prompt: "oil painting, highly detailed, 4k".
extension CaptionGrammar {
  /// Takes what stands between two commas when it only tells the manner of the picture.
  ///
  /// The first picture that is named so is the style; the rest is set aside with a note.
  mutating func takeStyleWords() -> Bool {
    guard !isStrict, index > 0, tokens[index - 1].kind == .comma,
      !scene.things.isEmpty || !scene.surroundings.isEmpty
    else { return false }
    let start = index
    var end = index
    while tokens.indices.contains(end), tokens[end].kind == .word, tokens[end].word != "and" {
      end += 1
    }
    let words = tokens[start..<end].map(\.word)
    guard let last = words.last, words.contains(where: isManner),
      words.allSatisfy({ isManner($0) || isAdjective($0) || $0.hasSuffix("ly") || $0 == "on" })
    else { return false }
    index = end
    isJoined = false
    if Scenery.pictures.contains(last) || last == "art", scene.style == nil {
      let article = last == "art" ? "" : Plurals.article(before: words[0]) + " "
      scene.style = article + words.joined(separator: " ")
    } else {
      note("“\(text(from: start))” is set aside: it tells the manner of the picture", from: start)
    }
    return true
  }

  private func isManner(_ word: String) -> Bool {
    Self.manners.contains(word) || Scenery.pictures.contains(word)
  }

  private static let manners = Lexicon.words(
    """
    art artstation trending detailed realistic photorealistic hyperrealistic hyper ultra hd uhd 4k 8k
    cinematic lighting dramatic masterpiece quality resolution high-quality high-resolution octane
    unreal engine sharp focus bokeh intricate digital oil acrylic pencil charcoal style 3d minimalist
    award-winning professional photography vector flat watercolor anime pixel hdr aesthetic vivid
    elegant concept film grain macro dslr
    """)
}

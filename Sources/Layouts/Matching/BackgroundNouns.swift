/// What a background prompt says is there.
struct BackgroundNouns: Hashable, Sendable {
  /// The kinds of things, "dog park" being no dog.
  private(set) var kinds: Set<String> = []
  /// A word that no English prompt has.
  let foreignWord: String?

  /// Reads a background prompt.
  init(_ text: String) {
    let words = NounWords.split(text)
    foreignWord = words.first(where: Lexicon.foreign.contains)
    var isExcluded = false
    for (place, word) in words.enumerated() {
      if word == NounWords.pause || word == "with" { isExcluded = false }
      if ["without", "no"].contains(word) { isExcluded = true }
      guard !isExcluded, !Lexicon.boundaries.contains(word), word != NounWords.pause,
        !Self.goesOn(words, after: place)
      else { continue }
      let noun = Plurals.singular(word)
      kinds.insert(ThingKinds.canonical(noun))
      guard place > 0, words[place - 1] != NounWords.pause else { continue }
      let compound = Plurals.singular(words[place - 1]) + " " + noun
      guard ThingKinds.knows(compound) || ThingKinds.misnomers.contains(compound) else { continue }
      kinds.insert(ThingKinds.canonical(compound))
      if ThingKinds.misnomers.contains(compound) { kinds.remove(ThingKinds.canonical(noun)) }
    }
  }

  /// Whether the word belongs to the noun after it: "a dog park", "a photo of a park".
  private static func goesOn(_ words: [String], after place: Int) -> Bool {
    guard words.indices.contains(place + 1) else { return false }
    let next = words[place + 1]
    if next == "of" { return Scenery.pictures.contains(Plurals.singular(words[place])) }
    return next != NounWords.pause && !Lexicon.boundaries.contains(next)
      && !Lexicon.pastParticiples.contains(next) && !next.hasSuffix("ly")
      && (Lexicon.verbForms[next] == nil || Scenery.contains(next))
  }

  /// Whether it says that a thing of a name is there.
  func names(_ name: NounSense) -> Bool {
    name.kinds.first.map(kinds.contains) == true
  }
}

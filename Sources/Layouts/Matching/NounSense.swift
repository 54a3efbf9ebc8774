/// What a name or a noun phrase speaks of: the kind of thing, how it looks, how many there are.
///
/// Names of objects come as phrases ("a red apple"), as labels ("red-apple", "apple_2") and with what
/// surrounds them ("a photo of a red apple"); all of these mean the same.
struct NounSense: Hashable, Sendable {
  /// The head noun in the singular, without hyphens.
  private(set) var head = ""
  /// The words before the head in lower case.
  private(set) var modifiers: [String] = []
  /// The words after the head in lower case.
  private(set) var complements: [String] = []
  /// The number that the name states.
  private(set) var count: Int?
  /// Whether it speaks of several things at once: "cats", "a group of cats", "two cats".
  private(set) var isSeveral = false
  /// Whether it is a phrase and not a bare label: it has an article, a colour or a complement.
  private(set) var isPhrase = false
  /// What kinds of thing it is, the narrowest first.
  private(set) var kinds: [String] = []
  /// All kinds that these are kinds of.
  private(set) var ancestors: Set<String> = []
  /// What the thing is a heap or a piece of.
  private(set) var contents: String?
  /// The colours of the thing itself.
  private(set) var colours: Set<String> = []
  /// The colours of what it wears or carries.
  private(set) var carriedColours: Set<String> = []
  /// A word of the name that no English name has: an article or a common word of another language.
  private(set) var foreignWord: String?

  /// Reads the name of an object.
  init(name: String) {
    var words = NounWords.split(name)
    foreignWord = words.first(where: Lexicon.foreign.contains) ?? Self.foreignArticle(words)
    while let next = Self.withoutPicture(words) { words = next }
    isPhrase = words.first.map(Self.isDeterminer) ?? false
    read(words[...])
    finish()
  }

  /// Takes over a phrase of a caption.
  init(_ phrase: NounPhrase) {
    if Self.isGroup(phrase.head), phrase.complements.first?.hasPrefix("of ") == true {
      read(NounWords.split(phrase.name)[...])
      isPhrase = true
      finish()
      return
    }
    let core = phrase.modifiers.filter { $0 != "and" && !$0.hasPrefix("\u{0}") } + [phrase.head]
    let words = core.flatMap { NounWords.split($0) }.filter { $0 != NounWords.pause }
    head = words.last.map { Plurals.singular($0) } ?? phrase.head.lowercased()
    modifiers = Array(words.dropLast())
    complements = phrase.complements.flatMap { NounWords.split($0) }
    count = phrase.count
    isSeveral = (phrase.count ?? 1) > 1 || phrase.vagueCount != nil || phrase.isPlural
    isPhrase = true
    finish()
  }

  /// Whether it is one of the classes that benchmarks count, and nothing more.
  var isClass: Bool {
    modifiers.count < 2 && kinds.first.map(ThingKinds.isCounted) == true
      && (modifiers.isEmpty || kinds.count > 1 || kinds.first?.contains(" ") == true)
  }

  /// Whether nothing in the two names tells them apart.
  func isTwin(of other: NounSense) -> Bool {
    kinds == other.kinds && modifiers == other.modifiers && complements == other.complements
  }

  /// Whether a name speaks of what this is a heap or a piece of.
  func isOf(_ name: NounSense) -> Bool {
    guard let contents, kinds.first != name.kinds.first else { return false }
    return name.kinds.contains(contents) || name.ancestors.contains(contents)
  }

  /// The words of the thing itself.
  var text: String { (modifiers + [head]).joined(separator: " ") }

  // MARK: - Reading names

  private static func isDeterminer(_ word: String) -> Bool {
    Lexicon.indefinite.contains(word) || Lexicon.definite.contains(word)
      || Lexicon.possessive.contains(word)
  }

  /// The article of another language that a name of several words begins with.
  private static func foreignArticle(_ words: [String]) -> String? {
    guard let first = words.first else { return nil }
    let isElided = first.hasPrefix("l'") && first.utf8.count > 3
    return isElided || words.count > 1 && Lexicon.foreignArticles.contains(first) ? first : nil
  }

  /// "A photo of a cat" → "a cat".
  private static func withoutPicture(_ words: [String]) -> [String]? {
    guard let place = words.firstIndex(of: "of"), place > 0, place + 1 < words.count,
      Scenery.pictures.contains(Plurals.singular(words[place - 1])), place < 5
    else { return nil }
    return Array(words[(place + 1)...])
  }

  private mutating func read(_ all: ArraySlice<String>) {
    var words = all
    takeDeterminers(&words)
    let end = Self.endOfCore(words)
    var core = words[..<end].filter { $0 != NounWords.pause }
    while core.count > 1, let last = core.last, Self.isNumber(last) { core.removeLast() }
    let rest = words[end...]
    let singular = core.last.map { Plurals.singular($0) } ?? ""
    if rest.first == "of", Self.isGroup(singular) {
      isSeveral = true
      let isPair = singular == "pair" && rest.last.map(Lexicon.pairedThings.contains) == true
      let stated = count ?? Lexicon.sizedGroups[singular]
      read(rest.dropFirst())
      count = isPair ? nil : stated ?? count
      return
    }
    head = singular
    isSeveral = isSeveral || core.last.map { Plurals.isPlural($0) } == true
    modifiers = Array(core.dropLast())
    complements = Array(rest)
    if !complements.isEmpty || modifiers.contains(where: Lexicon.colours.contains) {
      isPhrase = true
    }
  }

  private static func isGroup(_ noun: String) -> Bool {
    Lexicon.groups.contains(noun) || Lexicon.sizedGroups[noun] != nil
  }

  private static func isNumber(_ word: String) -> Bool {
    Lexicon.numbers[word] != nil || word.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private mutating func takeDeterminers(_ words: inout ArraySlice<String>) {
    while let first = words.first, words.count > 1 {
      if Self.isDeterminer(first) || first == NounWords.pause {
        words.removeFirst()
      } else if let number = Int(first) ?? Lexicon.numbers[first], number < 1000 {
        count = number
        isSeveral = isSeveral || number > 1
        words.removeFirst()
      } else if Lexicon.vagueCounts[first] != nil {
        isSeveral = true
        words.removeFirst()
      } else {
        return
      }
    }
  }

  /// Where what the thing is ends, and what is said of it begins.
  private static func endOfCore(_ words: ArraySlice<String>) -> Int {
    var hasNoun = false
    for place in words.indices {
      let word = words[place]
      if place > words.startIndex {
        if Lexicon.boundaries.contains(word), !joins(word, at: place, in: words) { return place }
        if word == NounWords.pause, hasNoun { return place }
        if hasNoun, isParticiple(word) { return place }
      }
      if word != NounWords.pause, !Lexicon.adjectives.contains(word), !isParticiple(word) {
        hasNoun = true
      }
    }
    return words.endIndex
  }

  /// "Black and white dog" goes on after its "and".
  private static func joins(_ word: String, at place: Int, in words: ArraySlice<String>) -> Bool {
    guard word == "and", words.indices.contains(place + 1) else { return false }
    return Lexicon.adjectives.contains(words[place - 1])
      && Lexicon.adjectives.contains(words[place + 1])
  }

  private static func isParticiple(_ word: String) -> Bool {
    if Lexicon.pastParticiples.contains(word) { return true }
    return word.hasSuffix("ing") && word.utf8.count > 4 && !VerbForms.nounsInIng.contains(word)
      && Lexicon.verbForms[word] != nil
  }

  // MARK: - Meaning

  private mutating func finish() {
    modifiers.removeAll { $0 == "and" || $0 == NounWords.pause }
    let last = modifiers.last.map { Plurals.singular($0) }
    let compound = last.map { $0 + " " + head }
    let solid = last.map { $0 + head }
    kinds = []
    if let compound, ThingKinds.knows(compound) || ThingKinds.misnomers.contains(compound) {
      kinds.append(ThingKinds.canonical(compound))
    } else if let solid, ThingKinds.knows(solid) {
      kinds.append(ThingKinds.canonical(solid))
    }
    if compound.map(ThingKinds.misnomers.contains) != true {
      kinds.append(ThingKinds.canonical(head))
    }
    for kind in kinds { ancestors.formUnion(ThingKinds.ancestors(kind)) }
    if Self.measures.contains(head), complements.first == "of" {
      contents = NounSense.content(of: complements)
    }
    colours = Set(modifiers.compactMap(ColourWords.canonical))
    carriedColours = Set(complements.compactMap(ColourWords.canonical))
  }

  /// Containers and pieces, whose content may stand for them: "a pile of books".
  private static let measures = Lexicon.words(
    """
    pile stack heap bunch slice piece plate bowl glass cup bottle basket box tray bag vase pot can
    bouquet loaf pair tower body head kind type sort statue figurine sculpture half rack shelf
    """)

  private static func content(of complements: [String]) -> String? {
    var inner = NounSense()
    inner.read(complements.dropFirst())
    return inner.head.isEmpty ? nil : ThingKinds.canonical(inner.head)
  }

  private init() {}
}

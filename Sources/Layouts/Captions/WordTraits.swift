/// What the grammar asks of a word, found by one look into all word lists at once.
///
/// A caption has a dozen words, and each is asked about a hundred times while it is read.
struct WordTraits: OptionSet, Hashable, Sendable {
  let rawValue: UInt32

  /// Words that can't be part of a noun phrase.
  static let boundary = WordTraits(rawValue: 1 << 0)
  static let adjective = WordTraits(rawValue: 1 << 1)
  /// Words that are known as nouns, in either number.
  static let noun = WordTraits(rawValue: 1 << 2)
  static let verbForm = WordTraits(rawValue: 1 << 3)
  /// "A", "the", "its": what opens a noun phrase.
  static let determiner = WordTraits(rawValue: 1 << 4)
  static let number = WordTraits(rawValue: 1 << 5)
  static let vagueCount = WordTraits(rawValue: 1 << 6)
  static let looseAdverb = WordTraits(rawValue: 1 << 7)
  static let placementAdverb = WordTraits(rawValue: 1 << 8)
  static let particle = WordTraits(rawValue: 1 << 9)
  static let pronoun = WordTraits(rawValue: 1 << 10)
  /// The first words of prepositions.
  static let opensPreposition = WordTraits(rawValue: 1 << 11)
  /// The first words of phrases such as "to the left of".
  static let opensDirection = WordTraits(rawValue: 1 << 12)
  /// The first words of idioms such as "in a row".
  static let opensIdiom = WordTraits(rawValue: 1 << 13)
  /// The first words of conjunctions.
  static let opensJoint = WordTraits(rawValue: 1 << 14)
  /// The first words of what excludes.
  static let opensNegative = WordTraits(rawValue: 1 << 15)
  /// Nouns in the singular, which other forms are traced back to.
  private static let singularNoun = WordTraits(rawValue: 1 << 16)

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Looks a word up.
  init(of word: String) {
    self = Self.table[word] ?? []
    if !contains(.noun) {
      let singular = Plurals.singular(word)
      if Self.table[singular]?.contains(.singularNoun) == true { insert(.noun) }
    }
    if !contains(.number), word.utf8.contains(UInt8(ascii: "-")), Numeral(word: word) != nil {
      insert(.number)
    }
  }

  private static let table: WordTable<WordTraits> = {
    var table: [String: WordTraits] = [:]
    func add(_ traits: WordTraits, _ words: some Sequence<String>) {
      for word in words { table[word, default: []].insert(traits) }
    }
    add(.boundary, Lexicon.boundaries)
    add(.adjective, Lexicon.adjectives)
    add(.verbForm, Lexicon.verbForms.keys)
    for words in [Lexicon.indefinite, Lexicon.definite, Lexicon.possessive] {
      add(.determiner, words)
    }
    add(.number, Lexicon.numbers.keys)
    add(.vagueCount, Lexicon.vagueCounts.keys)
    add(.looseAdverb, Lexicon.looseAdverbs)
    add(.placementAdverb, Lexicon.placementAdverbs)
    add(.particle, Lexicon.particles)
    add(.pronoun, Lexicon.pronouns)
    add(.opensPreposition, Preposition.byFirstWord.keys)
    add(.opensDirection, CaptionGrammar.directionOpenings)
    add(.opensIdiom, CaptionGrammar.idiomOpenings)
    add(.opensJoint, CaptionGrammar.joints.map { $0[0] })
    add(.opensNegative, CaptionGrammar.negativeOpenings)
    for words in [
      Scenery.places, Scenery.times, Scenery.pictures, Attachments.parts, Attachments.clothes,
      Lexicon.groups, WordSet(ThingSize.nouns),
    ] {
      add(.singularNoun, words)
    }
    for words in [Attachments.clothes, Attachments.masses] { add(.noun, words) }
    for (word, traits) in table where traits.contains(.singularNoun) {
      // "Glass" is no form of "glas": of the words in the lists most are their own singulars.
      if Plurals.singular(word) == word { table[word] = traits.union(.noun) }
    }
    return WordTable(table.map { (key: $0, value: $1) })
  }()
}

/// English plurals, singulars and articles.
package enum Plurals {
  /// Plural to singular where no rule leads from one to the other; also tried as an ending.
  static let irregular: WordTable<String> = [
    "men": "man", "women": "woman", "children": "child", "people": "person", "mice": "mouse",
    "geese": "goose", "feet": "foot", "teeth": "tooth", "oxen": "ox", "knives": "knife",
    "wives": "wife", "lives": "life", "shelves": "shelf", "leaves": "leaf", "loaves": "loaf",
    "wolves": "wolf", "calves": "calf", "halves": "half", "scarves": "scarf", "hooves": "hoof",
    "thieves": "thief", "elves": "elf", "dwarves": "dwarf", "cacti": "cactus",
    "octopi": "octopus", "fungi": "fungus", "dice": "die", "lice": "louse", "wharves": "wharf",
    "firemen": "fireman", "persons": "person", "buss": "bus",
  ]

  /// Words that are the same in singular and plural.
  static let unchanged = Lexicon.words(
    """
    sheep deer fish moose bison salmon trout shrimp squid aircraft spacecraft hovercraft series
    species offspring swine cod tuna elk reindeer jellyfish starfish goldfish swordfish
    """)

  /// Words that end in s without being plurals.
  private static let singularInS = Lexicon.words(
    """
    bus gas lens iris canvas atlas cactus octopus walrus virus campus circus compass crocus hibiscus
    platypus hippopotamus rhinoceros eucalyptus lotus citrus bonus asparagus christmas bias trellis
    tennis chess kris chaos cosmos lotus yes this is was has his its plus thus us minus status
    tyrannosaurus brontosaurus stegosaurus minibus omnibus abacus census chorus discus papyrus
    sarcophagus terminus uterus narcissus ibis pelvis oasis basis
    pancreas molasses mattress overseas texas paris
    """)

  /// Words in -men that are singular.
  private static let singularInMen = Lexicon.words("specimen omen abdomen acumen ramen semen yemen")

  /// Words in -ies whose singular ends in -ie.
  private static let singularInIe = Lexicon.words(
    """
    pie tie cookie zombie movie brownie smoothie hoodie selfie birdie veggie genie pixie rookie
    hippie magpie bowtie necktie cutie beanie eyrie collie calorie lorry-tie boogie budgie talkie
    """)

  /// Words in -oes whose singular ends in -o.
  private static let singularInO = Lexicon.words(
    """
    potato tomato hero mango torpedo volcano mosquito buffalo domino flamingo tornado cargo echo
    halo motto zero
    """)

  /// Returns the singular of a noun, or the noun itself when it is none.
  package static func singular(_ noun: String) -> String {
    guard mayBePlural(noun) else { return noun }
    if let cut = noun.utf8.lastIndex(of: UInt8(ascii: "-")) {
      let stem = noun[...cut]
      return stem + singular(String(noun[noun.utf8.index(after: cut)...]))
    }
    if isUnchanged(noun) { return noun }
    if let irregular = irregularSingular(noun) { return irregular }
    guard isRegularPlural(noun) else { return noun }
    let shorter = String(noun.dropLast())
    if noun.hasSuffix("ies"), noun.count > 4 {
      return singularInIe.contains(shorter) ? shorter : String(noun.dropLast(3)) + "y"
    }
    guard noun.hasSuffix("es") else { return shorter }
    let stem = String(noun.dropLast(2))
    if stem.hasSuffix("zz"), stem.hasSuffix("izz") { return String(stem.dropLast()) }
    let takesEs =
      ["ss", "x", "ch", "sh", "zz", "tz"].contains { stem.hasSuffix($0) }
      || singularInS.contains(stem) || singularInO.contains(stem)
    return takesEs ? stem : shorter
  }

  /// Tells from the last two letters of a word that it is no plural, as most words show.
  private static func mayBePlural(_ noun: String) -> Bool {
    var letters = noun.utf8.reversed().makeIterator()
    guard let last = letters.next(), let before = letters.next() else { return false }
    return last == UInt8(ascii: "s") || irregularEnds.contains(Self.pair(before, last))
  }

  private static func pair(_ before: UInt8, _ last: UInt8) -> UInt16 {
    UInt16(before) << 8 | UInt16(last)
  }

  /// The last two letters of the plurals that no rule makes and that do not end in s.
  private static let irregularEnds: [UInt16] = {
    let plurals = irregular.keys + compoundEndings.map(\.0)
    let ends = plurals.map { pair(Array($0.utf8.suffix(2))[0], Array($0.utf8.suffix(2))[1]) }
    return Set(ends.filter { UInt8(truncatingIfNeeded: $0) != UInt8(ascii: "s") }).sorted()
  }()

  /// Returns the plural of a noun in the singular.
  package static func plural(_ noun: String) -> String {
    if unchanged.contains(noun) || isPlural(noun) { return noun }
    let stem = String(noun.dropLast())
    let endings = [noun + "s", noun + "es", stem + "ies"]
    let irregular = irregularPlurals[noun].map { [$0] } ?? []
    let compounds = compoundEndings.filter { noun.hasSuffix($0.1) }.map { plural, singular in
      String(noun.dropLast(singular.count)) + plural
    }
    let regular =
      noun.hasSuffix("y") && stem.last.map({ !"aeiou".contains($0) }) == true
      ? endings.reversed()
      : singularInO.contains(noun) || ["s", "x", "ch", "sh", "z"].contains { noun.hasSuffix($0) }
        ? [endings[1], endings[0]] : endings
    return (irregular + compounds + regular).first { singular($0) == noun } ?? noun + "s"
  }

  /// One plural of each noun that no rule leads from.
  private static let irregularPlurals = Dictionary(
    irregular.sorted { $0.key < $1.key }.filter { $0.key != "buss" && $0.key != "persons" }
      .map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })

  private static func irregularSingular(_ noun: String) -> String? {
    if let whole = irregular[noun] { return whole }
    guard let end = lastLetters(noun), compoundEnds.contains(end) else { return nil }
    for (plural, singular) in compoundEndings where noun.hasSuffix(plural) {
      return String(noun.dropLast(plural.count)) + singular
    }
    return nil
  }

  /// The last three bytes of a word.
  private static func lastLetters(_ noun: String) -> [UInt8]? {
    noun.utf8.count > 3 ? Array(noun.utf8.suffix(3)) : nil
  }

  /// The last three letters of the compounds' endings, by which most words are told from them.
  private static let compoundEnds = Set(compoundEndings.map { Array($0.0.utf8.suffix(3)) })

  /// Endings of compounds written as one word: bookshelves, snowmen, werewolves.
  private static let compoundEndings = [
    ("women", "woman"), ("men", "man"), ("children", "child"), ("shelves", "shelf"),
    ("wolves", "wolf"), ("knives", "knife"), ("wives", "wife"), ("teeth", "tooth"),
    ("mice", "mouse"), ("geese", "goose"),
  ]

  /// Tells whether a noun is written in the plural.
  static func isPlural(_ noun: String) -> Bool {
    guard mayBePlural(noun), !isUnchanged(noun) else { return false }
    return irregularSingular(noun) != nil || isRegularPlural(noun)
  }

  /// Whether a noun looks like a plural and is none, or is both.
  private static func isUnchanged(_ noun: String) -> Bool {
    unchanged.contains(noun) || singularInS.contains(noun) || singularInMen.contains(noun)
  }

  /// Whether a noun ends as the plurals do that rules make.
  private static func isRegularPlural(_ noun: String) -> Bool {
    guard noun.count > 2, noun.hasSuffix("s") else { return false }
    return !["ss", "us", "is", "'s"].contains { noun.hasSuffix($0) }
      || inVowel.contains(String(noun.dropLast()))
  }

  /// Nouns in -i and -u, whose plurals look like singulars in -is and -us.
  private static let inVowel = Lexicon.words(
    """
    ski taxi emu menu gnu broccoli kiwi zucchini bikini safari samurai alibi graffiti tofu haiku
    guru panini martini chai rabbi tsunami flu wii yeti sushi ipad-mini
    """)

  /// The indefinite article that a word takes.
  package static func article(before word: String) -> String {
    let word = word.lowercased()
    let startsLikeAn = ["hour", "honest", "honor", "honour", "heir", "x-ray", "8", "11", "18"]
    if startsLikeAn.contains(where: { word.hasPrefix($0) }) { return "an" }
    let startsLikeYou = [
      "uni", "use", "usu", "uti", "uku", "ura", "eu", "ewe", "one", "once", "ufo",
    ]
    let exceptions = ["unin", "unim", "unid"]
    if startsLikeYou.contains(where: { word.hasPrefix($0) }),
      !exceptions.contains(where: { word.hasPrefix($0) })
    {
      return "a"
    }
    return word.first.map { "aeiouàáâäæèéêëìíîïòóôöùúûü".contains($0) } == true ? "an" : "a"
  }
}

/// What the forms of a verb tell.
enum VerbForms {
  /// Nouns that look like participles.
  static let nounsInIng = Lexicon.words(
    """
    building painting ring king wing string ceiling drawing swing spring earring pudding duckling
    dumpling wedding railing awning clothing lightning evening morning sibling thing herring icing
    stocking being sling viking seedling gosling sapling lettering carving engraving etching
    nothing something anything everything bring beijing setting dressing topping covering clearing
    """)

  /// Tells whether a verb form is the third person singular.
  static func isPresentSingular(_ word: String) -> Bool {
    guard word.hasSuffix("s"), let base = Lexicon.verbForms[word] else { return false }
    return word != base && word.hasPrefix(String(base.prefix(2)))
  }

  /// The form that describes the subject: "sits" → "sitting", "parked" stays.
  static func participle(of word: String) -> String {
    if word.hasSuffix("ing") || Lexicon.pastParticiples.contains(word) { return word }
    guard let base = Lexicon.verbForms[word] else { return word }
    return present[base] ?? word
  }

  private static let present: [String: String] = {
    var present: [String: String] = ["lay": "laying", "lie": "lying"]
    for (form, base) in Lexicon.verbForms where form.hasSuffix("ing") && present[base] == nil {
      if form.hasPrefix(String(base.prefix(2))), form != "siting" { present[base] = form }
    }
    return present
  }()
}

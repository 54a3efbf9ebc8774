/// A noun with all that describes it: "two small red apples", "a vase of flowers".
package struct NounPhrase: Hashable, Sendable {
  /// How the phrase picks its things.
  package enum Determiner: Hashable, Sendable {
    case bare
    case indefinite
    case definite
    case possessive
  }

  /// How it picks.
  package var determiner = Determiner.bare
  /// The number that the caption states.
  package var count: Int?
  /// The number assumed for "some", "several" and the like.
  package var vagueCount: Int?
  /// Adjectives and nouns before the head.
  package var modifiers: [String] = []
  /// The head noun in the singular.
  package var head: String
  /// Whether it is a proper name, such as "Paris" or "the Eiffel Tower".
  package var isProper = false
  /// Whether the head was written in the plural.
  package var isPlural = false
  /// What stands after the head: "of flowers", "with a red hat".
  package var complements: [String] = []
  /// The place of the phrase in the caption.
  package var source: SourceRange

  /// Whether the thing takes no article, as "bread" and "scissors" don't.
  package var isUncounted: Bool {
    (Attachments.masses.contains(head) && count == nil && determiner != .indefinite)
      || Lexicon.pairedThings.contains(head)
  }

  /// Whether the phrase names what there is only one of, as "the moon" does and "a moon" doesn't.
  private var isUnique: Bool {
    determiner == .definite && !isPlural && (count ?? 1) == 1 && Scenery.uniques.contains(head)
  }

  /// The name of one such thing, such as "a red apple".
  package var name: String {
    let core = (modifiers + [head]).joined(separator: " ")
    if isProper {
      let article = determiner == .definite ? "the " : ""
      return ([article + core] + complements).joined(separator: " ")
    }
    if isUnique { return (["the " + core] + complements).joined(separator: " ") }
    let words = isUncounted ? core : Plurals.article(before: core) + " " + core
    return ([words] + complements).joined(separator: " ")
  }

  /// The phrase without article and number, in the number in which it was written.
  package var bareText: String { (modifiers + [writtenHead] + complements).joined(separator: " ") }

  /// The head as it was written.
  package var writtenHead: String

  /// Whether the phrase may speak of a thing that an earlier phrase named.
  package func mayReferTo(_ other: NounPhrase) -> Bool {
    head == other.head && modifiers.allSatisfy { other.modifiers.contains($0) }
  }
}

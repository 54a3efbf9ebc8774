import Layouts

/// A noun with all that describes it: "two small red apples", "a vase of flowers".
struct NounPhrase: Hashable, Sendable {
  /// How the phrase picks its things.
  enum Determiner: Hashable, Sendable {
    case bare
    case indefinite
    case definite
    case possessive
  }

  /// How it picks.
  var determiner = Determiner.bare
  /// The number that the caption states.
  var count: Int?
  /// The number assumed for "some", "several" and the like.
  var vagueCount: Int?
  /// Adjectives and nouns before the head.
  var modifiers: [String] = []
  /// The head noun in the singular.
  var head: String
  /// Whether it is a proper name, such as "Paris" or "the Eiffel Tower".
  var isProper = false
  /// Whether the head was written in the plural.
  var isPlural = false
  /// What stands after the head: "of flowers", "with a red hat".
  var complements: [String] = []
  /// The place of the phrase in the caption.
  var source: SourceRange

  /// Whether the thing takes no article, as "bread" and "scissors" don't.
  var isUncounted: Bool {
    (Attachments.masses.contains(head) && count == nil && determiner != .indefinite)
      || Lexicon.pairedThings.contains(head)
  }

  /// Whether the phrase names what there is only one of, as "the moon" does and "a moon" doesn't.
  private var isUnique: Bool {
    determiner == .definite && !isPlural && (count ?? 1) == 1 && Scenery.uniques.contains(head)
  }

  /// The name of one such thing, such as "a red apple".
  var name: String {
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
  var bareText: String { (modifiers + [writtenHead] + complements).joined(separator: " ") }

  /// The head as it was written.
  var writtenHead: String

  /// Whether the phrase may speak of a thing that an earlier phrase named.
  func mayReferTo(_ other: NounPhrase) -> Bool {
    head == other.head && modifiers.allSatisfy { other.modifiers.contains($0) }
  }
}

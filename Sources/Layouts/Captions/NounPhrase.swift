/// A noun with all that describes it: "two small red apples", "a vase of flowers".
public struct NounPhrase: Hashable, Sendable {
  /// How the phrase picks its things.
  public enum Determiner: Hashable, Sendable {
    case bare
    case indefinite
    case definite
    case possessive
  }

  /// An adjective with its place.
  public struct Attribute: Hashable, Sendable {
    /// The word, in lower case.
    public var word: String
    /// Its place in the caption.
    public var source: SourceRange
  }

  /// How it picks.
  public var determiner = Determiner.bare
  /// The number that the caption states.
  public var count: Int?
  /// The number assumed for "some", "several" and the like.
  public var vagueCount: Int?
  /// Adjectives and nouns before the head.
  public var modifiers: [String] = []
  /// The head noun in the singular.
  public var head: String
  /// Whether it is a proper name, such as "Paris" or "the Eiffel Tower".
  public var isProper = false
  /// Whether the head was written in the plural.
  public var isPlural = false
  /// What stands after the head: "of flowers", "with a red hat".
  public var complements: [String] = []
  /// The phrase after its "of", if it has one: the flowers of "a vase of flowers".
  public var contents: [NounPhrase] = []
  /// Whether it speaks of its things one by one, as "each of two tables" does.
  public var isDistributive = false
  /// Whether it picks from what there is, as "two of the cats" does.
  public var isPartOfKind = false
  /// The place of the phrase in the caption.
  public var source: SourceRange
  /// The figure that a group word names, as "row" does in "a row of cars".
  public var formation: SceneGraph.Formation?
  /// The place of the words that count, when there are any.
  public var countSource: SourceRange?
  /// The adjectives of the phrase with their places, those of "the dog is brown" included.
  public var attributes: [Attribute] = []

  /// Whether the thing takes no article, as "bread" and "scissors" don't.
  public var isUncounted: Bool {
    (Attachments.masses.contains(head) && count == nil && determiner != .indefinite)
      || Lexicon.pairedThings.contains(head)
  }

  /// Whether the phrase names what there is only one of, as "the moon" does and "a moon" doesn't.
  private var isUnique: Bool {
    determiner == .definite && !isPlural && (count ?? 1) == 1 && Scenery.uniques.contains(head)
  }

  /// The name of one such thing, such as "a red apple".
  public var name: String {
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
  public var bareText: String { (modifiers + [writtenHead] + complements).joined(separator: " ") }

  /// Whether the word before the head is a possessive: "a cow's back".
  public var hasOwner: Bool {
    modifiers.last.map { $0.hasSuffix("'s") || $0.hasSuffix("s'") } ?? false
  }

  /// The kind of thing that is seen, in the singular: "wine glass", "dog".
  ///
  /// It is the head, with the modifier before it when the size table knows the two as one thing. Of
  /// a part, a portion or a likeness it is the whole: a bicycle of "a bicycle wheel", a donut of
  /// "half of a donut", a horse of "a statue of a horse". A laptop computer is a laptop.
  public var category: String {
    let compound = (modifiers.suffix(2) + [head]).joined(separator: " ")
    if modifiers.count > 1, ThingSize.knows(compound) { return compound }
    if let last = modifiers.last {
      if ThingSize.knows(last + " " + head) { return last + " " + head }
      if hasOwner, Attachments.isPart(self) { return String(last.dropLast(2)) }
      let isWhole = Attachments.parts.contains(head) || Attachments.hypernyms.contains(head)
      if isWhole, ThingSize.knows(last) { return last }
    }
    if let inner = contents.first,
      Attachments.parts.contains(head) || Attachments.shows.contains(head)
    {
      return inner.category
    }
    return head
  }

  /// The head as it was written.
  public var writtenHead: String

  /// Whether the phrase may speak of a thing that an earlier phrase named.
  public func mayReferTo(_ other: NounPhrase) -> Bool {
    head == other.head && modifiers.allSatisfy { other.modifiers.contains($0) }
  }
}

/// What a caption says: things, how they lie to one another, and what surrounds them.
package struct SceneGraph: Hashable, Sendable {
  /// A kind of thing with its number.
  package struct Thing: Hashable, Sendable {
    /// The noun phrase.
    package var phrase: NounPhrase
    /// How many of them there are.
    package var count: Int
    /// Whether the count is assumed.
    package var isVague = false
    /// Where on the canvas they are to lie.
    package var places: Set<Place> = []
    /// The words that say where on the canvas, when they do.
    package var placeSource: SourceRange?
    /// The figure in which several of them stand, when the caption says so.
    package var formation: Formation?
    /// Whether they stand in one row.
    package var isRow: Bool { formation == .row }
  }

  /// The figure in which things of a kind stand.
  package enum Formation: String, Hashable, Sendable {
    /// Side by side.
    case row
    /// One above the other.
    case column
    /// Around an empty middle.
    case circle
  }

  /// A part of the canvas.
  package enum Place: Hashable, Sendable, CaseIterable {
    case left, right, top, bottom, center
  }

  /// How one thing lies to another.
  ///
  /// The comparisons of size tell nothing about the place; `comparesSize` tells them apart.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    case leftOf = "left of"
    case rightOf = "right of"
    case above
    case below
    case on
    case nextTo = "next to"
    case between
    case inFrontOf = "in front of"
    case behind
    case inside
    /// The subjects stand on several sides of the landmark.
    case around
    case biggerThan = "bigger than"
    case smallerThan = "smaller than"
    case tallerThan = "taller than"
    case shorterThan = "shorter than"
    case widerThan = "wider than"
    case narrowerThan = "narrower than"
    case asBigAs = "as big as"

    /// Whether it compares sizes and not places.
    package var comparesSize: Bool {
      switch self {
      case .biggerThan, .smallerThan, .tallerThan, .shorterThan, .widerThan, .narrowerThan,
        .asBigAs:
        true
      case .leftOf, .rightOf, .above, .below, .on, .nextTo, .between, .inFrontOf, .behind, .inside,
        .around:
        false
      }
    }
  }

  /// One relation, by the indices of its things.
  package struct Relation: Hashable, Sendable {
    /// How they lie.
    package var kind: Kind
    /// The things that are placed.
    package var subjects: [Int]
    /// The things that they are placed by.
    package var landmarks: [Int]
    /// The words that say so.
    package var source: SourceRange
    /// Whether each subject has a landmark of its own: "three plates, each with a cake on it".
    package var isPairwise = false
    /// Whether the words only suggest it, as "holding" suggests "next to".
    package var isInferred = false
  }

  /// One phrase of the surroundings.
  package struct Surrounding: Hashable, Sendable {
    /// The preposition as written, empty when the phrase was a subject.
    package var preposition: String
    /// The phrase without its determiner when that is "the" before a mass, else as written.
    package var phrase: String
    /// The head noun in the singular.
    package var head: String
    /// Whether it is a time or weather rather than a place.
    package var isTime: Bool
  }

  /// One thing that the picture must not show.
  package struct Exclusion: Hashable, Sendable {
    /// What was excluded.
    package var phrase: NounPhrase
  }

  /// The things in the order of the caption.
  package var things: [Thing] = []
  /// The relations in the order of the caption.
  package var relations: [Relation] = []
  /// The kind of picture, such as "an oil painting".
  package var style: String?
  /// The surroundings in the order of the caption.
  package var surroundings: [Surrounding] = []
  /// What must not be shown.
  package var exclusions: [Exclusion] = []

  /// The prompt for everything outside the objects.
  package var background: String {
    let places = surroundings.filter { !$0.isTime }
    let times = surroundings.filter(\.isTime)
    var text: String
    if let first = places.first {
      text = "\(style ?? "a realistic photo") of \(first.phrase)"
      for place in places.dropFirst() {
        let joint = place.preposition.isEmpty ? "and" : place.preposition
        text += " \(joint) \(place.phrase)"
      }
    } else {
      text = style.map { $0 + " of a scene" } ?? "a realistic scene"
    }
    for time in times {
      text += " \(time.preposition.isEmpty ? "at" : time.preposition) \(time.phrase)"
    }
    return text
  }

  /// The negative prompt.
  package var negative: String {
    var seen: Set<String> = []
    return exclusions.map(\.phrase.bareText).filter { seen.insert($0).inserted }
      .joined(separator: ", ")
  }
}

import Layouts

/// What a caption says: things, how they lie to one another, and what surrounds them.
struct CaptionScene: Hashable, Sendable {
  /// A kind of thing with its number.
  struct Thing: Hashable, Sendable {
    /// The noun phrase.
    var phrase: NounPhrase
    /// How many of them there are.
    var count: Int
    /// Whether the count is assumed.
    var isVague = false
    /// Where on the canvas they are to lie.
    var places: Set<Place> = []
    /// Whether they stand in one row.
    var isRow = false
  }

  /// A part of the canvas.
  enum Place: Hashable, Sendable, CaseIterable {
    case left, right, top, bottom, center
  }

  /// How one thing lies to another.
  enum Kind: String, Hashable, Sendable {
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
  }

  /// One relation, by the indices of its things.
  struct Relation: Hashable, Sendable {
    /// How they lie.
    var kind: Kind
    /// The things that are placed.
    var subjects: [Int]
    /// The things that they are placed by.
    var landmarks: [Int]
    /// The words that say so.
    var source: SourceRange
  }

  /// One phrase of the surroundings.
  struct Surrounding: Hashable, Sendable {
    /// The preposition as written, empty when the phrase was a subject.
    var preposition: String
    /// The phrase without its determiner when that is "the" before a mass, else as written.
    var phrase: String
    /// The head noun in the singular.
    var head: String
    /// Whether it is a time or weather rather than a place.
    var isTime: Bool
  }

  /// One thing that the picture must not show.
  struct Exclusion: Hashable, Sendable {
    /// What was excluded.
    var phrase: NounPhrase
  }

  /// The things in the order of the caption.
  var things: [Thing] = []
  /// The relations in the order of the caption.
  var relations: [Relation] = []
  /// The kind of picture, such as "an oil painting".
  var style: String?
  /// The surroundings in the order of the caption.
  var surroundings: [Surrounding] = []
  /// What must not be shown.
  var exclusions: [Exclusion] = []

  /// The prompt for everything outside the objects.
  var background: String {
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
  var negative: String {
    var seen: Set<String> = []
    return exclusions.map(\.phrase.bareText).filter { seen.insert($0).inserted }
      .joined(separator: ", ")
  }
}

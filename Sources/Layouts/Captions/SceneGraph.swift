/// What a caption says: things, how they lie to one another, and what surrounds them.
///
/// Read from English by a grammar, without a network and in a fraction of a millisecond:
///
///     let (scene, findings) = try SceneGraph.read(Caption("two red apples left of a penguin"))
///     scene.things.map(\.count)          // [2, 1]
///     scene.relations[0].kind           // .leftOf
///
public struct SceneGraph: Hashable, Sendable {
  /// A kind of thing with its number.
  public struct Thing: Hashable, Sendable {
    /// The noun phrase.
    public var phrase: NounPhrase
    /// How many of them there are.
    public var count: Int
    /// Whether the count is assumed.
    public var isVague = false
    /// The numbers that a comparison with another thing allows, where the count is assumed.
    public var allowedCounts: ClosedRange<Int>?
    /// Where on the canvas they are to lie.
    public var places: Set<Place> = []
    /// The words that say where on the canvas, when they do.
    public var placeSource: SourceRange?
    /// The figure in which several of them stand, when the caption says so.
    public var formation: Formation?
    /// Whether they stand in one row.
    public var isRow: Bool { formation == .row }
  }

  /// The figure in which things of a kind stand.
  public enum Formation: String, Hashable, Sendable {
    /// Side by side.
    case row
    /// One above the other.
    case column
    /// Around an empty middle.
    case circle
  }

  /// A part of the canvas.
  public enum Place: Hashable, Sendable, CaseIterable {
    case left, right, top, bottom, center
  }

  /// How one thing lies to another.
  ///
  /// The comparisons of size tell nothing about the place; `comparesSize` tells them apart.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
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
    public var comparesSize: Bool {
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
  public struct Relation: Hashable, Sendable {
    /// How they lie.
    public var kind: Kind
    /// The things that are placed.
    public var subjects: [Int]
    /// The things that they are placed by.
    public var landmarks: [Int]
    /// The words that say so.
    public var source: SourceRange
    /// Whether each subject has a landmark of its own: "three plates, each with a cake on it".
    public var isPairwise = false
    /// Whether the words only suggest it, as "holding" suggests "next to".
    public var isInferred = false
  }

  /// One phrase of the surroundings.
  public struct Surrounding: Hashable, Sendable {
    /// The preposition as written, empty when the phrase was a subject.
    public var preposition: String
    /// The phrase without its determiner when that is "the" before a mass, else as written.
    public var phrase: String
    /// The head noun in the singular.
    public var head: String
    /// Whether it is a time or weather rather than a place.
    public var isTime: Bool
    /// The words that say so.
    public var source: SourceRange
  }

  /// One thing that the picture must not show.
  public struct Exclusion: Hashable, Sendable {
    /// What was excluded.
    public var phrase: NounPhrase
  }

  /// The things in the order of the caption.
  public var things: [Thing] = []
  /// The relations in the order of the caption.
  public var relations: [Relation] = []
  /// The kind of picture, such as "an oil painting".
  public var style: String?
  /// The surroundings in the order of the caption.
  public var surroundings: [Surrounding] = []
  /// What must not be shown.
  public var exclusions: [Exclusion] = []

  /// Creates a scene in which nothing is.
  public init() {}

  /// Reads a caption.
  ///
  /// A tolerant reading leaves out what it does not understand, each time with a warning that points
  /// at the words. It refuses when nothing is left, when the caption contradicts itself, and when it
  /// is in another language.
  ///
  /// - Parameters:
  ///   - caption: the caption.
  ///   - isStrict: whether a word without a place in the grammar refuses the whole caption.
  /// - Returns: the scene, and what was noticed in the order of the caption.
  /// - Throws: `Refusal` with the finding that says what stood in the way.
  public static func read(
    _ caption: Caption, isStrict: Bool = false
  ) throws(Refusal) -> (scene: SceneGraph, findings: [Finding]) {
    let (scene, findings) = try CaptionGrammar.read(caption, isStrict: isStrict)
    return (scene, findings)
  }

  /// The prompt for everything outside the objects.
  public var background: String {
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
  public var negative: String {
    var seen: Set<String> = []
    return exclusions.map(\.phrase.bareText).filter { seen.insert($0).inserted }
      .joined(separator: ", ")
  }
}

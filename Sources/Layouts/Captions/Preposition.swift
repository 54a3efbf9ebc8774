/// A preposition with what it asks of its subject.
struct Preposition: Sendable {
  /// Its words.
  var words: [String]
  /// What it asks.
  var placement: CaptionGrammar.Placement

  /// The words in one string.
  var text: String { words.joined(separator: " ") }

  /// All that the grammar knows, by their first word, the longest first.
  static let byFirstWord = WordTable(
    Dictionary(grouping: all, by: { $0.words[0] }).map { word, group in
      let ordered = group.enumerated()
        .sorted { (-$0.element.words.count, $0.offset) < (-$1.element.words.count, $1.offset) }
        .map(\.element)
      return (key: word, value: ordered)
    })

  private static let all: [Preposition] = table.flatMap { placement, list in
    list.split(separator: ",").map { phrase in
      Preposition(
        words: phrase.split(whereSeparator: \.isWhitespace).map(String.init), placement: placement)
    }
  }

  private static let table: [(CaptionGrammar.Placement, String)] = [
    (.relation(.on), "on top of, on, upon, onto, atop, on to, aboard, astride"),
    (.relation(.inFrontOf), "in front of, in the front of"),
    (.relation(.behind), "in back of, behind, beyond"),
    (.relation(.between), "in between, between"),
    (
      .relation(.nextTo),
      """
      next to, close to, adjacent to, near to, next, up against, near, beside, besides, by, at,
      against, alongside, opposite, facing, in the vicinity of, not far from
      """
    ),
    (.relation(.above), "above, over"),
    (.relation(.below), "below, under, underneath, beneath"),
    (.relation(.inside), "inside of, inside, within, into, in to, in"),
    (.relation(.around), "all around, around"),
    (.amid, "in the midst of, amid, amidst, among, amongst, surrounded by, encircled by"),
    (
      .surroundingOnly,
      """
      through, across, along, from, to, toward, towards, during, off of, off, down, up, past, for,
      out of, outside of, outside, via, after, before, about
      """
    ),
  ]
}

extension CaptionGrammar {
  /// What a preposition asks of its subject.
  enum Placement: Hashable, Sendable {
    case relation(SceneGraph.Kind)
    /// The subject has the landmarks around it.
    case amid
    /// Only good with surroundings: "along the beach".
    case surroundingOnly
  }

  /// The longest preposition at a token.
  func preposition(at place: Int) -> Preposition? {
    guard tokens.indices.contains(place), tokens[place].traits.contains(.opensPreposition),
      tokens[place].kind == .word
    else { return nil }
    return Preposition.byFirstWord[tokens[place].word]?.first { sees($0.words, at: place) }
  }
}

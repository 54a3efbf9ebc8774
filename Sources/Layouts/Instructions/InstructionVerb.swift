/// The verbs that instructions begin with.
enum InstructionVerb: Hashable, Sendable {
  /// Objects go elsewhere; the words alone may say which way.
  case move(SceneGraph.Place?)
  /// "Put", which moves what is there and adds what is not.
  case put
  case add
  case remove
  /// "Hide", which puts something behind another, or removes it.
  case hide
  case give
  case duplicate
  case exclude
  case grow, shrink, scale, double, triple, halve, widen, narrow, stretch
  case replace, substitute, change, turn, paint, make, rename
  case swap
  case tilt
  case align
  case bring, send
  /// "There should be three cats."
  case want
  case increase, decrease

  /// The verb at a place of a text, with the number of its words.
  static func at(_ place: Int, in words: CaptionGrammar) -> (verb: InstructionVerb, length: Int)? {
    guard words.tokens.indices.contains(place) else { return nil }
    let candidates = byFirstWord[words.tokens[place].word] ?? []
    return candidates.first { words.sees($0.words, at: place) }.map { ($0.verb, $0.words.count) }
  }

  /// All phrases by their first word, the longest first.
  private static let byFirstWord: [String: [(words: [String], verb: InstructionVerb)]] = {
    let all = table.flatMap { verb, list in
      list.split(separator: ",").map { phrase in
        (words: phrase.split(whereSeparator: \.isWhitespace).map(String.init), verb: verb)
      }
    }
    return Dictionary(grouping: all) { $0.words[0] }.mapValues { group in
      group.enumerated()
        .sorted { (-$0.element.words.count, $0.offset) < (-$1.element.words.count, $1.offset) }
        .map(\.element)
    }
  }()

  private static let table: [(InstructionVerb, String)] = [
    (
      .move(nil),
      "move, shift, slide, push, drag, pull, nudge, relocate, reposition, position, drift"
    ),
    (.move(.top), "raise, lift"),
    (.move(.bottom), "lower"),
    (.put, "put, place, set, hang, stand, lay, seat, drop"),
    (
      .add,
      """
      add in, add, insert, include, draw in, draw, create, introduce, append, plant, throw in, give me,
      show
      """
    ),
    (
      .remove,
      """
      remove, delete, erase, get rid of, take away, take out, eliminate, discard, clear away, clear,
      drop out, throw away, throw out, dispose of, lose, omit, take off, take, wipe out
      """
    ),
    (
      .exclude,
      """
      without any, without, exclude, avoid, no more, no, don't show any, don't show, do not show any,
      do not show, don't draw, do not draw, never show, forbid, there should be no,
      there must be no, there should not be any, there should not be, there shouldn't be any,
      there shouldn't be, there are no, there is no
      """
    ),
    (.hide, "hide"),
    (.give, "give"),
    (.duplicate, "duplicate, copy, clone"),
    (.grow, "enlarge, grow, expand, blow up, scale up, size up, magnify"),
    (.shrink, "shrink, scale down, size down, minimize, minimise"),
    (.scale, "scale, resize, rescale"),
    (.double, "double"),
    (.triple, "triple"),
    (.halve, "halve"),
    (.widen, "widen, broaden"),
    (.narrow, "narrow"),
    (.stretch, "stretch, lengthen, heighten"),
    (.increase, "increase, raise the size of, boost"),
    (.decrease, "decrease, reduce"),
    (.replace, "replace, exchange, convert, transform"),
    (.substitute, "substitute"),
    (.rename, "rename, call, relabel"),
    (.change, "change, alter, switch the background, switch the scene, adjust, modify"),
    (.turn, "turn"),
    (.paint, "paint, colour, color, recolour, recolor, dye, tint"),
    (.make, "make, have, let"),
    (
      .swap,
      """
      swap the places of, swap the positions of, swap, switch the places of, switch the positions of,
      switch, interchange
      """
    ),
    (.tilt, "rotate, tilt, spin, lean, tip, twist, incline"),
    (.align, "line up, align, arrange, distribute, space out, space, spread out, spread, lay out"),
    (.bring, "bring"),
    (.send, "send"),
    (
      .want,
      """
      there should be, there must be, there needs to be, there has to be, there are, there is,
      i want to have, i want to see, i want, i need, we need, we want, i would like, i'd like, give us,
      use, keep only
      """
    ),
  ]

  /// Words before a verb that only ask for it politely.
  static let courtesies: [[String]] = [
    ["can", "you"], ["could", "you"], ["would", "you"], ["will", "you"],
    ["i", "want", "you", "to"],
    ["i'd", "like", "you", "to"], ["i", "would", "like", "you", "to"], ["please"], ["now"],
    ["just"],
    ["ok"], ["okay"], ["also"], ["then"], ["next"], ["kindly"], ["let's"], ["finally"], ["first"],
    ["hey"], ["i'd", "like", "to"], ["i", "would", "like", "to"], ["i", "want", "to"], ["again"],
    ["instead"], ["after", "that"], ["actually"], ["hmm"], ["maybe"],
    ["make", "sure", "that"], ["make", "sure"], ["ensure", "that"], ["ensure"], ["so"],
  ]
}

/// Rows, circles and stacks, and things on both sides of another.
extension CaptionGrammar {
  /// "On either side of a bed": half of the things stand on its left, half on its right.
  mutating func parseSides(from start: Int) throws(Refusal) -> Bool {
    guard traits(at: index).contains(.opensIdiom),
      let words = Self.sides.first(where: { sees($0) })
    else { return false }
    index += words.count
    let subjects = focus.isEmpty ? lastSubjects : focus
    let landmarks: [Int]
    if take(["of"]) {
      if let pronoun = takePronoun() {
        landmarks = try resolve(pronoun, besides: subjects)
      } else if let phrase = try parseNounPhrase(allowsUnknown: !isStrict) {
        landmarks = [add(phrase)]
      } else {
        throw refusal("“\(text(from: start))”: a noun was expected after “of”", from: start)
      }
    } else {
      landmarks = Array(scene.things.indices.filter { !subjects.contains($0) }.suffix(1))
    }
    guard !subjects.isEmpty, !landmarks.isEmpty, !landmarks.contains(where: subjects.contains)
    else {
      throw refusal("“\(text(from: start))” has no subject", from: start)
    }
    if subjects.count == 1, scene.things[subjects[0]].count == 1 {
      scene.things[subjects[0]].count = 2
      scene.things[subjects[0]].phrase.count = 2
    }
    add(.between, landmarks, subjects, from: start)
    lastSubjects = subjects
    focus = landmarks
    list = []
    isJoined = false
    isPredicate = false
    return true
  }

  private static let sides = [
    ["on", "either", "side"], ["on", "each", "side"], ["on", "both", "sides"],
    ["at", "either", "end"], ["at", "each", "end"], ["at", "both", "ends"],
    ["to", "either", "side"],
  ]

  /// "On display", "in flight": the subject's state, and "in a row": its arrangement.
  mutating func parseIdiom(from start: Int) throws(Refusal) -> Bool {
    guard traits(at: index).contains(.opensIdiom) else { return false }
    for (words, formation) in Self.figures where take(words) {
      let subjects = focus.isEmpty ? lastSubjects : focus
      guard !subjects.isEmpty else {
        throw refusal("“\(text(from: start))” has no subject", from: start)
      }
      try arrange(subjects, in: formation, from: start)
      isJoined = false
      return true
    }
    for words in Self.states where sees(words) && !focus.isEmpty {
      index += words.count
      describe(focus, with: text(from: start))
      return true
    }
    return false
  }

  /// Whether "side by side", "in a row" or the like starts here.
  var startsFigure: Bool {
    traits(at: index).contains(.opensIdiom) && Self.figures.contains { sees($0.words) }
  }

  /// The words that a figure, a state or "on either side" may begin with.
  static var idiomOpenings: [String] { (figures.map(\.words) + states + sides).map { $0[0] } }

  private static let states = [
    ["on", "fire"], ["in", "flight"], ["on", "display"], ["in", "motion"], ["in", "bloom"],
    ["under", "construction"], ["in", "half"], ["in", "pieces"], ["on", "sale"], ["in", "use"],
  ]

  private static let figures: [(words: [String], formation: SceneGraph.Formation)] = [
    (["in", "a", "row"], .row), (["in", "a", "line"], .row), (["side", "by", "side"], .row),
    (["lined", "up"], .row), (["in", "line"], .row), (["next", "to", "each", "other"], .row),
    (["in", "a", "circle"], .circle), (["in", "a", "ring"], .circle),
    (["in", "a", "stack"], .column), (["in", "a", "column"], .column),
    (["in", "a", "vertical", "line"], .column), (["on", "top", "of", "each", "other"], .column),
    (["on", "top", "of", "one", "another"], .column), (["one", "above", "the", "other"], .column),
  ]

  mutating func arrange(
    _ subjects: [Int], in formation: SceneGraph.Formation, from start: Int
  ) throws(Refusal) {
    guard subjects.count > 1 || subjects.contains(where: { scene.things[$0].count > 1 }) else {
      throw refusal("“\(text(from: start))” needs more than one subject", from: start)
    }
    for thing in subjects { scene.things[thing].formation = formation }
    guard formation != .circle else { return }
    for (first, second) in zip(subjects, subjects.dropFirst()) {
      add(formation == .row ? .nextTo : .above, [first], [second], from: start)
    }
  }
}

/// Steps that put things somewhere: move, put, bring, add, turn, line up.
extension InstructionGrammar {
  mutating func parseMove(
    _ way: SceneGraph.Place?, from start: Int
  ) throws(Refusal) -> [EditStep.Action] {
    let saved = self
    if takeCanvas(), take("to") || take("into") || take("onto") {
      return [.surround(try surroundings(part: nil, from: start))]
    }
    self = saved
    if isNewcomer { return [try parseAdd(from: start)] }
    var reference = try reference(from: start)
    if let way {
      var place = EditPlace(source: words.source(from: start))
      let amount = takeAmount() ?? .usual
      if amount != .usual || endsStep(words.index) || isJoint(words.index) {
        place.shift = .init(directions: [way], amount: amount)
        return [.move(reference, place)]
      }
    }
    if let depth = takeDepth() { return [.restack(reference, depth)] }
    guard var place = try parsePlace() else {
      throw refusal("“\(words.text(from: start))”: where to?", from: start)
    }
    while !endsStep(words.index), !words.isAtEnd {
      let isGoal = sees(oneOf: ["to", "onto", "into"]) || sees(oneOf: Self.shifting)
      let isJoined = words.sees(["and"])
      let before = self
      if isJoined { words.index += 1 }
      guard !isJoined || !words.startsNounPhrase(at: words.index), let next = try parsePlace()
      else {
        self = before
        break
      }
      if isGoal, !isJoined, place.shift == nil {
        reference.qualify(by: place)
        place = next
      } else {
        place.relations += next.relations
        place.places.formUnion(next.places)
        place.shift = place.shift ?? next.shift
      }
    }
    return [place.formation.map { .align(reference, .formation($0)) } ?? .move(reference, place)]
  }

  private static let shifting = Lexicon.words("up down higher lower left right closer nearer")

  /// Whether what stands here is not yet in the layout: "a hat", "two balloons".
  private var isNewcomer: Bool {
    guard let token = words.peek() else { return false }
    if Lexicon.indefinite.contains(token.word) || token.word == "some" { return true }
    if words.startsCount(at: words.index) {
      var probe = words
      _ = probe.parseNumber()
      return probe.peek()?.word != "of"
    }
    return false
  }

  mutating func parsePut(from start: Int) throws(Refusal) -> [EditStep.Action] {
    if let property = try parseProperty(from: start) { return property }
    if isNewcomer { return [try parseAdd(from: start)] }
    let saved = self
    if let part = try parseSurroundings() {
      if take("to") || take("as") || sees(oneOf: ["at", "in", "on"]) {
        return [.surround(try surroundings(part: part, from: start))]
      }
      self = saved
    }
    if takePronounOrCanvas(), let change = try parseTimeOrPlace(from: start) {
      return [.surround(change)]
    }
    self = saved
    return try parseMove(nil, from: start)
  }

  /// "It", "everything" or "the scene", which may stand for the surroundings.
  mutating func takePronounOrCanvas() -> Bool {
    if takeCanvas() { return true }
    if sees(oneOf: ["it", "this", "that", "everything"]) {
      words.index += 1
      return true
    }
    return false
  }

  /// "At night", "on a beach": surroundings behind a preposition.
  mutating func parseTimeOrPlace(from start: Int) throws(Refusal) -> EditStep.Surroundings? {
    guard sees(oneOf: ["at", "in", "on", "during", "to", "under", "by"]) else { return nil }
    let saved = self
    let opening = words.index
    words.index += 1
    var end = words.index
    while !endsStep(end) { end += 1 }
    guard let head = sceneryHead(in: words.index..<end) else {
      self = saved
      return nil
    }
    let body = words.index
    words.index = end
    let isTime = Scenery.times.contains(head)
    return isTime
      ? .circumstance(words.plainText(from: opening).replacingFirst("to ", with: "at "))
      : .place(words.plainText(from: body))
  }

  /// The noun of surroundings that the phrase at the start of some words is about, if it is one.
  func sceneryHead(in range: Range<Int>) -> String? {
    guard !range.isEmpty else { return nil }
    var probe = self
    probe.words.index = range.lowerBound
    probe.skipWords(["the", "a", "an", "some"])
    let end = min(probe.nounEnd(from: probe.words.index, .plain), range.upperBound)
    guard end > probe.words.index else { return nil }
    let head = Plurals.singular(words.tokens[end - 1].word)
    return Scenery.contains(head) && !heads.contains(head) ? head : nil
  }

  mutating func parseBring(isBack: Bool, from start: Int) throws(Refusal) -> [EditStep.Action] {
    _ = take("in")
    if isNewcomer { return [try parseAdd(from: start)] }
    let reference = try reference(from: start)
    if let depth = takeDepth() { return [.restack(reference, depth)] }
    if isBack, endsStep(words.index) { return [.restack(reference, .back)] }
    guard let place = try parsePlaces() else {
      throw refusal("“\(words.text(from: start))”: where to?", from: start)
    }
    return [.move(reference, place)]
  }

  /// "To the front", "forward", "behind everything".
  private mutating func takeDepth() -> EditStep.Depth? {
    let saved = words.index
    for (phrase, depth) in Self.depths where words.take(phrase) {
      if endsStep(words.index) || isJoint(words.index) { return depth }
      words.index = saved
    }
    return nil
  }

  private static let depths: [([String], EditStep.Depth)] = {
    let others = [
      ["everything"], ["everything", "else"], ["all"], ["all", "others"], ["all", "the", "others"],
      ["the", "others"], ["all", "other", "objects"], ["all", "objects"],
    ]
    var depths: [([String], EditStep.Depth)] = [
      (["to", "the", "front"], .front), (["to", "the", "very", "front"], .front),
      (["to", "front"], .front), (["in", "front"], .front), (["to", "the", "back"], .back),
      (["to", "the", "very", "back"], .back), (["to", "back"], .back), (["forward"], .forward),
      (["forwards"], .forward), (["backward"], .backward), (["backwards"], .backward),
      (["back"], .backward),
    ]
    for other in others {
      depths.append((["in", "front", "of"] + other, .front))
      depths.append((["behind"] + other, .back))
    }
    return depths
  }()

  // MARK: - Adding

  mutating func parseAdd(from start: Int) throws(Refusal) -> EditStep.Action {
    let phrases = try parseNewcomers(from: start)
    let place = try parsePlaces()
    let isScenery = phrases.allSatisfy { phrase in
      Scenery.contains(phrase.head) && !ThingSize.knows(phrase.category)
        && !heads.contains(phrase.head) && phrase.count == nil
    }
    guard isScenery, place.map(\.isOfCanvas) ?? true, let phrase = phrases.first else {
      return .add(phrases, place)
    }
    if Scenery.times.contains(phrase.head) { return .surround(.circumstance("at " + phrase.head)) }
    let text = phrases.map { phrase in
      let isOne = phrase.determiner == .indefinite
      return (isOne ? Plurals.article(before: phrase.bareText) + " " : "") + phrase.bareText
    }
    return .surround(.circumstance("with " + text.joined(separator: " and ")))
  }

  // MARK: - Turning

  mutating func parseTilt(
    _ reference: ObjectReference, from start: Int
  ) throws(Refusal) -> EditStep.Action {
    var degrees: Double?
    var sign = 1.0
    while !words.isAtEnd {
      if takeAll(["upside", "down"]) || takeAll(["on", "its", "head"]) {
        degrees = 180
      } else if take("clockwise") {
        sign = 1
      } else if take("counterclockwise") || take("anticlockwise") {
        sign = -1
      } else if takeAll(["to", "the", "left"]) || take("left") {
        sign = -1
      } else if takeAll(["to", "the", "right"]) || take("right") {
        sign = 1
      } else if takeAll(["a", "bit"]) || take("slightly") || takeAll(["a", "little"]) {
        degrees = degrees ?? 10
      } else if takeAll(["a", "quarter", "turn"]) || take("sideways") {
        degrees = 90
      } else if let stated = takeDegrees() {
        degrees = stated
      } else {
        break
      }
    }
    return .turn(reference, sign * (degrees ?? Self.usualTurn))
  }

  /// How far something is turned when the words don't say.
  private static let usualTurn = 30.0

  private mutating func takeDegrees() -> Double? {
    let saved = words.index
    _ = take("by")
    if let number = takeQuantity(), sees(oneOf: ["degrees", "degree", "deg"]) {
      words.index += 1
      return number
    }
    words.index = saved
    return nil
  }

  mutating func parseTurn(from start: Int) throws(Refusal) -> [EditStep.Action] {
    let saved = self
    if takePronounOrCanvas() {
      if take("into") || take("to"), let style = try parseStyle() { return [.surround(style)] }
      self = saved
      if takePronounOrCanvas(), let change = try parseTimeOrPlace(from: start) {
        return [.surround(change)]
      }
    }
    self = saved
    if let part = try parseSurroundings() {
      _ = take("into") || take("to")
      return [.surround(try surroundings(part: part, from: start))]
    }
    let reference = try reference(from: start, with: .predicated)
    if take("into") { return [.replace(reference, try newcomer(from: start))] }
    let looks = takeLooks()
    if !looks.isEmpty { return [.describe(reference, looks)] }
    return [try parseTilt(reference, from: start)]
  }

  // MARK: - Lining up

  mutating func parseAlign(from start: Int) throws(Refusal) -> EditStep.Action {
    _ = take("out")
    let reference = try reference(from: start)
    _ = take("up") || take("out")
    if let formation = takeFormation() { return .align(reference, .formation(formation)) }
    skipWords(["evenly", "neatly", "nicely"])
    if take("vertically") { return .align(reference, .formation(.column)) }
    if take("horizontally") { return .align(reference, .formation(.row)) }
    if take("along") || take("at") || take("on") || take("to") || take("by") {
      skipWords(["the", "their"])
      let edges: [String: SceneGraph.Place] = [
        "bottom": .bottom, "bottoms": .bottom, "top": .top, "tops": .top, "left": .left,
        "right": .right, "base": .bottom, "feet": .bottom, "center": .center, "centre": .center,
        "middle": .center,
      ]
      if let word = words.peek()?.word, let edge = edges[word] {
        words.index += 1
        skipWords(["edge", "side", "edges", "of"])
        _ = takeCanvas()
        return .align(reference, .edge(edge))
      }
      throw refusal("“\(words.text(from: start))”: along what?", from: start)
    }
    return .align(reference, .formation(.row))
  }
}

extension EditPlace {
  /// Whether it says no more than a part of the canvas.
  var isOfCanvas: Bool {
    relations.isEmpty && shift == nil && approach == nil && formation == nil
  }
}

extension String {
  /// The text with another beginning, where it begins so.
  fileprivate func replacingFirst(_ beginning: String, with other: String) -> String {
    hasPrefix(beginning) ? other + dropFirst(beginning.count) : self
  }
}

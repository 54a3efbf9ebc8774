/// Sizes: "twice as big", "20 % wider", "to 100 pixels".
extension InstructionGrammar {
  mutating func parseResize(
    _ verb: InstructionVerb, from start: Int
  ) throws(Refusal) -> EditStep.Action {
    _ = takeAll(["the", "size", "of"])
    let reference = try reference(from: start, with: .plain)
    let isUp = take("up")
    let isDown = !isUp && take("down")
    var side = EditSize.Side.both
    if take("vertically") || takeAll(["in", "height"]) { side = .height }
    if take("horizontally") || takeAll(["in", "width"]) { side = .width }
    switch verb {
    case .double: return .resize(reference, .factor(2, side, isExact: true))
    case .triple: return .resize(reference, .factor(3, side, isExact: true))
    case .halve: return .resize(reference, .factor(0.5, side, isExact: true))
    case .widen, .narrow: side = .width
    case .stretch where side == .both: side = .height
    default: break
    }
    let isGrowing: Bool? =
      switch verb {
      case .grow, .widen, .stretch: true
      case .shrink, .narrow: false
      default: isUp ? true : isDown ? false : nil
      }
    if let size = try parseScale(side, isGrowing: isGrowing) { return .resize(reference, size) }
    guard let isGrowing else {
      throw refusal("“\(words.text(from: start))”: to which size?", from: start)
    }
    return .resize(reference, Self.habit(1, side, isGrowing))
  }

  mutating func parseIncrease(
    _ isGrowing: Bool, from start: Int
  ) throws(Refusal) -> EditStep.Action {
    var side = EditSize.Side.both
    for (noun, named) in [("size", EditSize.Side.both), ("height", .height), ("width", .width)]
    where takeAll(["the", noun, "of"]) || takeAll([noun, "of"]) {
      side = named
    }
    let reference = try reference(from: start, with: .plain)
    _ = takeAll(["in", "size"])
    let size = try parseScale(side, isGrowing: isGrowing) ?? Self.habit(1, side, isGrowing)
    return .resize(reference, size)
  }

  // MARK: - Amounts

  /// How much "bigger" is, by how strongly it is said: our own habit, which previews show well.
  private static let habits: [(words: [[String]], degree: Double)] = [
    ([["a", "little", "bit"], ["a", "bit"], ["a", "little"], ["slightly"], ["somewhat"]], 0.5),
    (
      [
        ["a", "whole", "lot"], ["a", "lot"], ["much"], ["way"], ["far"], ["significantly"],
        ["considerably"], ["really"],
      ], 2
    ),
    ([["even"], ["still"], ["any"]], 1),
  ]

  /// A change whose extent the words leave open: 1.35 times, or as much less, as often as it is said.
  static func habit(_ degree: Double, _ side: EditSize.Side, _ isGrowing: Bool) -> EditSize {
    // 1.35 to the half, one and two: without Foundation there is no power of a fraction.
    let factor = degree < 1 ? 1.16 : degree > 1 ? 1.8 : 1.35
    return .factor(isGrowing ? factor : 1 / factor, side, isExact: false)
  }

  private mutating func takeDegree() -> Double? {
    for (phrases, degree) in Self.habits {
      for phrase in phrases where words.take(phrase) { return degree }
    }
    return nil
  }

  /// "By 20 percent", "to twice its size", "by a factor of two", "to 100 pixels", "slightly".
  mutating func parseScale(
    _ side: EditSize.Side, isGrowing: Bool?
  ) throws(Refusal) -> EditSize? {
    let saved = self
    if let degree = takeDegree() {
      guard let isGrowing else {
        self = saved
        return nil
      }
      return Self.habit(degree, side, isGrowing)
    }
    let isTarget = take("to")
    _ = take("by") || take("at")
    if let factor = takeMultiple() {
      _ = takeSizeNoun()
      return .factor(isGrowing == false && factor > 1 ? 1 / factor : factor, side, isExact: true)
    }
    if let size = takeSides() { return size }
    if let number = takeQuantity(), number > 0 {
      if take("percent") {
        let share = number / 100
        _ = takeSizeNoun()
        guard !isTarget, let isGrowing else { return .factor(share, side, isExact: true) }
        return .factor(isGrowing ? 1 + share : max(0.01, 1 - share), side, isExact: true)
      }
      if take("pixels") || take("pixel") || take("px") {
        if isTarget {
          if take("high") || take("tall") || take("in") && take("height") {
            return .sides(width: nil, height: number)
          }
          _ = take("wide")
          return side == .height
            ? .sides(width: nil, height: number) : .sides(width: number, height: nil)
        }
        return isGrowing.map { .pixels($0 ? number : -number, side) }
      }
      if !isTarget || number <= 10 {
        return .factor(isGrowing == false ? 1 / number : number, side, isExact: true)
      }
    }
    self = saved
    return nil
  }

  /// "100x80" or "100 by 80".
  private mutating func takeSides() -> EditSize? {
    let saved = words.index
    if let word = words.peek()?.word, let canvas = Canvas(word) {
      words.index += 1
      _ = take("pixels") || take("px")
      return .sides(width: Double(canvas.width), height: Double(canvas.height))
    }
    if let width = takeQuantity(), take("by") || take("x"), let height = takeQuantity() {
      _ = take("pixels") || take("px")
      return .sides(width: width, height: height)
    }
    words.index = saved
    return nil
  }

  /// "Twice", "half", "three times", "double", "a factor of two", "2x".
  private mutating func takeMultiple() -> Double? {
    let saved = words.index
    if takeAll(["a", "factor", "of"]), let number = takeQuantity() { return number }
    words.index = saved
    if take("twice") || take("double") { return 2 }
    if take("triple") || take("thrice") { return 3 }
    if take("half") { return 0.5 }
    if takeAll(["a", "third"]) { return 1.0 / 3 }
    if takeAll(["a", "quarter"]) { return 0.25 }
    if let number = takeQuantity(), number > 0, take("times") || take("x") { return number }
    words.index = saved
    return nil
  }

  /// "The size", "its size", "as big", "its current width".
  private mutating func takeSizeNoun() -> EditSize.Side? {
    let saved = words.index
    if take("as"), let word = words.peek()?.word, let side = Self.equals[word] {
      words.index += 1
      return side
    }
    words.index = saved
    _ = take("of")
    skipWords(["the", "its", "their", "his", "her", "current", "original", "present"])
    let nouns: [String: EditSize.Side] = ["size": .both, "width": .width, "height": .height]
    if let word = words.peek()?.word, let side = nouns[word] {
      words.index += 1
      return side
    }
    words.index = saved
    return nil
  }

  private static let equals: [String: EditSize.Side] = [
    "big": .both, "large": .both, "small": .both, "tall": .height, "high": .height, "wide": .width,
    "long": .width, "short": .height,
  ]

  // MARK: - Comparatives

  /// A size as a predicate: "bigger", "twice as tall", "20 % wider", "bigger than the dog", "tiny".
  mutating func parseSize() throws(Refusal) -> EditSize? {
    let saved = self
    if let compared = try parseComparedSize() { return compared }
    if let factor = takeMultiple() {
      if let comparative = takeComparative() {
        return .factor(comparative.isGrowing ? factor : 1 / factor, comparative.side, isExact: true)
      }
      guard let side = takeSizeNoun() else {
        self = saved
        return nil
      }
      return .factor(factor, side, isExact: true)
    }
    let amount = takeAmount()
    let degree = amount == nil ? takeDegree() : nil
    if let comparative = takeComparative() {
      return try size(comparative, amount ?? takeAmount(), degree)
    }
    self = saved
    if startsSizeWord(), let word = words.peek()?.word, let factor = ThingSize.adjectives[word] {
      words.index += 1
      if factor.width == factor.height { return .factor(factor.width, .both, isExact: false) }
      return factor.width == 1
        ? .factor(factor.height, .height, isExact: false)
        : .factor(factor.width, .width, isExact: false)
    }
    return nil
  }

  private func size(
    _ comparative: (side: EditSize.Side, isGrowing: Bool), _ amount: EditPlace.Amount?,
    _ degree: Double?
  ) throws(Refusal) -> EditSize {
    let sign = comparative.isGrowing ? 1.0 : -1.0
    switch amount {
    case .pixels(let pixels)?: return .pixels(sign * pixels, comparative.side)
    case .share(let share)?:
      return .factor(max(0.01, 1 + sign * share), comparative.side, isExact: true)
    case .little?: return Self.habit(0.5, comparative.side, comparative.isGrowing)
    case .much?, .all?: return Self.habit(2, comparative.side, comparative.isGrowing)
    case .usual?, nil: return Self.habit(degree ?? 1, comparative.side, comparative.isGrowing)
    }
  }

  private mutating func takeComparative() -> (side: EditSize.Side, isGrowing: Bool)? {
    guard let word = words.peek()?.word, let found = Self.comparatives[word] else { return nil }
    words.index += 1
    return found
  }

  private static let comparatives: [String: (side: EditSize.Side, isGrowing: Bool)] = [
    "bigger": (.both, true), "larger": (.both, true), "smaller": (.both, false),
    "tinier": (.both, false), "littler": (.both, false), "taller": (.height, true),
    "higher": (.height, true), "shorter": (.height, false), "wider": (.width, true),
    "broader": (.width, true), "fatter": (.width, true), "thicker": (.width, true),
    "longer": (.width, true), "narrower": (.width, false), "thinner": (.width, false),
    "slimmer": (.width, false),
  ]

  /// "Bigger than the dog", "as tall as the tree", "the same size as the cat".
  private mutating func parseComparedSize() throws(Refusal) -> EditSize? {
    let saved = self
    let kinds: [String: SceneGraph.Kind] = [
      "bigger": .biggerThan, "larger": .biggerThan, "smaller": .smallerThan,
      "taller": .tallerThan, "shorter": .shorterThan, "wider": .widerThan,
      "narrower": .narrowerThan,
    ]
    let start = words.index
    if let word = words.peek()?.word, let kind = kinds[word], words.peek(1)?.word == "than" {
      words.index += 2
      return .compared(kind, try reference(from: start, with: .plain))
    }
    if takeAll(["the", "same", "size", "as"]) || takeAll(["the", "size", "of"]) {
      return .compared(.asBigAs, try reference(from: start, with: .plain))
    }
    if take("as"), let word = words.peek()?.word, Self.equals[word] != nil,
      words.peek(1)?.word == "as"
    {
      words.index += 2
      return .compared(.asBigAs, try reference(from: start, with: .plain))
    }
    self = saved
    return nil
  }
}

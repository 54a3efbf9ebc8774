/// How well the name of an object fits a thing of a caption; more is better.
struct SenseMatch: Hashable, Comparable {
  private(set) var score: Int

  static func < (left: SenseMatch, right: SenseMatch) -> Bool { left.score < right.score }

  /// Compares a thing with an object; nil when a person would not take one for the other.
  init?(_ thing: NounSense, _ object: NounSense) {
    guard let kind = Self.kind(thing, object) else { return nil }
    var score = kind
    let asked = thing.colours
    if !asked.isEmpty {
      let found = object.colours
      if asked.isSubset(of: found) {
        score += 6
      } else if found.isDisjoint(with: asked), !found.isEmpty {
        score -= 10
      } else {
        score -= 2
      }
    } else if !object.colours.isEmpty {
      score -= 1
    }
    for modifier in thing.modifiers where ColourWords.canonical(modifier) == nil {
      if object.modifiers.contains(modifier) { score += 2 }
    }
    for word in thing.complements.prefix(6) where word.utf8.count > 3 {
      if object.complements.contains(word) { score += 1 }
    }
    self.score = score
  }

  /// Whether two names may speak of the same kind of thing.
  static func mayBeSame(_ one: NounSense, _ other: NounSense) -> Bool { kind(one, other) != nil }

  private static func kind(_ one: NounSense, _ other: NounSense) -> Int? {
    guard let first = one.kinds.first, let second = other.kinds.first else { return nil }
    if first == second { return 40 }
    if one.kinds.count == 1 && other.kinds.contains(first)
      || other.kinds.count == 1 && one.kinds.contains(second)
    {
      return 28
    }
    if other.ancestors.contains(first) || one.ancestors.contains(second) { return 26 }
    if isSamePerson(one, other) { return 16 }
    if one.isOf(other) || other.isOf(one) { return 12 }
    return nil
  }

  /// A man may be a skier, but neither a woman nor a boy.
  private static func isSamePerson(_ one: NounSense, _ other: NounSense) -> Bool {
    guard one.ancestors.contains("person"), other.ancestors.contains("person"),
      let first = one.kinds.first, let second = other.kinds.first
    else { return false }
    for (these, those) in [
      (ThingKinds.men, ThingKinds.women), (ThingKinds.children, ThingKinds.adults),
    ] {
      if these.contains(first) && those.contains(second)
        || those.contains(first) && these.contains(second)
      {
        return false
      }
    }
    return !(ThingKinds.isGendered(first) && ThingKinds.isGendered(second))
  }
}

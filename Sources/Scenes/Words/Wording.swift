internal import Layouts

/// Nouns and phrases for the things of a scene.
struct Wording {
  let atlas: Atlas

  static let numbers = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
  ]

  /// "a red apple", "three red apples", "3 red apples".
  func phrase(
    _ group: ScenePlan.Group, count: Int, usesOther: Bool = false, inDigits: Bool = false
  ) -> String {
    let words = noun(group, count: count, usesOther: usesOther)
    if count == 1, !inDigits { return Plurals.article(before: words) + " " + words }
    return (inDigits ? "\(count)" : Self.numbers[count]) + " " + words
  }

  /// "red apple", "red apples".
  func noun(_ group: ScenePlan.Group, count: Int, usesOther: Bool) -> String {
    let thing = atlas.things[group.thing]
    var noun = count == 1 ? thing.name : thing.plural
    if usesOther, let other = thing.otherNames.first {
      noun = count == 1 ? other : Plurals.plural(other)
    }
    let pair = count == 1 ? Self.pair : Self.pairs
    let isPair = comesInPairs(group.thing)
    if isPair, noun.hasPrefix(pair) { noun.removeFirst(pair.count) }
    let words = group.colour.map { "\($0.rawValue) \(noun)" } ?? noun
    return isPair ? pair + words : words
  }

  /// Whether two of it are two pairs.
  func comesInPairs(_ thing: Int) -> Bool { atlas.things[thing].plural.hasPrefix(Self.pairs) }

  /// What comes in pairs is counted by them: "a pair of scissors", "two pairs of red scissors".
  private static let pair = "pair of "
  private static let pairs = "pairs of "

  /// Whether the noun for it also names a colour.
  func isColour(_ group: ScenePlan.Group) -> Bool {
    ThingColour(rawValue: atlas.things[group.thing].name) != nil
  }

  /// Whether people might use the word for one thing for the other: a pine tree is a tree, a duck a
  /// bird, and a backpack and a suitcase are bags.
  func areAkin(_ one: Int, _ other: Int) -> Bool {
    let (first, second) = (atlas.things[one], atlas.things[other])
    return one == other || first.name.hasSuffix(second.name) || second.name.hasSuffix(first.name)
      || first.kin.contains(second.name) || second.kin.contains(first.name)
      || first.kin.contains(where: second.kin.contains)
  }
}

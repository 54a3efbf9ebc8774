internal import Layouts

/// Nouns and phrases for the things of a scene.
struct Wording {
  let atlas: Atlas

  static let numbers = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
  ]

  /// "a red apple", "three red apples".
  func phrase(_ group: ScenePlan.Group, count: Int) -> String {
    let thing = atlas.things[group.thing]
    let words = [group.colour?.rawValue, count == 1 ? thing.name : thing.plural]
      .compactMap { $0 }.joined(separator: " ")
    return (count == 1 ? Plurals.article(before: words) : Self.numbers[count]) + " " + words
  }
}

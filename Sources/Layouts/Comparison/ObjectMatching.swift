/// Which object of one layout is which of another.
///
/// Two objects are alike by 0.45 × their intersection over union + 0.45 × the likeness of their names
/// + 0.1 × their nearness. The likeness of names is the share of words that they have in common
/// (Dice 1945), articles left out; nearness falls from 1 in the same place to 0 across the canvas.
/// The Hungarian algorithm finds the pairs that are most alike in all. Pairs whose names and regions
/// have next to nothing in common are not made: one object went and another one came.
package struct ObjectMatching {
  /// The pairs, by the indices in both layouts, in the order of the second one.
  package let pairs: [(old: Int, new: Int)]

  private static let regionShare = 0.45
  private static let nameShare = 0.45
  private static let nearnessShare = 0.1
  /// What region and name together must add to: an overlap of 0.45, or a half of the name.
  private static let least = 0.2

  /// Matches objects whose regions are measured on one canvas.
  package init(_ old: [LayoutObject], _ new: [LayoutObject], canvas: Canvas) {
    let (width, height) = (Double(canvas.width), Double(canvas.height))
    let diagonal = (width * width + height * height).squareRoot()
    let names = (old.map { Self.words($0.name) }, new.map { Self.words($0.name) })
    let likeness = old.indices.map { first in
      new.indices.map { second -> Double in
        let certain =
          Self.regionShare
          * Overlap.intersectionOverUnion(old[first].region, new[second].region)
          + Self.nameShare * Self.likeness(names.0[first], names.1[second])
        guard certain >= Self.least else { return 0 }
        let distance = old[first].region.distance(to: new[second].region)
        let nearness = distance.isFinite ? max(0, 1 - distance / diagonal) : 0
        // Of equal objects in equal places the one of the same rank is meant.
        let rank = first == second ? 1e-6 : 0
        return certain + Self.nearnessShare * nearness + rank
      }
    }
    let columns = Assignment(likeness.map { $0.map { -$0 } }).columns
    pairs = columns.enumerated().compactMap { first, second in
      second.flatMap { likeness[first][$0] > 0 ? (old: first, new: $0) : nil }
    }.sorted { $0.new < $1.new }
  }

  private static func words(_ name: String) -> [String] {
    let words = EnglishWords(name).withoutArticles
    return words.isEmpty ? [name] : words
  }

  private static func likeness(_ one: [String], _ other: [String]) -> Double {
    if one == other { return 1 }
    var rest = other
    var shared = 0
    for word in one {
      guard let place = rest.firstIndex(of: word) else { continue }
      rest.remove(at: place)
      shared += 1
    }
    return 2 * Double(shared) / Double(one.count + other.count)
  }
}

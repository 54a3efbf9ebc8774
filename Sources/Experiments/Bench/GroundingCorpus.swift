public import Layouts
internal import Planning

/// Captions of two or three things in a place, and the layouts that the offline planner makes of them.
///
/// Things and places are among those that the default model knows. The same number gives the same
/// captions; all are different up to many thousands.
public struct GroundingCorpus: Sendable {
  private static let things = [
    "a cat", "a dog", "a red apple", "a green apple", "a blue book", "an orange book", "a red car",
    "a green car", "a chair", "a penguin", "an elephant", "a tree", "a yellow balloon",
    "a red balloon", "a banana", "a laptop",
  ]
  private static let places = [
    "in a field", "on a beach", "in the snow", "in a desert", "on a street", "in a room",
    "in a forest",
  ]
  private static let relations = ["to the left of", "to the right of", "next to", "above"]

  /// The layouts.
  public let layouts: [Layout]

  /// Plans layouts.
  ///
  /// - Parameter count: how many.
  public init(count: Int) {
    let planner = OfflinePlanner()
    var layouts: [Layout] = []
    var index = 0
    while layouts.count < count {
      let request = PlanRequest(
        caption: Caption(Self.caption(index)), style: .boxes, seed: UInt64(index))
      if let layout = planner.plan(request).layout { layouts.append(layout) }
      index += 1
    }
    self.layouts = layouts
  }

  /// The caption of a number: each part goes round at a pace of its own.
  static func caption(_ index: Int) -> String {
    let count = things.count
    let first = index * 5 % count
    let second = (first + 1 + (index + index / count) * 3 % (count - 1)) % count
    var third = (second + 1 + index * 7 % (count - 1)) % count
    while third == first || third == second { third = (third + 1) % count }
    let place = places[(index + index / count) % places.count]
    if index % 3 == 2 {
      return "\(things[first]), \(things[second]) and \(things[third]) \(place)"
    }
    let relation = relations[(index + index / 3) % relations.count]
    return "\(things[first]) \(relation) \(things[second]) \(place)"
  }
}

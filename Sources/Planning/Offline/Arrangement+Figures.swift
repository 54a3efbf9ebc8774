import Layouts

/// How things of a kind are cut into parts, and rings around a landmark.
extension Arrangement {
  /// Cuts a thing into the parts that its relations need.
  ///
  /// Things that others stand between, or that stand around another, lie on several sides of it; of
  /// things that come in pairs with others, each is a part.
  static func parts(of index: Int, in scene: SceneGraph) -> [Part] {
    let thing = scene.things[index]
    guard thing.count > 1 else { return [Part(thing: index, count: thing.count)] }
    for relation in scene.relations {
      if relation.isPairwise, (relation.subjects + relation.landmarks).contains(index) {
        return (0..<thing.count).map { _ in Part(thing: index, count: 1) }
      }
      if relation.kind == .between, relation.landmarks == [index] {
        return [(thing.count + 1) / 2, thing.count / 2].map { Part(thing: index, count: $0) }
      }
      if relation.kind == .around, relation.subjects.contains(index) {
        return ring(thing.count).enumerated().map { side, count in
          Part(thing: index, count: count, formation: side < 2 ? .column : .row)
        }
      }
    }
    return [Part(thing: index, count: thing.count, formation: thing.formation)]
  }

  /// How many stand on the left, on the right, above and below, as far as there are enough.
  private static func ring(_ count: Int) -> [Int] {
    guard count > 2 else { return Array(repeating: 1, count: count) }
    let sides = min(4, count)
    var result = Array(repeating: count / sides, count: sides)
    // Rows hold more than columns on a canvas that is not tall.
    for extra in 0..<(count % sides) { result[sides - 1 - extra % 2] += 1 }
    return result
  }

  /// Puts the parts of the subjects on the sides of the landmarks, one after the other.
  mutating func orderRing(_ relation: SceneGraph.Relation) throws(Refusal) {
    let subjects = parts(of: relation.subjects)
    let landmarks = parts(of: relation.landmarks)
    if subjects.count == 1, parts[subjects[0]].count == 1 { return }
    for (turn, subject) in subjects.enumerated() {
      switch turn % 4 {
      case 0: try addAll([subject], landmarks, .x, relation)
      case 1: try addAll(landmarks, [subject], .x, relation)
      case 2: try addAll([subject], landmarks, .y, relation)
      default: try addAll(landmarks, [subject], .y, relation)
      }
    }
  }
}

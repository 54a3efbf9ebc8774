/// The members of an object in the making; of equal keys the last one counts.
struct JSONMembers {
  /// From how many members on the keys are looked up and not compared one by one.
  private static let lookupCount = 12

  private(set) var all: [JSONNode.Member] = []
  private var places: [ExactText: Int] = [:]

  /// Puts a member in the place of the one with its key, or behind all; true when there was one.
  mutating func insert(_ member: JSONNode.Member) -> Bool {
    if let place = place(of: member.key) {
      all[place] = member
      return true
    }
    if all.isEmpty { all.reserveCapacity(4) }
    all.append(member)
    if all.count > Self.lookupCount {
      places[ExactText(member.key)] = all.count - 1
    } else if all.count == Self.lookupCount {
      for (place, member) in all.enumerated() { places[ExactText(member.key)] = place }
    }
    return false
  }

  private func place(of key: String) -> Int? {
    guard all.count < Self.lookupCount else { return places[ExactText(key)] }
    return all.firstIndex { ExactText($0.key) == ExactText(key) }
  }
}

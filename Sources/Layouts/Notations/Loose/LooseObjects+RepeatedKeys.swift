/// Dictionaries in which keys stand twice.
extension LooseObjects {
  /// How often the members of a dictionary are parted again, by another key.
  static let separationLimit = 4

  /// The members of each object, where one dictionary holds several since brackets between them are lost.
  func separated(_ pairs: [Pair], keys: LooseKeys) -> [[Pair]]? {
    guard keys.mayRepeat else { return nil }
    var names: [String: Int] = [:]
    var places: [String: Int] = [:]
    for (index, key) in keys.enumerated() {
      if (key.nameRank ?? 99) < 20 {
        if pairs[index].value.nameText != nil { names[key.form, default: 0] += 1 }
      } else if key.isBox || key.side(beside: []) != nil {
        places[key.form, default: 0] += 1
      }
    }
    guard names.values.contains(where: { $0 > 1 }), places.values.contains(where: { $0 > 1 }) else {
      return nil
    }
    let starter = keys.first { (names[$0.form] ?? 0) > 1 || (places[$0.form] ?? 0) > 1 }
    var groups: [[Pair]] = [[]]
    var hasStarted = false
    for (key, pair) in zip(keys, pairs) {
      if key.form == starter?.form {
        if hasStarted { groups.append([]) }
        hasStarted = true
      }
      groups[groups.count - 1].append(pair)
    }
    return groups
  }

  /// The members without those that a later one of the same key replaces; nil when no key is repeated.
  mutating func withoutRepeated(_ pairs: [Pair], keys: LooseKeys) -> [Pair]? {
    guard keys.mayRepeat else { return nil }
    var last: [String: Int] = [:]
    for (index, key) in keys.enumerated() { last[key.text] = index }
    guard last.count < pairs.count, last[""] == nil else { return nil }
    return pairs.indices.filter { index in
      guard last[keys[index].text] != index else { return true }
      let shown = JSONWriter.quoted(keys[index].text.shortened(to: 40))
      note(.duplicateKey, "\(shown) stands twice; the last one counts", pairs[index].key.range)
      return false
    }.map { pairs[$0] }
  }
}

/// Writes the looks that a caption gives a thing into the name of its object.
struct LookRepair {
  /// How the caption describes the thing.
  let thing: NounSense
  /// How the name describes the object.
  let object: NounSense
  /// All things of the caption.
  let things: [NounSense]

  /// The name with the looks changed or added and everything else left; nil where it is no plain phrase.
  func repaired(_ name: String) -> String? {
    var words = name.split(separator: " ").map(String.init)
    guard words.joined(separator: " ") == name,
      let head = words.lastIndex(where: { Plurals.singular($0.lowercased()) == object.head })
    else { return nil }
    let lost = thing.modifiers.filter { isLook($0) && !object.modifiers.contains($0) }
    let wrong = object.modifiers.filter { word in
      guard isLook(word), !thing.modifiers.contains(word) else { return false }
      // Another colour goes, another look only where it is another thing's.
      return ColourWords.canonical(word) != nil && !thing.colours.isEmpty
        || things.contains { $0.modifiers.contains(word) }
    }
    guard !lost.isEmpty else { return nil }
    let places = words.indices.filter { $0 < head && wrong.contains(words[$0].lowercased()) }
    if wrong.count == lost.count, places.count == wrong.count {
      for (place, word) in zip(places, lost) { words[place] = word }
    } else {
      let first = places.first ?? head
      for place in places.reversed() { words.remove(at: place) }
      words.insert(contentsOf: lost, at: first)
    }
    if words.count > 1, ["a", "an"].contains(words[0].lowercased()) {
      let article = Plurals.article(before: words[1])
      words[0] = words[0].first?.isUppercase == true ? article.capitalizedFirst : article
    }
    return words.joined(separator: " ")
  }

  private func isLook(_ word: String) -> Bool {
    ColourWords.canonical(word) != nil
      || Lexicon.adjectives.contains(word) && ThingSize.adjectives[word] == nil
  }
}

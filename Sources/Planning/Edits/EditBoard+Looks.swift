import Layouts

/// How things look, what surrounds them, and what must not be seen.
extension EditBoard {
  /// Gives objects other looks: in their names, and where a description names the old colour, in it.
  mutating func describe(_ keys: [Int], _ looks: [String]) {
    let old = names(keys)
    for key in keys {
      change(key) { object in
        var name = ObjectName(object.name)
        let colours = name.colours
        name.look(looks)
        if name.text != object.name {
          object.description = Self.recoloured(
            object.description, from: colours, to: ObjectName(name.text).colours)
        }
        object.name = name.text
      }
    }
    decide(.thing, "\(old) \(keys.count == 1 ? "becomes" : "become") \(names(keys))", keys)
  }

  /// Adds to the names of objects what belongs to them.
  mutating func equip(_ keys: [Int], _ words: String) {
    let old = names(keys)
    for key in keys { change(key) { $0.name += " " + words } }
    decide(.thing, "\(old) \(keys.count == 1 ? "becomes" : "become") \(names(keys))", keys)
  }

  /// A description with another colour in the place of an old one.
  private static func recoloured(_ text: String, from old: [String], to new: [String]) -> String {
    guard !old.isEmpty, !new.isEmpty, old != new else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      let bare = word.lowercased().filter { $0.isLetter }
      guard let place = old.firstIndex(of: bare) else { return String(word) }
      return word.lowercased().replacing(bare, with: new[min(place, new.count - 1)])
    }.joined(separator: " ")
  }

  /// Changes what surrounds the objects.
  mutating func surround(_ change: EditStep.Surroundings) {
    var prompt = BackgroundPrompt(background)
    prompt.apply(change)
    background = prompt.text
    decide(.surroundings, "the background is now “\(background)”")
  }

  /// Removes things, and keeps the picture from showing them.
  mutating func exclude(_ phrases: [NounPhrase]) {
    for phrase in phrases {
      let keys = NamedObjects(entries.map(\.object)).matches(phrase).map { entries[$0].key }
      if !keys.isEmpty {
        decide(.thing, "\(names(keys)) \(keys.count == 1 ? "is" : "are") removed")
        remove(keys)
      }
      let words = negative.lowercased().split(separator: ",").map {
        $0.split(separator: " ").joined(separator: " ")
      }
      guard !words.contains(phrase.bareText.lowercased()) else { continue }
      negative += (negative.isEmpty ? "" : ", ") + phrase.bareText
      decide(.exclusion, "“\(phrase.bareText)” is excluded: it is in the negative prompt")
    }
  }
}

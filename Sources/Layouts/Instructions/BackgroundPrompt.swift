/// A background prompt, taken apart to be changed: "an oil painting of a beach at sunset".
package struct BackgroundPrompt {
  /// The kind of picture, such as "a realistic photo"; empty when none is named.
  private var style: String
  /// The place, such as "a beach"; empty when none is named.
  private var place: String
  /// Times, weathers and what was added, each with its preposition.
  private var circumstances: [String]
  /// The text where it has none of these parts.
  private var isScene = false

  /// Takes a prompt apart.
  package init(_ text: String) {
    style = ""
    var rest = text.split(separator: " ").map(String.init)
    if let of = rest.firstIndex(of: "of"), of > 0, of < 6,
      Scenery.pictures.contains(Plurals.singular(rest[of - 1].lowercased()))
    {
      style = rest[..<of].joined(separator: " ")
      rest.removeFirst(of + 1)
    } else if rest.last?.lowercased() == "scene", rest.count < 4 {
      isScene = true
    }
    circumstances = []
    while let start = Self.lastCircumstance(in: rest) {
      circumstances.insert(rest[start...].joined(separator: " "), at: 0)
      rest.removeSubrange(start...)
    }
    place = rest.joined(separator: " ")
  }

  /// Where the time or the weather at the end of some words begins.
  private static func lastCircumstance(in words: [String]) -> Int? {
    guard
      let start = words.lastIndex(where: { ["at", "in", "during"].contains($0.lowercased()) }),
      start > 0, start + 1 < words.count, words.count - start < 6,
      let last = words.last?.lowercased()
    else { return nil }
    let isTime = Scenery.times.contains(last) || last == "weather" || Self.airs.contains(last)
    return isTime ? start : nil
  }

  /// What fills the air.
  private static let airs: Set<String> = ["rain", "fog", "mist", "haze", "storm", "sunlight"]

  /// The prompt.
  package var text: String {
    var words: [String] = []
    if isScene {
      words = [place.isEmpty ? "a scene" : place]
    } else if style.isEmpty {
      words = [place.isEmpty ? "a realistic scene" : place]
    } else {
      words = [style + " of " + (place.isEmpty ? "a scene" : place)]
    }
    return (words + circumstances).joined(separator: " ")
  }

  /// Changes one thing about what surrounds the objects.
  package mutating func apply(_ change: EditStep.Surroundings) {
    switch change {
    case .place(let text): setPlace(text)
    case .style(let text):
      style = text
      if isScene { place = "" }
      isScene = false
    case .circumstance(let text):
      if !text.hasPrefix("with ") {
        let isWeather = text.hasSuffix("weather")
        circumstances.removeAll { !$0.hasPrefix("with ") && $0.hasSuffix("weather") == isWeather }
      }
      if !circumstances.contains(text) { circumstances.append(text) }
    case .look(let part, let words): look(part, words)
    }
  }

  private mutating func setPlace(_ text: String) {
    guard !text.isEmpty else {
      isScene = true
      place = "a realistic scene"
      circumstances = []
      return
    }
    if isScene || style.isEmpty, place.isEmpty || isScene { style = "a realistic photo" }
    isScene = false
    let new = BackgroundPrompt(text)
    if !new.style.isEmpty { style = new.style }
    place = new.place
    // Another place keeps the time of day unless it brings its own.
    if !new.circumstances.isEmpty { circumstances = new.circumstances }
    circumstances.removeAll { $0.hasPrefix("with ") || $0.hasPrefix("under ") }
  }

  private mutating func look(_ part: String?, _ looks: [String]) {
    guard let part else {
      var name = ObjectName(place.isEmpty ? "a scene" : place)
      name.look(looks)
      place = name.text
      return
    }
    let look = looks.joined(separator: " ")
    let isPhrase = looks.count == 1 && look.contains(" ")
    let phrase = isPhrase ? look : Self.article(look, part) + look + " " + part
    if let stated = circumstances.firstIndex(where: { $0.hasSuffix(" " + part) }) {
      circumstances[stated] = Self.preposition(part) + " " + phrase
      return
    }
    var words = place.split(separator: " ").map(String.init)
    let place = words.lastIndex { Plurals.singular($0.lowercased()) == part }
    guard let place, !isPhrase else {
      circumstances.append(Self.preposition(part) + " " + phrase)
      return
    }
    var start = place
    while start > 0, Lexicon.adjectives.contains(words[start - 1].lowercased()) { start -= 1 }
    words.replaceSubrange(start..<place, with: looks)
    if start > 0, ["a", "an"].contains(words[start - 1]), let first = looks.first {
      words[start - 1] = Plurals.article(before: first)
    }
    self.place = words.joined(separator: " ")
  }

  private static func article(_ look: String, _ part: String) -> String {
    Scenery.masses.contains(part) || Plurals.isPlural(part)
      ? "" : Plurals.article(before: look) + " "
  }

  private static func preposition(_ part: String) -> String {
    ["sky": "under", "ground": "on", "floor": "on", "street": "on", "road": "on"][part] ?? "with"
  }
}

internal import Layouts

extension SceneSynthesiser {
  /// Every word that captions may hold, in lower case and sorted, for a tokenizer that is made for
  /// them.
  public var vocabulary: [String] {
    var phrases = Backdrop.allCases.flatMap { [$0.description] + $0.phrases }
    for thing in atlas.things {
      phrases += [thing.name, thing.plural] + thing.otherNames
      phrases += thing.otherNames.map(Plurals.plural)
    }
    phrases += ThingColour.allCases.map(\.rawValue) + Wording.numbers
    phrases += (0...SceneSettings.mostObjects).map { "\($0)" }
    phrases += CaptionWriter.frames
    let words = phrases.flatMap { $0.lowercased().split(separator: " ").map(String.init) }
    return Set(words).sorted()
  }
}

extension CaptionWriter {
  /// What captions hold besides things, numbers, colours and surroundings.
  static let frames = [
    "a realistic photo of a scene with", "a picture of", "some", "several", "without", "and no",
    "an", ",", "pair of", "pairs of",
    "to the left of", "to the right of", "on the left", "on the right",
    "on the top and", "on the bottom", "above", "below",
  ]
}

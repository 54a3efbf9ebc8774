/// Words for colours, by what they have in common.
enum ColourWords {
  /// The plain colour that a word names: "scarlet" is red; nil for words such as "dark".
  static func canonical(_ word: String) -> String? {
    if let plain = plain[word] { return plain }
    return Lexicon.colours.contains(word) && !shades.contains(word) ? word : nil
  }

  /// What darkens or mixes colours and names none.
  private static let shades: WordSet = [
    "dark", "light", "bright", "pale", "transparent", "translucent", "colorful", "colourful",
    "multicolored", "multicoloured", "rainbow",
  ]

  private static let plain: WordTable<String> = [
    "grey": "gray", "golden": "gold", "scarlet": "red", "crimson": "red", "maroon": "red",
    "navy": "blue", "violet": "purple", "lavender": "purple", "ivory": "white", "lime": "green",
    "olive": "green", "magenta": "pink", "cyan": "turquoise", "teal": "turquoise",
    "khaki": "beige", "tan": "beige", "blond": "yellow", "blonde": "yellow",
  ]
}

internal import Layouts

/// The colours of a layout's objects: the same name always prefers the same hue.
struct Palette {
  /// A colour with the shade of text that reads best on it.
  struct Color: Hashable {
    let red: Double
    let green: Double
    let blue: Double

    init(_ hex: UInt32) {
      red = Double(hex >> 16 & 255)
      green = Double(hex >> 8 & 255)
      blue = Double(hex & 255)
    }

    private init(red: Double, green: Double, blue: Double) {
      self.red = red
      self.green = green
      self.blue = blue
    }

    var hex: String {
      "#"
        + [red, green, blue].map { channel in
          let digits = String(UInt8(channel.rounded()), radix: 16)
          return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    var bytes: [UInt8] { [red, green, blue].map { UInt8($0.rounded()) } }

    /// The ratio of this colour's contrast to white (WCAG 2.2, "contrast ratio").
    private var contrastToWhite: Double {
      // A square approximates sRGB's curve well enough to choose between two shades.
      let light = [red, green, blue].map { ($0 / 255) * ($0 / 255) }
      return 1.05 / (0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2] + 0.05)
    }

    private var isLight: Bool { contrastToWhite < 4.2 }

    /// The text colour that reads on this one.
    var ink: String { isLight ? "#16161a" : "#ffffff" }

    /// The same hue for the next object of the same name: light colours darken, dark ones lighten.
    func shade(_ turn: Int) -> Color {
      let share = [0, 0.26, 0.45][turn % 3]
      let goal = isLight ? 0.0 : 255.0
      return Color(
        red: red + (goal - red) * share, green: green + (goal - green) * share,
        blue: blue + (goal - blue) * share)
    }
  }

  /// Twelve colours that stay apart for normal, red-blind, green-blind and blue-blind eyes.
  ///
  /// Each has a contrast of 3:1 or more on white, and each is the farthest from those before it.
  /// Made by `Fixtures/make/palette.py`.
  static let colors: [Color] = [
    0x1e20a3, 0xc8800d, 0x760a03, 0xa76ef8, 0xf85996, 0x29a1c1, 0xb42c92, 0xd33222, 0x610372,
    0x6a45ce, 0x4d4d4d, 0x218258,
  ].map { Color($0) }

  /// One colour for each object.
  let objects: [Color]

  /// The colour of what is not told of.
  private static let muted = Color(0x9a9da3)

  /// Chooses colours.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - muted: the objects that are drawn in grey.
  init(_ layout: Layout, muted: Set<Int> = []) {
    let names = layout.objects.map { $0.name.lowercased() }
    // What names its colour has it, even if two different things then share a hue.
    var hues = names.reduce(into: [String: Int]()) { $0[$1] = Self.namedHue($1) }
    for name in names where hues[name] == nil {
      hues[name] = Self.hue(of: name, taken: hues.values)
    }
    var turns = [Int](repeating: 0, count: Self.colors.count)
    objects = names.enumerated().map { index, name in
      guard !muted.contains(index) else { return Self.muted }
      let hue = hues[name] ?? 0
      defer { turns[hue] += 1 }
      return Self.colors[hue].shade(turns[hue])
    }
  }

  /// English colour words with the hue that comes nearest: a red drawing of "a blue cube" misleads.
  private static let words: [String: Int] = [
    "blue": 0, "navy": 0, "indigo": 0, "orange": 1, "yellow": 1, "gold": 1, "golden": 1,
    "brown": 2, "maroon": 2, "pink": 4, "cyan": 5, "turquoise": 5, "teal": 5, "magenta": 6,
    "red": 7, "crimson": 7, "scarlet": 7, "purple": 9, "violet": 9, "black": 10, "gray": 10,
    "grey": 10, "silver": 10, "white": 10, "green": 11,
  ]

  private static func namedHue(_ name: String) -> Int? {
    name.split { !$0.isLetter }.lazy.compactMap { words[String($0)] }.first
  }

  /// The hue that a name prefers; where another name has it, the next one that is least used.
  private static func hue(of name: String, taken: some Collection<Int>) -> Int {
    let preferred = Int(hash(name) % UInt64(colors.count))
    let uses = taken.reduce(into: [Int](repeating: 0, count: colors.count)) { $0[$1] += 1 }
    // Steps of five visit all twelve.
    let order = colors.indices.map { (preferred + 5 * $0) % colors.count }
    return order.min { uses[$0] < uses[$1] } ?? preferred
  }

  /// FNV-1a, 64 bits: the standard library's hashes differ from run to run.
  private static func hash(_ text: String) -> UInt64 {
    let mixed = text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    // The low bits of short names are alike; the high ones are not.
    return mixed >> 32
  }
}

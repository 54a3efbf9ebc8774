internal import Layouts

/// Texts to time the reading of notations with: the same ones for the same seed.
struct ParseCorpus {
  /// How a text goes wrong on its way from a language model.
  enum Fault: CaseIterable {
    case truncation, fence, prose, curlyQuotes, missingBrackets, bareApostrophe
  }

  private static let things = [
    "a green car", "a blue truck", "a red air balloon", "a bird", "two people on a bench",
    "an apple", "a wooden chair", "a child§s toy", "사과 한 개", "a café table with a cup",
  ]
  private static let backgrounds = [
    "A realistic landscape scene", "an oil painting of a small harbour at dusk", "a white room",
  ]

  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  /// Texts of a notation as it writes them, so many bytes in all; objects are 3 to 8 a text.
  mutating func clean(_ notation: any Notation, bytes: Int) -> [String] {
    texts(bytes: bytes) { corpus in
      Self.withApostrophes(notation.print(corpus.layout(objects: 3 + corpus.below(6))).text, "-")
    }
  }

  /// One text that holds as many objects as fit into so many bytes.
  mutating func long(_ notation: any Notation, bytes: Int) -> String {
    let sample = notation.print(layout(objects: 1000)).text.utf8.count
    // A notation that holds a few objects alone writes no more, however many there are.
    let count = min(bytes / 16, bytes * 1000 / max(1, sample))
    let text = notation.print(layout(objects: max(1, count))).text
    return Self.withApostrophes(text, "-")
  }

  /// One dictionary from numbered names to boxes.
  mutating func dictionary(bytes: Int) -> String {
    var text = "{"
    text.reserveCapacity(bytes + 64)
    var index = 0
    while text.utf8.count < bytes {
      if index > 0 { text += ", " }
      let thing = Self.things[below(Self.things.count)]
      text += "\"\(thing) \(index)\": [\(below(300)), \(below(300)), "
      text += "\(1 + below(212)), \(1 + below(212))]"
      index += 1
    }
    return Self.withApostrophes(text + "}", "-")
  }

  /// Texts of a notation with a fault each, so many bytes in all.
  mutating func malformed(_ notation: any Notation, bytes: Int) -> [String] {
    let faults = Fault.allCases
    return texts(bytes: bytes) { corpus in
      let text = notation.print(corpus.layout(objects: 3 + corpus.below(6))).text
      return Self.text(text, with: faults[corpus.below(faults.count)])
    }
  }

  private mutating func texts(bytes: Int, _ next: (inout ParseCorpus) -> String) -> [String] {
    var texts: [String] = []
    var count = 0
    while count < bytes {
      texts.append(next(&self))
      count += texts[texts.count - 1].utf8.count
    }
    return texts
  }

  private mutating func layout(objects: Int) -> Layout {
    var layout = Layout(
      background: Self.backgrounds[below(Self.backgrounds.count)], negative: "people")
    for _ in 0..<objects {
      let box = Box(
        x: Double(below(300)), y: Double(below(300)), width: Double(1 + below(212)),
        height: Double(1 + below(212)))
      layout.objects.append(LayoutObject(name: Self.things[below(Self.things.count)], box: box))
    }
    return layout
  }

  static func text(_ text: String, with fault: Fault) -> String {
    let bare = withApostrophes(text, fault == .bareApostrophe ? "'" : "-")
    switch fault {
    case .truncation: return String(bare.prefix(bare.count * 2 / 3))
    case .fence: return "```\n\(bare)\n```\n"
    case .prose: return "Sure! Here is the layout:\n\n\(bare)\n\nI hope this helps."
    case .curlyQuotes:
      var isOpen = false
      return String(
        bare.map { character in
          guard character == "'" || character == "\"" else { return character }
          isOpen.toggle()
          return isOpen ? "“" : "”"
        })
    case .missingBrackets:
      var count = 0
      return bare.filter { character in
        if "])}".contains(character) { count += 1 }
        return !"])}".contains(character) || count % 4 != 0
      }
    case .bareApostrophe: return bare
    }
  }

  /// The text with its apostrophes as they are to be written; no notation escapes the section sign.
  private static func withApostrophes(_ text: String, _ apostrophe: String) -> String {
    text.split(separator: "§", omittingEmptySubsequences: false).joined(separator: apostrophe)
  }

  /// A number below another (SplitMix64, Steele, Lea, Flood 2014).
  private mutating func below(_ count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((bits ^ (bits >> 31)) % UInt64(count))
  }
}

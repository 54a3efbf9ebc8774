/// A number that is read word by word: "one", "hundred", "twenty", "one".
struct Numeral {
  /// More things than any picture holds; larger numbers are read as this one.
  static let most = 1_000_000

  /// What is complete: the thousands and above.
  private var total = 0
  /// What the next scale word multiplies.
  private var group: Int
  /// The next number that is not a scale must be smaller than this.
  private var room = 0

  /// Words that multiply what stands before them.
  static let scales: WordTable<Int> = [
    "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000,
  ]

  /// Starts with digits.
  init(digits: Int) { group = min(digits, Self.most) }

  /// Starts with a number word, which may be compound: "twenty-one", "one-hundred-and-one".
  init?(word: String) {
    group = 0
    if let alone = Self.adjectives[word] {
      group = alone
      return
    }
    room = .max
    guard append(word) else { return nil }
  }

  /// Words that count one thing and join no other number.
  private static let adjectives = ["single": 1, "lone": 1, "solitary": 1]

  /// The number.
  var value: Int { min(total + group, Self.most) }

  /// Whether the number may go on with "and".
  var endsWithScale: Bool { room >= 100 }

  /// Takes the next word if the number goes on with it.
  mutating func append(_ word: String) -> Bool {
    let parts = word.split(separator: "-")
    guard let first = parts.first, Lexicon.numbers[String(first)] != nil else { return false }
    var longer = self
    for part in parts where part != "and" || !longer.endsWithScale {
      guard longer.appendPart(String(part)) else { return false }
    }
    self = longer
    return true
  }

  /// Takes digits after a scale word: "one hundred and 20".
  mutating func append(digits: Int) -> Bool {
    guard digits > 0, digits < room, room != .max else { return false }
    group += digits
    room = 0
    return true
  }

  private mutating func appendPart(_ word: String) -> Bool {
    if let scale = Self.scales[word] {
      let factor = value == 0 ? 1 : group
      if scale == 100 {
        group = Self.product(factor, scale)
      } else {
        total = min(total + Self.product(factor, scale), Self.most)
        group = 0
      }
      room = scale
      return factor > 0
    }
    guard Self.adjectives[word] == nil, let number = Lexicon.numbers[word],
      number < room, number > 0 || room == .max
    else { return false }
    group += number
    room = number >= 20 ? 10 : 0
    return true
  }

  /// Multiplies two counts, up to the most.
  static func product(_ first: Int, _ second: Int) -> Int {
    let (product, overflows) = first.multipliedReportingOverflow(by: second)
    return overflows ? most : min(product, most)
  }
}

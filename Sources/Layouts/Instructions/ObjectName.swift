/// The name of an object, ready to be changed: "a small brown dog with a hat".
package struct ObjectName {
  /// The article or other determiner, or the empty string.
  private var determiner = ""
  /// The words up to the noun.
  private var core: [String]
  /// What is said behind the noun.
  private let rest: [String]

  /// Takes a name apart.
  package init(_ name: String) {
    var words = name.split(separator: " ").map(String.init)
    if let first = words.first?.lowercased(), words.count > 1,
      Lexicon.indefinite.contains(first) || Lexicon.definite.contains(first)
    {
      determiner = words.removeFirst()
    }
    let end =
      words.indices.dropFirst().first { place in
        Lexicon.boundaries.contains(words[place].lowercased()) && words[place] != "and"
      } ?? words.endIndex
    core = Array(words[..<end])
    rest = Array(words[end...])
  }

  /// The name.
  package var text: String {
    let body = core + rest
    guard let first = body.first else { return determiner }
    let isIndefinite = ["a", "an"].contains(determiner.lowercased())
    let article = isIndefinite ? Plurals.article(before: first) : determiner
    return ([article] + body).filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// The words of several such objects, or nil when the name doesn't begin with "a" or "an".
  package func counted(_ count: Int) -> String? {
    guard ["a", "an"].contains(determiner.lowercased()), let head = core.last else { return nil }
    let plural = Plurals.plural(head)
    return ([Self.word(for: count)] + core.dropLast() + [plural] + rest).joined(separator: " ")
  }

  private static func word(for count: Int) -> String {
    let words = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve",
    ]
    return words.indices.contains(count) ? words[count] : "\(count)"
  }

  /// The usual size of things of a name, and whether it is known.
  package static func usualSize(_ name: String) -> (size: ThingSize, isKnown: Bool) {
    let sense = NounSense(name: name)
    let (size, isKnown) = ThingSize.of(modifiers: sense.modifiers, head: sense.head)
    return (size.changed(by: sense.modifiers), isKnown)
  }

  /// Whether two names say the same, articles, hyphens and capitals aside.
  package static func areSame(_ one: String, _ other: String) -> Bool {
    func words(_ name: String) -> [String] {
      NounWords.split(name).filter { !Lexicon.indefinite.contains($0) && $0 != "the" }
    }
    return one == other || words(one) == words(other)
  }

  /// The colours of the thing, as they are written.
  package var colours: [String] {
    core.dropLast().filter { Lexicon.colours.contains($0.lowercased()) }
  }

  /// Gives the thing other looks: a colour takes the place of the colours that it had.
  package mutating func look(_ looks: [String]) {
    guard let head = core.popLast() else { return }
    var looks = looks
    var place: Int?
    if looks.contains(where: Lexicon.colours.contains) {
      place = core.firstIndex { Lexicon.colours.contains($0.lowercased()) }
      removeColours()
    }
    looks.removeAll { $0 != "and" && core.contains($0) }
    while looks.first == "and" { looks.removeFirst() }
    while looks.last == "and" { looks.removeLast() }
    // A colour stands before what a thing is made of: "a white wooden table".
    let noun =
      core.firstIndex {
        !Lexicon.adjectives.contains($0.lowercased()) || Lexicon.materials.contains($0.lowercased())
      } ?? core.count
    core.insert(contentsOf: looks, at: min(place ?? noun, core.count))
    core.append(head)
  }

  /// Removes the colours before the noun, with the "and" between two of them.
  private mutating func removeColours() {
    var kept: [String] = []
    for (place, word) in core.enumerated() {
      let isColour = Lexicon.colours.contains(word.lowercased())
      let joins =
        word == "and" && place > 0 && Lexicon.colours.contains(core[place - 1].lowercased())
      if !isColour, !joins { kept.append(word) }
    }
    core = kept
  }
}

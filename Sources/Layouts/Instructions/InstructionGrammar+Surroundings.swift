/// The sky, the background, the weather, the kind of picture.
extension InstructionGrammar {
  /// Reads "the sky", "the background": a part of the surroundings that is no object of the layout.
  mutating func parseSurroundings() throws(Refusal) -> NounPhrase? {
    let saved = self
    skipWords(["the", "its", "whole", "entire"])
    let first = words.index
    guard let word = words.peek()?.word else { return nil }
    let head = Plurals.singular(word)
    let isPart =
      (Self.general.contains(head) || Scenery.contains(head) && !Scenery.times.contains(head))
      && !heads.contains(head) && !Self.canvasWords.subtracting(["scene"]).contains(head)
    guard isPart, !words.sees(["of"], at: first + 1) else {
      self = saved
      return nil
    }
    words.index += 1
    skipWords(["prompt", "image"])
    return NounPhrase(head: head, source: words.source(from: first), writtenHead: word)
  }

  private static let general = Lexicon.words(
    """
    background backdrop scene scenery setting surrounding environment weather time season style
    lighting mood location season atmosphere
    """)

  /// Reads what the surroundings, or a part of them, become.
  mutating func surroundings(
    part: NounPhrase?, from start: Int
  ) throws(Refusal) -> EditStep.Surroundings {
    skipWords(["be", "look", "like", "become", "to", "into"])
    if let style = try parseStyle() { return style }
    let body = words.index
    var end = body
    while !endsStep(end) { end += 1 }
    while end > body + 1, Self.tails.contains(words.tokens[end - 1].word) { end -= 1 }
    guard end > body else {
      throw refusal("“\(words.text(from: start))”: to what?", from: start)
    }
    let isGeneral = part.map { Self.general.contains($0.head) } ?? true
    let looks = takeSceneLooks(upTo: end)
    if !looks.isEmpty {
      if part?.head == "weather" || part?.head == "season" {
        return .circumstance("in \(looks.joined(separator: " ")) weather")
      }
      return .look(part: isGeneral ? nil : part?.head, words: looks)
    }
    if let change = try parseTimeOrPlace(from: start) { return change }
    let head = sceneryHead(in: body..<end)
    words.index = end
    let text = words.plainText(from: body)
    if part?.head == "style" { return .style(Self.style(text, head: words.tokens[end - 1].word)) }
    if let head, Scenery.times.contains(head) { return .circumstance(Self.time(text, head)) }
    if part?.head == "weather" { return .circumstance("in the " + text) }
    if !isGeneral, let part { return .look(part: part.head, words: [text]) }
    return .place(text)
  }

  private static let tails = Lexicon.words("instead please now thanks again too")

  /// "Watercolor" is a watercolor; of what is no kind of picture, a picture is in the style.
  private static func style(_ text: String, head: String) -> String {
    let first = text.split(separator: " ").first.map(String.init) ?? text
    if Lexicon.indefinite.contains(first) { return text }
    return Scenery.pictures.contains(head)
      ? Plurals.article(before: text) + " " + text : "a picture in the style of " + text
  }

  /// Takes adjectives that fill the rest of the step: "stormy", "dark and cloudy".
  private mutating func takeSceneLooks(upTo end: Int) -> [String] {
    let start = words.index
    skipWords(["more"])
    var looks: [String] = []
    while words.index < end, let token = words.peek() {
      let isJoint = token.word == "and" && !looks.isEmpty
      let isLook =
        words.isAdjective(token.word) || Lexicon.intensifiers.contains(token.word)
        || Self.shades[token.word] != nil || Scenery.weathers.contains(token.word)
        || words.index == start && end == start + 1 && !words.isKnownNoun(token.word)
      guard isJoint || isLook else {
        words.index = start
        return []
      }
      looks.append(Self.shades[token.word] ?? token.word)
      words.index += 1
    }
    return looks
  }

  /// Comparatives of looks, which a prompt states plainly.
  private static let shades: [String: String] = [
    "darker": "dark", "brighter": "bright", "lighter": "bright", "bluer": "blue",
    "cloudier": "cloudy", "sunnier": "sunny", "warmer": "warm", "colder": "cold",
    "greener": "green", "foggier": "foggy", "rainier": "rainy", "snowier": "snowy",
  ]

  /// "An oil painting", "a watercolor": the kind of picture.
  mutating func parseStyle() throws(Refusal) -> EditStep.Surroundings? {
    let start = words.index
    let saved = self
    skipWords(["like"])
    guard sees(oneOf: Lexicon.indefinite) else {
      self = saved
      return nil
    }
    let body = words.index
    words.index += 1
    let end = nounEnd(from: words.index, .plain)
    guard end > words.index else {
      self = saved
      return nil
    }
    let head = Plurals.singular(words.tokens[end - 1].word)
    guard Scenery.pictures.contains(head), head != "scene", !heads.contains(head),
      words.tokens.count == end || words.tokens[end].word != "of" || start > 0
    else {
      self = saved
      return nil
    }
    words.index = end
    return .style(words.plainText(from: body))
  }
}

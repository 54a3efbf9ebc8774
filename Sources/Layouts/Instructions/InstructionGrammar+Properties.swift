/// Properties by their names: "the colour of the ball", "the number of cats", "the size of the dog".
extension InstructionGrammar {
  mutating func parseChange(from start: Int) throws(Refusal) -> [EditStep.Action] {
    if let property = try parseProperty(from: start) { return property }
    if let change = try parseSceneSwitch(from: start) { return [.surround(change)] }
    if let part = try parseSurroundings() {
      _ = take("to") || take("into") || take("so") || take("for")
      return [.surround(try surroundings(part: part, from: start))]
    }
    let reference = try reference(from: start, with: .predicated)
    if take("from") {
      _ = takeLooks()
    }
    guard take("to") || take("into") || take("for") || take("with") || !endsStep(words.index) else {
      throw refusal("“\(words.text(from: start))”: to what?", from: start)
    }
    _ = take("be")
    return try predicates(of: reference, from: start)
  }

  /// "Change it to night", "change the picture into an oil painting".
  private mutating func parseSceneSwitch(
    from start: Int
  ) throws(Refusal) -> EditStep.Surroundings? {
    let saved = self
    if takePronounOrCanvas(), take("to") || take("into"),
      let change = try sceneValue(from: start)
    {
      return change
    }
    self = saved
    return nil
  }

  /// Reads a property by its name with its new value, or returns nil.
  mutating func parseProperty(from start: Int) throws(Refusal) -> [EditStep.Action]? {
    let saved = self
    _ = take("the")
    guard let word = words.peek()?.word, words.sees(["of"], at: words.index + 1),
      Self.properties.contains(word)
    else {
      self = saved
      return try parseOwnedProperty(from: start)
    }
    words.index += 2
    if word == "number" || word == "count" || word == "amount" {
      return [try parseNumberProperty(from: start)]
    }
    let reference = try reference(from: start, with: .plain)
    return try value(of: word, for: reference, from: start)
  }

  private static let properties = Lexicon.words(
    "color colour size number count amount position place height width look appearance")

  /// "The ball's colour".
  private mutating func parseOwnedProperty(from start: Int) throws(Refusal) -> [EditStep.Action]? {
    let saved = self
    _ = take("the")
    guard let owner = words.peek(), let property = words.peek(1)?.word,
      Self.properties.contains(property),
      owner.word.hasSuffix("'s") || Lexicon.possessive.contains(owner.word)
    else {
      self = saved
      return nil
    }
    let source = owner.source
    let reference: ObjectReference
    if owner.word.hasSuffix("'s") {
      let noun = String(owner.word.dropLast(2))
      let phrase = NounPhrase(head: Plurals.singular(noun), source: source, writtenHead: noun)
      reference = ObjectReference(items: [.phrase(phrase, .one, at: [])], source: source)
    } else {
      reference = ObjectReference(items: [.pronoun("it", .all, source)], source: source)
    }
    words.index += 2
    return try value(of: property, for: reference, from: start)
  }

  private mutating func parseNumberProperty(from start: Int) throws(Refusal) -> EditStep.Action {
    let reference = try reference(from: start, with: .plain)
    guard case .phrase(let phrase, _, _)? = reference.items.first, take("to"),
      let number = words.parseNumber()
    else { throw refusal("“\(words.text(from: start))”: how many?", from: start) }
    return .count(phrase, number)
  }

  private mutating func value(
    of property: String, for reference: ObjectReference, from start: Int
  ) throws(Refusal) -> [EditStep.Action] {
    switch property {
    case "color", "colour", "look", "appearance":
      _ = take("to") || take("into") || take("be")
      let looks = takeLooks()
      guard !looks.isEmpty else {
        throw refusal("“\(words.text(from: start))”: to which colour?", from: start)
      }
      return [.describe(reference, looks)]
    case "position", "place":
      guard let place = try parsePlaces() else {
        throw refusal("“\(words.text(from: start))”: to where?", from: start)
      }
      return [.move(reference, place)]
    default:
      let side: EditSize.Side =
        property == "width" ? .width : property == "height" ? .height : .both
      guard let size = try parseScale(side, isGrowing: nil) else {
        throw refusal("“\(words.text(from: start))”: by how much?", from: start)
      }
      return [.resize(reference, size)]
    }
  }
}

/// Prompts under the keys of dictionaries, and what stands beside them without a meaning.
extension LooseObjects {
  /// Takes what stands under the key of a prompt; false where it is something else.
  mutating func takePrompt(_ pair: Pair, label: PromptLabel, key: LooseKey) -> Bool {
    let value = pair.value.inFull
    if value.isNothing(in: source) {
      note(
        .placeholder, "\(excerpt(value.range)) was read as an empty \(label.title)", value.range)
      return true
    }
    guard let prompt = value.promptText else { return false }
    guard prompts[label] == nil else {
      keep(pair, key: key)
      return true
    }
    prompts[label] = self.prompt(label, prompt.text, at: value.range)
    for member in prompt.beside {
      note(
        .ignoredText, "passed over \(excerpt(member.key.range)) beside the \(label.title)",
        member.key.range.lowerBound..<member.value.range.upperBound)
    }
    return true
  }

  /// Takes the background and the negative prompt, and what else is a prompt, out of a dictionary that
  /// gathers them; what is left of it, or nil where it gathers none.
  mutating func takePrompts(within value: Literal) -> [Pair]? {
    guard case .pairs(let pairs) = value.content else { return nil }
    let keys = LooseKeys(pairs)
    let labels = keys.map(\.prompt)
    guard labels.contains(where: { $0 == .background || $0 == .negative }) else { return nil }
    return pairs.indices.filter { index in
      guard let label = labels[index] else { return true }
      return !takePrompt(pairs[index], label: label, key: keys[index])
    }.map { pairs[$0] }
  }

  /// Takes the prompts that a member without boxes gathers, and keeps what is left of it.
  mutating func keepRest(of pair: Pair, key: LooseKey) {
    if objects.isEmpty, takeQuoted(within: pair.value) { return }
    guard let rest = takePrompts(within: pair.value) else { return keep(pair, key: key) }
    if rest.isEmpty { return }
    keep((pair.key, Literal(content: .pairs(rest), range: pair.value.range)), key: key)
  }

  /// Keeps a member without a meaning beside the layout; a text is reported, for it may be meant.
  mutating func keep(_ pair: Pair, key: LooseKey) {
    let shown = JSONWriter.quoted(key.text.shortened(to: 40))
    guard keptKeys.insert(key.text).inserted else {
      note(.duplicateKey, "\(shown) stands again; the first one counts", pair.key.range)
      return
    }
    let hasText = pair.value.text.map { !$0.isEmpty } ?? false
    if JSONNotation.layoutKeys.contains(key.text) {
      if hasText, key.text != "schema" {
        note(.unknownKey, "\(shown) has no place in the layout and is not kept", pair.key.range)
      }
      return
    }
    if hasText {
      note(
        .ignoredText, "\(shown) is no part of the layout; it is kept beside it", pair.key.range)
    }
    extras.append(
      JSONObject.Member(key: key.text, value: pair.value.looseJSON(in: source)))
  }
}

extension Literal {
  /// Whether the value says that there is nothing: `null`, `None` or `false`.
  fileprivate func isNothing(in source: SourceText) -> Bool {
    switch content {
    case .nothing: true
    case .number(0, isPercentage: false): source.bytes[range.lowerBound].isLetter
    default: false
    }
  }

  /// The text of a prompt: the text, several of them in a list, or the one of a dictionary that is about
  /// the picture, with the members beside it.
  fileprivate var promptText: (text: String, beside: [LooseObjects.Pair])? {
    switch content {
    case .text(let text), .word(let text): return (text, [])
    case .list(let elements):
      guard textListCount > 0 else { return nil }
      return (elements.compactMap(\.text).joined(separator: ", "), [])
    case .pairs(let pairs):
      guard pairs.count <= 16, !holdsBoxes(depth: 0), BoxSides(pairs).isEmpty else { return nil }
      let keys = LooseKeys(pairs)
      let texts = pairs.indices.filter { pairs[$0].value.text != nil }
      guard
        let place = texts.first(where: { keys[$0].isDescription || keys[$0].prompt != nil })
          ?? texts.first(where: { keys[$0].form == "name" }), let text = pairs[place].value.text
      else { return nil }
      return (text, pairs.indices.filter { $0 != place }.map { pairs[$0] })
    default: return nil
    }
  }
}

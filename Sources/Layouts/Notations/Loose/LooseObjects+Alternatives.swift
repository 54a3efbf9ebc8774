/// Texts that give several layouts, of which the first is read.
extension LooseObjects {
  /// Leaves the values up to the second layout, in their place; what follows is reported.
  ///
  /// Where a line announces the final version, what stands before it is left out instead.
  mutating func leaveFirstLayout(of values: inout [Literal]) {
    leaveOutDrafts(of: &values)
    let second = values.indices.lazy.filter { [values] in values[$0].isLayout }.dropFirst().first
    if let second {
      let rest = values[second].range.lowerBound..<values[values.count - 1].range.upperBound
      note(.severalLayouts, "a second layout was passed over", rest)
      values.removeSubrange(second...)
    }
    values.removeAll(where: \.isProse)
    for index in values.indices where values[index].isCollection {
      if let first = withoutAlternatives(values[index]) { values[index] = first }
    }
  }

  private mutating func leaveOutDrafts(of values: inout [Literal]) {
    guard values.count > 1, let end = source.draftsEnd else { return }
    let isLater = { (value: Literal) in value.range.lowerBound >= end && value.holdsBoxes(depth: 0)
    }
    let drafts = values.filter { $0.range.upperBound <= end && $0.holdsBoxes(depth: 0) }
    guard let first = drafts.first, let last = drafts.last, values.contains(where: isLater) else {
      return
    }
    note(
      .severalLayouts, "what stands before the final version was passed over",
      first.range.lowerBound..<last.range.upperBound)
    values.removeAll { $0.range.upperBound <= end }
  }

  /// A value with the first of the layouts that it holds side by side, in a list or under keys; nil where
  /// it holds no several.
  private mutating func withoutAlternatives(_ value: Literal) -> Literal? {
    switch value.content {
    case .list(let elements):
      guard elements.areAlternatives else { return nil }
      noteAlternatives(elements.count - 1, from: elements[1].range, to: value.range)
      return Literal(content: .list([elements[0].inFull]), range: value.range)
    case .pairs(var pairs):
      if let drafts = drafts(pairs) {
        noteAlternatives(drafts.count, from: drafts[0].key.range, to: drafts[0].value.range)
        pairs = pairs.filter { pair in !drafts.contains { $0.key.range == pair.key.range } }
      } else if let rest = alternatives(pairs) {
        noteAlternatives(rest.count, from: rest[0].key.range, to: value.range)
        pairs = pairs.filter { pair in !rest.contains { $0.key.range == pair.key.range } }
      } else {
        // Beside lists of objects stand sizes and prompts, so only a list that is alone holds layouts.
        let lists = pairs.indices.filter { pairs[$0].value.isListOfDictionaries }
        guard lists.count == 1, let first = withoutAlternatives(pairs[lists[0]].value) else {
          return nil
        }
        pairs[lists[0]].value = first
      }
      return Literal(content: .pairs(pairs), range: value.range)
    default: return nil
    }
  }

  /// The members that hold layouts beside one whose key says that it is the final one.
  private func drafts(_ pairs: [Pair]) -> [Pair]? {
    let finals: Set = [
      "final", "finallayout", "finalversion", "finalanswer", "revised", "corrected",
    ]
    let layouts = pairs.filter { $0.value.isCollection && $0.value.holdsBoxes(depth: 0) }
    guard layouts.count > 1, let last = layouts.last,
      finals.contains(LooseKey(last.key.text ?? "").form)
    else { return nil }
    return layouts.dropLast()
  }

  /// The members behind the first that is a layout, where each is one, and numbered or with a prompt of
  /// its own: `{"option 1": {…}, "option 2": {…}}`.
  private func alternatives(_ pairs: [Pair]) -> [Pair]? {
    guard pairs.count > 1, pairs.count <= 64 else { return nil }
    let layouts = pairs.filter { $0.value.inFull.layoutForms != nil }
    guard layouts.count > 1, Set(layouts.map { $0.value.inFull.layoutForms }).count == 1,
      layouts.allSatisfy({ pair in
        pair.key.text?.utf8.last.map(\.isDigit) == true || pair.value.inFull.hasPrompt
      })
    else { return nil }
    return Array(layouts.dropFirst())
  }

  private mutating func noteAlternatives(_ count: Int, from place: Range<Int>, to whole: Range<Int>)
  {
    let others = count == 1 ? "a second layout was" : "\(count) further layouts were"
    note(.severalLayouts, "\(others) passed over", place.lowerBound..<whole.upperBound)
  }
}

extension Literal {
  /// Whether the value is a layout by itself: a list of objects, or a dictionary around one.
  fileprivate var isLayout: Bool {
    switch content {
    case .list(let elements):
      elements.contains { element in
        if case .pairs = element.content { element.holdsBoxes(depth: 0) } else { false }
      }
    case .pairs(let pairs):
      pairs.contains { pair in
        let value = pair.value.inFull
        return if case .list = value.content { value.isLayout } else { false }
      }
    default: false
    }
  }

  fileprivate var isListOfDictionaries: Bool {
    guard case .list(let elements) = content, let first = elements.first else { return false }
    return if case .pairs = first.content { true } else { false }
  }

  /// The keys of its lists of objects, where the value is a dictionary that is a layout and no object or
  /// named group of them.
  fileprivate var layoutForms: Set<String>? {
    guard case .pairs(let pairs) = content else { return nil }
    let keys = LooseKeys(pairs)
    let isNamed = zip(keys, pairs).contains { key, pair in
      key.prompt == nil && (key.nameRank ?? 99) < 20 && pair.value.text != nil
    }
    guard !isNamed else { return nil }
    let forms = zip(keys, pairs).compactMap { key, pair in
      let value = pair.value.inFull
      guard case .list = value.content, key.isWrapper, value.isLayout else { return nil as String? }
      return key.form
    }
    return forms.isEmpty ? nil : Set(forms)
  }

  /// Whether a member of the dictionary is a prompt or caption.
  fileprivate var hasPrompt: Bool {
    guard case .pairs(let pairs) = content else { return false }
    return zip(LooseKeys(pairs), pairs).contains { $0.prompt != nil && $1.value.text != nil }
  }
}

extension [Literal] {
  /// Whether each element is a layout made as the first is.
  fileprivate var areAlternatives: Bool {
    guard count > 1, let forms = self[0].inFull.layoutForms else { return false }
    return dropFirst().allSatisfy { $0.inFull.layoutForms == forms }
  }
}

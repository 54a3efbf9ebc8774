public import Layouts
public import Models

extension Grounding {
  /// Which prompt the phrases are looked for in.
  public enum PromptSource: String, Sendable, Hashable, CaseIterable, LosslessStringConvertible {
    /// "background with phrase, phrase", as LMD composes it; the caption where there are neither.
    case composed
    /// The caption, with the phrases that it lacks appended; composed where there is no caption.
    case caption

    /// Creates a source from its name.
    public init?(_ description: String) { self.init(rawValue: description) }

    /// The name.
    public var description: String { rawValue }
  }

  /// Which tokens of a phrase stand for its objects.
  public enum Scope: String, Sendable, Hashable, CaseIterable {
    /// All of them, articles and counts included, as LMD binds.
    case phrase
    /// Those of the noun alone, as BoxDiff and Attend-and-Excite are used.
    case noun
  }

  /// Binds every object of a layout to tokens of a prompt.
  ///
  /// Objects of one name share a phrase, unless the caption names each of them by itself; those that lie
  /// wholly outside the canvas have none. A phrase is
  /// found as it stands, without its article, in the plural or the singular, or by its noun; what the
  /// caption lacks is appended as "| phrase", as LMD does.
  ///
  /// - Parameters:
  ///   - layout: the layout.
  ///   - tokenizer: the model's tokenizer.
  ///   - length: how many tokens the model reads, start and end included.
  ///   - source: which prompt is taken.
  ///   - scope: which tokens of a phrase are taken.
  ///   - appends: whether phrases that the caption lacks are appended; else their objects are `unbound`.
  /// - Throws: `RenderError.namelessObject`, or `RenderError.unboundPhrase` when a phrase lies beyond
  ///   what the model reads or has no token. Where nothing is appended, neither is thrown.
  public init(
    _ layout: Layout, tokenizer: CLIPTokenizer, length: Int, source: PromptSource = .composed,
    scope: Scope = .phrase, appends: Bool = true
  ) throws {
    func isNameless(_ object: LayoutObject) -> Bool { !object.name.contains { !$0.isWhitespace } }
    let nameless = layout.objects.indices.filter { isNameless(layout.objects[$0]) }
    if appends, let index = nameless.first { throw RenderError.namelessObject(index: index) }
    let seen = layout.visibleIndices
    let groups = layout.visible.namedGroups.map { PromptDraft.Group($0, among: seen) }.filter {
      !nameless.contains($0.objects[0])
    }
    let isBare = groups.isEmpty && layout.background.isEmpty
    var draft =
      (source == .caption || isBare) && !layout.caption.isEmpty
      ? PromptDraft(caption: layout.caption, groups: groups, tokenizer: tokenizer)
      : PromptDraft(background: layout.background, groups: groups)
    if appends { draft.appendMissing() }
    let encoding = tokenizer.encode(draft.text, length: length)
    var phrases: [Phrase] = []
    for place in draft.places {
      do {
        phrases.append(
          try Phrase(
            place, in: draft.text, encoding: encoding, tokenizer: tokenizer, scope: scope,
            layout: layout, length: length))
      } catch  where !appends {}
    }
    self.init(
      canvas: layout.canvas, prompt: draft.text, endToken: encoding.endPosition, phrases: phrases)
    let bound = Set(phrases.flatMap(\.objects))
    unbound = layout.objects.indices.filter { !bound.contains($0) }
  }
}

extension Grounding.Phrase {
  fileprivate init(
    _ place: PromptDraft.Place, in text: String, encoding: CLIPTokenizer.Encoding,
    tokenizer: CLIPTokenizer, scope: Grounding.Scope, layout: Layout, length: Int
  ) throws {
    func positions(in range: Range<Int>) -> [Int] {
      encoding.tokens.indices.filter { encoding.tokens[$0].source.overlaps(range) }.map { $0 + 1 }
    }
    let phrase = String(decoding: Array(text.utf8)[place.range], as: UTF8.self)
    let whole = positions(in: place.range)
    guard let last = whole.last,
      encoding.truncatedCount == 0
        || tokenizer.tokens(of: text).filter({ $0.source.overlaps(place.range) }).count
          == whole.count
    else {
      throw RenderError.unboundPhrase(
        phrase: phrase, object: place.group.objects[0], length: length)
    }
    let noun = place.nounRange.map(positions(in:)) ?? []
    self.init(
      text: phrase, tokens: scope == .phrase || noun.isEmpty ? whole : noun,
      wordToken: noun.last ?? last, objects: place.group.objects,
      regions: place.group.objects.map { layout.objects[$0].region })
  }
}

/// A prompt in the making, and where each group of objects is named in it.
private struct PromptDraft {
  /// The objects of a phrase and its place, in UTF-8 offsets.
  struct Place {
    var group: Group
    var range: Range<Int>
    var nounRange: Range<Int>?
  }

  struct Group {
    var objects: [Int]
    var phrase: String
    var word: String
    var spellings: [String]

    /// Takes a group of objects that are counted among those that can be seen.
    init(_ group: NamedGroup, among seen: [Int]) {
      objects = group.objects.map { seen[$0] }
      phrase = group.phrase
      word = group.word
      spellings = group.spellings
    }
  }

  private(set) var text: String
  private(set) var places: [Place] = []
  private var missing: [Group] = []

  /// Composes "background with phrase, phrase".
  init(background: String, groups: [Group]) {
    text = background
    for (index, group) in groups.enumerated() {
      if index == 0 { text += background.isEmpty ? "" : " with " } else { text += ", " }
      append(group)
    }
  }

  /// Finds the groups in a caption.
  init(caption: String, groups: [Group], tokenizer: CLIPTokenizer) {
    text = caption
    let encoding = tokenizer.encode(caption, length: tokenizer.tokens(of: caption).count + 2)
    var taken: [Range<Int>] = []
    // The most words first, so that "a cat statue" is not taken by "a cat".
    let order = groups.indices.sorted {
      (groups[$0].phrase.count, $1) > (groups[$1].phrase.count, $0)
    }
    var found: [Int: [Range<Int>]] = [:]
    for index in order {
      for spelling in groups[index].spellings {
        let ranges = tokenizer.positions(of: spelling, in: encoding).map { positions in
          encoding.tokens[positions.lowerBound - 1].source
            .lowerBound..<encoding.tokens[positions.upperBound - 2].source.upperBound
        }.filter { range in !taken.contains { $0.overlaps(range) } }
        guard !ranges.isEmpty else { continue }
        let count = groups[index].objects.count
        found[index] = ranges.count == count ? ranges : [ranges[0]]
        taken += found[index] ?? []
        break
      }
    }
    for (index, group) in groups.enumerated() {
      guard let ranges = found[index] else {
        missing.append(group)
        continue
      }
      for (place, range) in ranges.enumerated() {
        var named = group
        if ranges.count > 1 { named.objects = [group.objects[place]] }
        places.append(Place(group: named, range: range, nounRange: noun(of: group, in: range)))
      }
    }
  }

  /// Appends "| phrase" for every group that the caption lacks.
  mutating func appendMissing() {
    for group in missing {
      text += "| "
      append(group)
    }
    missing = []
  }

  private mutating func append(_ group: Group) {
    let start = text.utf8.count
    text += group.phrase
    let range = start..<text.utf8.count
    places.append(
      Place(group: group, range: range, nounRange: last(group.word, in: range)))
  }

  private func noun(of group: Group, in range: Range<Int>) -> Range<Int>? {
    for spelling in group.spellings.reversed() + [group.word] where !spelling.contains(" ") {
      if let found = last(spelling, in: range) { return found }
    }
    return nil
  }

  /// Returns where a word stands last in a range of the text, without regard to ASCII case.
  private func last(_ word: String, in range: Range<Int>) -> Range<Int>? {
    let bytes = text.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    let wanted = word.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard !wanted.isEmpty, range.count >= wanted.count else { return nil }
    func isLetter(_ place: Int) -> Bool {
      bytes.indices.contains(place) && ((0x61...0x7A).contains(bytes[place]) || bytes[place] > 0x7F)
    }
    for start in (range.lowerBound...range.upperBound - wanted.count).reversed()
    where bytes[start..<start + wanted.count].elementsEqual(wanted)
      && !isLetter(start - 1) && !isLetter(start + wanted.count)
    {
      return start..<start + wanted.count
    }
    return nil
  }
}

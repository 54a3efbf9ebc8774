/// The parts of a completion as a person tells them apart by their labels.
///
/// The first layout counts: it ends where, after a background or a negative prompt, a new list or
/// caption is announced.
struct PromptSections {
  /// Where the list of objects may stand, the likeliest place first.
  var lists: [Range<Int>] = []
  var background: Range<Int>?
  var negative: Range<Int>?
  var caption: Range<Int>?
  /// Whether a label announces the list.
  var hasListLabel = false
  var findings = FindingList()

  /// What stands behind a label.
  private typealias Part = (label: PromptLabel, range: Range<Int>)

  private let source: SourceText

  init(_ source: SourceText, hits: [LabelHit], frame: Int) {
    self.source = source
    let isPlain = !hits.contains { $0.isWithinList(in: source) }
    let hits = isPlain ? hits : hits.filter { !$0.isWithinList(in: source) }
    let layoutHits = firstLayout(of: hits)
    let layoutEnd =
      layoutHits.count < hits.count
      ? hits[layoutHits.count].range.lowerBound : source.bytes.count
    if layoutHits.count < hits.count {
      let rest = source.trimmed(layoutEnd..<source.bytes.count)
      note(.severalLayouts, "a second layout was passed over", rest)
    }
    for hit in layoutHits { noteSpelling(of: hit) }
    // A text may be made of labels: the parts between them are not kept.
    let parts = layoutHits.indices.lazy.map { index -> Part in
      let next =
        index + 1 < layoutHits.endIndex ? layoutHits[index + 1].range.lowerBound : layoutEnd
      return (layoutHits[index].label, layoutHits[index].range.upperBound..<next)
    }
    let start = layoutHits.first?.range.lowerBound ?? layoutEnd
    takeLists(parts, preamble: 0..<start, frame: frame)
    takePrompts(parts)
    noteOrder(parts)
  }

  /// The labels up to the first one that announces another layout.
  private func firstLayout(of hits: [LabelHit]) -> ArraySlice<LabelHit> {
    var (hasList, hasPrompts) = (false, false)
    for (index, hit) in hits.enumerated() {
      let isNew = hit.label == .objects && hasList || hit.label == .caption
      if hasPrompts && isNew { return hits[..<index] }
      hasList = hasList || hit.label == .objects
      hasPrompts = hasPrompts || hit.label == .background || hit.label == .negative
    }
    return hits[...]
  }

  private mutating func takeLists(
    _ parts: some Sequence<Part>, preamble: Range<Int>, frame: Int
  ) {
    let frames = parts.filter { $0.label.isFrame }
    if let first = frames.first {
      let chosen = frames.first { $0.label == .frame(frame) } ?? first
      lists = [chosen.range]
      noteFrames(frames, chosen: chosen)
    }
    let frameCount = lists.count
    for part in parts where part.label == .objects { lists.append(part.range) }
    hasListLabel = lists.count > frameCount
    if source.trimmed(preamble).isEmpty == false || lists.isEmpty { lists.append(preamble) }
    putFinalListFirst()
    for part in parts where part.label == .other || part.label == .descriptions {
      ignore(part.range)
    }
    for part in parts where part.label == .background || part.label == .negative {
      if let list = listStart(in: part.range) { lists.append(list..<part.range.upperBound) }
    }
  }

  /// Puts the list that a line announces as the final one before those of drafts.
  private mutating func putFinalListFirst() {
    guard let end = source.draftsEnd else { return }
    let drafts = source.trimmed(lists[0].lowerBound..<max(end, lists[0].lowerBound))
    if let final = lists.firstIndex(where: { $0.lowerBound >= end }) {
      guard final > 0 else { return }
      lists.insert(lists.remove(at: final), at: 0)
    } else if lists[0].contains(end) {
      lists[0] = end..<lists[0].upperBound
    } else {
      return
    }
    note(.severalLayouts, "what stands before the final list was passed over", drafts)
  }

  private mutating func takePrompts(_ parts: some Sequence<Part>) {
    for (label, range) in parts {
      let range = range.lowerBound..<(listStart(in: range) ?? range.upperBound)
      switch label {
      case .background: keep(range, as: label, in: \.background)
      case .negative: keep(range, as: label, in: \.negative)
      case .caption: caption = caption ?? range
      default: break
      }
    }
  }

  /// Keeps the first part with text; the others are reported.
  private mutating func keep(
    _ range: Range<Int>, as label: PromptLabel,
    in path: WritableKeyPath<PromptSections, Range<Int>?>
  ) {
    guard let kept = self[keyPath: path] else {
      self[keyPath: path] = range
      return
    }
    let isEmpty = source.trimmed(kept).isEmpty
    let passed = source.trimmed(isEmpty ? kept : range)
    let text =
      passed.isEmpty
      ? "an empty one" : source.excerpt(passed)
    note(.duplicateSection, "the \(label.title) stands twice; passed over \(text)", passed)
    if isEmpty { self[keyPath: path] = range }
  }

  /// Where, within a prompt, a line begins that opens a list of objects.
  private func listStart(in range: Range<Int>) -> Int? {
    var place = source.lineEnd(from: range.lowerBound, to: range.upperBound)
    while place < range.upperBound {
      while place < range.upperBound, source.bytes[place].isLineEnd || source.bytes[place].isBlank {
        place += 1
      }
      if place < range.upperBound, source.bytes[place] == UInt8(ascii: "[") {
        let inside = source.skippingBlanks(from: place + 1, to: range.upperBound)
        if inside < range.upperBound, "([{'\"".utf8.contains(source.bytes[inside]) { return place }
      }
      place = source.lineEnd(from: place, to: range.upperBound)
    }
    return nil
  }

  // MARK: - Findings

  private mutating func noteSpelling(of hit: LabelHit) {
    guard let canonical = hit.label.canonical, hit.canonicalRange != hit.range else { return }
    let found = source.excerpt(hit.range)
    note(.labelSpelling, "expected the label \"\(canonical)\", found \(found)", hit.range)
  }

  private mutating func noteFrames(
    _ frames: [Part], chosen: Part
  ) {
    let others = frames.filter { $0.range != chosen.range }
    for other in others {
      note(
        .videoFrames,
        "\(chosen.label.title) of a video was read as the picture; \(other.label.title) was not",
        source.trimmed(other.range))
    }
  }

  private mutating func ignore(_ range: Range<Int>) {
    if let finding = source.findingOfIgnored(range) { findings.append(finding) }
  }

  private mutating func noteOrder(_ parts: some Sequence<Part>) {
    let order: [PromptLabel] = [.objects, .background, .negative]
    var earlier = 0
    for part in parts {
      guard let place = order.firstIndex(of: part.label) else { continue }
      if place < earlier {
        return note(
          .sectionOrder, "this part stands behind one that should follow it",
          source.trimmed(part.range))
      }
      earlier = place
    }
  }

  private mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>
  ) {
    findings.append(rule, message, at: source.range(range))
  }
}

extension PromptLabel {
  /// The label in words for a message.
  var title: String {
    switch self {
    case .objects: "list of objects"
    case .background: "background prompt"
    case .negative: "negative prompt"
    case .caption: "caption"
    case .frame(let number): "frame \(number)"
    case .descriptions: "list of descriptions"
    case .other: "text"
    }
  }

  fileprivate var isFrame: Bool {
    if case .frame = self { true } else { false }
  }
}

extension LabelHit {
  /// Whether the label is the key of a dictionary, quoted: `"background": "white"`.
  fileprivate func isWithinList(in source: SourceText) -> Bool {
    guard range.lowerBound > 0, !";|.".utf8.contains(source.bytes[range.lowerBound]) else {
      return false
    }
    let before = source.bytes[range.lowerBound - 1]
    return before == UInt8(ascii: "\"") || before == UInt8(ascii: "'")
  }
}

extension SourceText {
  /// The finding that a stretch was passed over, unless nothing but space stands there.
  func findingOfIgnored(_ range: Range<Int>) -> Finding? {
    let range = trimmed(range)
    guard !range.isEmpty else { return nil }
    if has("```", at: range.lowerBound),
      lineEnd(from: range.lowerBound, to: range.upperBound) == range.upperBound
    {
      return ReadingRule.codeFence.finding("a code fence", at: self.range(range))
    }
    return ReadingRule.ignoredText.finding(
      "passed over \(excerpt(range))", at: self.range(range))
  }

  /// The stretch without a code fence at its start or its end.
  func withoutFence(_ range: Range<Int>) -> Range<Int> {
    if has("```", at: range.lowerBound), range.count >= 3 {
      return range.lowerBound..<range.lowerBound
    }
    var end = range.upperBound
    while end - 3 >= range.lowerBound, has("```", at: end - 3) { end -= 3 }
    return trimmed(range.lowerBound..<end)
  }

  /// The first line with text: the first one, or the second when nothing stands on the first.
  ///
  /// It ends where a model ended its turn.
  func firstLine(_ range: Range<Int>) -> Range<Int> {
    let end = lineEnd(from: range.lowerBound, to: range.upperBound)
    let first = withoutFence(withoutTurnEnd(trimmed(range.lowerBound..<end)))
    guard first.isEmpty, end < range.upperBound else { return first }
    var next = end + 1
    if bytes[end] == 0x0D, next < range.upperBound, bytes[next] == 0x0A { next += 1 }
    let line = trimmed(next..<lineEnd(from: next, to: range.upperBound))
    let second = withoutFence(withoutTurnEnd(line))
    return second.isEmpty ? first : second
  }

  /// Whether a tag closes at a place, as in `<background>a room</background>`.
  private func isClosingTag(at place: Int) -> Bool {
    has("</", at: place) && place + 2 < bytes.count && bytes[place + 2].isLetter
  }

  /// The stretch up to a mark with which chat templates end a turn or begin another, or to a closing tag.
  private func withoutTurnEnd(_ range: Range<Int>) -> Range<Int> {
    let marks: [StaticString] = [
      "<|im_end|>", "<|im_start|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|endoftext|>",
      "<|end_of_text|>", "<|user|>", "<|assistant|>", "<eos>", "<end_of_turn>",
    ]
    let end = range.first { place in
      bytes[place] == UInt8(ascii: "<")
        && (isClosingTag(at: place) || marks.contains { has($0, at: place) })
    }
    return end.map { trimmed(range.lowerBound..<$0) } ?? range
  }
}

/// The prompts that stand on lines of their own outside a layout's brackets.
struct LabelledLines {
  private(set) var prompts: [PromptLabel: String] = [:]
  private(set) var findings = FindingList()
  /// What was read here, labels without a prompt included, in the order of the text.
  private(set) var ranges: [Range<Int>] = []

  /// How many labels of LMD's were found.
  private(set) var count = 0

  private let source: SourceText
  private let taken: [Range<Int>]

  /// Looks for labels outside some stretches, which are in the order of the text.
  init(_ source: SourceText, outside taken: [Range<Int>]) {
    self.source = source
    self.taken = taken
  }

  mutating func read() {
    let hits = finalOnes(of: labels())
    for (index, hit) in hits.enumerated() {
      let next = index + 1 < hits.count ? hits[index + 1].range.lowerBound : source.bytes.count
      let stop = min(next, nextTaken(after: hit.range.upperBound))
      ranges.append(hit.range)
      if hit.label.canonical != nil { count += 1 }
      guard [.background, .negative, .caption].contains(hit.label),
        hit.range.upperBound <= stop
      else { continue }
      var line = source.firstLine(hit.range.upperBound..<stop)
      if hit.label == .background, source.isBehindSentenceLabel(hit.range.upperBound) {
        line = source.sentence(in: line)
      }
      if !line.isEmpty { ranges[ranges.count - 1] = hit.range.lowerBound..<line.upperBound }
      keep(line, of: hit)
    }
  }

  /// The labels outside what is taken, without those that name a box.
  private func labels() -> [LabelHit] {
    let hits = source.labels(in: 0..<source.bytes.count)
    return hits.indices.lazy.filter { index in
      let end = index + 1 < hits.count ? hits[index + 1].range.lowerBound : source.bytes.count
      return !isTaken(hits[index].range.lowerBound) && !isNameOfBox(hits[index], until: end)
    }.map { hits[$0] }
  }

  /// The labels without those of drafts that the final version has as well.
  private func finalOnes(of hits: [LabelHit]) -> [LabelHit] {
    guard hits.count > 1, let end = source.draftsEnd else { return hits }
    let later = Set(hits.filter { $0.range.lowerBound >= end }.map(\.label))
    return hits.filter { $0.range.lowerBound >= end || !later.contains($0.label) }
  }

  /// Whether a box in brackets stands behind a label: `2. Background: (0, 0, 512, 500)` names an object.
  private func isNameOfBox(_ hit: LabelHit, until end: Int) -> Bool {
    guard hit.label == .background || hit.label == .negative, hit.canonicalRange == nil,
      hit.range.upperBound < end
    else { return false }
    let line = source.firstLine(hit.range.upperBound..<end)
    guard let first = line.first, "([{".utf8.contains(source.bytes[first]) else {
      return false
    }
    return BoxText.isBox(source.string(line))
  }

  private mutating func keep(_ line: Range<Int>, of hit: LabelHit) {
    let label = hit.label
    guard prompts[label] == nil else {
      findings.append(
        .duplicateSection, "the \(label.title) stands twice; passed over \(source.excerpt(line))",
        at: source.range(line))
      return
    }
    noteSpelling(hit)
    let value = PromptValue(source, line: line)
    if let finding = value.finding(of: label) { findings.append(finding) }
    prompts[label] = value.text
  }

  /// Says of a label such as `neg:`, `Avoid:` or `背景：` what it was read as; others speak for themselves.
  private mutating func noteSpelling(_ hit: LabelHit) {
    guard let full = hit.label.canonical, hit.canonicalRange == nil else { return }
    let label = source.string(hit.range).lowercased()
    guard !label.contains("background"), !label.contains("negative") else { return }
    let found = source.excerpt(hit.range)
    findings.append(
      .labelSpelling, "\(found) was read as \"\(full)\"", at: source.range(hit.range))
  }

  /// Whether a finding says of something read here that it was passed over.
  func explains(_ finding: Finding) -> Bool {
    guard finding.rule != ReadingRule.codeFence.rawValue, let place = finding.source?.offset else {
      return false
    }
    return range(holding: place) != nil
  }

  /// Where what was read begins within a line behind its first word, or the end of the line.
  func start(in line: Range<Int>) -> Int {
    let index = ranges.partitioningIndex { $0.lowerBound > line.lowerBound }
    return index < ranges.count ? min(ranges[index].lowerBound, line.upperBound) : line.upperBound
  }

  /// What was read around a place.
  func range(holding place: Int) -> Range<Int>? {
    let index = ranges.partitioningIndex { $0.upperBound > place }
    return index < ranges.count && ranges[index].contains(place) ? ranges[index] : nil
  }

  private func isTaken(_ place: Int) -> Bool {
    let index = taken.partitioningIndex { $0.upperBound > place }
    return index < taken.count && taken[index].contains(place)
  }

  private func nextTaken(after place: Int) -> Int {
    let index = taken.partitioningIndex { $0.lowerBound >= place }
    return index < taken.count ? taken[index].lowerBound : source.bytes.count
  }
}

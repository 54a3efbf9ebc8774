/// The notation of LLM-grounded Diffusion (Lian et al., arXiv 2305.13655): a Python list of tuples.
///
///     [('a green car', [21, 281, 211, 159]), ('a blue truck', [269, 283, 209, 160])]
///     Background prompt: A realistic landscape scene
///     Negative prompt:
///
/// A box is `[left, top, width, height]` in pixels. `print` writes exactly this form, names as Python's
/// `repr` does.
///
/// `parse` reads what the reference implementation reads (`utils/parse.py`) to the same names, numbers
/// and prompts: there a prompt runs to the next label or to the end of the text, whatever it holds. A
/// text that the reference refuses is read as a person would: labels in any spelling and order,
/// fences, comments, prose around, other brackets and quotes, units, sums, tuples flat or as
/// dictionaries, a tail cut off; a prompt then ends with its line. Each liberty is a finding.
///
/// A video layout (`Frame 1: …`, LLM-grounded Video Diffusion) is read as the picture of one frame.
/// Boxes without area and boxes outside the canvas are kept, with a finding.
public struct LMDNotation: SourceNotation, RevisableNotation {
  /// The number of the frame that is read from a video layout.
  public var frame: Int
  /// How boxes are measured, where it is not as LMD has it: left, top, width, height in pixels.
  public var measure: DeclaredFrame
  /// Whether boxes that can only be fractions are read as such where the reference refuses the text.
  ///
  /// Else the numbers are those that the reference implementation reads, and a warning tells of
  /// fractions.
  public var infersUnit = false

  /// Creates the notation.
  public init(frame: Int = 1, measure: DeclaredFrame = DeclaredFrame()) {
    self.frame = frame
    self.measure = measure
  }

  /// The name `lmd`.
  public var name: String { "lmd" }

  /// Reads a layout on a canvas.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let stated = StatedCanvas(in: source)
    var reading = LMDReading(source, canvas: stated?.canvas ?? canvas, frame: frame)
    try reading.read()
    if let stated { reading.measure(by: stated, given: canvas) }
    let parsed = ParsedLayout(
      notation: name, layout: reading.layout, findings: reading.findings.all,
      places: reading.places)
    return measured(parsed, of: source, isReference: reading.isReference)
  }

  func replacements(for revision: Revision) -> [ByteReplacement]? {
    var reading = LMDReading(revision.source, canvas: revision.old.canvas, frame: frame)
    reading.parts = TextPlaces()
    guard (try? reading.read()) != nil, let parts = reading.parts else { return nil }
    let style = EntryRevision.Style(
      separator: ", ", empty: "", unit: "", angles: .fromVertical, name: Self.literal,
      region: { region in
        let box = region.bounds
        let sides = [box.x, box.y, box.width, box.height].map(\.coordinateText)
        return "[\(sides.joined(separator: ", "))]"
      })
    return EntryRevision(revision, places: parts, style: style).replacements
  }

  /// Writes a layout in the reference's own form.
  public func print(_ layout: Layout) -> PrintedLayout {
    var (layout, losses) = layout.withoutUnwritableObjects
    losses += layout.lossesBeyondBoxes
    let objects = layout.objects.map { object in
      let box = object.region.bounds
      let sides = [box.x, box.y, box.width, box.height].map(\.coordinateText)
      return "(\(Self.literal(object.name)), [\(sides.joined(separator: ", "))])"
    }
    let background = PromptLine.text(layout.background, as: .background, losses: &losses)
    let negative = PromptLine.text(layout.negative, as: .negative, losses: &losses)
    return PrintedLayout(
      text: "[\(objects.joined(separator: ", "))]\nBackground prompt: \(background)\n"
        + "Negative prompt: \(negative)",
      losses: losses
    ).checkedForLegibility()
  }

  /// A name as a Python literal in which no label is found: an escape hides its colon.
  private static func literal(_ name: String) -> String {
    let literal = name.pythonLiteral
    let source = SourceText(literal)
    let colons = source.labels(in: 0..<source.bytes.count).compactMap { hit in
      hit.range.last { source.bytes[$0] == UInt8(ascii: ":") }
    }
    var bytes = Array(source.bytes)
    for colon in colons.reversed() { bytes.replaceSubrange(colon...colon, with: "\\x3a".utf8) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// One reading of an LMD completion.
private struct LMDReading: ~Copyable {
  let source: SourceText
  let canvas: Canvas
  let frame: Int
  var layout: Layout
  var findings = FindingList()
  var places: [SourceRange] = []
  /// Whether the reference reads the text as well, and so to the same numbers.
  var isReference = false
  /// Where everything stands, noted only where that is set before reading.
  var parts: TextPlaces?
  /// What the reference refused, for the person who reads the same stretch.
  private var refused: ObjectReading?

  init(_ source: SourceText, canvas: Canvas, frame: Int) {
    self.source = source
    self.canvas = canvas
    self.frame = frame
    layout = Layout(canvas: canvas)
  }

  mutating func read() throws(ParseFailure) {
    let hits = source.labels(in: 0..<source.bytes.count)
    isReference = readAsReference(hits)
    if !isReference { try readAsPerson(hits) }
  }

  // MARK: - As the reference reads

  /// Reads by the reference's rules (`utils/parse.py:66-124`); false, and nothing is taken, when it
  /// would refuse the text.
  private mutating func readAsReference(_ hits: [LabelHit]) -> Bool {
    func first(_ label: PromptLabel, in window: Range<Int>) -> Range<Int>? {
      for hit in hits where hit.label == label {
        if let range = hit.canonicalRange, window.contains(range.lowerBound) { return range }
      }
      return nil
    }
    let end = source.bytes.count
    let listLabel = first(.objects, in: 0..<end)
    let start = listLabel?.upperBound ?? 0
    let window =
      start..<(listLabel.flatMap { _ in first(.objects, in: start..<end) }?.lowerBound ?? end)
    guard let background = first(.background, in: window),
      first(.background, in: background.upperBound..<window.upperBound) == nil
    else { return false }
    let negative = first(.negative, in: window)
    if let negative {
      let rest = negative.upperBound..<window.upperBound
      guard negative.lowerBound >= background.upperBound, first(.negative, in: rest) == nil else {
        return false
      }
    }
    let listRange = window.lowerBound..<background.lowerBound
    let reading = objects(in: listRange)
    let saysNone = reading.list.objects.isEmpty && source.contains("No objects", in: listRange)
    guard reading.isPython || saysNone else {
      refused = consume reading
      return false
    }
    take(reading)
    layout.background = prompt(
      .background, background.upperBound..<(negative?.lowerBound ?? window.upperBound), hits: hits)
    if let negative {
      layout.negative = prompt(.negative, negative.upperBound..<window.upperBound, hits: hits)
    } else {
      note(.missingNegative, "no negative prompt was found", endOfText)
    }
    readSurroundings(of: window, isLabelled: listLabel != nil, hits: hits)
    return true
  }

  /// The objects of a stretch; those of the one that the reference refused are there already.
  private mutating func objects(in range: Range<Int>) -> ObjectReading {
    if refused?.range == range, let reading = refused.take() { return reading }
    return LiteralReader.readObjects(source, in: range, canvas: canvas, notesParts: parts != nil)
  }

  /// A prompt as the reference takes it: everything to the next label, with white space taken off.
  ///
  /// What a person would read otherwise is told of: text behind the prompt's own line or another label,
  /// marks around it, a word for nothing.
  private mutating func prompt(
    _ label: PromptLabel, _ range: Range<Int>, hits: [LabelHit]
  ) -> String {
    let whole = source.trimmed(range)
    parts?.setPrompt(label, at: whole)
    let next = hits.first { $0.range.lowerBound >= range.lowerBound }?.range.lowerBound
    let line = source.firstLine(
      range.lowerBound..<min(next ?? range.upperBound, range.upperBound))
    let rest = source.trimmed(line.upperBound..<range.upperBound)
    if !rest.isEmpty {
      note(.trailingText, "the text behind the \(label.title) was read as part of it", rest)
    }
    let text = source.string(whole)
    let value = PromptValue(source, line: line)
    if label == .negative, text == "None" {
      if let finding = value.finding(of: label) { findings.append(finding) }
      return ""
    }
    if let finding = value.findingOfLetters(of: label) { findings.append(finding) }
    return text
  }

  /// Reports what stands before and behind the part that the reference reads.
  private mutating func readSurroundings(
    of window: Range<Int>, isLabelled: Bool, hits: [LabelHit]
  ) {
    if isLabelled, let first = hits.first(where: { $0.range.upperBound >= window.lowerBound }) {
      let before = hits.filter { $0.range.upperBound <= first.range.lowerBound }
      readPreamble(0..<first.range.lowerBound, hits: before)
    }
    let rest = source.trimmed(window.upperBound..<source.bytes.count)
    if !rest.isEmpty {
      note(.severalLayouts, "a second layout was passed over", rest)
    }
  }

  /// Reads the caption out of what stands before the list, and reports the rest.
  private mutating func readPreamble(_ range: Range<Int>, hits: [LabelHit]) {
    var start = range.lowerBound
    for hit in hits where hit.label == .caption && hit.range.lowerBound >= start {
      ignore(start..<hit.range.lowerBound)
      let line = source.firstLine(hit.range.upperBound..<range.upperBound)
      layout.caption = source.string(line)
      start = line.upperBound
    }
    ignore(start..<range.upperBound)
  }

  // MARK: - As a person reads

  private mutating func readAsPerson(_ hits: [LabelHit]) throws(ParseFailure) {
    let sections = PromptSections(source, hits: hits, frame: frame)
    findings.append(contentsOf: sections.findings)
    guard let reading = likeliest(of: sections.lists) else { throw nothingFound() }
    let range = reading.range
    let saysNone = reading.list.isEmptyList || PromptLine.saysNoObjects(source, in: range)
    let hasLabel = sections.background != nil || sections.hasListLabel
    let isBlank = source.trimmed(range).isEmpty && hasLabel
    guard reading.list.namesAny || saysNone || isBlank else { throw nothingFound(in: range) }
    ignoreOthers(sections, list: range)
    take(reading)
    takePrompts(sections, prompts: reading.list.prompts)
  }

  /// The first of some stretches that names objects, or the first one.
  private mutating func likeliest(of ranges: [Range<Int>]) -> ObjectReading? {
    var first: ObjectReading?
    for range in ranges {
      var reading = objects(in: range)
      if reading.list.hasBoxInName {
        reading = LiteralReader.readObjects(
          source, in: range, canvas: canvas, notesParts: parts != nil, mayBePython: false)
      }
      if reading.list.namesAny { return reading }
      if first == nil { first = consume reading }
    }
    return first
  }

  private mutating func ignoreOthers(_ sections: PromptSections, list: Range<Int>) {
    for other in sections.lists where other != list { ignore(other) }
  }

  private mutating func takePrompts(
    _ sections: PromptSections, prompts: [PromptLabel: Literal]
  ) {
    if let caption = sections.caption { layout.caption = line(.caption, caption) }
    if let background = sections.background {
      layout.background = line(.background, background)
    } else if let background = prompts[.background] {
      layout.background = prompt(.background, background)
    } else {
      note(.missingBackground, "no background prompt was found", endOfText)
    }
    if let negative = sections.negative {
      layout.negative = line(.negative, negative)
    } else if let negative = prompts[.negative] {
      layout.negative = prompt(.negative, negative)
    } else {
      note(.missingNegative, "no negative prompt was found", endOfText)
    }
  }

  /// A prompt as a person takes it: the first line with text; what follows is passed over.
  private mutating func line(_ label: PromptLabel, _ range: Range<Int>) -> String {
    var line = source.firstLine(range)
    if source.isBehindSentenceLabel(range.lowerBound) { line = source.sentence(in: line) }
    parts?.setPrompt(label, at: line)
    ignore(line.upperBound..<range.upperBound)
    let value = PromptValue(source, line: line)
    if let finding = value.finding(of: label) { findings.append(finding) }
    return value.text
  }

  /// A prompt under a key of a dictionary around the objects.
  private mutating func prompt(_ label: PromptLabel, _ value: Literal) -> String {
    let text = value.text ?? ""
    guard PromptLine.isPlaceholder(text) else { return text }
    note(
      .placeholder, "\(JSONWriter.quoted(text)) was read as an empty \(label.title)", value.range)
    return ""
  }

  // MARK: - Results

  private mutating func take(_ reading: borrowing ObjectReading) {
    let range = reading.range
    layout.objects = reading.list.objects
    places = reading.list.places
    parts?.objects = reading.list.parts ?? []
    findings.append(contentsOf: reading.list.notes) { [source] finding in
      if finding.rule == ReadingRule.ignoredText.rawValue,
        PromptLine.saysNoObjects(source, in: range)
      {
        return nil
      }
      var finding = finding
      if finding.object == nil, let source = finding.source {
        finding.object = reading.list.indexOfObject(holding: source)
      }
      return finding
    }
    if !reading.list.namesAny {
      let trimmed = source.trimmed(range)
      if trimmed.isEmpty || !reading.list.isEmptyList {
        note(.noObjects, "the text names no objects", trimmed)
      }
    }
  }

  /// Says on what canvas the boxes lie: what the reference reads lies on the given one.
  mutating func measure(by stated: StatedCanvas, given: Canvas) {
    let found = findings
    findings = FindingList()
    findings.append(contentsOf: found) { stated.explains($0) ? nil : $0 }
    guard stated.canvas != given else { return }
    if isReference {
      layout.canvas = given
      note(
        .assumedFrame, "the text names a canvas of \(stated.canvas); \(given) was taken",
        stated.range)
    } else {
      if let finding = stated.finding(in: source, given: given) { findings.append(finding) }
    }
  }

  private func nothingFound(in range: Range<Int>? = nil) -> ParseFailure {
    let trimmed = source.trimmed(range ?? 0..<source.bytes.count)
    let found =
      trimmed.isEmpty ? "nothing" : source.excerpt(trimmed, count: 60)
    return ParseFailure(
      notation: "lmd",
      message: "expected a list such as [('a cat', [x, y, width, height])], found \(found)",
      source: source.range(trimmed))
  }

  private var endOfText: Range<Int> { source.bytes.count..<source.bytes.count }

  private mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>
  ) {
    findings.append(rule, message, at: source.range(range))
  }

  private mutating func ignore(_ range: Range<Int>) {
    if let finding = source.findingOfIgnored(range) { findings.append(finding) }
  }
}

extension [Finding] {
  /// The findings by their place; those of one place keep their order.
  var inOrderOfText: [Finding] {
    let isOrdered = zip(self, dropFirst()).allSatisfy { one, other in
      one.source?.offset ?? .max <= other.source?.offset ?? .max
    }
    if isOrdered { return self }
    return enumerated().sorted { one, other in
      let first = one.element.source?.offset ?? .max
      let second = other.element.source?.offset ?? .max
      return (first, one.offset) < (second, other.offset)
    }.map(\.element)
  }
}

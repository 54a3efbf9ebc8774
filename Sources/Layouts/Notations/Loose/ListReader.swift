/// A reader of lists in words, line by line.
struct ListReader {
  /// What stood on a line without a box, and may get one from the lines below.
  private struct Waiting {
    var name: String
    var nameRange: Range<Int>
    var lines: [Range<Int>] = []
    var description = ""
    var indent: Int
    var isItem: Bool
  }

  /// How many objects are read: far more than any list in words has.
  static let objectLimit = 100_000
  /// How many lines an object waits for the rest of its box: each line more reads all of them again.
  private static let waitingLimit = 12

  private(set) var objects = RawObjects()
  private(set) var findings = FindingList()
  private(set) var prompts: [PromptLabel: String] = [:]
  private(set) var prior: FramePrior
  private(set) var droppedCount = 0
  private(set) var saysNone = false

  private let source: SourceText
  private let canvas: Canvas
  private var waiting: Waiting?
  private var table: ListTable?
  private var hasNotedItem = false

  init(_ source: SourceText, canvas: Canvas, prior: FramePrior) {
    self.source = source
    self.canvas = canvas
    self.prior = prior
  }

  mutating func read() {
    var labels = LabelledLines(source, outside: [])
    labels.read()
    prompts = labels.prompts
    findings = labels.findings
    // LMD's template, which asks for these labels, asks for sizes.
    if labels.count >= 2 { prior.add(1.5, for: .xywh) }
    if LineBoxes.hasTags(source) { prior.add(2, for: .thousandths) }
    var place = 0
    while place < source.bytes.count {
      let end = source.lineEnd(from: place, to: source.bytes.count)
      let line = source.trimmed(place..<end)
      if !line.isEmpty, labels.range(holding: line.lowerBound) != nil {
        finishWaiting()
        readBehindLabel(line, labels: labels)
      } else if !line.isEmpty {
        read(line, indent: line.lowerBound - place)
      }
      makeRoom(at: end)
      place = end + 1
      if objects.count >= Self.objectLimit {
        noteLimit()
        break
      }
    }
    finishWaiting()
  }

  /// Hands the objects over, so that they are not shared when they become the layout's.
  mutating func takeObjects() -> RawObjects {
    defer { objects = RawObjects() }
    return objects
  }

  /// Makes room for as many objects as the text will have if it goes on as it began; doubling the room
  /// would hold up to three times what a long list needs.
  private mutating func makeRoom(at place: Int) {
    guard objects.count >= 64, objects.capacity - objects.count < 8 else { return }
    let expected = objects.count * source.bytes.count / max(1, place)
    let room = max(objects.count * 5 / 4, expected + expected / 16)
    objects.reserveCapacity(min(room, Self.objectLimit + 8))
  }

  /// Reports what stands behind the last object that is read.
  private mutating func noteLimit() {
    let rest = source.trimmed((objects.last?.range.upperBound ?? 0)..<source.bytes.count)
    guard !rest.isEmpty else { return }
    note(
      .tooMuch, "the text holds more than \(Self.objectLimit) objects; the rest is passed over",
      rest)
  }

  /// Reads what stands behind a label on its line, as in `Objects: a cat (1, 2, 3, 4)`.
  private mutating func readBehindLabel(_ line: Range<Int>, labels: LabelledLines) {
    guard let range = labels.range(holding: line.lowerBound) else { return }
    let rest = source.trimmed(min(range.upperBound, line.upperBound)..<line.upperBound)
    if !rest.isEmpty { read(rest, indent: 0) }
  }

  // MARK: - Lines

  private mutating func read(_ line: Range<Int>, indent: Int) {
    if source.has("```", at: line.lowerBound) || source.has("~~~", at: line.lowerBound) {
      return note(.codeFence, "a code fence", line)
    }
    if source.bytes[line.lowerBound] == UInt8(ascii: "|") || table != nil, readTable(line) {
      return
    }
    let bulletEnd = ListItem.bulletEnd(source, in: line)
    let body = min(bulletEnd ?? line.lowerBound, line.upperBound)..<line.upperBound
    guard !body.isEmpty else { return ignore(line) }
    if waiting != nil, readAttribute(body, indent: indent, isItem: bulletEnd != nil) { return }
    let boxes = LineBoxes(
      source, in: body, canvas: canvas, limit: Self.objectLimit - objects.count)
    guard boxes.isEmpty else {
      finishWaiting()
      if bulletEnd != nil, !hasNotedItem {
        hasNotedItem = true
        note(.looseEntry, "the items of a list in words", line)
      }
      return add(boxes, in: body)
    }
    if let problem = boxes.problem, report(problem, isItem: bulletEnd != nil) { return }
    readHeading(body, line: line, indent: indent, isItem: bulletEnd != nil)
  }

  /// Reports an object whose numbers are no box; false where they are not meant as one.
  private mutating func report(_ problem: LineBoxes.Problem, isItem: Bool) -> Bool {
    guard problem.isMeant, isItem || problem.isBehindColon,
      let name = ListItem.name(source, in: problem.name)
    else { return false }
    finishWaiting()
    drop(
      problem.rule, "\(JSONWriter.quoted(name.text.shortened(to: 40))): \(problem.message)",
      problem.place)
    return true
  }

  private mutating func add(_ boxes: LineBoxes, in body: Range<Int>) {
    for (index, item) in boxes.items.enumerated() {
      let nameRange = item.name
      let isLast = index == boxes.items.count - 1
      let place = nameRange.lowerBound..<max(nameRange.upperBound, item.place.upperBound)
      guard var name = ListItem.name(source, in: nameRange) else {
        drop(.missingName, "the box \(source.excerpt(item.place)) has no name", place)
        continue
      }
      if item.isTagged, let phrase = ProsePhrase.last(in: name.range, of: source) {
        let shown = JSONWriter.quoted(source.string(phrase))
        note(
          .nameDecoration, "of the words before the box \(shown) was read as the name", name.range)
        name = (source.string(phrase), phrase)
      }
      var object = RawObject(name: name.text, region: item.region, range: place)
      if isLast, !item.isTagged {
        object.description = description(after: item.place, in: body)
      }
      objects.append(object)
    }
  }

  /// The words behind a box, without the dash or the comma before them.
  private mutating func description(after box: Range<Int>, in body: Range<Int>) -> String {
    var start = box.upperBound
    while start < body.upperBound, "])}>.,;:*| \t".utf8.contains(source.bytes[start]) { start += 1 }
    guard let rest = ListItem.name(source, in: start..<body.upperBound) else { return "" }
    let text = source.string(rest.range)
    guard text.contains(where: \.isLetter), !text.hasPrefix("/") else { return "" }
    note(.looseEntry, "\(source.excerpt(rest.range)) was read as the description", rest.range)
    return text
  }

  /// Keeps a line without a box as the name of what comes below, or reports it as prose.
  private mutating func readHeading(
    _ body: Range<Int>, line: Range<Int>, indent: Int, isItem: Bool
  ) {
    finishWaiting()
    if PromptLine.saysNoObjects(source.string(body)) {
      saysNone = true
      return
    }
    // What a line says of how boxes are measured names nothing.
    if body.count <= 200, DeclaredFrame(statedIn: SourceText(source.string(body))).order != nil {
      return
    }
    if let key = AttributeLine(source, in: body), key.kind == .name,
      let name = ListItem.name(source, in: key.value)
    {
      waiting = Waiting(name: name.text, nameRange: name.range, indent: indent, isItem: isItem)
      return
    }
    let isBold = source.bytes[body.lowerBound] == UInt8(ascii: "*")
    let ends = source.bytes[body.upperBound - 1]
    let isHeading = isItem || isBold || ends == UInt8(ascii: ":") || ends == UInt8(ascii: "*")
    guard isHeading, body.count <= 200, let name = ListItem.name(source, in: body) else {
      return ignore(line)
    }
    waiting = Waiting(name: name.text, nameRange: name.range, indent: indent, isItem: isItem)
  }

  /// Takes a line such as `Position: (10, 20)` as part of the object above it.
  private mutating func readAttribute(_ body: Range<Int>, indent: Int, isItem: Bool) -> Bool {
    guard var open = waiting else { return false }
    guard open.lines.count < Self.waitingLimit else {
      finishWaiting()
      return false
    }
    guard let key = AttributeLine(source, in: body) else {
      // `Cat:` and then `(10, 20, 110, 140)` on a line of its own.
      let boxes = BoxText(source, in: body)
      let isQuoted = source.bytes[body].contains { "\"'".utf8.contains($0) }
      guard boxes.isStrict, boxes.count > 0, !isQuoted else { return false }
      open.lines.append(body)
      waiting = open
      completeWaiting()
      return true
    }
    switch key.kind {
    case .box: open.lines.append(key.box)
    case .name: return false
    case .description: open.description = source.string(key.value)
    }
    waiting = open
    completeWaiting()
    return true
  }

  /// Adds the waiting object as soon as its lines make a box.
  private mutating func completeWaiting() {
    guard let open = waiting, let first = open.lines.first, let last = open.lines.last else {
      return
    }
    let range = first.lowerBound..<last.upperBound
    let reading = BoxText(source, in: open.lines)
    let ellipse = reading.ellipse(canvas: canvas).map { RawObject.Region.ellipse($0, range: range) }
    guard
      let region = ellipse
        ?? reading.box(range: range, canvas: canvas).map({ RawObject.Region.box($0) })
    else { return }
    let object = RawObject(
      name: open.name, description: open.description, region: region,
      range: open.nameRange.lowerBound..<max(open.nameRange.upperBound, range.upperBound))
    if open.isItem, !hasNotedItem {
      hasNotedItem = true
      note(.looseEntry, "the items of a list in words", object.range)
    }
    // Lines below may still describe it, or turn an ellipse.
    if ellipse == nil { waiting?.lines = [] }
    if let index = completed {
      if ellipse != nil { objects[index] = object }
      objects[index].description = open.description
    } else {
      completed = objects.count
      objects.append(object)
    }
  }

  /// The index of the waiting object once it has its box.
  private var completed: Int?

  /// Ends the waiting for a box; a name that got none is reported.
  private mutating func finishWaiting() {
    defer {
      waiting = nil
      completed = nil
    }
    guard let open = waiting else { return }
    if let completed {
      if objects[completed].description.isEmpty {
        objects[completed].description = open.description
      }
      return
    }
    let shown = JSONWriter.quoted(open.name.shortened(to: 40))
    if let first = open.lines.first, let last = open.lines.last {
      drop(.missingBox, "\(shown): expected a box", first.lowerBound..<last.upperBound)
    } else {
      ignore(open.nameRange)
    }
  }

  // MARK: - Tables

  private mutating func readTable(_ line: Range<Int>) -> Bool {
    guard let row = ListTable.Row(source, in: line) else {
      table = nil
      return false
    }
    finishWaiting()
    guard table != nil || row.isHead else {
      guard let item = ListTable(head: nil).object(of: row, in: source, canvas: canvas) else {
        return false
      }
      objects.append(item)
      return true
    }
    guard let table else {
      self.table = ListTable(head: row)
      prior = self.table?.weigh(prior) ?? prior
      return true
    }
    if row.isRule { return true }
    if let item = table.object(of: row, in: source, canvas: canvas) {
      objects.append(item)
    } else {
      drop(.missingBox, "the row \(source.excerpt(line)) has no box", line)
    }
    return true
  }

  // MARK: - Findings

  private mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule, message, at: source.range(range))
  }

  private mutating func drop(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    droppedCount += 1
    note(rule, "\(message); the object is left out", range)
  }

  private mutating func ignore(_ range: Range<Int>) {
    if let finding = source.findingOfIgnored(range) { findings.append(finding) }
  }
}

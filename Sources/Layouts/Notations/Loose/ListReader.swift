/// A reader of lists in words, line by line.
struct ListReader {
  /// How many objects are read: far more than any list in words has.
  static let objectLimit = 100_000

  var objects = RawObjects()
  var findings = FindingList()
  private(set) var prompts: [PromptLabel: String] = [:]
  private(set) var prior: FramePrior
  var droppedCount = 0
  private(set) var saysNone = false

  let source: SourceText
  let canvas: Canvas
  private let stated: StatedCanvas?
  private var waiting: WaitingItem?
  /// The objects that sentences name, by their indices.
  private var proseObjects: [Int] = []
  var table: ListTable?
  var hasNotedItem = false
  private var hasNotedPercentage = false
  var hasNotedSemicolons = false

  /// Begins to read a text that may state the size of its canvas itself.
  init(_ source: SourceText, canvas: Canvas, stated: StatedCanvas?, prior: FramePrior) {
    self.source = source
    self.canvas = stated?.canvas ?? canvas
    self.stated = stated
    self.prior = prior
  }

  mutating func read() {
    var labels = LabelledLines(source, outside: source.quotedItemNames())
    labels.read()
    prompts = labels.prompts
    findings = labels.findings
    // LMD's template, which asks for these labels, asks for sizes.
    if labels.count >= 2 { prior.add(1.5, for: .xywh) }
    if LineBoxes.hasTags(source) { prior.add(2, for: .thousandths) }
    let drafts = source.draftsEnd
    readLines(from: drafts ?? 0, labels: labels)
    if drafts != nil, objects.isEmpty {
      findings = labels.findings
      readLines(from: 0, labels: labels)
    } else if let drafts {
      noteDrafts(source.trimmed(0..<drafts))
    }
    if let bracket = source.openBracketAtEnd {
      note(.truncated, "the text ends within a bracket", bracket)
    }
    leaveOutProse()
  }

  private mutating func readLines(from start: Int, labels: LabelledLines) {
    var place = start
    while place < source.bytes.count {
      let end = source.lineEnd(from: place, to: source.bytes.count)
      readLine(place..<end, labels: labels)
      makeRoom(at: end)
      place = end + 1
      if objects.count >= Self.objectLimit {
        noteLimit()
        break
      }
    }
    finishWaiting()
  }

  /// Reads a line, on which a sentence about the background may stand beside objects.
  private mutating func readLine(_ bounds: Range<Int>, labels: LabelledLines) {
    var place = bounds.lowerBound
    while place < bounds.upperBound {
      let stop = labels.start(in: place..<bounds.upperBound)
      let line = source.trimmed(place..<stop)
      if !line.isEmpty, labels.range(holding: line.lowerBound) != nil {
        finishWaiting()
        readBehindLabel(line, labels: labels)
      } else if !line.isEmpty, stated?.fills(line) != true {
        read(line)
      }
      place = stop
    }
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
    let end = labels.range(holding: line.lowerBound)?.upperBound ?? line.upperBound
    let rest = source.trimmed(min(end, line.upperBound)..<line.upperBound)
    if !rest.isEmpty { read(rest) }
  }

  // MARK: - Lines

  private mutating func read(_ line: Range<Int>) {
    if source.has("```", at: line.lowerBound) || source.has("~~~", at: line.lowerBound) {
      return note(.codeFence, "a code fence", line)
    }
    if source.bytes[line.lowerBound] == UInt8(ascii: "|") || table != nil, readTable(line) {
      return
    }
    if let table = ListTable.headed(by: line, in: source) {
      finishWaiting()
      return begin(table, at: line)
    }
    let bulletEnd = ListBullet.end(source, in: line)
    let isItem = bulletEnd != nil
    let body = min(bulletEnd ?? line.lowerBound, line.upperBound)..<line.upperBound
    guard !body.isEmpty else { return ignore(line) }
    if waiting != nil, readAttribute(body) { return }
    let boxes = LineBoxes(
      source, in: body, canvas: canvas, limit: Self.objectLimit - objects.count)
    guard boxes.isEmpty else {
      finishWaiting()
      let sentences = isItem ? [] : source.sentencesWithBoxes(in: body)
      if sentences.count > max(1, boxes.items.count) {
        for sentence in sentences { read(sentence) }
        return
      }
      if isItem { noteItem(line) }
      return add(boxes, in: body, isItem: isItem)
    }
    if let problem = boxes.problem, report(problem, isItem: isItem) { return }
    readHeading(body, line: line, isItem: isItem)
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

  // MARK: - Objects of a line

  private mutating func add(_ boxes: LineBoxes, in body: Range<Int>, isItem: Bool) {
    var last: ListItem.Name?
    var isSentence = false
    let before = objects.count
    for (index, item) in boxes.items.enumerated() {
      noteSemicolons(item.place)
      if objects.count > before, !boxes.isBoxFirst,
        correctLast(by: item, inSentence: isSentence)
      {
        if index == boxes.items.count - 1 { ignoreWords(item.place.upperBound..<body.upperBound) }
        continue
      }
      let place =
        min(
          item.name.lowerBound, item.place.lowerBound)..<max(
          item.name.upperBound, item.place.upperBound)
      var name = ListItem.name(source, in: item.name, isContinued: index > 0)
      if name == nil, let last, source.bytes[item.name].contains(where: { ",;&".utf8.contains($0) })
      {
        note(
          .looseEntry,
          "\(source.excerpt(item.place)) was read as another box of "
            + JSONWriter.quoted(last.text.shortened(to: 40)), item.place)
        name = last
      }
      guard var name else {
        drop(.missingName, "the box \(source.excerpt(item.place)) has no name", place)
        continue
      }
      if index == 0 { name = withoutMultiplicity(name, of: boxes.items) }
      last = name
      var line = LineObject(name: name, item: item, range: place, isItem: isItem)
      // A sentence goes on to the end of its line: "and a dog at (…)".
      line.isProse = line.isSentence(in: source, behindSentence: isSentence)
      isSentence = line.isProse
      add(line, behind: index == boxes.items.count - 1 ? body.upperBound : nil, of: boxes)
    }
  }

  /// Adds an object of a line; the last of them ends with the line.
  private mutating func add(_ line: LineObject, behind lineEnd: Int?, of boxes: LineBoxes) {
    guard !line.isCanvas else { return ignore(line.range) }
    var name = line.name
    if line.isProse || line.item.isTagged, let phrase = ProsePhrase.last(in: name.range, of: source)
    {
      (name.text, name.range, name.isDecorated) = (source.string(phrase), phrase, true)
    }
    noteDecoration(name, in: line.item.name)
    var object = RawObject(name: name.text, region: line.item.region, range: line.range)
    if boxes.isBoxFirst {
      note(
        .looseEntry, "\(source.excerpt(name.range)) behind the box was read as its name", name.range
      )
    } else if let lineEnd, !line.item.isTagged {
      let rest = source.trimmed(line.item.place.upperBound..<lineEnd)
      if !line.isProse {
        object.description = description(in: rest)
      } else if rest.count > ".".utf8.count {
        ignore(rest)
      }
    }
    if line.isProse { proseObjects.append(objects.count) }
    keep(object)
  }

  /// The words behind a box, without the dash or the comma before them.
  private mutating func description(in range: Range<Int>) -> String {
    var start = range.lowerBound
    while start < range.upperBound, "])}>.,;:*| \t".utf8.contains(source.bytes[start]) {
      start += 1
    }
    guard let rest = ListItem.name(source, in: start..<range.upperBound) else { return "" }
    let text = source.string(rest.range)
    guard text.contains(where: \.isLetter), !text.hasPrefix("/") else { return "" }
    note(.looseEntry, "\(source.excerpt(rest.range)) was read as the description", rest.range)
    return text
  }

  mutating func keep(_ object: RawObject) {
    if !hasNotedPercentage, source.holdsPercentSign(in: object.regionRange) {
      hasNotedPercentage = true
      note(
        .percentage, "numbers with a percent sign were taken of the sides of the canvas",
        object.regionRange)
    }
    objects.append(object)
  }

  /// Leaves out what sentences say of objects that the text lists besides, "The cat is at (…)".
  private mutating func leaveOutProse() {
    guard !proseObjects.isEmpty else { return }
    func noun(_ index: Int) -> Substring? {
      objects[index].name.lowercased().split { !$0.isLetter && !$0.isNumber }.last
    }
    let prose = Set(proseObjects)
    let listed = Set(objects.indices.filter { !prose.contains($0) }.map { noun($0) })
    let repeated = proseObjects.filter { listed.contains(noun($0)) }
    for index in repeated { ignore(objects.range(of: index)) }
    objects.remove(repeated)
  }

  // MARK: - Objects of several lines

  /// Keeps a line without a box as the name of what comes below, or reports it as prose.
  private mutating func readHeading(_ body: Range<Int>, line: Range<Int>, isItem: Bool) {
    finishWaiting()
    if PromptLine.saysNoObjects(source, in: body) {
      saysNone = true
      return
    }
    // What a line says of how boxes are measured names nothing.
    if body.count <= WaitingItem.nameLimit,
      DeclaredFrame.stated(in: source, body) != nil
    {
      return
    }
    let key = AttributeLine(source, in: body)
    if let key, key.kind == .name, let name = ListItem.name(source, in: key.value) {
      waiting = WaitingItem(name, .key, isItem: isItem)
      return
    }
    guard key?.kind != .heading, body.count <= WaitingItem.nameLimit,
      let name = ListItem.name(source, in: body)
    else { return ignore(line) }
    let isBold = source.bytes[body.lowerBound] == UInt8(ascii: "*")
    let last = source.bytes[body.upperBound - 1]
    if isItem || isBold || last == UInt8(ascii: ":") || last == UInt8(ascii: "*") {
      waiting = WaitingItem(name, .heading, isItem: isItem)
    } else if !".!?;,".utf8.contains(last) {
      waiting = WaitingItem(name, .plain, isItem: false)
    } else {
      ignore(line)
    }
  }

  /// Takes a line such as `Position: (10, 20)` as part of the object above it.
  private mutating func readAttribute(_ body: Range<Int>) -> Bool {
    guard var open = waiting else { return false }
    guard open.lines.count < WaitingItem.limit else {
      finishWaiting()
      return false
    }
    guard let key = AttributeLine(source, in: body) else {
      // `Cat:` and then `(10, 20, 110, 140)` on a line of its own.
      let boxes = BoxText(source, in: body)
      let isQuoted = source.bytes[body].contains {
        $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'")
      }
      guard boxes.isStrict, boxes.count > 0, !isQuoted else { return false }
      open.lines.append(body)
      return complete(open, key: nil)
    }
    switch key.kind {
    case .box: open.lines.append(key.box)
    case .heading where open.kind != .plain: open.lines.append(key.box)
    case .remark where open.object == nil:
      ignore(body)
      return true
    case .name, .heading, .remark: return false
    case .description: open.description = source.string(key.value)
    }
    return complete(open, key: key.form)
  }

  /// Adds the waiting object as soon as its lines make a box.
  private mutating func complete(_ item: WaitingItem, key: String?) -> Bool {
    waiting = item
    if let index = item.object { objects[index].description = item.description }
    guard let range = item.lineRange, let region = item.region(of: source, canvas: canvas) else {
      return true
    }
    let object = item.object(at: region, range: range)
    // Lines below may still describe it, or turn an ellipse.
    if case .box = region { waiting?.lines = [] }
    guard let index = item.object else {
      if item.isItem { noteItem(object.range) }
      noteDecoration(item.name, in: item.name.range)
      if item.kind == .plain {
        note(
          .looseEntry, "\(source.excerpt(item.name.range)) above the box was read as its name",
          item.name.range)
      }
      waiting?.object = objects.count
      waiting?.boxKey = key
      keep(object)
      return true
    }
    if case .ellipse = region {
      objects[index] = object
    } else if key == item.boxKey {
      addAnother(object, range: range)
    } else {
      note(
        .extraElement,
        "\(JSONWriter.quoted(item.name.text.shortened(to: 40))) has a box already; "
          + "passed over \(source.excerpt(range))", range)
    }
    return true
  }

  /// Adds one more object of the name that stands above several boxes.
  private mutating func addAnother(_ object: RawObject, range: Range<Int>) {
    note(
      .looseEntry,
      "\(source.excerpt(range)) was read as another box of "
        + JSONWriter.quoted(object.name.shortened(to: 40)), range)
    waiting?.object = objects.count
    var object = object
    object.range = range
    object.description = ""
    waiting?.description = ""
    keep(object)
  }

  /// Ends the waiting for a box; a name that got none is reported.
  mutating func finishWaiting() {
    defer { waiting = nil }
    guard let open = waiting, open.object == nil else { return }
    guard let range = open.lineRange else { return ignore(open.name.range) }
    if open.kind == .plain || !source.bytes[range].contains(where: \.isDigit) {
      return ignore(open.name.range.lowerBound..<range.upperBound)
    }
    let shown = JSONWriter.quoted(open.name.text.shortened(to: 40))
    drop(.missingBox, "\(shown): expected a box", range)
  }
}

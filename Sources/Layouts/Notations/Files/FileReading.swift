/// One reading of a file of another tool: the layout as it grows, with the place of each object.
struct FileReading {
  var layout: Layout
  var findings: FindingList
  private var sources: [SourceRange] = []
  /// How many findings there were before the object at hand.
  private var settledCount: Int

  /// Begins a reading; the canvas is the one to take where the file names none.
  init(canvas: Canvas, findings: [Finding] = []) {
    layout = Layout(canvas: canvas)
    self.findings = FindingList(findings)
    settledCount = findings.count
  }

  /// Makes room for so many objects more.
  mutating func reserve(_ count: Int) {
    guard count > max(64, layout.objects.count / 4) else { return }
    layout.objects.reserveCapacity(layout.objects.count + count)
    sources.reserveCapacity(sources.count + count)
  }

  /// Appends an object in its normal form; one whose numbers run over is left out with a finding.
  mutating func add(_ object: LayoutObject, at source: SourceRange) {
    guard object.region.isFinite, object.region.bounds.isFinite else {
      detachFindings()
      return note(
        .notANumber,
        "the region of \(JSONWriter.quoted(object.name)) is too large to compute with; it was left out",
        at: source)
    }
    var object = object
    if case .ellipse(let ellipse) = object.region { object.region = .ellipse(ellipse.normalized) }
    layout.objects.append(object)
    sources.append(source)
    settledCount = findings.count
  }

  mutating func note(
    _ rule: ReadingRule, _ message: String, object: Int? = nil, at source: SourceRange?
  ) {
    // What was said of an object that is left out must not be taken for the next one's.
    if rule == .skippedShape || rule == .missingName { detachFindings() }
    findings.append(rule, message, object: object, at: source)
  }

  /// Notes that the file does not say how large its picture is.
  mutating func noteAssumedCanvas(at field: JSONField) {
    note(
      .assumedFrame,
      "\(field.path) does not say how large the picture is; the canvas is \(layout.canvas)",
      at: field.node.source)
  }

  /// Lets the findings of the object at hand stand by themselves, since it is left out.
  private mutating func detachFindings() {
    findings.detach(from: nextIndex, behind: settledCount)
    settledCount = findings.count
  }

  /// The index that the next object gets.
  var nextIndex: Int { layout.objects.count }

  /// The finished reading, what is wrong with where objects lie included.
  func parsed(by notation: String) -> ParsedLayout {
    let geometry = layout.geometryFindings { sources[$0] }
    return ParsedLayout(
      notation: notation, layout: layout, findings: (findings.all + geometry).inOrderOfText,
      places: sources)
  }

  /// Chooses one of several pictures: by its label, by its number counted from one, else the first.
  mutating func choose(
    _ entries: [(label: String, field: JSONField)], entry: String?, of what: String,
    in whole: JSONField
  ) throws(ParseFailure) -> JSONField {
    guard let first = entries.first else {
      throw whole.failure("at least one \(what)")
    }
    if let entry {
      if let chosen = entries.index(ofEntry: entry, named: \.label) {
        return entries[chosen].field.inFull
      }
      throw ParseFailure(
        notation: "json",
        message: "expected a \(what) \(JSONWriter.quoted(entry)), found "
          + "\(entries.count) without it, the first is \(JSONWriter.quoted(first.label))",
        source: whole.node.source)
    }
    if entries.count > 1 {
      note(
        .severalImages,
        "of \(entries.count) \(what)s only the first, \(JSONWriter.quoted(first.label)), was read",
        at: entries[1].field.node.source)
    }
    return first.field.inFull
  }
}

/// A notation whose files are JSON.
protocol JSONFileNotation: ExchangeNotation, DocumentNotation, RevisableNotation {
  /// Reads the layout out of the document.
  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure)

  /// The layout as a document.
  func document(_ layout: Layout) -> JSONValue

  /// Why a document is of this notation, or nil when it isn't.
  static func mark(of root: JSONNode) -> String?

  /// How the text is laid out.
  var style: JSONWriter.Style { get }
}

extension JSONFileNotation {
  var style: JSONWriter.Style { .pretty }

  /// Reads a file.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    do {
      return try read(JSONReader.read(text), canvas: canvas)
    } catch {
      var failure = error
      failure.notation = name
      throw failure
    }
  }

  func read(_ document: JSONDocument, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    do {
      let (root, findings) = document
      var reading = FileReading(canvas: canvas, findings: findings)
      try read(JSONField(node: root), into: &reading)
      return reading.parsed(by: name)
    } catch {
      var failure = error
      failure.notation = name
      throw failure
    }
  }

  func replacements(for revision: Revision) -> [ByteReplacement]? {
    guard let root = try? JSONReader.read(revision.source).root else { return nil }
    return JSONRevision.replacements(
      for: revision, root: root, from: document(revision.old), to: document(revision.new))
  }

  /// Writes a file, and measures what it loses by reading it back.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    let text = JSONWriter.writeReplacing(document(writable), style: style).text
    return PrintedLayout(text: text, losses: unwritable + measuredLosses(of: writable, in: text))
  }
}

extension ExchangeNotation {
  /// What a text that was just written loses.
  package func measuredLosses(of layout: Layout, in text: String) -> [Finding] {
    // The entry is one of the file that the layout came from; this one has a single picture.
    let reader = (self as? any EntryNotation)?.ofAnyEntry ?? self
    do throws(ParseFailure) {
      let copy = try reader.parse(text, canvas: layout.canvas).layout
      return MeasuredLosses(
        of: layout, asReadBack: copy, holdsCanvas: capabilities.held.contains(.canvas)
      ).findings
    } catch {
      return [ReadingRule.losesObject.finding("the layout cannot be read back: \(error.message)")]
    }
  }
}

// MARK: - Asking fields

extension JSONField {
  /// The value under a key, or nil when the key is absent or null.
  func present(_ key: String) throws(ParseFailure) -> JSONField? {
    guard let field = try optional(key), field.node.content != .null else { return nil }
    return field
  }

  /// The elements of the array under a key, or none when the key is absent or null.
  func elements(_ key: String) throws(ParseFailure) -> JSONElements {
    try present(key)?.elements() ?? JSONElements()
  }

  /// The text under a key, or the empty string when the key is absent or null.
  func text(_ key: String) throws(ParseFailure) -> String {
    try present(key)?.string() ?? ""
  }

  /// A list of numbers of a given length.
  func numbers(count: Int) throws(ParseFailure) -> [Double] {
    let fields = try elements()
    guard fields.count == count else {
      throw ParseFailure(
        notation: "json", message: "\(path): expected \(count) numbers, found \(fields.count)",
        source: node.source)
    }
    return try numbers()
  }

  /// A list of numbers.
  func numbers() throws(ParseFailure) -> [Double] {
    var numbers: [Double] = []
    for field in try elements() { numbers.append(try field.number()) }
    return numbers
  }

  /// The number under a key that must be there.
  func number(_ key: String) throws(ParseFailure) -> Double {
    try required(key, "a number").number()
  }

  /// A canvas of two keys that must be there.
  func canvas(width: String, height: String) throws(ParseFailure) -> Canvas {
    let sides = 1...65536
    return Canvas(
      width: try required(width, "a whole number").integer(in: sides),
      height: try required(height, "a whole number").integer(in: sides))
  }

  /// The members under keys that have no meaning here.
  func members(except known: Set<String>) throws(ParseFailure) -> JSONObject {
    JSONObject(
      distinct: try members().filter { !known.contains($0.key) }
        .map { JSONObject.Member(key: $0.key, value: $0.node.value) })
  }
}

extension JSONValue {
  /// A number of pixels or a fraction, whole where it can be, and zero without a sign.
  static func coordinate(_ number: Double) -> JSONValue { JSONValue(canonical: number + 0) }

  /// A list of coordinates.
  static func coordinates(_ numbers: [Double]) -> JSONValue { .array(numbers.map(coordinate)) }
}

extension JSONObject {
  /// The object with a text appended under a key unless the text is empty.
  func with(_ key: String, _ text: String) -> JSONObject {
    guard !text.isEmpty else { return self }
    var object = self
    object[key] = .string(text)
    return object
  }

  /// The members of another object behind one's own, where the key is free.
  func filled(from other: JSONObject) -> JSONObject {
    var keys = Set(members.map(\.key))
    return JSONObject(distinct: members + other.members.filter { keys.insert($0.key).inserted })
  }
}

extension Box {
  /// The box between two corners, given as `x0, y0, x1, y1`.
  init(corners numbers: [Double]) {
    self.init(
      x: numbers[0], y: numbers[1], width: numbers[2] - numbers[0], height: numbers[3] - numbers[1])
  }

  /// The corners as `x0, y0, x1, y1`.
  var cornerNumbers: [Double] { [x, y, maxX, maxY] }

  /// The box with its numbers multiplied, along x and along y.
  func scaled(x scaleX: Double, y scaleY: Double) -> Box {
    Box(x: x * scaleX, y: y * scaleY, width: width * scaleX, height: height * scaleY)
  }

  /// The box as fractions of a canvas.
  func fractions(of canvas: Canvas) -> Box {
    Box(
      x: x / Double(canvas.width), y: y / Double(canvas.height),
      width: width / Double(canvas.width), height: height / Double(canvas.height))
  }

  /// The box in pixels of a canvas, its numbers being fractions.
  func pixels(of canvas: Canvas) -> Box {
    scaled(x: Double(canvas.width), y: Double(canvas.height))
  }
}

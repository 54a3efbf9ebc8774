/// One reading of a text in a CSS notation.
struct CSSReading {
  let source: SourceText
  let notation: String
  let shape: [CSSProperty]
  let angles: AngleConvention
  var layout: Layout
  private var places: [Range<Int>] = []
  /// Where everything stands, noted only where that was asked for.
  private var parts: TextPlaces?
  private var descriptions: [CSSRule] = []
  /// The objects that wait for a description by how their names are matched, the last ones first.
  private var undescribed: [String: [Int]] = [:]
  var findings = FindingList()
  private var hasDroppedObject = false

  /// Reads a text whose rules have a shape.
  ///
  /// - Parameters:
  ///   - source: the text.
  ///   - canvas: the canvas that percentages refer to.
  ///   - notation: the name of the notation, for failures.
  ///   - shape: the properties that the notation's own rules declare.
  ///   - angles: how the text measures angles.
  init(
    _ source: SourceText, canvas: Canvas, notation: String, shape: [CSSProperty],
    angles: AngleConvention
  ) {
    self.source = source
    layout = Layout(canvas: canvas)
    self.notation = notation
    self.shape = shape
    self.angles = angles
  }

  /// Reads the layout.
  func read() throws(ParseFailure) -> ParsedLayout {
    var reading = self
    return try reading.readAll()
  }

  /// Where everything stands; nil when no layout can be read.
  func findParts() -> TextPlaces? {
    var reading = self
    reading.parts = TextPlaces()
    return (try? reading.readAll()).flatMap { _ in reading.parts }
  }

  private mutating func readAll() throws(ParseFailure) -> ParsedLayout {
    let labels = source.labels(in: 0..<source.bytes.count)
    let rules = source.rules(labels: labels)
    let hits = labels.outside(rules)
    let end = readRules(rules, hits: hits) ?? source.bytes.count
    if !descriptions.isEmpty || hits.contains(where: { $0.label == .descriptions }) {
      joinDescriptions()
    }
    readFractions()
    readSurroundings(
      rules: rules.prefix { $0.range.lowerBound < end },
      hits: hits.prefix { $0.range.lowerBound < end }, end: end)
    let isRead =
      !layout.objects.isEmpty || hasDroppedObject
      || hits.contains { $0.label == .background || $0.label == .negative } || saysNone
    guard isRead else { throw nothingFound() }
    let places = self.places.map(source.range)
    findings.append(contentsOf: layout.geometryFindings { places[$0] })
    return ParsedLayout(
      notation: notation, layout: layout, findings: findings.all.inOrderOfText,
      places: places)
  }

  private var saysNone: Bool { findings.contains(.noObjects) }

  // MARK: - Rules

  /// Reads the rules of the first layout and gives the place where a second one begins.
  private mutating func readRules(_ rules: [CSSRule], hits: [LabelHit]) -> Int? {
    var sections = CSSSections(source, hits: hits)
    for rule in rules {
      sections.advance(to: rule, hasObjects: !layout.objects.isEmpty || hasDroppedObject)
      let declarations = CSSDeclarations(source, in: rule.body)
      if sections.describes(declarations) {
        if !rule.isClosed { noteTruncation(of: rule) }
        descriptions.append(rule)
      } else if let start = sections.secondLayout {
        let rest = source.trimmed(start..<source.bytes.count)
        note(.severalLayouts, "a second layout was passed over", rest)
        descriptions.removeAll { $0.range.lowerBound > start }
        return start
      } else {
        read(rule, declarations)
      }
    }
    return nil
  }

  private mutating func noteTruncation(of rule: CSSRule) {
    note(.truncated, "the closing brace is missing", rule.range)
  }

  private mutating func read(_ rule: CSSRule, _ declarations: CSSDeclarations) {
    if !rule.isClosed {
      noteTruncation(of: rule)
    }
    let header = source.string(rule.header)
    let (name, isDecorated) = CSSName.read(header)
    if takeCanvas(declarations, name: name, rule: rule) { return }
    let index = layout.objects.count
    let region = region(of: declarations, name: name, rule: rule, index: index)
    if isDecorated {
      note(
        .nameDecoration, "\(JSONWriter.quoted(header)) was read as \(JSONWriter.quoted(name))",
        rule.header, object: region.map { _ in index })
    }
    guard let region else {
      findings.append(contentsOf: declarations.findings)
      hasDroppedObject = true
      return
    }
    findings.append(contentsOf: declarations.findings) { finding in
      var finding = finding
      finding.object = index
      return finding
    }
    if name.isEmpty {
      note(.emptyName, "an object has no name", rule.range, object: index)
    }
    let description = declarations.description.map { source.string($0).onOneLine } ?? ""
    layout.objects.append(LayoutObject(name: name, description: description, region: region))
    places.append(rule.body)
    parts?.objects.append(
      TextPlaces.Object(
        whole: rule.range, name: rule.header, region: rule.body,
        numbers: declarations.isUsual
          ? declarations.values.ranges.filter { property, _ in
            region.number(property, angles: angles) != nil
          } : [:]))
  }

  // MARK: - Fractions

  /// Takes regions for fractions of the canvas where no unit is written and they can be nothing else.
  private mutating func readFractions() {
    let bare = layout.objects.indices.filter { index in
      !source.contains("px", in: places[index]) && !source.contains("%", in: places[index])
    }
    guard let first = bare.first else { return }
    let numbers = bare.flatMap { layout.objects[$0].region.lengths }
    guard numbers.allSatisfy({ $0.magnitude <= 1 }), numbers.contains(where: { $0 != $0.rounded() })
    else { return }
    note(
      .frameInferred, "the numbers were read as fractions of the canvas, not in pixels",
      places[first])
    let canvas = layout.canvas
    for index in bare {
      switch layout.objects[index].region {
      case .box(let box): layout.objects[index].region = .box(box.pixels(of: canvas))
      case .ellipse(let ellipse):
        let scaled = ellipse.scaled(x: Double(canvas.width), y: Double(canvas.height))
        layout.objects[index].region = .ellipse(scaled.normalized)
      }
    }
  }

  // MARK: - Descriptions

  /// Gives each description to the object of its name; of equal names the first to the first.
  private mutating func joinDescriptions() {
    indexNames()
    for rule in descriptions {
      let name = CSSName.read(source.string(rule.header)).name
      if let index = undescribed[name.joinKey]?.popLast() {
        describe(
          index,
          TextPlaces.Description(
            whole: rule.range, name: rule.header, text: source.trimmed(rule.body)))
      } else {
        let shown = JSONWriter.quoted(name.shortened(to: 40))
        note(.orphanDescription, "the description of \(shown) belongs to no object", rule.range)
      }
    }
  }

  /// Notes which objects wait for a description.
  private mutating func indexNames() {
    guard undescribed.isEmpty else { return }
    for index in layout.objects.indices.reversed() {
      undescribed[layout.objects[index].name.joinKey, default: []].append(index)
    }
  }

  private mutating func describe(_ index: Int, _ description: TextPlaces.Description) {
    if !layout.objects[index].description.isEmpty {
      let shown = JSONWriter.quoted(layout.objects[index].name.shortened(to: 40))
      note(
        .duplicateKey, "the description of \(shown) stands twice; the last one counts",
        description.whole, object: index)
    }
    layout.objects[index].description = source.string(description.text).onOneLine
    parts?.objects[index].description = description
  }

  /// Reads lines such as `- bear: A small brown bear.` where descriptions stand; others are prose.
  private mutating func readDescriptionLines(_ range: Range<Int>) {
    var proseStart = range.lowerBound
    var place = range.lowerBound
    while place < range.upperBound {
      let end = source.lineEnd(from: place, to: range.upperBound)
      let line = source.trimmed(place..<end)
      place = end + 1
      guard let found = source.descriptionLine(line),
        let index = undescribed[CSSName.read(source.string(found.name)).name.joinKey]?.popLast()
      else { continue }
      readProse(proseStart..<line.lowerBound)
      proseStart = line.upperBound
      note(.bracketStyle, "a description stands without braces", line, object: index)
      describe(index, found)
    }
    readProse(proseStart..<range.upperBound)
  }

  // MARK: - What stands around

  /// Reads prompts and captions, and reports what else stands between the rules.
  private mutating func readSurroundings(
    rules: ArraySlice<CSSRule>, hits: ArraySlice<LabelHit>, end: Int
  ) {
    var (rules, hits) = (rules, hits)
    var start = 0
    var label: PromptLabel?
    var seen: Set<PromptLabel> = []
    while let next = Self.popFirst(of: &rules, or: &hits) {
      guard next.range.lowerBound >= start else { continue }
      read(label, in: start..<next.range.lowerBound, seen: &seen)
      // Behind a description others may stand without braces.
      if next.label != nil || label != .descriptions { label = next.label }
      start = next.range.upperBound
    }
    if start < end { read(label, in: start..<end, seen: &seen) }
  }

  /// Takes away the rule or the label that comes first in the text.
  private static func popFirst(
    of rules: inout ArraySlice<CSSRule>, or hits: inout ArraySlice<LabelHit>
  ) -> (label: PromptLabel?, range: Range<Int>)? {
    if let hit = hits.first, hit.range.lowerBound < rules.first?.range.lowerBound ?? .max {
      hits.removeFirst()
      return (hit.label, hit.range)
    }
    return rules.popFirst().map { (nil, $0.range) }
  }

  private mutating func read(
    _ label: PromptLabel?, in range: Range<Int>, seen: inout Set<PromptLabel>
  ) {
    guard let label, [.background, .negative, .caption].contains(label) else {
      if label == .descriptions { readDescriptionLines(range) } else { readRest(range) }
      return
    }
    let line = source.firstLine(range)
    guard seen.insert(label).inserted else {
      note(.duplicateSection, "the \(label.title) stands twice", source.trimmed(range))
      return
    }
    let value = PromptValue(source, line: line)
    if let finding = value.finding(of: label) { findings.append(finding) }
    parts?.setPrompt(label, at: line)
    switch label {
    case .background: layout.background = value.text
    case .caption: layout.caption = value.text
    default: layout.negative = value.text
    }
    readRest(line.upperBound..<range.upperBound)
  }

  /// Reads what no label announces; beside ellipses lines may describe the objects.
  private mutating func readRest(_ range: Range<Int>) {
    let isDescribed =
      shape == CSSProperty.ellipse
      && source.bytes[range].contains { ":-".utf8.contains($0) || $0 >= 0x80 }
    guard isDescribed, !layout.objects.isEmpty else { return readProse(range) }
    indexNames()
    readDescriptionLines(range)
  }

  private mutating func readProse(_ range: Range<Int>) {
    let trimmed = source.trimmed(range)
    guard !trimmed.isEmpty else { return }
    if layout.objects.isEmpty, PromptLine.saysNoObjects(source, in: trimmed) {
      note(.noObjects, "the text says that there are no objects", trimmed)
    } else if let end = source.separator(at: trimmed.lowerBound), end == trimmed.upperBound {
      note(.separator, "\(source.excerpt(trimmed)) stands between rules", trimmed)
    } else if source.has("/*", at: trimmed.lowerBound) {
      note(.comment, "passed over a comment", trimmed)
    } else if let finding = source.findingOfIgnored(trimmed) {
      findings.append(finding)
    }
  }

  // MARK: - Findings

  private func nothingFound() -> ParseFailure {
    let trimmed = source.trimmed(0..<source.bytes.count)
    let found =
      trimmed.isEmpty ? "nothing" : source.excerpt(trimmed, count: 60)
    return ParseFailure(
      notation: notation,
      message: "expected rules such as name {\(shape[0].name): 9px; …}, found \(found)",
      source: source.range(trimmed))
  }

  mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>,
    object: Int? = nil
  ) {
    findings.append(rule, message, object: object, at: source.range(range))
  }
}

extension [LabelHit] {
  /// The labels that stand in none of the rules; both are in the order of the text.
  fileprivate func outside(_ rules: [CSSRule]) -> [LabelHit] {
    filter { hit in
      let index = rules.partitioningIndex { $0.range.upperBound > hit.range.lowerBound }
      return index == rules.count || rules[index].header.lowerBound > hit.range.lowerBound
    }
  }
}

extension String {
  /// The text with each line break and the space around it as one space.
  fileprivate var onOneLine: String {
    split(whereSeparator: \.isNewline).map { line in
      let source = SourceText(String(line))
      return source.string(source.trimmed(0..<source.bytes.count))
    }.joined(separator: " ")
  }

  /// The name as descriptions and objects are matched by: without case, hyphens and an article.
  fileprivate var joinKey: String {
    let words = String(lowercased().map { $0 == "-" || $0 == "_" ? " " : $0 })
    let article = ["a ", "an ", "the "].first { words.hasPrefix($0) }
    return String(words.dropFirst(article?.count ?? 0))
  }
}

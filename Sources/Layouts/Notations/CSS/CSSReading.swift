/// One reading of a text in a CSS notation.
struct CSSReading {
  private let source: SourceText
  private let notation: String
  private let shape: [CSSProperty]
  private let angles: AngleConvention
  private var layout: Layout
  private var places: [Range<Int>] = []
  /// Where everything stands, noted only where that was asked for.
  private var parts: TextPlaces?
  private var descriptions: [CSSRule] = []
  private var findings = FindingList()
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
    let descriptionStart = hits.first { $0.label == .descriptions }?.range.lowerBound ?? .max
    for rule in rules {
      read(rule, isDescription: rule.range.lowerBound > descriptionStart)
    }
    joinDescriptions()
    readFractions()
    readSurroundings(rules: rules, hits: hits)
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

  private mutating func read(_ rule: CSSRule, isDescription: Bool) {
    if !rule.isClosed {
      note(.truncated, "the closing brace is missing", rule.range)
    }
    let header = source.string(rule.header)
    let (name, isDecorated) = CSSName.read(header)
    let declarations = CSSDeclarations(source, in: rule.body)
    if isDescription || declarations.isEmpty {
      descriptions.append(rule)
      return
    }
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
    layout.objects.append(LayoutObject(name: name, region: region))
    places.append(rule.body)
    parts?.objects.append(
      TextPlaces.Object(
        whole: rule.range, name: rule.header, region: rule.body,
        numbers: declarations.values.ranges.filter { property, _ in
          region.number(property, angles: angles) != nil
        }))
  }

  /// The region that a rule declares, or nil after a finding that says what is missing.
  private mutating func region(
    of declarations: CSSDeclarations, name: String, rule: CSSRule, index: Int
  ) -> LayoutObject.Region? {
    let other = shape == CSSProperty.box ? CSSProperty.ellipse : CSSProperty.box
    let isOther = shape.allMissing(in: declarations) && !other.allMissing(in: declarations)
    let wanted = isOther ? other : shape
    var shown: String { JSONWriter.quoted(name.shortened(to: 40)) }
    if let (property, range) = declarations.failures.first(where: { failure in
      wanted.contains(failure.property) && declarations.values[failure.property] == nil
    }) {
      let found = source.excerpt(range)
      note(
        .notANumber,
        "\(shown): expected a number for \(property.name), found \(found); the object is left out",
        rule.range)
      return nil
    }
    guard wanted.allSatisfy({ declarations.values[$0] != nil }) else {
      let missing = wanted.filter { declarations.values[$0] == nil }
      note(
        .missingProperty,
        "\(shown): expected \(wanted.names), found no \(missing.names); the object is left out",
        rule.range)
      return nil
    }
    if isOther {
      note(
        .otherShape, "\(shown) is written with \(wanted.names)", rule.body, object: index)
    }
    noteUnused(declarations, wanted: wanted, index: index)
    return wanted == CSSProperty.box
      ? .box(box(declarations)) : .ellipse(ellipse(declarations, rule: rule, index: index))
  }

  private mutating func noteUnused(
    _ declarations: CSSDeclarations, wanted: [CSSProperty], index: Int
  ) {
    guard !declarations.values.lie(within: wanted) else { return }
    for property in CSSProperty.allCases where !wanted.contains(property) {
      guard let value = declarations.values[property] else { continue }
      note(
        .unknownProperty, "passed over the property \(property.name)", value.range, object: index)
    }
  }

  private func box(_ declarations: CSSDeclarations) -> Box {
    func number(_ property: CSSProperty) -> Double {
      declarations.number(property, on: layout.canvas)
    }
    return Box(
      x: number(.left), y: number(.top), width: number(.width), height: number(.height))
  }

  private mutating func ellipse(
    _ declarations: CSSDeclarations, rule: CSSRule, index: Int
  ) -> Ellipse {
    func number(_ property: CSSProperty) -> Double {
      declarations.number(property, on: layout.canvas)
    }
    let written = number(.angle)
    let angle = angles.canvasAngle(of: written)
    let ellipse = Ellipse(
      centerX: number(.centerX), centerY: number(.centerY), major: number(.major),
      minor: number(.minor), angle: angle)
    let place = source.range(rule.body)
    if ellipse.minor > ellipse.major {
      findings.append(.axesSwapped(ellipse, path: notation, object: index, at: place))
    }
    if !(0...180).contains(written) {
      findings.append(
        .angleNormalized,
        "the angle \(JSONWriter.text(ofFinite: written)) lies outside 0 to 180 degrees",
        object: index, at: place)
    }
    return ellipse.normalized
  }

  // MARK: - Fractions

  /// Takes boxes for fractions of the canvas where no unit is written and they can be nothing else.
  private mutating func readFractions() {
    guard let first = places.first else { return }
    var boxes: [Box] = []
    for (object, place) in zip(layout.objects, places) {
      guard case .box(let box) = object.region, !source.contains("px", in: place),
        !source.contains("%", in: place)
      else { return }
      boxes.append(box)
    }
    let numbers = boxes.flatMap { [$0.x, $0.y, $0.width, $0.height] }
    guard numbers.allSatisfy({ $0.magnitude <= 1 }), numbers.contains(where: { $0 != $0.rounded() })
    else { return }
    note(.frameInferred, "the boxes were read as fractions of the canvas, not in pixels", first)
    for index in layout.objects.indices {
      layout.objects[index].region = .box(boxes[index].pixels(of: layout.canvas))
    }
  }

  // MARK: - Descriptions

  /// Gives each description to the object of its name; of equal names the first to the first.
  private mutating func joinDescriptions() {
    guard !descriptions.isEmpty else { return }
    var waiting: [String: [Int]] = [:]
    for index in layout.objects.indices.reversed() {
      waiting[layout.objects[index].name.joinKey, default: []].append(index)
    }
    for rule in descriptions {
      let name = CSSName.read(source.string(rule.header)).name
      if let index = waiting[name.joinKey]?.popLast() {
        let body = source.trimmed(rule.body)
        layout.objects[index].description = source.string(body).onOneLine
        parts?.objects[index].description = TextPlaces.Description(
          whole: rule.range, name: rule.header, text: body)
      } else {
        let shown = JSONWriter.quoted(name.shortened(to: 40))
        note(.orphanDescription, "the description of \(shown) belongs to no object", rule.range)
      }
    }
  }

  // MARK: - What stands around

  /// Reads prompts and captions, and reports what else stands between the rules.
  private mutating func readSurroundings(rules: [CSSRule], hits: [LabelHit]) {
    var (rules, hits) = (rules[...], hits[...])
    var start = 0
    var label: PromptLabel?
    var seen: Set<PromptLabel> = []
    while let end = Self.popFirst(of: &rules, or: &hits) {
      guard end.range.lowerBound >= start else { continue }
      read(label, in: start..<end.range.lowerBound, seen: &seen)
      label = end.label
      start = end.range.upperBound
    }
    read(label, in: start..<source.bytes.count, seen: &seen)
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
      readProse(range)
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
    readProse(line.upperBound..<range.upperBound)
  }

  private mutating func readProse(_ range: Range<Int>) {
    let trimmed = source.trimmed(range)
    guard !trimmed.isEmpty else { return }
    if layout.objects.isEmpty, PromptLine.saysNoObjects(source, in: trimmed) {
      note(.noObjects, "the text says that there are no objects", trimmed)
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

  private mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>,
    object: Int? = nil
  ) {
    findings.append(rule, message, object: object, at: source.range(range))
  }
}

extension [CSSProperty] {
  fileprivate func allMissing(in declarations: CSSDeclarations) -> Bool {
    allSatisfy { property in
      declarations.values[property] == nil
        && !declarations.failures.contains { $0.property == property }
    }
  }

  fileprivate var names: String { map(\.name).joined(separator: ", ") }
}

extension CSSDeclarations {
  /// A number in pixels or degrees; a percentage is one of the side it runs along.
  fileprivate func number(_ property: CSSProperty, on canvas: Canvas) -> Double {
    guard let value = values[property] else { return 0 }
    guard value.isPercentage else { return value.number }
    let isVertical = property == .top || property == .height || property == .centerY
    return value.number * Double(isVertical ? canvas.height : canvas.width) / 100
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

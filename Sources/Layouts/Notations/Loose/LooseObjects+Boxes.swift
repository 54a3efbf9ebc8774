/// Boxes in the many shapes that they are written in.
extension LooseObjects {
  /// Whether a value is meant as a box.
  func isBox(_ value: Literal) -> Bool { value.looksLikeBox }

  /// Adds an object, or reports why it can't be.
  mutating func add(
    _ value: Literal, name: Name?, key: String?, in range: Range<Int>? = nil
  ) {
    guard let name else {
      drop(.missingName, "the box \(excerpt(value.range)) has no name", value.range)
      return
    }
    let shown = JSONWriter.quoted(name.text.shortened(to: 40))
    let place =
      range
      ?? min(
        name.range.lowerBound, value.range.lowerBound)..<max(
        name.range.upperBound, value.range.upperBound)
    switch rawBox(of: value) {
    case .success(let box): append(.box(box), name: name, range: place)
    case .failure(let problem): drop(problem.rule, "\(shown): \(problem.message)", value.range)
    }
  }

  mutating func append(_ region: RawObject.Region, name: Name?, range: Range<Int>) {
    guard let name else {
      drop(.missingName, "the region \(excerpt(range)) has no name", range)
      return
    }
    if name.text.unicodeScalars.allSatisfy(\.properties.isWhitespace) {
      note(.emptyName, "the object at \(excerpt(range)) has an empty name", range)
    }
    objects.append(
      RawObject(name: name.text, description: name.description, region: region, range: range))
  }

  /// Why a value is no box.
  struct BoxProblem: Error {
    var rule: ReadingRule
    var message: String
  }

  /// The numbers of a box.
  private mutating func rawBox(of value: Literal) -> Result<RawBox, BoxProblem> {
    switch value.content {
    case .list(let elements): return rawBox(ofList: elements, in: value)
    case .pairs(let pairs):
      let sides = BoxSides(pairs)
      if let box = sides.box(range: value.range, canvas: canvas ?? givenCanvas) {
        noteQuotedSides(pairs)
        return .success(box)
      }
      if let inner = pairs.first(where: { $0.value.looksLikeBox }) {
        return rawBox(of: inner.value)
      }
      return .failure(
        BoxProblem(
          rule: .missingBox, message: "expected all sides of a box, found \(excerpt(value.range))"))
    case .text(let text), .word(let text):
      guard let box = BoxText.box(in: text, range: value.range, canvas: canvas ?? givenCanvas)
      else {
        return .failure(
          BoxProblem(
            rule: .notANumber, message: "expected 4 numbers, found \(excerpt(value.range))"))
      }
      note(.bracketStyle, "a box in quotes", value.range)
      if text.utf8.contains(UInt8(ascii: "%")) { note(.percentage, "a percentage", value.range) }
      return .success(box)
    case .number, .nothing, .taken:
      return .failure(
        BoxProblem(rule: .missingBox, message: "expected a box, found \(excerpt(value.range))"))
    }
  }

  private mutating func rawBox(
    ofList elements: [Literal], in value: Literal
  ) -> Result<RawBox, BoxProblem> {
    if elements.count == 1, elements[0].looksLikeBox { return rawBox(of: elements[0]) }
    let corners = elements.compactMap(\.pairOfNumbers)
    if corners.count == elements.count, corners.count >= 2 {
      noteQuotes(around: value)
      return .success(around(corners.flatMap { [$0.0, $0.1] }, range: value.range))
    }
    var numbers: [RawNumber] = []
    for element in elements {
      guard let number = element.looseNumber else {
        return .failure(
          BoxProblem(
            rule: .notANumber, message: "expected a number, found \(excerpt(element.range))"))
      }
      noteQuotes(around: element)
      numbers.append(number)
    }
    if numbers.count == 5 { note(.extraElement, "left out the fifth number", elements[4].range) }
    if numbers.count == 8 { return .success(around(numbers, range: value.range)) }
    guard numbers.count == 4 || numbers.count == 5 else {
      return .failure(
        BoxProblem(rule: .wrongArity, message: "expected 4 numbers, found \(numbers.count)"))
    }
    return .success(
      RawBox(Array(numbers.prefix(4)), on: canvas ?? givenCanvas, range: value.range))
  }

  /// Notes that a number, or each of a list, stands in quotes.
  private mutating func noteQuotes(around value: Literal) {
    if case .list(let elements) = value.content {
      for element in elements { noteQuotes(around: element) }
    } else if value.text != nil, let number = value.looseNumber {
      note(.numberForm, "a number in quotes", value.range)
      if number.unit == .percent { note(.percentage, "a percentage", value.range) }
    }
  }

  /// Notes the numbers in quotes among the sides that members of a dictionary give.
  mutating func noteQuotedSides(_ pairs: [Pair]) {
    for (key, pair) in zip(LooseKeys(pairs), pairs)
    where key.side(beside: []) != nil || key.part != nil { noteQuotes(around: pair.value) }
  }

  /// The box around corners, of which x and y are given in turn.
  private mutating func around(_ numbers: [RawNumber], range: Range<Int>) -> RawBox {
    let canvas = canvas ?? givenCanvas
    if numbers.count == 4 { return RawBox(numbers, order: .xyxy, on: canvas, range: range) }
    note(.fittedShape, "the corners were read as the box around them", range)
    let (values, unit) = numbers.inOneUnit(on: canvas)
    let xs = stride(from: 0, to: values.count, by: 2).map { values[$0] }
    let ys = stride(from: 1, to: values.count, by: 2).map { values[$0] }
    return RawBox(
      numbers: [xs.min() ?? 0, ys.min() ?? 0, xs.max() ?? 0, ys.max() ?? 0], order: .xyxy,
      unit: unit, range: range)
  }

  // MARK: - Findings

  mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule, message, at: source.range(range))
  }

  mutating func drop(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    droppedCount += 1
    note(rule, "\(message); the object is left out", range)
  }

  /// Notes once for the whole layout that objects are written in another form.
  mutating func noteForm(_ message: String, _ range: Range<Int>) {
    guard !hasNotedForm else { return }
    hasNotedForm = true
    note(.bracketStyle, message, range)
  }

  mutating func noteExtra(_ elements: ArraySlice<Literal>) {
    for element in elements {
      note(.extraElement, "left out \(excerpt(element.range))", element.range)
    }
  }

  func excerpt(_ range: Range<Int>) -> String { source.beginning(of: range) }
}

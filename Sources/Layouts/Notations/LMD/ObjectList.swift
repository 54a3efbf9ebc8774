/// Objects taken out of literals, with the place of each and of its box.
struct ObjectList {
  private(set) var objects: [LayoutObject] = []
  /// Where the box of each object stands.
  private(set) var places: [SourceRange] = []
  /// Where the text of each object begins and ends.
  private var extents: [(start: UInt32, end: UInt32)] = []
  /// Where the parts of each object stand, where that was asked for.
  private(set) var parts: [TextPlaces.Object]?
  private(set) var notes = FindingList()
  /// What was read beside objects: an empty list, `None`, a list of things that aren't objects.
  var isEmptyList = false
  /// Prompts that stood as keys of a dictionary around the objects.
  var prompts: [PromptLabel: Literal] = [:]
  /// How many objects were left out.
  var droppedCount = 0
  /// Whether a name holds a box, so that its quotes are not those that were meant.
  private(set) var hasBoxInName = false
  /// The lists in brackets outside other brackets.
  var lists: Lists?
  let source: SourceText
  private let canvas: Canvas
  private var prose: [Range<Int>] = []
  /// Lists that were left out as a whole.
  private var leftOut: [Range<Int>] = []
  private var hasNotedForm = false

  init(_ source: SourceText, canvas: Canvas, notesParts: Bool = false) {
    self.source = source
    self.canvas = canvas
    parts = notesParts ? [] : nil
  }

  /// Takes the objects out of a value that stands in no brackets, or reports it as prose.
  mutating func take(outermost value: Literal) {
    if value.isProse {
      prose.append(value.range)
      note(.ignoredText, "passed over \(source.excerpt(value.range))", value.range)
    } else {
      isEmptyList = isEmptyList || value.isEmptyList
      take(value)
      compare(value)
    }
  }

  /// Adds what was noticed in reading the values, except what concerns prose alone.
  mutating func finish(_ notes: FindingList) {
    self.notes.append(contentsOf: notes) { [prose] in prose.holds($0) ? nil : $0 }
    guard !leftOut.isEmpty else { return }
    let all = self.notes
    self.notes = FindingList()
    self.notes.append(contentsOf: all) { [leftOut] finding in
      finding.rule != ReadingRule.severalLayouts.rawValue && leftOut.holds(finding) ? nil : finding
    }
  }

  /// Leaves out the objects from an index on, which are those of a list.
  mutating func leaveOut(from index: Int, in list: Range<Int>) {
    removeObjects(from: index)
    leftOut.append(list)
    note(.severalLayouts, "a second list of the same objects was passed over", list)
  }

  private mutating func removeObjects(from index: Int) {
    objects.removeLast(objects.count - index)
    places.removeLast(places.count - index)
    extents.removeLast(extents.count - index)
    if let count = parts?.count { parts?.removeLast(count - min(index, count)) }
  }

  /// Whether an object was read, or one that had to be left out.
  var namesAny: Bool { !objects.isEmpty || droppedCount > 0 }

  // MARK: - Finding the objects

  /// Takes the objects out of a value: an object, a list of objects, or lists of such lists.
  mutating func take(_ value: Literal) {
    switch value.content {
    case .list(let elements): takeList(elements, in: value)
    case .pairs(let pairs): takeDictionary(pairs, in: value)
    case .text(let text), .word(let text):
      drop(.missingBox, "\(JSONWriter.quoted(text.shortened(to: 40))) has no box", value.range)
    case .number, .nothing, .taken: break
    }
  }

  /// Walks through a list: a text names the box that follows; nested lists are walked in turn.
  private mutating func takeList(_ elements: [Literal], in list: Literal) {
    if let box = plainBox(in: elements) {
      add(elements[0], box: box, in: list)
      return
    }
    if let entry = flatEntry(elements, in: list) {
      if let entry { add(entry.name, box: entry.box, in: list) }
      return
    }
    var names: [Literal] = []
    var usedName: Literal?
    var count = 0
    for element in joiningSides(joiningPairs(elements)).lazy.map(\.inFull) {
      let element = names.isEmpty ? element : quotedBox(element) ?? element
      if element.text != nil {
        names.append(element)
      } else if isBox(element, hasName: !names.isEmpty || usedName != nil) {
        if let name = names.first ?? usedName {
          if names.isEmpty {
            noteForm("several boxes behind one name", element.range)
          } else if count > 0 {
            noteForm("names and boxes in one list", list.range)
          }
          noteExtra(names.dropFirst())
          add(name, box: element, in: count == 0 ? list : nil)
        } else {
          drop(.missingName, "the box \(excerpt(element.range)) has no name", element.range)
        }
        usedName = names.first ?? usedName
        names = []
        count += 1
      } else if element.isCollection {
        take(element)
      } else {
        finishNothing(element, names: &names, isAlone: elements.count == 1)
      }
    }
    finish(
      names, wasUsed: count > 0, in: list, isWhole: count == 0 && names.count == elements.count)
  }

  /// The box of a list that holds a name and numbers in brackets, and no more.
  private func plainBox(in elements: [Literal]) -> Literal? {
    guard elements.count == 2, elements[0].text != nil, elements[1].isCollection else { return nil }
    let box = elements[1].inFull
    return box.isNumbers ? box : nil
  }

  /// Deals with `None` or a number where a box or a name should stand.
  private mutating func finishNothing(_ element: Literal, names: inout [Literal], isAlone: Bool) {
    guard let name = names.first?.text else {
      if !isAlone { note(.extraElement, "left out \(excerpt(element.range))", element.range) }
      return
    }
    drop(
      .missingBox,
      "\(JSONWriter.quoted(name.shortened(to: 40))) has no box: found \(excerpt(element.range))",
      element.range)
    names = []
  }

  /// Deals with the texts that no box followed.
  private mutating func finish(
    _ names: [Literal], wasUsed: Bool, in list: Literal, isWhole: Bool
  ) {
    guard let first = names.first, let name = first.text else { return }
    if wasUsed {
      noteExtra(names[...])
    } else {
      let shown = JSONWriter.quoted(name.shortened(to: 40))
      drop(.missingBox, "\(shown) has no box", isWhole ? list.range : first.range)
      noteExtra(names.dropFirst())
    }
  }

  /// Whether an element is meant as a box: numbers, or anything plain behind a name.
  func isBox(_ element: Literal, hasName: Bool) -> Bool {
    switch element.content {
    case .pairs(let pairs): return hasName && pairs.contains { $0.key.isSideName }
    case .list(let elements):
      if element.isNumbers { return true }
      if elements.contains(where: \.isCollection) { return false }
      if elements.isEmpty { return hasName }
      return elements.first?.isNumber == true || hasName && elements.contains(where: \.isNumber)
    default: return false
    }
  }

  // MARK: - Boxes

  /// Forgets everything but so many of the first objects.
  mutating func startAgain(behind count: Int) {
    parts = parts.map { _ in [] }
    notes = FindingList()
    (prose, prompts, isEmptyList, droppedCount, hasNotedForm) = ([], [:], false, 0, false)
    (lists, leftOut, hasBoxInName) = (nil, [], false)
    removeObjects(from: count)
  }

  /// Makes room for as many objects as the text will have if it goes on as it began; doubling the room
  /// would hold up to three times what a long list needs.
  private mutating func makeRoom(at place: Int) {
    guard objects.count >= 64, let start = extents.first?.start else { return }
    reserve(
      source.expectedCount(
        objects.count, in: Int(start)..<max(Int(start), place), to: source.bytes.count))
  }

  /// Keeps what else is said about an object.
  mutating func keep(_ extras: JSONObject, description: String?, of index: Int) {
    objects[index].extras = extras
    if let description { objects[index].description = description }
  }

  /// Makes room for so many objects.
  mutating func reserve(_ count: Int) {
    objects.reserveCapacity(count)
    places.reserveCapacity(count)
    extents.reserveCapacity(count)
  }

  /// Adds an object with the place of its text and of its box.
  mutating func add(_ object: LayoutObject, at range: Range<Int>, box: Range<Int>) {
    if objects.count == objects.capacity { makeRoom(at: range.upperBound) }
    objects.append(object)
    places.append(source.range(box))
    extents.append((UInt32(range.lowerBound), UInt32(range.upperBound)))
  }

  mutating func add(_ name: Literal, box: Literal, in list: Literal?) {
    let text = name.text ?? ""
    var shown: String { JSONWriter.quoted(text.shortened(to: 40)) }
    guard let sides = sides(of: box, name: text) else { return }
    let result = Box(x: sides[0], y: sides[1], width: sides[2], height: sides[3])
    let range =
      list?.range
      ?? min(
        name.range.lowerBound, box.range.lowerBound)..<max(
        name.range.upperBound, box.range.upperBound)
    if text.showsNothing {
      note(.emptyName, "the object at \(excerpt(box.range)) has an empty name", range)
    }
    if source.mayHoldBracket(in: name.range), text.holdsBox {
      hasBoxInName = true
      note(.unescapedQuote, "the name \(shown) holds a quote and a box behind it", name.range)
    }
    if sides.allSatisfy({ $0.magnitude <= 1 }), sides.contains(where: { $0 != $0.rounded() }) {
      note(
        .fractionalBox, "the box of \(shown) was read as pixels but looks like fractions", box.range
      )
    }
    add(LayoutObject(name: text, box: result), at: range, box: box.range)
    parts?.append(TextPlaces.Object(whole: range, name: name.range, box: box))
  }

  /// The four numbers of a box, or nil after a finding that says what is wrong with them.
  private mutating func sides(of box: Literal, name text: String) -> [Double]? {
    var name: String { JSONWriter.quoted(text.shortened(to: 40)) }
    let elements = box.boxElements
    var numbers: [Double] = []
    numbers.reserveCapacity(elements.count)
    if elements.isEmpty {
      drop(.missingBox, "\(name) has no box: found \(excerpt(box.range))", box.range)
      return nil
    }
    for (index, element) in elements.enumerated() {
      guard let number = number(element, side: index) else {
        drop(
          .notANumber, "\(name): expected a number, found \(excerpt(element.range))", element.range)
        return nil
      }
      numbers.append(number)
    }
    guard numbers.count == 4 else {
      drop(.wrongArity, "\(name): expected 4 numbers, found \(numbers.count)", box.range)
      return nil
    }
    return numbers
  }

  private mutating func number(_ element: Literal, side: Int) -> Double? {
    switch element.content {
    case .number(let number, let isPercentage):
      let whole = Double(side % 2 == 0 ? canvas.width : canvas.height)
      let value = isPercentage ? number * whole / 100 : number
      return value.isFinite ? value : nil
    case .text(let text):
      guard let number = Double(text.filter { !$0.isWhitespace }), number.isFinite else {
        return nil
      }
      note(.numberForm, "a number in quotes", element.range)
      return number
    default: return nil
    }
  }

  // MARK: - Findings

  /// The index of the first object that begins at a place or behind it.
  func indexOfObject(behind place: Int) -> Int {
    extents.partitioningIndex { $0.start >= place }
  }

  /// Where the text of an object begins; nil where there are no so many.
  func startOfObject(_ index: Int) -> Int? {
    index < extents.count ? Int(extents[index].start) : nil
  }

  /// The index of the object whose text holds a place.
  func indexOfObject(holding place: SourceRange) -> Int? {
    let index = extents.partitioningIndex { $0.end > place.offset }
    guard index < extents.count, extents[index].start <= place.offset else { return nil }
    return index
  }

  mutating func note(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>
  ) {
    notes.append(rule, message, at: source.range(range))
  }

  mutating func drop(
    _ rule: ReadingRule, _ message: String, _ range: Range<Int>
  ) {
    droppedCount += 1
    note(rule, "\(message); the object is left out", range)
  }

  /// Notes once for the whole list that objects are written in another form.
  mutating func noteForm(_ message: String, _ range: Range<Int>) {
    guard !hasNotedForm else { return }
    hasNotedForm = true
    note(.bracketStyle, message, range)
  }

  private mutating func noteExtra(_ elements: ArraySlice<Literal>) {
    for element in elements {
      note(.extraElement, "left out \(excerpt(element.range))", element.range)
    }
  }

  func excerpt(_ range: Range<Int>) -> String {
    source.beginning(of: range)
  }
}

extension [Range<Int>] {
  /// Whether a finding points into one of the stretches, given in the order of the text.
  fileprivate func holds(_ finding: Finding) -> Bool {
    guard !isEmpty, let offset = finding.source?.offset else { return false }
    let index = partitioningIndex { $0.upperBound > offset }
    return index < count && self[index].contains(offset)
  }
}

extension String {
  /// Whether the text is empty or white space alone.
  fileprivate var showsNothing: Bool {
    !utf8.contains { (0x21...0x7E).contains($0) }
      && unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }
}

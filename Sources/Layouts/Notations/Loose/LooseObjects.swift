/// The objects that values read from a text stand for, whatever keys and brackets hold them together.
///
/// A dictionary is an object where it holds a box; else it stands around objects, and its keys name
/// those that have no name of their own. A list of texts beside as many boxes names them one by one.
struct LooseObjects {
  /// What a text gives a name, with the place it stands at.
  struct Name {
    var text: String
    var range: Range<Int>
    var description = ""
    /// Whether it is the key of a list, and so stands back behind what its elements say.
    var isOfGroup = false
  }

  typealias Pair = (key: Literal, value: Literal)

  var objects = RawObjects()
  var findings = FindingList()
  var prompts: [PromptLabel: String] = [:]
  var canvas: Canvas?
  /// What the text says of how boxes are measured.
  var declared = DeclaredFrame()
  var prior: FramePrior
  var extras: [JSONObject.Member] = []
  /// The keys of members without a meaning that were kept.
  var keptKeys: Set<String> = []
  private var weighedKeys: Set<String> = []
  /// How many objects were left out.
  var droppedCount = 0
  /// Whether a list of no objects was read.
  var isEmptyList = false
  var hasNotedForm = false
  private var hasIdeogramKeys = false

  let source: SourceText
  let givenCanvas: Canvas

  init(source: SourceText, canvas: Canvas, prior: FramePrior) {
    self.source = source
    self.prior = prior
    givenCanvas = canvas
  }

  /// Hands the objects over, so that they are not shared when they become the layout's.
  mutating func takeObjects() -> RawObjects {
    defer { objects = RawObjects() }
    return objects
  }

  // MARK: - Values

  /// Takes the objects out of the values of a text.
  mutating func takeAll(_ values: [Literal]) {
    var values = values
    if let (names, boxes) = Self.parallelLists(values) {
      takeParallel(names: values[names], boxes: values[boxes], descriptions: nil)
      values = values.indices.filter { $0 != names && $0 != boxes }.map { values[$0] }
    }
    if values.count > 1, values.allSatisfy(\.isTextOrBox) {
      return takeList(values, name: nil)
    }
    if values.count > max(64, objects.count / 4), values[values.count - 1].isCollection {
      objects.reserveCapacity(objects.count + values.count)
    }
    for value in values { take(value.inFull, name: nil) }
  }

  mutating func take(_ value: Literal, name: Name?) {
    switch value.content {
    case .list(let elements):
      let isList = source.bytes[value.range.lowerBound] != UInt8(ascii: "{")
      isEmptyList = isEmptyList || isList && value.isEmptyList
      takeList(elements, name: name)
    case .pairs(let pairs): takeDictionary(pairs, in: value, name: name)
    case .text(let text), .word(let text):
      if let list = unquoted(value) { return take(list, name: name) }
      let shown = JSONWriter.quoted(text.shortened(to: 40))
      drop(.missingBox, "\(shown) has no box", value.range)
    case .number, .nothing, .taken: break
    }
  }

  // MARK: - Lists

  private mutating func takeList(_ elements: [Literal], name: Name?) {
    if takeFlatObject(elements) { return }
    var elements = elements
    if name == nil, let turned = Self.boxesFirst(elements) { elements = turned }
    if elements.first?.isCollection == true, elements.count > max(64, objects.count / 4) {
      objects.reserveCapacity(objects.count + elements.count)
    }
    var waiting: ArraySlice<Literal> = []
    var used: Name? = name
    for element in elements.lazy.map(\.inFull) {
      if element.text != nil, waiting.isEmpty || !isBox(element) {
        waiting.append(element)
      } else if isBox(element) {
        if let first = waiting.first, let text = first.text {
          used = Name(text: text, range: first.range)
          noteExtra(waiting.dropFirst())
        }
        waiting = []
        add(element, name: used, key: nil)
      } else if element.isCollection {
        let own = waiting.first.flatMap { first in
          first.text.map { Name(text: $0, range: first.range) }
        }
        if own != nil { waiting.removeFirst() }
        take(element, name: own ?? used)
      } else if let first = waiting.first {
        drop(
          .missingBox, "\(excerpt(first.range)) has no box: found \(excerpt(element.range))",
          element.range)
        waiting = []
      } else {
        note(.extraElement, "left out \(excerpt(element.range))", element.range)
      }
    }
    for element in waiting {
      drop(.missingBox, "\(excerpt(element.range)) has no box", element.range)
    }
  }

  /// Takes an object that is written flat, `["a cat", 10, 20, 100, 120]`; false when it isn't one.
  private mutating func takeFlatObject(_ elements: [Literal]) -> Bool {
    guard elements.count >= 4, !elements.contains(where: \.isCollection),
      let place = elements.first?.text != nil
        ? 0 : elements.last?.text != nil ? elements.count - 1 : nil,
      let text = elements[place].text
    else { return false }
    let rest = elements.indices.filter { $0 != place }.map { elements[$0] }
    guard rest.allSatisfy({ $0.looseNumber != nil }), let first = rest.first, let last = rest.last
    else { return false }
    let range = first.range.lowerBound..<last.range.upperBound
    add(
      Literal(content: .list(rest), range: range),
      name: Name(text: text, range: elements[place].range), key: nil)
    return true
  }

  /// The elements with each name before its box, where a list gives box and name in turn.
  private static func boxesFirst(_ elements: [Literal]) -> [Literal]? {
    guard elements.count >= 2, elements.count.isMultiple(of: 2), elements[0].looksLikeBox,
      stride(from: 0, to: elements.count, by: 2).allSatisfy({ index in
        elements[index].looksLikeBox && elements[index + 1].text != nil
          && !elements[index + 1].looksLikeBox
      })
    else { return nil }
    return stride(from: 0, to: elements.count, by: 2).flatMap { [elements[$0 + 1], elements[$0]] }
  }

  // MARK: - Parallel lists

  /// The places of a list of texts and of a list of as many boxes, if there is one pair of them.
  private static func parallelLists(_ values: [Literal]) -> (names: Int, boxes: Int)? {
    guard let boxes = values.indices.first(where: { values[$0].unnested.boxListCount > 0 }) else {
      return nil
    }
    let boxCount = values[boxes].unnested.boxListCount
    let names = values.indices.first { index in
      let count = values[index].unnested.textListCount
      return count > 0 && (count == boxCount || count == boxCount + 1)
    }
    return names.map { ($0, boxes) }
  }

  /// Joins names to boxes by their order; MIGC's lists begin with a caption that has no box.
  private mutating func takeParallel(
    names: Literal, boxes: Literal, descriptions: Literal?, key: String? = nil,
    mayBeginWithCaption: Bool = true
  ) {
    guard case .list(var texts) = names.unnested.content,
      case .list(let places) = boxes.unnested.content
    else { return }
    if mayBeginWithCaption, texts.count == places.count + 1, let caption = texts.first?.text {
      note(.looseEntry, "the first of the texts was read as the caption", texts[0].range)
      prompts[.caption] = prompts[.caption] ?? caption
      texts.removeFirst()
    }
    var details: [Literal] = []
    if case .list(let elements)? = descriptions?.unnested.content { details = elements }
    if places.count > max(64, objects.count / 4) {
      objects.reserveCapacity(objects.count + places.count)
    }
    for (index, place) in places.lazy.map(\.inFull).enumerated() {
      let name = index < texts.count ? texts[index] : nil
      let description = index < details.count ? details[index].text ?? "" : ""
      add(
        place,
        name: name.flatMap { name in
          name.text.map { Name(text: $0, range: name.range, description: description) }
        }, key: key)
    }
    for text in texts.dropFirst(places.count) {
      drop(.missingBox, "\(excerpt(text.range)) has no box", text.range)
    }
  }

  // MARK: - Dictionaries

  private mutating func takeDictionary(
    _ pairs: [Pair], in dictionary: Literal, name: Name?, depth: Int = 0
  ) {
    let dictionaryKeys = LooseKeys(pairs)
    if depth < Self.separationLimit, let objects = separated(pairs, keys: dictionaryKeys) {
      note(
        .separator, "several objects stand in one dictionary, without brackets between them",
        dictionary.range)
      return takeSeparated(objects, name: name, depth: depth + 1)
    }
    let parts = ObjectParts(
      pairs, keys: dictionaryKeys, canvas: canvas ?? givenCanvas)
    if let texts = parts.parallelNames, let box = parts.box {
      let key = dictionaryKeys[box].text
      weigh(dictionaryKeys[box])
      let namesKey = dictionaryKeys[texts].form
      takeParallel(
        names: pairs[texts].value, boxes: pairs[box].value,
        descriptions: parts.parallelDescriptions.map { pairs[$0].value }, key: key,
        mayBeginWithCaption: namesKey.holds("prompt") || namesKey.holds("caption"))
      takeAround(pairs, keys: dictionaryKeys, except: [texts, box], name: name)
    } else if parts.hasRegion, isNamedLayout(pairs, keys: dictionaryKeys, parts: parts) {
      takeAround(pairs, keys: dictionaryKeys, except: [], name: nil)
    } else if parts.hasRegion, let rest = withoutRepeated(pairs, keys: dictionaryKeys) {
      takeDictionary(rest, in: dictionary, name: name, depth: depth)
    } else if parts.hasRegion {
      takeObject(pairs, keys: dictionaryKeys, parts: parts, in: dictionary, name: name)
    } else if !pairs.contains(where: { $0.value.isCollection }), let own = parts.name(pairs),
      parts.isObject
    {
      drop(
        .missingBox, "\(JSONWriter.quoted(own.text.shortened(to: 40))) has no box",
        dictionary.range)
    } else {
      takeAround(pairs, keys: dictionaryKeys, except: [], name: parts.groupName(pairs) ?? name)
    }
  }

  private mutating func takeSeparated(_ objects: [[Pair]], name: Name?, depth: Int) {
    for members in objects {
      guard let first = members.first, let last = members.last else { continue }
      let range = first.key.range.lowerBound..<last.value.range.upperBound
      takeDictionary(
        members, in: Literal(content: .pairs(members), range: range), name: name, depth: depth)
    }
  }

  private mutating func takeObject(
    _ pairs: [Pair], keys: LooseKeys, parts: ObjectParts, in dictionary: Literal, name: Name?
  ) {
    var own = parts.name(pairs) ?? name
    if let name, !name.isOfGroup, parts.isNamedByDescription(keys) {
      own = name
      own?.description = parts.name(pairs)?.text ?? ""
    }
    if let description = parts.description.flatMap({ pairs[$0].value.text }) {
      own?.description = description
    }
    let start = objects.count
    if let box = parts.box {
      weigh(keys[box])
      addBoxes(pairs[box].value, name: own, key: keys[box].text, in: dictionary)
    } else if let ellipse = parts.ellipse {
      append(.ellipse(ellipse, range: dictionary.range), name: own, range: dictionary.range)
    } else if let sides = parts.sides.box(range: dictionary.range, canvas: canvas ?? givenCanvas) {
      if own == nil {
        drop(.missingName, "the box \(excerpt(dictionary.range)) has no name", dictionary.range)
      } else {
        noteQuotedSides(pairs)
        append(.box(sides), name: own, range: dictionary.range)
      }
    } else {
      let found = excerpt(dictionary.range)
      drop(.missingBox, "expected all sides of a box, found \(found)", dictionary.range)
    }
    takeRest(of: pairs, keys: keys, parts: parts, name: own, objects: start..<objects.count)
    if parts.usesIdeogramKeys, !hasIdeogramKeys {
      hasIdeogramKeys = true
      prior.add(8, for: .yxyx)
    }
  }

  /// Takes what members say of objects beside their names and places, and the objects within them.
  private mutating func takeRest(
    of pairs: [Pair], keys: LooseKeys, parts: ObjectParts, name: Name?, objects added: Range<Int>
  ) {
    let frame = objectFrame(pairs, keys: keys, parts: parts)
    if parts.ellipse == nil {
      let beside = pairs.indices.filter {
        !parts.usedPairs.contains($0) && !frame.keys.contains($0)
      }
      noteAngles(of: beside.map { pairs[$0] })
    }
    var nested: [Int] = []
    var kept: [JSONObject.Member] = []
    for (index, pair) in pairs.enumerated()
    where !parts.usedPairs.contains(index) && !frame.keys.contains(index) {
      let key = keys[index]
      if holdsObjects(pair.value, under: key) {
        nested.append(index)
      } else {
        kept.append(JSONObject.Member(key: key.text, value: pair.value.looseJSON(in: source)))
      }
    }
    for pair in parts.box.map({ Self.membersBeside(pairs[$0].value) }) ?? [] {
      kept.append(
        JSONObject.Member(key: pair.key.text ?? "", value: pair.value.looseJSON(in: source)))
    }
    let extras = JSONObject(kept)
    for index in added {
      objects[index].extras = extras
      if !frame.said.isEmpty { objects[index].region.declare(frame.said) }
    }
    for index in nested { takeNested(pairs[index], of: name) }
  }

  /// Adds the one or several boxes under a key.
  private mutating func addBoxes(
    _ value: Literal, name: Name?, key: String, in dictionary: Literal
  ) {
    if case .list(let elements) = value.content, value.boxListCount > 0, !value.looksLikeBox {
      for element in elements { add(element, name: name, key: key) }
    } else {
      add(value, name: name, key: key, in: dictionary.range)
    }
  }

  /// Reads what stands around objects: prompts, the canvas, names as keys, further wrappers.
  private mutating func takeAround(
    _ pairs: [Pair], keys: LooseKeys, except used: Set<Int>, name: Name?
  ) {
    let canvasKeys = readCanvas(pairs, keys: keys)
    if pairs.count > max(64, objects.count / 4), pairs.last?.value.isCollection == true {
      objects.reserveCapacity(objects.count + pairs.count)
    }
    var wrappers: Set<String> = []
    for (index, pair) in pairs.enumerated() where !used.contains(index) {
      let key = keys[index]
      var value = pair.value.inFull
      if key.prompt == nil, !isBox(value), let list = unquoted(value) { value = list }
      if let label = key.prompt, takePrompt((pair.key, value), label: label, key: key) {
        continue
      } else if key.isFrame, let text = value.text, declare(frame: text) {
        continue
      } else if isBox(value), !key.isWrapper || key.prompt != nil, key.text != "" {
        noteForm("a name as a key", pair.key.range)
        add(value, name: Name(text: key.text, range: pair.key.range), key: nil)
      } else if value.isCollection, !key.isCanvas || value.holdsBoxes(depth: 0) {
        isEmptyList = isEmptyList || value.isEmptyList
        guard value.holdsBoxes(depth: 0) || value.isEmptyList || key.isWrapper else {
          keepRest(of: (pair.key, value), key: key)
          continue
        }
        if key.isBox { weigh(key) }
        if key.isWrapper, !wrappers.insert(key.text).inserted {
          let shown = JSONWriter.quoted(key.text)
          note(.duplicateKey, "\(shown) stands twice; both were read", pair.key.range)
        }
        var own = Name(text: key.text, range: pair.key.range)
        if case .list = value.content { own.isOfGroup = true }
        take(value, name: key.isWrapper || key.text.isEmpty ? name : own)
      } else if !canvasKeys.contains(index) {
        if key.isCanvas { noteUnreadCanvas(pair, key: key) }
        keep(pair, key: key)
      }
    }
  }

  // MARK: - The frame

  /// Lets a key speak for how boxes are measured: once, however many objects have it.
  private mutating func weigh(_ key: LooseKey) {
    // No layout has so many keys: those beyond name objects.
    if weighedKeys.count < 64, weighedKeys.insert(key.form).inserted { key.weigh(&prior) }
  }

  /// Reads what the text says of how boxes are measured; false when it says nothing of the kind.
  private mutating func declare(frame text: String) -> Bool {
    let said = DeclaredFrame(words: text)
    guard !said.isEmpty else { return false }
    declared = declared.filled(from: said)
    return true
  }
}

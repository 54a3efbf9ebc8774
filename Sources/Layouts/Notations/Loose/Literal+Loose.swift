/// What a value can stand for in loose JSON.
extension Literal {
  /// The number that the value is, or writes in quotes, with the sign of its unit.
  var looseNumber: RawNumber? {
    switch content {
    case .number(let number, let isPercentage):
      return number.isFinite ? RawNumber(value: number, unit: isPercentage ? .percent : nil) : nil
    case .text(let text), .word(let text):
      guard text.utf8.count <= 32 else { return nil }
      let source = SourceText(text)
      let all = source.trimmed(0..<source.bytes.count)
      guard let (literal, _) = LiteralReader.readNumber(source, in: all),
        case .number(let number, let isPercentage) = literal.content, number.isFinite,
        literal.range.upperBound == all.upperBound
      else { return nil }
      return RawNumber(value: number, unit: isPercentage ? .percent : nil)
    default: return nil
    }
  }

  /// The two numbers of a list or of a dictionary with x and y.
  var pairOfNumbers: (RawNumber, RawNumber)? {
    switch content {
    case .list(let elements):
      guard elements.count == 2, let first = elements[0].looseNumber,
        let second = elements[1].looseNumber
      else { return nil }
      return (first, second)
    case .pairs(let pairs):
      let sides = BoxSides(pairs)
      if let x = sides[.left], let y = sides[.top], sides.numbers.count == 2 {
        return (x, y)
      }
      if let width = sides[.width], let height = sides[.height], sides.numbers.count == 2 {
        return (width, height)
      }
      return nil
    default: return nil
    }
  }

  /// Whether the value is meant as one box: numbers, corners, sides by name, or a text of them.
  var looksLikeBox: Bool {
    switch content {
    case .list(let elements):
      if (3...8).contains(elements.count), elements.allSatisfy({ $0.looseNumber != nil }) {
        return true
      }
      return [2, 4].contains(elements.count) && elements.allSatisfy { $0.pairOfNumbers != nil }
    case .pairs(let pairs): return !holdsName && BoxSides(pairs).isComplete
    case .text(let text):
      return text.utf8.count <= 120 && BoxText.isBox(text)
    default: return false
    }
  }

  /// Whether a member of the dictionary names an object, so that it is more than a box.
  private var holdsName: Bool {
    guard case .pairs(let pairs) = content else { return false }
    return pairs.contains { pair in
      guard pair.value.text != nil, let key = pair.key.text else { return false }
      return LooseKey(key).nameRank != nil && pair.value.looseNumber == nil
    }
  }

  /// Whether the value is a dictionary around one box and what is said of it.
  var wrapsOneBox: Bool {
    guard case .pairs(let pairs) = content, pairs.count <= 4 else { return false }
    let collections = pairs.filter { $0.value.isCollection }
    guard collections.count == 1, collections[0].value.looksLikeBox,
      let key = collections[0].key.text.map(LooseKey.init)
    else { return false }
    // Under any other key a name would stand before its own box.
    return key.isBox || ["values", "value", "numbers", "data"].contains(key.form)
  }

  /// Whether the value stands where a box should and is none.
  var isBrokenBox: Bool {
    switch content {
    case .list(let elements): elements.isEmpty || !elements.contains { $0.isCollection }
    case .nothing, .number, .text: true
    case .pairs(let pairs):
      // Sides of which some are no numbers.
      !pairs.contains { $0.value.isCollection }
        && pairs.count { LooseKey($0.key.text ?? "").side(beside: []) != nil } >= 2
    default: false
    }
  }

  /// How many boxes a list holds, 0 when it holds anything else.
  var boxListCount: Int {
    guard case .list(let elements) = content, !elements.isEmpty,
      elements.allSatisfy(\.looksLikeBox)
    else { return 0 }
    return elements.count
  }

  /// How many texts a list holds, 0 when it holds anything else.
  var textListCount: Int {
    guard case .list(let elements) = content, !elements.isEmpty,
      elements.allSatisfy({ $0.text != nil && !$0.looksLikeBox })
    else { return 0 }
    return elements.count
  }

  /// The list within a list of one, as MIGC nests its batches.
  var unnested: Literal {
    if case .list(let elements) = content, elements.count == 1, case .list = elements[0].content,
      elements[0].boxListCount > 0 || elements[0].textListCount > 0
    {
      return elements[0]
    }
    return self
  }

  /// Whether the value is a text or a box.
  var isTextOrBox: Bool { text != nil || looksLikeBox }

  /// Whether boxes stand somewhere in the value.
  func holdsBoxes(depth: Int) -> Bool {
    if looksLikeBox { return true }
    guard depth < 8 else { return false }
    switch content {
    case .list(let elements): return elements.prefix(4).contains { $0.holdsBoxes(depth: depth + 1) }
    case .pairs(let pairs):
      return pairs.prefix(16).contains { $0.value.holdsBoxes(depth: depth + 1) }
        || pairs.contains { LooseKey($0.key.text ?? "").isBox }
    default: return false
    }
  }

  /// The text as a name: the text, a list's only text, or a number.
  var nameText: String? {
    switch content {
    case .text(let text), .word(let text): text
    case .number(let number, _) where number.isFinite: JSONWriter.text(ofFinite: number)
    case .list(let elements) where elements.count == 1: elements[0].text
    default: nil
    }
  }

  /// The value as JSON, truth values told from numbers by how they are written.
  func looseJSON(in source: SourceText) -> JSONValue {
    switch content {
    case .number(let number, _):
      if range.lowerBound < source.bytes.count, source.bytes[range.lowerBound].isLetter {
        return .bool(number == 1)
      }
      return number.isFinite ? JSONValue(canonical: number) : .null
    case .list(let elements): return .array(elements.map { $0.looseJSON(in: source) })
    case .pairs(let pairs):
      return .object(
        JSONObject(
          pairs.map {
            JSONObject.Member(key: $0.key.text ?? "", value: $0.value.looseJSON(in: source))
          }))
    default: return json
    }
  }
}

extension EllipseNumbers {
  /// The radii and the angle that the members of a dictionary give.
  init(_ pairs: [LooseObjects.Pair]) {
    self.init()
    for (key, pair) in zip(LooseKeys(pairs), pairs) {
      let short: EllipseLength? = key.form == "a" ? .major : key.form == "b" ? .minor : nil
      guard let length = key.length ?? short, self[length] == nil,
        let number = pair.value.looseNumber
      else { continue }
      set(length, named: key.form, to: number)
    }
  }
}

extension BoxSides {
  /// The sides that the members of a dictionary give, those of its parts included.
  init(_ pairs: [LooseObjects.Pair]) { self.init(pairs, keys: LooseKeys(pairs)) }

  /// The same of members whose keys are known.
  init(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    self.init()
    let beside = keys.cornerKeys
    for (key, pair) in zip(keys, pairs) {
      if let side = key.side(beside: beside) {
        if let number = pair.value.looseNumber { self[side] = number }
      } else if let part = key.part, let (first, second) = pair.value.pairOfNumbers {
        self[part.sides.first] = first
        self[part.sides.second] = second
      }
    }
  }
}

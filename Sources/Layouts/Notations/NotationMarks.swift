/// The marks of each notation in a text.
struct NotationMarks {
  private(set) var pairCount = 0
  private(set) var keyedCount = 0
  private(set) var lineCount = 0
  private(set) var boxRuleCount = 0
  private(set) var blobRuleCount = 0
  private(set) var labelCount = 0
  /// The labels that are no variables of a program, `bg = "a room"`.
  private var templateLabelCount = 0
  private var hasFrames = false
  private var sideKeyCount = 0
  private var sideWordCount = 0
  /// Sides by name within the brackets of an object, as in `('a cat', [x=10, y=20, w=30, h=40])`.
  private var sidePairCount = 0
  private var listCount = 0
  private var isJSONObject = false
  private var hasSchema = false
  private var hasObjects = false

  /// What speaks for each notation.
  var json: Double {
    guard hasSchema else { return isJSONObject && hasObjects ? 0.2 : 0 }
    // The boxes of a layout that names its version are its own, however many they are.
    let own = pairCount + keyedCount + lineCount + sideKeyCount + sideWordCount
    return 50 + 9 * Double(own)
  }
  var lmd: Double {
    // Labels beside rules or lines of words are theirs; dictionaries under labels are LMD's list.
    let isForeign = boxRuleCount + blobRuleCount > 0 || lineCount > 0 && pairCount == 0
    let keyed = templateLabelCount >= 2 || hasFrames ? Double(keyedCount) : 0
    return Double(pairCount) + Double(sidePairCount) / 4 + (isForeign ? 0.1 : 0.5)
      * Double(labelCount)
      + (hasFrames ? 2 * (keyed + Double(lineCount)) : keyed) + 0.4 * Double(min(1, listCount))
  }
  var boxes: Double { Double(boxRuleCount) }
  var blobs: Double { Double(blobRuleCount) }
  var loose: Double {
    let isRuled = boxRuleCount + blobRuleCount > 0
    let keyed = Double(keyedCount) + (isRuled ? 0 : Double(sideKeyCount) / 4)
    return keyed + (isJSONObject && hasObjects ? 0.6 : 0) + (pairCount > 0 ? 0.1 : 0)
  }
  var list: Double {
    let isRuled = boxRuleCount + blobRuleCount > 0
    return 0.9 * Double(lineCount) + (isRuled ? 0 : Double(sideWordCount) / 4)
  }

  /// What in the text speaks for a notation, in words.
  func reason(for notation: String) -> String {
    switch notation {
    case "json": "it is a JSON object with the key \(hasSchema ? "schema" : "objects")"
    case "lmd": "\(pairCount) lists of numbers behind a name, \(labelCount) prompt labels"
    case "css-boxes": "\(boxRuleCount) rules with the sides of a box"
    case "css-blobs": "\(blobRuleCount) rules with the radii of an ellipse"
    case "loose-json": "\(keyedCount) boxes under keys"
    default: "\(lineCount) boxes on lines of words"
    }
  }

  private let source: SourceText

  init(_ source: SourceText) {
    self.source = source
    let start = source.trimmed(0..<source.bytes.count).lowerBound
    isJSONObject = source.has("{", at: start) || source.has("\u{FEFF}{", at: start)
    let labels = source.labels(in: 0..<source.bytes.count)
    let prompts = labels.filter { Self.isPrompt($0.label) }
    labelCount = min(4, prompts.count)
    templateLabelCount = prompts.count { hit in
      source.bytes[hit.range].last != UInt8(ascii: "=")
    }
    hasFrames = labels.contains { hit in
      if case .frame = hit.label { true } else { false }
    }
    countRules(labels: labels)
    countBoxes()
  }

  private static func isPrompt(_ label: PromptLabel) -> Bool {
    label == .background || label == .negative || label == .objects
  }

  private mutating func countRules(labels: [LabelHit]) {
    for rule in source.rules(labels: labels).prefix(200) {
      // An object of a list has no name before its brace, and its own in quotes.
      let last = source.bytes[rule.header].last
      if let last, "[,({".utf8.contains(last) { continue }
      let body = rule.body.lowerBound..<min(rule.body.upperBound, rule.body.lowerBound + 400)
      if last == nil, source.bytes[body].contains(where: { $0 == UInt8(ascii: "\"") }) { continue }
      let declarations = CSSDeclarations(source, in: body)
      let declared = Set(declarations.values.keys).union(declarations.failures.map(\.property))
      // Two corners are no rule of the notation, though a person reads them.
      let isCornered =
        declared.isDisjoint(with: [.width, .height]) && source.contains("right", in: body)
      if isCornered, declared.isSuperset(of: [.left, .top]) {
        lineCount += 1
      } else if declared.isSuperset(of: [.width, .height])
        || declared.isSuperset(of: [.left, .top])
      {
        boxRuleCount += 1
      } else if declared.contains(.major) || declared.isSuperset(of: [.centerX, .centerY]) {
        blobRuleCount += 1
      }
    }
  }

  // MARK: - Boxes

  /// Counts lists of numbers by what stands before them, keys and words that name sides, and tags.
  private mutating func countBoxes() {
    var previous: UInt8 = 0
    var braces = 0
    var brackets = 0
    var isTableRow = false
    var place = 0
    while place < source.bytes.count {
      let byte = source.bytes[place]
      let folded = byte < 0x80 ? byte : source.folded(at: place)?.byte ?? byte
      switch folded {
      case UInt8(ascii: "{"):
        braces += 1
      case UInt8(ascii: "}"):
        braces = max(0, braces - 1)
      case UInt8(ascii: "["), UInt8(ascii: "("):
        count(bracket: place, behind: previous, isBraced: braces > 0, depth: brackets)
        brackets += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"):
        brackets = max(0, brackets - 1)
      case UInt8(ascii: ":"), UInt8(ascii: "="):
        count(colon: place, isBraced: braces > 0, depth: brackets)
      case UInt8(ascii: "\""):
        countKey(at: place)
      case UInt8(ascii: "<"):
        if source.has("<loc", at: place) { lineCount += 1 }
      case UInt8(ascii: "|"):
        isTableRow = isTableRow || previous == 0x0A || previous == 0
      case 0x0A:
        if isTableRow, previous == UInt8(ascii: "|") { sideWordCount += 2 }
        isTableRow = false
        if previous == 0x0A { (braces, brackets) = (min(braces, 8), 0) }
      default: break
      }
      let isSpace = byte == 0x20 || byte == 0x09 || byte == 0x0D
      if !isSpace, byte < 0x80 || folded < 0x80 || byte & 0xC0 != 0x80 { previous = folded }
      place = byte < 0x80 ? place + 1 : source.nextCharacter(after: place)
    }
  }

  /// Whether the key of a bracket, before its colon, ends with a quote: `('a cat': [` is a list's, and
  /// `(a cat: [` a line's.
  private func isBehindQuote(_ bracket: Int) -> Bool {
    var place = bracket
    var hasColon = false
    while place > 0 {
      let byte = source.bytes[place - 1]
      if byte == 0x20 || byte == 0x09 {
        place -= 1
      } else if !hasColon {
        // A colon may be full-width, of three bytes.
        place -= byte < 0x80 ? 1 : min(3, place)
        hasColon = true
      } else {
        // The last byte of a curly quote is among these, and stands behind two others.
        return byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
          || (0x98...0x9D).contains(byte) && place > 2 && source.bytes[place - 3] == 0xE2
      }
    }
    return false
  }

  private mutating func count(bracket: Int, behind previous: UInt8, isBraced: Bool, depth: Int) {
    let end = source.bytes.count
    var inside = source.skippingBlanks(from: source.nextCharacter(after: bracket), to: end)
    guard inside < end else { return }
    let first = source.bytes[inside]
    if first == UInt8(ascii: "("), depth == 0 { listCount += 1 }
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") {
      if depth == 0, !isBraced { listCount += 1 }
      inside += 1
    }
    if first == UInt8(ascii: "]"), depth == 0, !isBraced { listCount += 1 }
    guard inside < end, startsNumber(at: inside) else {
      // `lions: [[1, 2, 3, 4], …` names its boxes on a line, whatever their own brackets count for.
      let isBehindName = previous == UInt8(ascii: ":") || previous == UInt8(ascii: "=")
      if isBehindName, depth == 0, !isBraced, "[(".utf8.contains(first),
        startsNumber(at: source.skippingBlanks(from: inside + 1, to: end))
      {
        lineCount += 1
      } else if previous == UInt8(ascii: ">"), depth == 0, !isBraced, first == UInt8(ascii: "["),
        startsNumber(at: source.skippingBlanks(from: inside + 1, to: end))
      {
        // `<box>[[1, 2, 3, 4]]</box>`: the inner bracket counts as a key's.
        lineCount += 3
      }
      return
    }
    switch previous {
    case UInt8(ascii: ","):
      if depth > 0 || isBraced { pairCount += 1 } else { lineCount += 1 }
    case UInt8(ascii: ":"), UInt8(ascii: "="):
      if isBraced {
        keyedCount += 1
      } else if depth > 0, isBehindQuote(bracket) {
        pairCount += 1
      } else {
        lineCount += 1
      }
    case UInt8(ascii: "["), UInt8(ascii: "("):
      keyedCount += 1
    default:
      if isBraced {
        keyedCount += 1
      } else if depth > 0 {
        pairCount += 1
      } else {
        lineCount += 1
      }
    }
  }

  private func startsNumber(at place: Int) -> Bool {
    guard let byte = source.folded(at: place)?.byte else { return false }
    return byte.isDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// Counts a key or a word that names a side, and four numbers without brackets.
  private mutating func count(colon: Int, isBraced: Bool, depth: Int) {
    let end = source.bytes.count
    let next = source.skippingBlanks(from: source.nextCharacter(after: colon), to: end)
    guard next < end else { return }
    let isQuoted =
      source.bytes[next] == UInt8(ascii: "\"") || source.bytes[next] == UInt8(ascii: "'")
    guard startsNumber(at: isQuoted ? next + 1 : next) else { return }
    var wordEnd = source.bytes[..<colon].endIndex
    while wordEnd > 0, source.bytes[wordEnd - 1].isBlank || isMark(source.bytes[wordEnd - 1]) {
      wordEnd -= 1
    }
    var start = wordEnd
    while start > 0, wordEnd - start < 24, isWordByte(source.bytes[start - 1]) { start -= 1 }
    if BoxSide(key: source.string(start..<wordEnd).keyForm, beside: []) != nil {
      if isBraced {
        sideKeyCount += 1
      } else if depth > 1 {
        sidePairCount += 1
      } else {
        sideWordCount += 1
      }
    } else if !isBraced, hasFourNumbers(from: next) {
      lineCount += 1
    } else if isBraced, isQuoted, hasFourNumbers(inQuotesFrom: next) {
      keyedCount += 1
    }
  }

  private func isMark(_ byte: UInt8) -> Bool { "\"'*`".utf8.contains(byte) }

  private func isWordByte(_ byte: UInt8) -> Bool {
    byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") || byte >= 0x80
  }

  private func hasFourNumbers(from place: Int) -> Bool {
    let limit = min(
      source.lineEnd(from: place, to: min(source.bytes.count, place + 80)), place + 80)
    return BoxText(source, in: place..<limit).count == 4
  }

  private func hasFourNumbers(inQuotesFrom quote: Int) -> Bool {
    let limit = min(source.bytes.count, quote + 80)
    let end = (quote + 1..<limit).first { source.bytes[$0] == source.bytes[quote] }
    return end.map { BoxText(source, in: quote + 1..<$0).count == 4 } ?? false
  }

  private mutating func countKey(at place: Int) {
    hasSchema =
      hasSchema || isJSONObject && source.has("\"schema\"", at: place)
      || source.has("\"maquette/layout/", at: place)
    hasObjects = hasObjects || source.has("\"objects\"", at: place)
  }
}

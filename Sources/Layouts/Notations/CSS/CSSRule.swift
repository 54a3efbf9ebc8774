/// A rule as it stands in a text: `name {body}`.
struct CSSRule {
  // A text may hold a rule every few bytes: places take 32 bits, as in `SourceRange`.
  private let headerStart: UInt32
  private let headerEnd: UInt32
  private let bodyStart: UInt32
  private let bodyEnd: UInt32
  /// Whether the closing brace is there.
  let isClosed: Bool

  init(header: Range<Int>, body: Range<Int>, isClosed: Bool) {
    headerStart = UInt32(header.lowerBound)
    headerEnd = UInt32(header.upperBound)
    bodyStart = UInt32(body.lowerBound)
    bodyEnd = UInt32(body.upperBound)
    self.isClosed = isClosed
  }

  /// What stands before the brace, on its line.
  var header: Range<Int> { Int(headerStart)..<Int(headerEnd) }
  /// What stands between the braces.
  var body: Range<Int> { Int(bodyStart)..<Int(bodyEnd) }
  /// The rule from its header to its closing brace.
  var range: Range<Int> {
    let start = header.isEmpty ? Int(bodyStart) - 1 : Int(headerStart)
    return start..<Int(bodyEnd) + (isClosed ? 1 : 0)
  }
}

/// A property of a box or an ellipse.
enum CSSProperty: Hashable, CaseIterable {
  case left, top, width, height
  case centerX, centerY, major, minor, angle

  /// The name as LayoutGPT and BlobGEN write it.
  var name: String {
    switch self {
    case .left: "left"
    case .top: "top"
    case .width: "width"
    case .height: "height"
    case .centerX: "cx"
    case .centerY: "cy"
    case .major: "major-radius"
    case .minor: "minor-radius"
    case .angle: "angle"
    }
  }

  /// The properties that make a box, in LayoutGPT's order.
  static let box: [CSSProperty] = [.height, .width, .top, .left]

  /// The properties that make an ellipse, in BlobGEN's order.
  static let ellipse: [CSSProperty] = [.major, .minor, .centerX, .centerY, .angle]
}

extension SourceText {
  /// Every rule, in the order of the text.
  ///
  /// A body ends at its closing brace; where that is missing, at the end of the line before the next
  /// opening one, or of the text. Braces in the line of a prompt belong to the prompt.
  func rules(labels: [LabelHit]) -> [CSSRule] {
    var rules: [CSSRule] = []
    rules.reserveCapacity(
      bytes.buffer(0..<bytes.count).reduce(0) { $0 + ($1 == UInt8(ascii: "{") ? 1 : 0) })
    var place = 0
    var labelIndex = 0
    var previousEnd = 0
    while let opening = firstBrace(from: place) {
      guard bytes[opening] == UInt8(ascii: "{") else {
        place = opening + 1
        continue
      }
      while labelIndex < labels.count, labels[labelIndex].range.upperBound <= opening {
        if labels[labelIndex].range.lowerBound >= previousEnd {
          previousEnd = labels[labelIndex].range.upperBound
        }
        labelIndex += 1
      }
      if labelIndex > 0,
        labels[labelIndex - 1].range.lowerBound >= rules.last?.range.upperBound ?? 0,
        let lineEnd = promptLineEnd(labels[labelIndex - 1], around: opening)
      {
        place = lineEnd
        previousEnd = max(previousEnd, lineEnd)
        continue
      }
      let (bodyEnd, isClosed) = bodyEnd(from: opening + 1)
      let header = header(before: opening, after: previousEnd)
      if header.isEmpty, opensRules(opening + 1..<bodyEnd) {
        (place, previousEnd) = (opening + 1, opening + 1)
        continue
      }
      let rule = CSSRule(header: header, body: opening + 1..<bodyEnd, isClosed: isClosed)
      rules.append(rule)
      place = rule.range.upperBound
      previousEnd = place
    }
    return rules
  }

  /// Whether a brace without a header stands around rules, `{mug: {left: 9px; …}, …}`.
  private func opensRules(_ body: Range<Int>) -> Bool {
    guard let inner = body.first(where: { bytes[$0] == UInt8(ascii: "{") }) else { return false }
    // A name before the inner brace: what is looked through here is then a rule, and not looked at again.
    let header = bytes[body.lowerBound..<inner]
    return header.contains(where: \.isLetter) && !header.contains(UInt8(ascii: "\""))
      && bytes[inner..<body.upperBound].contains(UInt8(ascii: ";"))
  }

  /// The end of the line of a prompt, when a brace stands in it: it is part of the prompt.
  private func promptLineEnd(_ label: LabelHit, around brace: Int) -> Int? {
    guard label.label == .background || label.label == .negative else { return nil }
    let end = lineEnd(from: label.range.upperBound, to: bytes.count)
    return end > brace ? end : nil
  }

  private func firstBrace(from start: Int) -> Int? {
    var place = start
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "}") { return place }
      place += 1
    }
    return nil
  }

  private func bodyEnd(from start: Int) -> (end: Int, isClosed: Bool) {
    var place = start
    var lineEnd: Int?
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "}"): return (place, true)
      case UInt8(ascii: "{"):
        if let lineEnd { return (lineEnd, false) }
      case 0x0A, 0x0D: lineEnd = place
      default: break
      }
      place += 1
    }
    return (trimmed(start..<bytes.count).upperBound, false)
  }

  /// What stands before a brace on its line, or on the line before when nothing stands there.
  private func header(before brace: Int, after previous: Int) -> Range<Int> {
    var high = brace
    while high > previous, let start = previousWhiteSpace(before: high, after: previous) {
      high = start
    }
    var low = high
    while low > previous, !bytes[low - 1].isLineEnd { low -= 1 }
    let header = trimmed(low..<high)
    return low == previous ? withoutSeparators(header) : header
  }

  /// A header without what parts it from the rule before it, as in `a {…}, b {…}`; where nothing else
  /// stands there, as between objects of a list, it stays.
  private func withoutSeparators(_ header: Range<Int>) -> Range<Int> {
    var start = header.lowerBound
    while start < header.upperBound, let end = separator(at: start) {
      start = trimmed(end..<header.upperBound).lowerBound
    }
    return start < header.upperBound ? start..<header.upperBound : header
  }

  /// The end of a comma or a semicolon at a place, or nil when something else stands there.
  func separator(at place: Int) -> Int? {
    guard let (byte, end) = folded(at: place),
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
    else { return nil }
    return end
  }

  private func previousWhiteSpace(before place: Int, after low: Int) -> Int? {
    var start = place - 1
    while start > low, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return whiteSpace(at: start, to: place) == place ? start : nil
  }
}

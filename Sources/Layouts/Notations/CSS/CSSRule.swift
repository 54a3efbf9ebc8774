/// A rule as it stands in a text: `name {body}`.
struct CSSRule {
  /// What stands before the brace, on its line.
  var header: Range<Int>
  /// What stands between the braces.
  var body: Range<Int>
  /// The rule from its header to its closing brace.
  var range: Range<Int>
  /// Whether the closing brace is there.
  var isClosed: Bool
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

  /// Other names that language models use.
  private var otherNames: Set<String> {
    switch self {
    case .left: ["x"]
    case .top: ["y"]
    case .width: ["w"]
    case .height: ["h"]
    case .centerX: ["centerx", "center-x"]
    case .centerY: ["centery", "center-y"]
    case .major: ["major", "major-axis", "semi-major", "rx", "a"]
    case .minor: ["minor", "minor-axis", "semi-minor", "ry", "b"]
    case .angle: ["rotation", "theta", "rotate"]
    }
  }

  /// The property of a name, whatever its case, and whether it is the name of the notation.
  static func named(_ name: String) -> (property: CSSProperty, isCanonical: Bool)? {
    let name = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
    for property in allCases {
      if property.name == name { return (property, true) }
      if property.otherNames.contains(name) { return (property, false) }
    }
    return nil
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
      let end = isClosed ? bodyEnd + 1 : bodyEnd
      let start = header.isEmpty ? opening : header.lowerBound
      rules.append(
        CSSRule(
          header: header, body: opening + 1..<bodyEnd, range: start..<end, isClosed: isClosed))
      place = end
      previousEnd = end
    }
    return rules
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
    return trimmed(low..<high)
  }

  private func previousWhiteSpace(before place: Int, after low: Int) -> Int? {
    var start = place - 1
    while start > low, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return whiteSpace(at: start, to: place) == place ? start : nil
  }
}

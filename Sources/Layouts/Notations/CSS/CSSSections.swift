/// The sections that labels and headings divide a text of rules into.
///
/// Rules behind `Region Desc:` are descriptions until a list is announced. A second layout begins where,
/// behind objects, a caption is announced (so a base model goes on after its answer), a frame of a video,
/// another list, or another option by its number.
struct CSSSections {
  /// Where a second layout begins, if objects follow.
  private(set) var secondLayout: Int?

  private let source: SourceText
  private var hits: ArraySlice<LabelHit>
  private var isDescribing = false
  /// Whether the descriptions stand before the objects.
  private var describesFirst = false
  /// Whether a list or a prompt was announced: a list behind it is another one.
  private var hasLabels = false
  /// What was looked at.
  private var end = 0

  init(_ source: SourceText, hits: [LabelHit]) {
    self.source = source
    self.hits = hits[...]
  }

  /// Passes what stands before a rule.
  mutating func advance(to rule: CSSRule, hasObjects: Bool) {
    let start = rule.range.lowerBound
    var lineStart = end
    while let hit = hits.first, hit.range.lowerBound < start {
      hits.removeFirst()
      pass(hit, hasObjects: hasObjects)
      lineStart = max(lineStart, hit.range.upperBound)
    }
    if hasObjects, secondLayout == nil, lineStart < start {
      secondLayout = source.alternativeHeading(in: lineStart..<start)
    }
    end = rule.range.upperBound
  }

  private mutating func pass(_ hit: LabelHit, hasObjects: Bool) {
    var isSecond = false
    switch hit.label {
    case .descriptions:
      isDescribing = true
      describesFirst = !hasObjects
    case .objects:
      isDescribing = false
      isSecond = hasLabels
      hasLabels = true
    case .background, .negative: hasLabels = true
    case .caption, .frame: isSecond = true
    case .other: break
    }
    if isSecond, hasObjects { secondLayout = secondLayout ?? hit.range.lowerBound }
  }

  /// Whether the body of the rule that was advanced to is a description.
  ///
  /// Where descriptions come first, the list of objects may follow without a label.
  func describes(_ declarations: CSSDeclarations) -> Bool {
    declarations.isEmpty || isDescribing && !(describesFirst && declarations.isRegion)
  }
}

extension SourceText {
  /// Where a line begins that announces another layout, such as `Option 2:` or `### Layout B`.
  fileprivate func alternativeHeading(in range: Range<Int>) -> Int? {
    var place = range.lowerBound
    while place < range.upperBound {
      let end = lineEnd(from: place, to: range.upperBound)
      let line = trimmed(place..<end)
      if line.count <= 60, isAlternative(line) { return line.lowerBound }
      place = end + 1
    }
    return nil
  }

  private func isAlternative(_ line: Range<Int>) -> Bool {
    let words = string(line).lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let first = words.first, words.count > 1, Self.alternatives.contains(String(first)) else {
      return false
    }
    let rank = words[1]
    // A first option has no other before it.
    return rank.allSatisfy(\.isNumber) ? rank != "1" : rank.count == 1 && rank != "a"
  }

  private static let alternatives: Set<String> = [
    "option", "alternative", "layout", "version", "variant", "variation", "candidate", "example",
    "solution", "sample", "scene", "image", "picture",
  ]

  private func bulletsEnd(in line: Range<Int>) -> Int {
    var place = line.lowerBound
    while place < line.upperBound {
      if bytes[place].isBlank || bytes[place].isListMark {
        place += 1
      } else if has("•", at: place) {
        place += "•".utf8.count
      } else {
        break
      }
    }
    return place
  }

  /// The parts of a line such as `- bear: A small brown bear.`; nil when it has no such parts.
  func descriptionLine(_ line: Range<Int>) -> TextPlaces.Description? {
    let start = bulletsEnd(in: line)
    for place in start..<max(start, min(line.upperBound, start + 80)) {
      var end: Int?
      if let (byte, next) = folded(at: place), byte == UInt8(ascii: ":") { end = next }
      for dash: StaticString in [" - ", " – ", " — "] where has(dash, at: place) {
        end = place + dash.utf8CodeUnitCount
      }
      guard let end, end <= line.upperBound else { continue }
      var text = trimmed(end..<line.upperBound)
      while let first = bytes[text].first, first == UInt8(ascii: "*") {
        text = trimmed(text.lowerBound + 1..<text.upperBound)
      }
      if let inner = ListItem.withoutQuotes(self, text) { text = inner }
      let name = trimmed(start..<place)
      return name.isEmpty || text.isEmpty
        ? nil : TextPlaces.Description(whole: line, name: name, text: text)
    }
    return nil
  }
}

/// A box written in words and numbers, `x=10, y=20, width 100, height 120` or `from (10, 20) to (110, 140)`.
///
/// Numbers stand for what the word before them says, `100 wide` for what comes after; four numbers
/// without words are a box as it is.
struct BoxText {
  private var sides = BoxSides()
  private var loose: [RawNumber] = []
  private var pendingSide: BoxSide?
  private var pendingPart: BoxPart?
  /// The radii and the angle of an ellipse around the sides' corner or centre.
  private var lengths = EllipseNumbers()
  private var pendingLength: EllipseLength?
  /// Whether the other radius follows.
  private var hasPendingRadii = false
  /// The words for that length.
  private var pendingKey = ""
  private var isSecond = false
  /// The side that the last number was given to by a word of its own.
  private var lastSide: BoxSide?
  private var lastLoose = false
  private var forms: Set<String> = []
  private var unknownWordCount = 0
  private var lastWordCount = 0
  /// Whether words that have nothing to do with boxes stand between the numbers.
  private(set) var isInterrupted = false
  /// Whether a number behind a key goes on behind a comma, `x=1,024`: of it only a part was read.
  private(set) var hasGroupedDigits = false
  /// Where the first and the last number or word of the box stand.
  private(set) var range: Range<Int>?

  /// Reads a stretch of text.
  init(_ source: SourceText, in range: Range<Int>) {
    self.init(source, in: [range])
  }

  /// Reads several stretches as one.
  init(_ source: SourceText, in ranges: [Range<Int>]) {
    let tokens = ranges.flatMap { BoxTokens(source, in: $0).tokens }
    for token in tokens {
      if case .word(let form) = token.content { forms.insert(form) }
    }
    for (index, token) in tokens.enumerated() {
      let before = (count: count, loose: loose.count)
      let wordCount = unknownWordCount
      if index > 0, source.joinsEnds(tokens[index - 1], token) { beginOtherEnd(token) }
      read(token)
      if loose.count < before.loose, let range = self.range {
        // `100 wide`: the word belongs to the number before it.
        self.range = range.lowerBound..<token.range.upperBound
      }
      guard count != before.count else { continue }
      if loose.count > before.loose, index > 0, isKeyed || !lengths.isEmpty,
        source.groupsDigits(tokens[index - 1], token)
      {
        hasGroupedDigits = true
      }
      if self.range != nil, sides.isEmpty {
        isInterrupted = isInterrupted || wordCount > lastWordCount
      }
      lastWordCount = wordCount
      self.range = (self.range?.lowerBound ?? token.range.lowerBound)..<token.range.upperBound
    }
  }

  /// The box that a whole text writes, if it is one; places are those of the text.
  static func box(in text: String, range: Range<Int>, canvas: Canvas) -> RawBox? {
    let source = SourceText(text)
    let reading = BoxText(source, in: 0..<source.bytes.count)
    return reading.isStrict ? reading.box(range: range, canvas: canvas) : nil
  }

  /// Whether a text writes a box and hardly anything else.
  static func isBox(_ text: String) -> Bool {
    guard text.utf8.contains(where: \.isDigit) else { return false }
    return box(in: text, range: 0..<0, canvas: .standard) != nil
  }

  /// Whether only words that have to do with boxes stand there.
  var isStrict: Bool { unknownWordCount == 0 }

  /// How many numbers there are.
  var count: Int { sides.numbers.count + loose.count + lengths.count }

  /// The only number.
  var single: RawNumber? {
    count == 1 ? loose.first ?? sides.numbers.values.first : nil
  }

  /// The only two numbers, where no words tell them apart.
  var pair: (RawNumber, RawNumber)? {
    loose.count == 2 && sides.isEmpty ? (loose[0], loose[1]) : nil
  }

  /// The only two numbers where they make a size, `100x120`.
  var size: (RawNumber, RawNumber)? {
    guard count == 2, let width = sides[.width], let height = sides[.height] else { return nil }
    return (width, height)
  }

  /// Whether words give the whole box, and a number is left that none of them tells of: that counts the
  /// object or belongs to its name, `Box 1 (cat): x=10, y=20, …`.
  var leavesNumbers: Bool { sides.isComplete && !loose.isEmpty }

  /// Whether words say what the numbers stand for.
  var isKeyed: Bool { !sides.isEmpty }

  /// The ellipse that a whole text writes, if it is one.
  static func ellipse(in text: String, canvas: Canvas) -> RawEllipse? {
    guard text.utf8.contains(where: \.isDigit) else { return nil }
    let source = SourceText(text)
    let reading = BoxText(source, in: 0..<source.bytes.count)
    return reading.isStrict ? reading.ellipse(canvas: canvas) : nil
  }

  /// The ellipse, or nil while its centre or a radius is missing.
  func ellipse(canvas: Canvas) -> RawEllipse? {
    guard !lengths.isEmpty, !hasGroupedDigits, loose.isEmpty || loose.count == 2 && sides.isEmpty
    else { return nil }
    var sides = sides
    if loose.count == 2 { (sides[.centerX], sides[.centerY]) = (loose[0], loose[1]) }
    return lengths.ellipse(around: sides, canvas: canvas)
  }

  /// The ellipse or the box behind a name, or nil when there is none of either.
  func region(range: Range<Int>, canvas: Canvas) -> RawObject.Region? {
    if let ellipse = ellipse(canvas: canvas) { return .ellipse(ellipse, range: range) }
    guard isKeyed || count == 4 && !isInterrupted else { return nil }
    return box(range: range, canvas: canvas).map { .box($0) }
  }

  /// The box, or nil when it is not complete.
  func box(range: Range<Int>, canvas: Canvas) -> RawBox? {
    guard !hasGroupedDigits else { return nil }
    if sides.isEmpty {
      guard loose.count == 4, lengths.isEmpty else { return nil }
      return RawBox(loose, on: canvas, range: range)
    }
    var sides = sides
    if !sides.isComplete, loose.count == 2 {
      let part: BoxPart = sides[.left] == nil && sides[.centerX] == nil ? .topLeft : .size
      sides[part.sides.first] = loose[0]
      sides[part.sides.second] = loose[1]
    }
    return sides.box(range: range, canvas: canvas)
  }

  // MARK: - Tokens

  private mutating func read(_ token: BoxTokens.Token) {
    switch token.content {
    case .word(let form): read(word: form)
    case .number(let number): read(number)
    case .times:
      // `100x120` is a size, and so is the number before it.
      if lastLoose, let width = loose.popLast() {
        sides[.width] = width
        pendingSide = .height
      } else if sides[.width] != nil, sides[.height] == nil {
        pendingSide = .height
      }
      lastLoose = false
    }
  }

  private mutating func read(word form: String) {
    defer { lastLoose = false }
    if lastLoose, form == "wide" || form == "tall" || form == "high", let number = loose.popLast() {
      sides[form == "wide" ? .width : .height] = number
      return
    }
    if form == "from", pendingSide == .left || pendingSide == .top { return }
    if form == "to", beginOtherEnd() { return }
    if form == "at" || form == "on" || form == "point", pendingPart != nil { return }
    if form == "radii" || form == "semiaxes" {
      (pendingLength, pendingKey, hasPendingRadii) = (.major, form, true)
      (pendingSide, pendingPart) = (nil, nil)
      return
    }
    // `radii 120 and 80`, `rotated by 30 degrees`
    if pendingLength != nil, Self.fillers.contains(form), form != "x" { return }
    if readAxis(form) { return }
    if form == "radius", pendingLength != nil {
      pendingKey += form
      return
    }
    pendingLength = nil
    if let length = EllipseLength(key: form) {
      pendingLength = length
      pendingKey = form
      pendingSide = nil
      pendingPart = nil
    } else if let joined = joined(with: form) {
      begin(joined)
    } else if let side = BoxSide(key: form, beside: forms) {
      pendingSide = side
      pendingPart = nil
    } else if let part = BoxPart(key: form) {
      begin(part)
    } else if !Self.fillers.contains(form) {
      unknownWordCount += 1
    }
  }

  /// Lets the next number be the far end of the side that the last one began, `x from 10 to 110`.
  @discardableResult
  private mutating func beginOtherEnd(_ end: BoxTokens.Token? = nil) -> Bool {
    guard let side = lastSide, side == .left || side == .top else { return false }
    // The percent sign of `35-65%` is that of both.
    if case .number(let number)? = end?.content, sides[side]?.unit == nil {
      sides[side]?.unit = number.unit
    }
    pendingSide = side == .left ? .right : .bottom
    return true
  }

  /// Takes `x` or `y` as the axis of what the words before it name, as in `bottom right (x: 9, y: 8)`.
  private mutating func readAxis(_ form: String) -> Bool {
    guard form == "x" || form == "y" else { return false }
    if let side = pendingSide, side.isVertical == (form == "y") { return true }
    guard let part = pendingPart else { return false }
    pendingSide = form == "x" ? part.sides.first : part.sides.second
    return true
  }

  /// The part that two sides in a row name, as in "top left".
  private func joined(with form: String) -> BoxPart? {
    guard let pendingSide, let side = BoxSide(key: form, beside: forms) else { return nil }
    switch (pendingSide, side) {
    case (.top, .left), (.left, .top): return .topLeft
    case (.bottom, .right), (.right, .bottom): return .bottomRight
    case (.width, .height): return .size
    case (.centerX, .centerY): return .center
    default: return nil
    }
  }

  private mutating func begin(_ part: BoxPart) {
    pendingPart = part
    pendingSide = nil
    isSecond = false
  }

  private mutating func read(_ number: RawNumber) {
    if let length = pendingLength {
      if lengths[length] == nil {
        lengths.set(length, named: pendingKey, to: number)
      } else {
        loose.append(number)
      }
      pendingLength = hasPendingRadii ? .minor : nil
      hasPendingRadii = false
      lastSide = nil
    } else if let side = pendingSide {
      set(side, number)
      if let part = pendingPart, sides[part.sides.first] != nil, sides[part.sides.second] != nil {
        pendingPart = nil
      }
      pendingSide = nil
      lastSide = side
    } else if let part = pendingPart {
      set(isSecond ? part.sides.second : part.sides.first, number)
      if isSecond { pendingPart = nil }
      lastSide = nil
      isSecond.toggle()
    } else {
      loose.append(number)
      lastLoose = true
    }
  }

  private mutating func set(_ side: BoxSide, _ number: RawNumber) {
    if sides[side] == nil { sides[side] = number } else { loose.append(number) }
  }

  /// Whether a word is one of those for boxes, or means nothing between their numbers.
  static func knows(_ form: String) -> Bool {
    BoxSide(key: form, beside: []) != nil || BoxPart(key: form) != nil || fillers.contains(form)
  }

  /// Words that stand between numbers and mean nothing.
  private static let fillers: Set<String> = [
    "and", "with", "a", "an", "the", "of", "is", "in", "corner", "corners", "coordinate",
    "coordinates", "coords", "box", "bbox", "boundingbox", "bounding", "px", "pixels", "pixel",
    "by", "point", "its", "are", "axis", "degrees", "deg", "has", "x", "placed", "located", "rect",
    "xywh", "xyxy", "coin", "esquina", "ecke", "угол",
  ]

  /// The words for a corner.
  static let corners: Set<String> = ["corner", "coin", "esquina", "ecke", "угол"]
}

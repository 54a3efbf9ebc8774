/// The canvas that a text names, and what an object says of how its own box is measured.
extension LooseObjects {
  /// Reads the size of the canvas, and tells which members gave it.
  mutating func readCanvas(_ pairs: [Pair], keys: LooseKeys) -> Set<Int> {
    var found: Set<Int> = []
    for (index, pair) in pairs.enumerated() where keys[index].isCanvas {
      guard let size = pair.value.canvasSize else { continue }
      canvas = canvas ?? size
      found.insert(index)
    }
    guard found.isEmpty else { return found }
    let sides = ["width", "imagewidth", "canvaswidth", "height", "imageheight", "canvasheight"]
    var places: [String: Int] = [:]
    for (index, key) in keys.enumerated() where sides.contains(key.form) {
      if places[key.form] == nil { places[key.form] = index }
    }
    let numbers = sides.compactMap { name in
      places[name].flatMap { pairs[$0].value.looseNumber?.value }
    }
    guard let size = Canvas(numbers: numbers), canvas == nil || canvas == size else {
      return found
    }
    canvas = size
    return Set(places.values)
  }

  /// The text of a prompt, which a word such as None leaves empty.
  mutating func prompt(_ label: PromptLabel, _ text: String, at range: Range<Int>) -> String {
    guard label != .caption, PromptLine.isPlaceholder(text) else { return text }
    note(
      .placeholder, "\(JSONWriter.quoted(text)) was read as an empty \(label.title)", range)
    return ""
  }

  /// Notes that what should tell the size of the canvas does not.
  mutating func noteUnreadCanvas(_ pair: Pair, key: LooseKey) {
    guard source.bytes[pair.value.range].contains(where: \.isDigit) else { return }
    note(
      .assumedFrame,
      "\(JSONWriter.quoted(key.text)) gives no size of a canvas; \(canvas ?? givenCanvas) was taken",
      pair.value.range)
  }

  /// What an object says of how its own box is measured, beside it or in it, and under which keys.
  func objectFrame(
    _ pairs: [Pair], keys: LooseKeys, parts: ObjectParts
  ) -> (said: DeclaredFrame, keys: Set<Int>) {
    var said = DeclaredFrame()
    var used: Set<Int> = []
    for (index, key) in keys.enumerated() where key.isFrame && !parts.usedPairs.contains(index) {
      // A longer text describes something else, such as the frame of a picture.
      guard let text = pairs[index].value.text, text.utf8.count <= 24 else { continue }
      let words = DeclaredFrame(words: text)
      guard !words.isEmpty else { continue }
      said = said.filled(from: words)
      used.insert(index)
    }
    guard let box = parts.box, case .pairs(let inner) = pairs[box].value.content else {
      return (said, used)
    }
    for (key, pair) in zip(LooseKeys(inner), inner) where key.isFrame {
      if let words = pair.value.text { said = said.filled(from: DeclaredFrame(words: words)) }
    }
    return (said, used)
  }

  /// The members of a box's dictionary that are no part of the box.
  static func membersBeside(_ box: Literal) -> [Pair] {
    guard case .pairs(let inner) = box.content else { return [] }
    let keys = LooseKeys(inner)
    let beside = keys.cornerKeys
    return zip(keys, inner).filter { key, pair in
      if pair.value.looksLikeBox { return false }
      if key.side(beside: beside) != nil { return pair.value.looseNumber == nil }
      if key.part != nil { return pair.value.pairOfNumbers == nil }
      guard key.isFrame, let words = pair.value.text else { return true }
      return DeclaredFrame(words: words).isEmpty
    }.map(\.1)
  }
}

extension RawObject.Region {
  /// Takes what an object says of its own box, where the numbers do not say it.
  mutating func declare(_ frame: DeclaredFrame) {
    switch self {
    case .box(var box):
      box.order = box.order ?? frame.order
      box.unit = box.unit ?? frame.unit
      self = .box(box)
    case .ellipse(var ellipse, let range):
      ellipse.unit = ellipse.unit ?? frame.unit
      self = .ellipse(ellipse, range: range)
    }
  }
}

extension Canvas {
  /// The canvas of two whole numbers that may be the sides of one.
  fileprivate init?(numbers: [Double]) {
    guard numbers.count == 2, let width = Int(exactly: numbers[0]),
      let height = Int(exactly: numbers[1]), (16...65536).contains(width),
      (16...65536).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }
}

extension Canvas {
  /// The square canvas of a side such as models paint; other numbers tell how finely one prints.
  fileprivate init?(squareOf side: Double) {
    guard side >= 256, side.truncatingRemainder(dividingBy: 64) == 0 else { return nil }
    self.init(numbers: [side, side])
  }
}

extension Literal {
  /// The canvas that the value gives the size of: two numbers in any form, or the side of a square.
  fileprivate var canvasSize: Canvas? {
    switch content {
    case .list(let elements):
      return Canvas(numbers: elements.compactMap { $0.looseNumber?.value })
    case .pairs(let pairs):
      let sides = BoxSides(pairs)
      return Canvas(numbers: [sides[.width], sides[.height]].compactMap { $0?.value })
    case .number(let number, isPercentage: false): return Canvas(squareOf: number)
    case .text(let text), .word(let text):
      let numbers = text.split { !$0.isNumber }.compactMap { Double($0) }
      if numbers.count == 1 { return Canvas(squareOf: numbers[0]) }
      if numbers.count == 2 { return Canvas(numbers: numbers) }
      // `1,024 x 768`
      let grouped = text.split { !$0.isNumber && $0 != "," }
      return Canvas(numbers: grouped.compactMap { Double($0.filter { $0 != "," }) })
    default: return nil
    }
  }
}

/// The size of the canvas as a text says it in words: `Canvas: 1024x1024`, `the image size is 768 by 512`,
/// `the canvas is 1024 pixels wide and 768 high`.
struct StatedCanvas {
  /// The canvas.
  let canvas: Canvas
  /// Where its size stands, from the word for it to the last number.
  let range: Range<Int>
  /// The statement with what assigns it and what closes its brackets, as in `canvas = Canvas(512, 512);`.
  private let statement: Range<Int>

  /// The sides of a canvas are no shorter: smaller things are painted on it.
  private static let sides = 256...65536
  /// How far behind the word the two numbers are looked for.
  private static let window = 80
  private static let subjects: [StaticString] = [
    "canvas", "image size", "image dimensions", "picture size", "layout", "image", "picture",
  ]
  /// The words that may stand between.
  private static let fillers: Set<String> = [
    "is", "are", "of", "size", "dimensions", "a", "an", "the", "has", "with", "measures", "in",
    "to", "be", "px", "pixel", "pixels", "width", "height", "wide", "high", "tall", "x", "by",
    "and", "assumed", "area", "total",
  ]

  /// Finds the first statement in a text; nil where none stands there.
  init?(in source: SourceText) {
    for start in stride(from: 0, to: source.bytes.count, by: ByteBlock.size) {
      var marks = Self.placesOfSubjects(source.bytes, at: start)
      while marks != 0 {
        let place = start + ByteBlock.firstPlace(in: marks)
        marks &= marks &- 1
        guard place == 0 || !source.bytes[place - 1].isLetter,
          let subject = Self.subjects.first(where: { source.hasInAnyCase($0, at: place) }),
          let found = Self.size(source, from: place + subject.utf8CodeUnitCount)
        else { continue }
        canvas = found.canvas
        range = place..<found.end
        statement = source.statement(around: range)
        return
      }
    }
    return nil
  }

  /// Where two letters that one of the subjects begins with stand among the eight bytes from a place on.
  @inline(__always)
  private static func placesOfSubjects(_ bytes: SourceBytes, at place: Int) -> UInt64 {
    let first = bytes.block(at: place).folded
    let second = ByteBlock(bytes.word(at: place + 1)).folded
    return first.places(of: UInt8(ascii: "c"), before: UInt8(ascii: "a"), in: second)
      | first.places(of: UInt8(ascii: "i"), before: UInt8(ascii: "m"), in: second)
      | first.places(of: UInt8(ascii: "p"), before: UInt8(ascii: "i"), in: second)
      | first.places(of: UInt8(ascii: "l"), before: UInt8(ascii: "a"), in: second)
  }

  /// The two numbers behind a place with nothing but fillers, colons and multiplication signs between.
  private static func size(_ source: SourceText, from start: Int) -> (canvas: Canvas, end: Int)? {
    let limit = source.lineEnd(from: start, to: min(source.bytes.count, start + window))
    var place = start
    var numbers: [Int] = []
    var isTurned = false
    while place < limit, numbers.count < 2 {
      let end = source.endOfRun(at: place, to: limit)
      let byte = source.bytes[place]
      if byte.isDigit {
        guard let number = Int(source.string(place..<end)), sides.contains(number) else {
          return nil
        }
        numbers.append(number)
      } else if byte.isLetter {
        let word = source.string(place..<end).lowercased()
        guard fillers.contains(word) else { return nil }
        if numbers.count == 1, word == "high" || word == "tall" { isTurned = true }
      } else if !byte.isBlank, !":=(*".utf8.contains(byte), !source.has("×", at: place) {
        guard byte == UInt8(ascii: ","), numbers.count == 1 else { return nil }
      }
      place = end
    }
    guard numbers.count == 2 else { return nil }
    return (
      Canvas(width: numbers[isTurned ? 1 : 0], height: numbers[isTurned ? 0 : 1]), place
    )
  }

  /// The finding that the size was taken from the text; nil where it is the given one.
  func finding(in source: SourceText, given: Canvas) -> Finding? {
    guard canvas != given else { return nil }
    return ReadingRule.frameInferred.finding(
      "the canvas is \(canvas), as the text says", at: source.range(range))
  }

  /// Whether a finding is about the statement alone, or says that it was passed over, with a bullet or an
  /// article at most.
  func explains(_ finding: Finding) -> Bool {
    guard let place = finding.source else { return false }
    let stretch = place.offset..<place.offset + place.length
    if finding.rule == ReadingRule.ignoredText.rawValue { return fills(stretch) }
    return statement.contains(stretch.lowerBound) && stretch.upperBound <= statement.upperBound
  }

  /// Whether a line holds the statement and, but for a bullet or an article, nothing else.
  func fills(_ line: Range<Int>) -> Bool {
    line.contains(range.lowerBound) && line.count <= statement.count + 8
  }
}

extension SourceText {
  /// A stretch with the name and the equals sign before it and the brackets and marks behind it.
  fileprivate func statement(around range: Range<Int>) -> Range<Int> {
    var start = range.lowerBound
    while start > 0, bytes[start - 1].isBlank { start -= 1 }
    if start > 0, bytes[start - 1] == UInt8(ascii: "=") {
      start -= 1
      while start > 0, bytes[start - 1].isBlank { start -= 1 }
      while start > 0, bytes[start - 1].isLetter || bytes[start - 1] == UInt8(ascii: "_") {
        start -= 1
      }
    } else {
      start = range.lowerBound
    }
    var end = range.upperBound
    while end < bytes.count, bytes[end].isBlank || ")]};,.".utf8.contains(bytes[end]) { end += 1 }
    return start..<end
  }

  /// Whether an ASCII word in lower case stands at a place, in whatever case.
  fileprivate func hasInAnyCase(_ word: StaticString, at place: Int) -> Bool {
    guard place + word.utf8CodeUnitCount <= bytes.count else { return false }
    return (0..<word.utf8CodeUnitCount).allSatisfy {
      bytes[place + $0].lowercased == word.utf8Start[$0]
    }
  }

  /// The end of the letters or the digits that begin at a place, or of another character.
  fileprivate func endOfRun(at place: Int, to end: Int) -> Int {
    var next = nextCharacter(after: place)
    if bytes[place].isDigit {
      while next < end, bytes[next].isDigit { next += 1 }
    } else if bytes[place].isLetter {
      while next < end, bytes[next].isLetter { next += 1 }
    }
    return min(next, end)
  }
}

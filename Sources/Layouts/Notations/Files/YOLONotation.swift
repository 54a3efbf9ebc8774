/// YOLO's label file: one object a line, in fractions of the picture.
///
/// A box is `class cx cy w h`. With oriented boxes (YOLO-OBB) a line is `class x1 y1 x2 y2 x3 y3 x4 y4`:
/// an ellipse is the one inscribed in its rectangle, so that upright ellipses come back as boxes. The
/// class is a number: the names are a list beside the file, written as a data set's `names:` in YAML.
///
/// Ultralytics refuses a whole file for one line whose centre lies outside the picture or whose side is
/// longer than it. Such an object is clipped to the picture, or left out where nothing of it is seen.
///
/// `parse` also takes lines of a polygon (YOLO segmentation) and a confidence at the end of a box.
public struct YOLONotation: ExchangeNotation {
  /// Whether boxes are oriented.
  public var isOriented: Bool
  /// The names of the classes, by their numbers.
  public var names: [String]
  /// The name, without ending, of the file with the names that is written; nil for none.
  public var stem: String?

  /// Creates the notation.
  public init(isOriented: Bool = false, names: [String] = [], stem: String? = nil) {
    self.isOriented = isOriented
    self.names = names
    self.stem = stem
  }

  /// The name `yolo` or `yolo-obb`.
  public var name: String { isOriented ? "yolo-obb" : "yolo" }
  /// Whose it is.
  public var title: String { isOriented ? "YOLO oriented boxes" : "YOLO boxes" }
  /// Text files.
  public var fileExtension: String { "txt" }
  /// Where things are, and not much more.
  public var capabilities: NotationCapabilities {
    var capabilities = NotationCapabilities(
      held: [.boxes, .order, .precision], partial: [.names: "with a list of names"])
    if isOriented {
      capabilities.partial[.ellipses] = "tilted ones"
      capabilities.held.insert(.rotation)
    }
    return capabilities
  }

  /// The classes that a layout is written with: the given ones, then new names as they come.
  public func classes(of layout: Layout) -> [String] {
    var classes = names
    var known = Set(names.map(ExactText.init))
    for object in layout.objects where known.insert(ExactText(object.name)).inserted {
      classes.append(object.name)
    }
    return classes
  }

  // MARK: - Writing

  /// Writes the lines, and measures what they lose by reading them back.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    let classes = classes(of: writable)
    var places: [ExactText: Int] = [:]
    for (index, name) in classes.enumerated() where places[ExactText(name)] == nil {
      places[ExactText(name)] = index
    }
    let lines = writable.objects.compactMap { object in
      numbers(of: object.region, canvas: layout.canvas).map { numbers in
        let label = places[ExactText(object.name)] ?? 0
        return ([String(label)] + numbers.map(\.coordinateText)).joined(separator: " ")
      }
    }
    let text = lines.joined(separator: "\n")
    guard let stem else {
      return PrintedLayout(text: text, losses: unwritable + measuredLosses(of: writable, in: text))
    }
    var reader = self
    reader.names = classes
    // A JSON string is one of YAML too.
    let list = classes.enumerated().map { number, name in
      "  \(number): \(JSONWriter.writeReplacing(.string(name), style: .compact).text)\n"
    }.joined()
    return PrintedLayout(
      text: text, losses: unwritable + reader.measuredLosses(of: writable, in: text),
      companions: [
        CompanionFile(
          name: "\(stem).yaml", content: .text(list.isEmpty ? "names: {}\n" : "names:\n" + list))
      ])
  }

  /// The fractions of a line, or nil for a region of which the picture shows nothing.
  private func numbers(of region: LayoutObject.Region, canvas: Canvas) -> [Double]? {
    let bounds = region.bounds.fractions(of: canvas)
    let sides = 0.0...1
    let isAccepted =
      sides.contains(bounds.centerX) && sides.contains(bounds.centerY)
      && sides.contains(bounds.width) && sides.contains(bounds.height)
    let unit = Box(x: 0, y: 0, width: 1, height: 1)
    guard let box = isAccepted ? bounds : bounds.intersection(unit) else { return nil }
    guard isOriented else { return [box.centerX, box.centerY, box.width, box.height] }
    guard isAccepted else {
      return [box.x, box.y, box.maxX, box.y, box.maxX, box.maxY, box.x, box.maxY]
    }
    return region.rectangleCorners.flatMap {
      [$0.x / Double(canvas.width), $0.y / Double(canvas.height)]
    }
  }

  // MARK: - Reading

  /// Reads the lines; the fractions are taken of the given canvas.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let source = SourceText(text)
    var reading = FileReading(canvas: canvas)
    for bounds in source.lineBounds {
      let words = source.words(in: bounds)
      guard let first = words.first, let last = words.last else { continue }
      let range = source.range(first.lowerBound..<last.upperBound)
      var numbers: [Double] = []
      for word in words {
        guard let number = Double(source.string(word)), number.isFinite else {
          throw ParseFailure(
            notation: name,
            message: "expected a class and fractions, found \(source.excerpt(word))",
            source: source.range(word))
        }
        numbers.append(number)
      }
      guard let label = Int(exactly: numbers[0]), label >= 0 else {
        throw ParseFailure(
          notation: name, message: "expected the number of a class, found \(source.excerpt(first))",
          source: source.range(first))
      }
      try read(label, numbers: Array(numbers.dropFirst()), at: range, into: &reading)
    }
    return reading.parsed(by: name)
  }

  private func read(
    _ label: Int, numbers: [Double], at source: SourceRange, into reading: inout FileReading
  ) throws(ParseFailure) {
    let canvas = reading.layout.canvas
    if numbers.contains(where: { $0.magnitude > 4 }) {
      reading.note(
        .assumedFrame, "the numbers were read as fractions of \(canvas), some are larger than 4",
        object: reading.nextIndex, at: source)
    }
    guard let region = try region(of: numbers, at: source, into: &reading) else {
      return reading.note(.skippedShape, "the polygon covers nothing and was left out", at: source)
    }
    if !names.indices.contains(label) {
      reading.note(
        .missingCategory, "the class \(label) has no name, \(names.count) names are known",
        object: reading.nextIndex, at: source)
    }
    let name = names.indices.contains(label) ? names[label] : String(label)
    reading.add(LayoutObject(name: name, region: region), at: source)
  }

  private func region(
    of numbers: [Double], at source: SourceRange, into reading: inout FileReading
  ) throws(ParseFailure) -> LayoutObject.Region? {
    let canvas = reading.layout.canvas
    switch numbers.count {
    case 4, 5:
      if numbers.count == 5 {
        reading.note(
          .extraElement,
          "a layout holds no confidence, that of \(JSONWriter.text(ofFinite: numbers[4])) was left out",
          object: reading.nextIndex, at: source)
      }
      let box = Box(
        x: numbers[0] - numbers[2] / 2, y: numbers[1] - numbers[3] / 2, width: numbers[2],
        height: numbers[3])
      return .box(box.pixels(of: canvas))
    case 6... where numbers.count % 2 == 0:
      let corners = stride(from: 0, to: numbers.count, by: 2).map {
        (x: numbers[$0] * Double(canvas.width), y: numbers[$0 + 1] * Double(canvas.height))
      }
      let polygon = PolygonShape(corners: corners)
      let region = polygon.region
      if case .ellipse? = region, !(isOriented && polygon.rectangle != nil) {
        reading.note(
          .fittedShape, "the polygon was read as the ellipse nearest to it",
          object: reading.nextIndex, at: source)
      }
      return region
    default:
      throw ParseFailure(
        notation: name,
        message: "expected 4 numbers of a box or the pairs of a polygon behind the class, "
          + "found \(numbers.count)", source: source)
    }
  }

  /// What speaks for a text being of this kind, or nil: all lines are a class and fractions.
  static func mark(of source: SourceText) -> (isOriented: Bool, reason: String)? {
    var counts: Set<Int> = []
    for bounds in source.lineBounds {
      // More words than oriented boxes have make it another file: they are not looked at.
      let words = source.words(in: bounds, atMost: 10)
      guard let first = words.first else { continue }
      guard [5, 6, 9].contains(words.count), Int(source.string(first)) != nil,
        words.dropFirst().allSatisfy({ word in Double(source.string(word)) != nil })
      else { return nil }
      counts.insert(words.count)
    }
    if counts == [9] { return (true, "all lines are a number and four corners") }
    guard !counts.isEmpty, counts.isSubset(of: [5, 6]) else { return nil }
    return (false, "all lines are a number and four fractions")
  }
}

extension LayoutObject.Region {
  /// The corners of the rectangle around the region, tilted as the region is.
  fileprivate var rectangleCorners: [(x: Double, y: Double)] {
    switch self {
    case .box(let box): box.corners
    case .ellipse(let ellipse): ellipse.rectangleCorners
    }
  }
}

extension SourceText {
  /// The lines, without their ends.
  var lineBounds: [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for (index, byte) in bytes.enumerated()
    where byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      if index > start { lines.append(start..<index) }
      start = max(start, index + 1)
    }
    if start < bytes.count { lines.append(start..<bytes.count) }
    return lines
  }

  /// The words of a stretch, which spaces and tabs part, or so many of the first ones.
  func words(in bounds: Range<Int>, atMost limit: Int = .max) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for index in bounds {
      guard words.count < limit else { return words }
      let isBlank = bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\t")
      if isBlank, let begin = start {
        words.append(begin..<index)
        start = nil
      } else if !isBlank, start == nil {
        start = index
      }
    }
    if let start { words.append(start..<bounds.upperBound) }
    return words
  }
}

/// The arguments of GLIGEN: phrases and boxes in two lists, in fractions of the picture.
///
/// They are written as diffusers names them (`gligen_phrases`, `gligen_boxes`), as GLIGEN's own script
/// does (`phrases`, `locations`), or as diffusers' BoxDiff example does (`boxdiff_phrases`,
/// `boxdiff_boxes`, in pixels). `parse` takes all three.
public struct GLIGENNotation: JSONFileNotation {
  /// Whose names the keys have.
  public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// The pipelines of diffusers.
    case diffusers
    /// The script of GLIGEN.
    case native
    /// The BoxDiff pipeline among diffusers' examples.
    case boxdiff

    /// The keys of phrases and boxes.
    var keys: (phrases: String, boxes: String) {
      switch self {
      case .diffusers: ("gligen_phrases", "gligen_boxes")
      case .native: ("phrases", "locations")
      case .boxdiff: ("boxdiff_phrases", "boxdiff_boxes")
      }
    }
  }

  /// diffusers takes the first 30 objects and leaves the others out with a warning.
  static let objectLimit = 30

  /// The dialect that is written.
  public var dialect: Dialect

  /// Creates the notation.
  public init(dialect: Dialect = .diffusers) {
    self.dialect = dialect
  }

  /// The name `gligen`, `gligen-native` or `boxdiff`.
  public var name: String {
    switch dialect {
    case .diffusers: "gligen"
    case .native: "gligen-native"
    case .boxdiff: "boxdiff"
    }
  }
  /// Whose it is.
  public var title: String {
    switch dialect {
    case .diffusers: "GLIGEN (diffusers)"
    case .native: "GLIGEN (own script)"
    case .boxdiff: "BoxDiff (diffusers example)"
    }
  }
  /// Boxes and phrases; the script of GLIGEN knows no negative prompt.
  public var capabilities: NotationCapabilities {
    var held: Set<NotationCapabilities.Property> = [
      .boxes, .names, .caption, .order, .precision,
    ]
    if dialect != .native { held.insert(.negative) }
    return NotationCapabilities(held: held)
  }

  static func mark(of root: JSONNode, dialect: Dialect) -> String? {
    let keys = dialect.keys
    guard root[keys.phrases] != nil, root[keys.boxes] != nil else { return nil }
    return "it has the keys \(keys.phrases) and \(keys.boxes)"
  }

  static func mark(of root: JSONNode) -> String? { mark(of: root, dialect: .diffusers) }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    let keys = dialect.keys
    let boxes = layout.objects.map { object in
      let bounds = object.region.bounds
      let box = dialect == .boxdiff ? bounds : bounds.fractions(of: layout.canvas)
      return JSONValue.coordinates(box.cornerNumbers)
    }
    var json: JSONObject = [
      "prompt": .string(layout.caption),
      keys.phrases: .array(layout.objects.map { .string($0.name) }), keys.boxes: .array(boxes),
    ]
    if dialect != .native { json["negative_prompt"] = .string(layout.negative) }
    return .object(json)
  }

  /// Writes the arguments; objects beyond diffusers' limit are reported.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    let text = JSONWriter.writeReplacing(document(writable), style: style).text
    var losses = unwritable + measuredLosses(of: writable, in: text)
    if dialect == .diffusers, writable.objects.count > Self.objectLimit {
      losses.append(
        ReadingRule.losesObject.finding(
          "diffusers paints \(Self.objectLimit) objects at most, found \(writable.objects.count); "
            + "it leaves the others out", object: Self.objectLimit))
    }
    return PrintedLayout(text: text, losses: losses)
  }

  // MARK: - Reading

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    let dialect =
      Dialect.allCases.first { Self.mark(of: root.node, dialect: $0) != nil } ?? self.dialect
    let keys = dialect.keys
    reading.layout.caption = try root.text("prompt")
    reading.layout.negative = try root.text("negative_prompt")
    let phrases = try root.required(keys.phrases, "an array").elements()
    let boxes = try root.required(keys.boxes, "an array").elements()
    reading.reserve(boxes.count)
    for (index, field) in boxes.enumerated() {
      guard index < phrases.count else {
        reading.note(
          .missingName,
          "\(field.path) has no phrase: \(boxes.count) boxes, \(phrases.count) phrases",
          at: field.node.source)
        continue
      }
      let box = try box(field, dialect: dialect, into: &reading)
      reading.add(
        LayoutObject(name: try phrases[index].string(), box: box), at: field.node.source)
    }
    for phrase in phrases.dropFirst(boxes.count) {
      reading.note(
        .missingBox, "\(phrase.path) has no box: \(phrases.count) phrases, \(boxes.count) boxes",
        at: phrase.node.source)
    }
  }

  private func box(
    _ field: JSONField, dialect: Dialect, into reading: inout FileReading
  ) throws(ParseFailure) -> Box {
    let numbers = try field.numbers(count: 4)
    let largest = numbers.reduce(0) { max($0, $1.magnitude) }
    let canvas = reading.layout.canvas
    // Fractions reach a little beyond 1 where a box leaves the picture; pixels go far beyond it.
    let inPixels = dialect == .boxdiff ? largest > 1 : largest > 4
    if inPixels != (dialect == .boxdiff) {
      reading.note(
        .assumedFrame,
        "\(field.path): the numbers up to \(JSONWriter.text(ofFinite: largest)) were read as "
          + (inPixels ? "pixels" : "fractions of \(canvas)"),
        object: reading.nextIndex, at: field.node.source)
    }
    let box = Box(corners: numbers)
    return inPixels ? box : box.pixels(of: canvas)
  }
}

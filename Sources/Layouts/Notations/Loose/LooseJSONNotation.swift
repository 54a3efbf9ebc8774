/// JSON as language models write it: objects with a name and a box under whatever keys and brackets.
///
///     {"background": "a room", "objects": [
///       {"label": "a cat", "bbox": [10, 20, 100, 120]},
///       {"phrase": "a dog", "box": {"x_min": 200, "y_min": 50, "x_max": 400, "y_max": 300}}]}
///
/// Read are lists of dictionaries with LMD's, COCO's, InstanceDiffusion's or Ideogram's keys and their
/// like, a list of phrases beside a list of boxes (CreatiLayout, MIGC, GLIGEN), dictionaries from name to
/// box, and objects one by one; boxes as four numbers, corners, sides by name or texts of them; Python
/// literals, comments, fences, prose around, missing quotes and a tail cut off, each with a finding.
///
/// How the numbers are measured is taken from the text where it says so (`format`, names of sides, `%`)
/// and inferred from all boxes together where it doesn't. `print` says it.
public struct LooseJSONNotation: ExchangeNotation, SourceNotation {
  /// What is known of how boxes are measured; it overrides what the text says.
  public var frame: DeclaredFrame

  /// Creates the notation.
  public init(frame: DeclaredFrame = DeclaredFrame()) {
    self.frame = frame
  }

  /// The name `loose-json`.
  public var name: String { "loose-json" }
  /// What language models write.
  public var title: String { "Loose JSON" }
  /// Everything but what the layout itself doesn't say.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [
        .boxes, .ellipses, .rotation, .names, .descriptions, .caption, .background, .negative,
        .canvas, .order, .precision,
      ])
  }

  /// How boxes are measured when nothing speaks against it.
  static let usualFrame = BoxFrame(.xywh, .pixels)

  /// What speaks for a frame before the numbers are looked at.
  static let prior = FramePrior(
    orders: [.xywh: 0, .xyxy: -0.5, .yxyx: -3.5, .cxcywh: -5.5],
    units: [.pixels: 0, .fractions: -1, .percent: -2.5, .thousandths: -2.5])

  /// Reads a layout; a canvas that the text names goes before the given one.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let all = 0..<source.bytes.count
    var reading = LiteralReader.read(source, in: all, isJSON: true)
    let stated = StatedCanvas(in: source)
    var objects = LooseObjects(
      source: source, canvas: stated?.canvas ?? canvas, prior: Self.prior)
    var lines = LabelledLines(
      source, outside: Array(reading.values.lazy.filter(\.isCollection).map(\.range)))
    lines.read()
    objects.leaveFirstLayout(of: &reading.values)
    objects.takeAll(reading.values)
    reading.values = []
    for (label, text) in lines.prompts where objects.prompts[label] == nil {
      objects.prompts[label] = text
    }
    let isEmpty = objects.objects.isEmpty && objects.droppedCount == 0
    guard !isEmpty || objects.isEmptyList || objects.prompts[.background] != nil else {
      throw nothingFound(source)
    }
    let said = StatedFrame(keys: objects.declared, in: source)
    var findings = FindingList()
    findings.append(contentsOf: reading.notes) { finding in
      let isExplained = lines.explains(finding) || stated?.explains(finding) == true
      return isExplained || source.isTruthValue(finding) ? nil : finding
    }
    findings.append(contentsOf: objects.findings)
    findings.append(contentsOf: lines.findings)
    // A key for the canvas goes before words about it.
    if objects.canvas == nil, let finding = stated?.finding(in: source, given: canvas) {
      findings.append(finding)
    }
    var layout = RawLayout(
      source: source, canvas: objects.canvas ?? stated?.canvas ?? canvas,
      objects: objects.takeObjects(),
      findings: findings, prompts: objects.prompts,
      extras: JSONObject(objects.extras), declared: frame, said: said, prior: objects.prior)
    if isEmpty { layout.note(.noObjects, "the text names no objects", source.trimmed(all)) }
    return layout.parsed(by: name, usual: Self.usualFrame)
  }

  /// Writes a layout with keys that tell how its boxes are measured.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    var json: JSONObject = [
      "canvas": ["width": .integer(layout.canvas.width), "height": .integer(layout.canvas.height)]
    ]
    json = json.with("caption", layout.caption)
    json["background"] = .string(layout.background)
    json["negative"] = .string(layout.negative)
    json["format"] = .string(Self.usualFrame.name)
    json["objects"] = .array(writable.objects.map(\.looseJSON))
    let text = JSONWriter.writeReplacing(.object(json), style: .pretty).text
    return PrintedLayout(text: text, losses: unwritable + measuredLosses(of: writable, in: text))
  }

  private func nothingFound(_ source: SourceText) -> ParseFailure {
    let all = source.trimmed(0..<source.bytes.count)
    let found = all.isEmpty ? "nothing" : source.excerpt(all, count: 60)
    return ParseFailure(
      notation: name,
      message: "expected objects such as {\"name\": \"a cat\", \"box\": [10, 20, 100, 120]}, found "
        + found, source: source.range(all))
  }
}

extension LayoutObject {
  /// The object with its box as a list.
  fileprivate var looseJSON: JSONValue {
    var json: JSONObject = ["name": .string(name)]
    json = json.with("description", description)
    switch region {
    case .box(let box): json["box"] = .coordinates([box.x, box.y, box.width, box.height])
    case .ellipse(let ellipse):
      json["cx"] = .coordinate(ellipse.centerX)
      json["cy"] = .coordinate(ellipse.centerY)
      json["major"] = .coordinate(ellipse.major)
      json["minor"] = .coordinate(ellipse.minor)
      json["angle"] = .coordinate(ellipse.angle)
    }
    return .object(json)
  }
}

extension SourceText {
  /// Whether a finding is about `true` or `false`, which are values of their own in JSON.
  fileprivate func isTruthValue(_ finding: Finding) -> Bool {
    guard finding.rule == ReadingRule.numberForm.rawValue, let place = finding.source?.offset,
      place < bytes.count
    else { return false }
    return bytes[place].lowercased == UInt8(ascii: "t")
      || bytes[place].lowercased == UInt8(ascii: "f")
  }
}

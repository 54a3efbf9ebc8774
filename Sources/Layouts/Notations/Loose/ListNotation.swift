/// A list of names with boxes in words and brackets, as language models write it for people.
///
///     Boxes as (x0, y0, x1, y1) in pixels:
///     1. a cat: (10, 20, 110, 140)
///     2. **a dog**: x=200, y=50, width=200, height=250
///     Background prompt: a room
///
/// Items are lines with a bullet, a number or nothing before them; a box is four numbers in brackets,
/// two pairs of them, or numbers with words (`top-left (10, 20), size 100x120`), on the line of the name
/// or on the lines below it. Tables are lists, in Markdown or with commas, semicolons, tabs or gaps between
/// the cells below a head that names the sides, and so are boxes in tags: `a sofa
/// <bbox>[0.1, 0.4, 0.7, 0.9]</bbox>`, `<ref>a cat</ref><box>(196,509),(237,607)</box>`,
/// `<box label="a cat">10,20,40,60</box>`.
///
/// A box that is taken back on its line gives way to the one that is meant, `[…] — sorry, […]`, and what a
/// line announces as the final version to what stands before it; both are told. Without a label a sentence
/// may say what the background is; behind boxes `; background: a room; negative: people` names the prompts.
///
/// Four numbers are the corners `x0, y0, x1, y1` unless the text says, be it in a comment such as
/// `# boxes are x, y, width, height`, or their values speak for something else. What follows a box on its
/// line is the description.
public struct ListNotation: ExchangeNotation, SourceNotation {
  /// What is known of how boxes are measured; it overrides what the text says.
  public var frame: DeclaredFrame

  /// Creates the notation.
  public init(frame: DeclaredFrame = DeclaredFrame()) {
    self.frame = frame
  }

  /// The name `list`.
  public var name: String { "list" }
  /// What language models write for people.
  public var title: String { "List in words" }
  /// Text files.
  public var fileExtension: String { "txt" }
  /// Boxes, and the prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.boxes, .background, .negative, .order, .caption],
      partial: [.names: "one line", .precision: "corners"])
  }

  /// How boxes are measured when nothing speaks against it.
  static let usualFrame = BoxFrame(.xyxy, .pixels)

  /// What speaks for a frame before the numbers are looked at.
  static let prior = FramePrior(
    orders: [.xyxy: 0, .xywh: -1, .yxyx: -3.5, .cxcywh: -5.5],
    units: [.pixels: 0, .fractions: -1, .percent: -2.5, .thousandths: -2.5])

  /// Reads a layout on a canvas.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let stated = StatedCanvas(in: source)
    var reader = ListReader(source, canvas: canvas, stated: stated, prior: Self.prior)
    reader.read()
    let isEmpty = reader.objects.isEmpty && reader.droppedCount == 0
    guard !isEmpty || reader.saysNone || reader.prompts[.background] != nil else {
      let all = source.trimmed(0..<source.bytes.count)
      throw ParseFailure(
        notation: name,
        message: "expected lines such as \"1. a cat: (x0, y0, x1, y1)\", found "
          + (all.isEmpty ? "nothing" : source.excerpt(all, count: 60)), source: source.range(all))
    }
    var findings = FindingList(
      [stated?.finding(in: source, given: canvas)].compactMap(\.self))
    findings.append(contentsOf: reader.findings) { stated?.explains($0) == true ? nil : $0 }
    var layout = RawLayout(
      source: source, canvas: reader.canvas, objects: reader.takeObjects(), findings: findings,
      prompts: reader.prompts, declared: frame, said: StatedFrame(in: source),
      prior: reader.prior)
    if isEmpty {
      layout.note(
        .noObjects, "the text names no objects", source.trimmed(0..<source.bytes.count))
    }
    return layout.parsed(by: name, usual: Self.usualFrame)
  }

  /// Writes a layout as a numbered list under a line that tells how its boxes are measured.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    var losses: [Finding] = []
    var lines: [String] = []
    if !layout.caption.isEmpty {
      lines.append(
        "Caption: \(PromptLine.readableText(layout.caption, as: .caption, losses: &losses))")
    }
    lines.append(
      writable.objects.isEmpty ? "No objects." : "Boxes as (x0, y0, x1, y1) in pixels:")
    for (index, object) in writable.objects.enumerated() {
      let corners = object.region.bounds.cornerNumbers.map(\.coordinateText)
      let name = ListItem.text(ofName: object.name)
      lines.append("\(index + 1). \(name): (\(corners.joined(separator: ", ")))")
    }
    lines.append(
      "Background prompt: \(PromptLine.readableText(layout.background, as: .background, losses: &losses))"
    )
    lines.append(
      "Negative prompt: \(PromptLine.readableText(layout.negative, as: .negative, losses: &losses))"
    )
    let text = lines.joined(separator: "\n")
    return PrintedLayout(text: text, losses: unwritable + measuredLosses(of: writable, in: text))
  }
}

/// BlobGEN's notation (Nie et al., arXiv 2405.08246, appendix A.3): tilted ellipses as CSS rules.
///
///     teddy-bear {major-radius: 162px; minor-radius: 76px; cx: 444px; cy: 258px; angle: 96}
///     Background prompt: a nursery
///     Negative prompt: people
///     Region Desc:
///     teddy-bear {The teddy bear in the close-up is small and brown …}
///
/// The radii are semi-axes. The angle has no unit; how it is measured is `angles`. A hyphen in a name
/// without spaces stands for a space. BlobGEN asks for the descriptions in a second prompt: here they
/// may stand in the same text, under `Region Desc:` or as rules whose body declares no property, and
/// are joined to the objects by name and order. The two prompts are not BlobGEN's own.
///
/// `parse` takes the properties in any order, `px` and `deg` or none, fractions, other names (`major`,
/// `minor`, `center: 244px 258px`, `radius` of a circle), negative angles, exchanged axes, descriptions
/// among the properties, and the boxes of `css-boxes`. SVG's `rx` and `ry` are the radii along x and y at
/// the angle 0, which turns clockwise.
public struct CSSBlobNotation: SourceNotation, RevisableNotation {
  /// How angles are measured.
  public var angles: AngleConvention

  /// Creates the notation.
  public init(angles: AngleConvention = .fromVertical) {
    self.angles = angles
  }

  /// The name `css-blobs`.
  public var name: String { "css-blobs" }

  /// Reads a layout on a canvas.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try reading(source, canvas: canvas).read()
  }

  private func reading(_ source: SourceText, canvas: Canvas) -> CSSReading {
    CSSReading(
      source, canvas: canvas, notation: name, shape: CSSProperty.ellipse, angles: angles)
  }

  func replacements(for revision: Revision) -> [ByteReplacement]? {
    reading(revision.source, canvas: revision.old.canvas).findParts().flatMap { parts in
      EntryRevision(revision, places: parts, cssAngles: angles).replacements
    }
  }

  /// Writes a layout in the form of BlobGEN's examples, descriptions behind the rules.
  public func print(_ layout: Layout) -> PrintedLayout {
    var (layout, losses) = layout.withoutUnwritableObjects
    losses += layout.lossesBeyondRegions
    var headers: [String] = []
    var lines: [String] = []
    for (index, object) in layout.objects.enumerated() {
      let header = CSSName.write(object.name, object: index, losses: &losses)
      headers.append(header)
      lines.append("\(header) {\(body(of: object, index: index, losses: &losses))}")
    }
    lines += layout.cssPromptLines(losses: &losses)
    if layout.objects.contains(where: { !$0.description.isEmpty }) {
      lines.append("Region Desc:")
      for (index, object) in layout.objects.enumerated() {
        let text = Self.text(ofDescription: object, index: index, losses: &losses)
        lines.append("\(headers[index]) {\(text)}")
      }
    }
    return PrintedLayout(text: lines.joined(separator: "\n"), losses: losses)
      .checkedForLegibility()
  }

  private func body(of object: LayoutObject, index: Int, losses: inout [Finding]) -> String {
    let name = JSONWriter.quoted(object.name)
    let ellipse: Ellipse
    switch object.region {
    case .ellipse(let own): ellipse = own.normalized
    case .box(let box):
      ellipse = Ellipse(box, fit: .bestOverlap)
      losses.append(
        ReadingRule.losesBox.finding(
          "the box of \(name) is written as the ellipse that overlaps it best", object: index))
    }
    let angle = angles.angle(ofCanvasAngle: ellipse.angle)
    if angles.canvasAngle(of: angle) != ellipse.angle {
      losses.append(
        ReadingRule.losesPrecision.finding(
          "the angle of \(name) changes in its last digits", object: index))
    }
    let lengths: [(CSSProperty, Double)] = [
      (.major, ellipse.major), (.minor, ellipse.minor), (.centerX, ellipse.centerX),
      (.centerY, ellipse.centerY),
    ]
    return lengths.map { "\($0.name): \($1.coordinateText)px; " }.joined()
      + "angle: \(angle.coordinateText)"
  }

  /// A description as it can stand between braces; what had to be changed is reported.
  private static func text(
    ofDescription object: LayoutObject, index: Int, losses: inout [Finding]
  ) -> String {
    let kept = object.description.map { character -> Character in
      character == "{" ? "(" : character == "}" ? ")" : character.isNewline ? " " : character
    }
    let source = SourceText(String(kept))
    let text = source.string(source.trimmed(0..<source.bytes.count))
    if !text.utf8.elementsEqual(object.description.utf8) {
      losses.append(
        ReadingRule.altersText.finding(
          "the description of \(JSONWriter.quoted(object.name)) is written as "
            + JSONWriter.quoted(text.shortened(to: 40)), object: index))
    }
    return text
  }
}

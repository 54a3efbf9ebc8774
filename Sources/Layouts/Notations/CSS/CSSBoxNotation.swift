/// LayoutGPT's notation (Feng et al., arXiv 2305.15393): boxes as CSS rules, one a line.
///
///     teddy-bear {height: 159px; width: 211px; top: 281px; left: 21px; }
///     Background prompt: a nursery
///     Negative prompt: people
///
/// A hyphen in a name without spaces stands for a space. The two prompts have no place in LayoutGPT's
/// own format: they follow the rules as lines of their own, and are written only when one of them is
/// not empty. No objects at all are written as `No objects`.
///
/// `parse` takes the properties in any order, `px` or none, fractions, `%` of the canvas, other names
/// (`x`, `y`, `w`, `h`), a centre (`cx`, `cy`), comments, bullets, fences and prose, and the ellipses of
/// `css-blobs`. Rules whose body is a sentence are descriptions and join the object of their name. Of
/// several layouts the first is read: a second one begins where, behind objects, a caption is announced
/// or another option.
public struct CSSBoxNotation: SourceNotation, RevisableNotation {
  /// Creates the notation.
  public init() {}

  /// The name `css-boxes`.
  public var name: String { "css-boxes" }

  /// Reads a layout on a canvas.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try reading(source, canvas: canvas).read()
  }

  private func reading(_ source: SourceText, canvas: Canvas) -> CSSReading {
    CSSReading(
      source, canvas: canvas, notation: name, shape: CSSProperty.box, angles: .fromVertical)
  }

  func replacements(for revision: Revision) -> [ByteReplacement]? {
    reading(revision.source, canvas: revision.old.canvas).findParts().flatMap { parts in
      EntryRevision(revision, places: parts, cssAngles: .fromVertical).replacements
    }
  }

  /// Writes a layout in the form of LayoutGPT's examples.
  public func print(_ layout: Layout) -> PrintedLayout {
    var (layout, losses) = layout.withoutUnwritableObjects
    losses += layout.lossesBeyondBoxes
    var lines = layout.objects.enumerated().map { index, object in
      let box = object.region.bounds
      let header = CSSName.write(object.name, object: index, losses: &losses)
      let sides: [(CSSProperty, Double)] = [
        (.height, box.height), (.width, box.width), (.top, box.y), (.left, box.x),
      ]
      let body = sides.map { "\($0.name): \($1.coordinateText)px; " }.joined()
      return "\(header) {\(body)}"
    }
    lines += layout.cssPromptLines(losses: &losses)
    return PrintedLayout(text: lines.joined(separator: "\n"), losses: losses)
      .checkedForLegibility()
  }
}

extension Layout {
  /// The lines that stand behind the rules, and `No objects` where there are none.
  func cssPromptLines(losses: inout [Finding]) -> [String] {
    var lines = objects.isEmpty ? ["No objects"] : []
    let background = PromptLine.readableText(background, as: .background, losses: &losses)
    let negative = PromptLine.readableText(negative, as: .negative, losses: &losses)
    if !background.isEmpty || !negative.isEmpty {
      lines += ["Background prompt: \(background)", "Negative prompt: \(negative)"]
    }
    return lines
  }
}

extension EntryRevision {
  /// The revision of a text of CSS rules.
  init(_ revision: Revision, places: TextPlaces, cssAngles angles: AngleConvention) {
    let isOnOneLine = !revision.source.bytes.contains(where: \.isLineEnd)
    let style = Style(
      separator: isOnOneLine ? " " : "\n", empty: "No objects", unit: "px", angles: angles,
      name: { name in
        var losses: [Finding] = []
        let header = CSSName.write(name, object: 0, losses: &losses)
        return losses.isEmpty ? header : nil
      },
      region: { region in
        let properties =
          switch region {
          case .box: CSSProperty.box
          case .ellipse: CSSProperty.ellipse
          }
        return properties.compactMap { property in
          region.number(property, angles: angles).map { number in
            "\(property.name): \(number.coordinateText)\(property == .angle ? "" : "px")"
          }
        }.joined(separator: "; ")
      })
    self.init(revision, places: places, style: style)
  }
}

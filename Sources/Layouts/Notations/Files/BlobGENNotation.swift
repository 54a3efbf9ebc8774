/// BlobGEN's stored vectors (arXiv 2405.08246, appendix A.4): six numbers in 0...1 an object.
///
/// A vector is centre, half-axes, and two numbers that stand for the angle: (s + 1) / 2 and (c + 1) / 2 of
/// its sine and cosine. Which of them comes first, and where the angle starts, the paper does not settle:
/// both are options. It has descriptions and no names; an object without a description is written with
/// its name.
public struct BlobGENNotation: JSONFileNotation {
  /// The order of the last two numbers.
  public enum Components: String, Hashable, Sendable, CaseIterable {
    /// Sine, then cosine: the order that the paper states.
    case sincos
    /// Cosine, then sine.
    case cossin
  }

  /// The order of the last two numbers.
  public var components: Components
  /// How the angle is measured.
  public var angles: AngleConvention

  /// Creates the notation.
  public init(components: Components = .sincos, angles: AngleConvention = .fromVertical) {
    self.components = components
    self.angles = angles
  }

  /// The name `blobgen`.
  public var name: String { "blobgen" }
  /// BlobGEN's.
  public var title: String { "BlobGEN vectors" }
  /// Ellipses, and one text each.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.ellipses, .rotation, .names, .caption, .order, .precision],
      partial: [.descriptions: "instead of the name"])
  }

  static func mark(of root: JSONNode) -> String? {
    root["Blob parameters"] != nil ? "it has the key Blob parameters" : nil
  }

  func document(_ layout: Layout) -> JSONValue {
    [
      "Caption": .string(layout.caption),
      "Blob parameters": .array(layout.objects.map { vector($0.region, canvas: layout.canvas) }),
      "Blob descriptions": .array(
        layout.objects.map { .string($0.description.isEmpty ? $0.name : $0.description) }),
    ]
  }

  /// The half-axes are fractions of the width and of the height, as far as the axes lie along them.
  ///
  /// The paper's pictures are square. Elsewhere both are fractions of the longer side, which keeps the
  /// shape of a tilted ellipse.
  private func vector(_ region: LayoutObject.Region, canvas: Canvas) -> JSONValue {
    let ellipse =
      switch region {
      case .ellipse(let ellipse): ellipse.normalized
      case .box(let box): Ellipse(box)
      }
    let side = Double(max(canvas.width, canvas.height))
    let (sine, cosine) = sineAndCosine(ofDegrees: angles.angle(ofCanvasAngle: ellipse.angle))
    let pair = components == .sincos ? [sine, cosine] : [cosine, sine]
    return .coordinates(
      [
        ellipse.centerX / Double(canvas.width), ellipse.centerY / Double(canvas.height),
        ellipse.major / side, ellipse.minor / side,
      ] + pair.map { ($0 + 1) / 2 })
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    let canvas = reading.layout.canvas
    let side = Double(max(canvas.width, canvas.height))
    reading.layout.caption = try root.text("Caption")
    let texts = try root.elements("Blob descriptions")
    let vectors = try root.required("Blob parameters", "an array").elements()
    reading.reserve(vectors.count)
    for (index, field) in vectors.enumerated() {
      let numbers = try field.numbers(count: 6)
      let pair = [numbers[4], numbers[5]].map { 2 * $0 - 1 }
      let (sine, cosine) = components == .sincos ? (pair[0], pair[1]) : (pair[1], pair[0])
      // The 11 vectors that the paper prints are of length 1 within 0.0002 (squared).
      if (sine * sine + cosine * cosine - 1).magnitude > 0.01 {
        reading.note(
          .numberForm, "\(field.path): the last two numbers are not those of a sine and a cosine",
          object: reading.nextIndex, at: field.node.source)
      }
      let angle = angles.canvasAngle(of: directionInDegrees(x: cosine, y: sine))
      let ellipse = Ellipse(
        centerX: numbers[0] * Double(canvas.width), centerY: numbers[1] * Double(canvas.height),
        major: numbers[2] * side, minor: numbers[3] * side, angle: angle)
      if ellipse.minor > ellipse.major {
        reading.findings.append(
          .axesSwapped(
            ellipse, path: "\(field.path)", object: reading.nextIndex, at: field.node.source))
      }
      if index >= texts.count {
        reading.note(
          .missingCategory, "\(field.path) has no description", object: reading.nextIndex,
          at: field.node.source)
      }
      let text = index < texts.count ? try texts[index].string() : ""
      reading.add(LayoutObject(name: text, ellipse: ellipse), at: field.node.source)
    }
    for text in texts.dropFirst(vectors.count) {
      reading.note(
        .orphanDescription, "\(text.path) belongs to no vector", at: text.node.source)
    }
  }
}

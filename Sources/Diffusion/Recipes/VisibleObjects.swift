internal import Layouts

/// The objects of a layout that reach into the canvas: what to say of each, and where it lies.
struct VisibleObjects {
  /// Their places in the layout.
  private(set) var indices: [Int] = []
  private(set) var phrases: [String] = []
  private(set) var regions: [LayoutObject.Region] = []
  /// One for each object that lies outside.
  private(set) var findings: [Finding] = []

  /// Collects the objects; one without a name and a description can't be painted.
  init(_ layout: Layout, saying wording: Wording) throws {
    for (index, object) in layout.objects.enumerated() {
      let phrase = wording.phrase(of: object)
      guard phrase.contains(where: { !$0.isWhitespace }) else {
        throw RenderError.namelessObject(index: index)
      }
      guard object.region.overlaps(layout.canvas) else {
        findings.append(.invisible(object, index: index))
        continue
      }
      indices.append(index)
      phrases.append(phrase)
      regions.append(object.region)
    }
  }
}

extension Grounding {
  /// Returns the phrases with objects counted as GLIGEN's tokens are: those outside have none.
  func numbered(as seen: VisibleObjects) -> Grounding {
    let places = Dictionary(uniqueKeysWithValues: seen.indices.enumerated().map { ($1, $0) })
    var grounding = self
    for index in phrases.indices {
      grounding.phrases[index].objects = phrases[index].objects.map { places[$0] ?? -1 }
    }
    return grounding
  }
}

extension Finding {
  /// An object that lies outside the picture.
  static func invisible(_ object: LayoutObject, index: Int) -> Finding {
    Finding(
      rule: "outside-picture", code: "MQ702", severity: .warning,
      message:
        "\"\(object.name.shortened(to: JSONWriter.quotedLength))\" lies wholly outside the canvas and is not painted",
      object: index)
  }
}

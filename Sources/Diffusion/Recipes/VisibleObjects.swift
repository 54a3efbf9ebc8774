internal import Layouts

/// The objects of a layout that reach into the canvas: what to say of each, and where it lies.
struct VisibleObjects {
  /// Their places in the layout.
  private(set) var indices: [Int] = []
  private(set) var phrases: [String] = []
  private(set) var regions: [LayoutObject.Region] = []

  /// Collects the objects; one without a name and a description can't be painted.
  init(_ layout: Layout, saying wording: Wording) throws {
    for (index, object) in layout.objects.enumerated() {
      let phrase = wording.phrase(of: object)
      guard phrase.contains(where: { !$0.isWhitespace }) else {
        throw RenderError.namelessObject(index: index)
      }
      guard object.region.overlaps(layout.canvas) else { continue }
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

extension Layout {
  /// The places of the objects that reach into the canvas.
  var visibleIndices: [Int] { objects.indices.filter { objects[$0].region.overlaps(canvas) } }

  /// The layout without the objects that lie wholly outside its canvas.
  var visible: Layout {
    var layout = self
    layout.objects = visibleIndices.map { objects[$0] }
    return layout
  }

  /// One finding for each object that lies wholly outside the canvas.
  var outsideFindings: [Finding] {
    objects.enumerated().filter { !$1.region.overlaps(canvas) }.map { index, object in
      Finding(
        rule: "outside-picture", code: "MQ702", severity: .warning,
        message:
          "\"\(object.name.shortened(to: JSONWriter.quotedLength))\" lies wholly outside the canvas and "
          + (caption.isEmpty ? "is not painted" : "is left to the caption"),
        object: index)
    }
  }
}

internal import Foundation
internal import Layouts

/// What readers of annotation files share: numbers with a place, and gathered findings.
struct AnnotationReading {
  let notation: String
  var findings: [Finding] = []
  /// Where each object stands, by its index.
  private(set) var places: [SourceRange] = []
  /// How many findings there were before the object at hand.
  private var settledCount = 0

  init(notation: String) {
    self.notation = notation
  }

  /// Reads the document and its root element.
  func root(_ text: String, named name: Substring) throws(ParseFailure) -> XMLElement {
    let root: XMLElement
    do throws(XMLTree.Failure) {
      root = try XMLTree(text).root
    } catch {
      throw ParseFailure(notation: notation, message: error.message, source: error.source)
    }
    guard root.localName == name else {
      throw ParseFailure(
        notation: notation, message: "expected the element \(name), found \(root.name)",
        source: root.source)
    }
    return root
  }

  /// A canvas from two numbers, if they make one.
  static func canvas(_ width: Double?, _ height: Double?) -> Canvas? {
    guard let width, let height, 1...65536 ~= width.rounded(), 1...65536 ~= height.rounded()
    else { return nil }
    return Canvas(width: Int(width.rounded()), height: Int(height.rounded()))
  }

  /// A number of a text, if that is all there is; infinities are none.
  static func number(_ text: String?) -> Double? {
    text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
      .flatMap { $0.isFinite ? $0 : nil }
  }

  /// Appends an object; one whose numbers run over is left out with a finding.
  mutating func add(_ object: LayoutObject, at element: XMLElement, to layout: inout Layout) {
    guard object.region.isWritable else {
      for index in settledCount..<findings.count
      where findings[index].object == layout.objects.count {
        findings[index].object = nil
      }
      settledCount = findings.count
      return note(
        .notANumber,
        "the region of \(JSONWriter.quoted(object.name)) is too large to compute with;"
          + " it was left out", element)
    }
    layout.objects.append(object)
    places.append(element.source)
    settledCount = findings.count
  }

  /// The finished reading, what is wrong with where objects lie included.
  func parsed(_ layout: Layout) -> ParsedLayout {
    ParsedLayout(notation: notation, layout: layout, findings: findings, places: places)
      .withGeometryFindings
  }

  mutating func note(
    _ rule: ShapeRule, _ message: String, _ element: XMLElement, object: Int? = nil
  ) {
    findings.append(rule.finding(message, object: object, at: element.source))
  }

  mutating func note(
    _ rule: ReadingRule, _ message: String, _ element: XMLElement, object: Int? = nil
  ) {
    findings.append(rule.noted(message, object: object, at: element.source))
  }
}

extension ParsedLayout {
  /// The same with what is wrong with where objects lie, all findings in the order of the text.
  var withGeometryFindings: ParsedLayout {
    var parsed = self
    let geometry = layout.geometryFindings { places.indices.contains($0) ? places[$0] : nil }
    // Sorting by offset alone is not stable.
    parsed.findings = (findings + geometry).enumerated().sorted { one, other in
      (one.element.source?.offset ?? 0, one.offset)
        < (other.element.source?.offset ?? 0, other.offset)
    }.map(\.element)
    return parsed
  }
}

extension Layout {
  /// What an annotation file loses that holds a canvas, names and regions.
  ///
  /// - Parameters:
  ///   - holdsDescriptions: whether it holds how each object looks.
  ///   - isHeld: whether it holds an unknown key of an object.
  /// - Returns: the losses, those of the whole before those of objects.
  func annotationLosses(
    holdsDescriptions: Bool, isHeld: (JSONObject.Member) -> Bool = { _ in false }
  ) -> [Finding] {
    var losses: [Finding] = []
    if !caption.isEmpty || language != nil {
      losses.append(
        ReadingRule.losesCaption.noted("the caption and its language are not written"))
    }
    if !background.isEmpty {
      losses.append(ReadingRule.losesBackground.noted("the background is not written"))
    }
    if !negative.isEmpty {
      losses.append(ReadingRule.losesNegative.noted("the negative prompt is not written"))
    }
    if !provenance.isEmpty {
      losses.append(ReadingRule.losesProvenance.noted("the provenance is not written"))
    }
    if !extras.isEmpty {
      losses.append(ReadingRule.losesExtras.noted("unknown keys of the layout are not written"))
    }
    for (index, object) in objects.enumerated() {
      if !object.extras.members.allSatisfy(isHeld) {
        losses.append(
          ReadingRule.losesExtras.noted(
            "unknown keys of object \(index) are not written", object: index))
      }
      if !holdsDescriptions, !object.description.isEmpty {
        losses.append(
          ReadingRule.losesDescription.noted(
            "the description of object \(index) is not written", object: index))
      }
      let words = object.name + (holdsDescriptions ? object.description : "")
      if !XMLText.canHold(words) {
        losses.append(
          ReadingRule.altersText.noted(
            XMLText.alteration(of: "the name or description of object \(index)"), object: index))
      }
    }
    return losses
  }
}

/// A region without area: a side or an axis is zero or less.
///
/// Language models write such boxes for what they can't place or what has left the picture. Nothing can
/// be painted there, and a mask of it would be empty.
enum EmptyRegion {
  static let boxName = "empty-box"
  static let ellipseName = "empty-ellipse"
  static let boxCode = "MQ102"
  static let ellipseCode = "MQ103"

  static func check(_ object: LayoutObject, index: Int) -> Finding? {
    guard object.region.area == 0 else { return nil }
    let name = JSONWriter.quoted(object.name)
    switch object.region {
    case .box(let box):
      return Finding(
        rule: boxName, code: boxCode, severity: .error,
        message: "the box of \(name) has no area: width \(text(box.width)), "
          + "height \(text(box.height))",
        object: index)
    case .ellipse(let ellipse):
      return Finding(
        rule: ellipseName, code: ellipseCode, severity: .error,
        message: "the ellipse of \(name) has no area: major \(text(ellipse.major)), "
          + "minor \(text(ellipse.minor))",
        object: index)
    }
  }

  private static func text(_ number: Double) -> String {
    number.isFinite ? JSONWriter.text(ofFinite: number) : "\(number)"
  }
}

extension Layout {
  /// What is wrong with where the objects lie, in the order of the objects.
  ///
  /// - Parameter source: the place of an object in the text it was read from, asked for by its index
  ///   and only where something is wrong.
  /// - Returns: a finding for each region that is empty or leaves the canvas.
  public func geometryFindings(source: (Int) -> SourceRange? = { _ in nil }) -> [Finding] {
    var findings: [Finding] = []
    for (index, object) in objects.enumerated() {
      if var finding = EmptyRegion.check(object, index: index) {
        finding.source = source(index)
        findings.append(finding)
      }
      if var finding = OutOfCanvas.check(object, index: index, canvas: canvas) {
        finding.source = source(index)
        findings.append(finding)
      }
    }
    return findings
  }
}

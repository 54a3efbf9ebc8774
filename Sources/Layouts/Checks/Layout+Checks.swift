extension Layout {
  /// What is wrong with where the objects lie, in the order of the objects.
  ///
  /// - Parameter source: the place of an object in the text it was read from, asked for by its index
  ///   and only where something is wrong.
  /// - Returns: a finding for each region that is empty or leaves the canvas.
  public func geometryFindings(source: (Int) -> SourceRange? = { _ in nil }) -> [Finding] {
    guard objects.contains(where: { !$0.region.lies(on: canvas) }) else { return [] }
    // Each object is judged by itself; a list of a million at fault has no million of findings.
    var findings = FindingList()
    for start in stride(from: 0, to: objects.count, by: FindingList.limit) {
      let end = min(start + FindingList.limit, objects.count)
      var part = Layout(canvas: canvas)
      part.objects = Array(objects[start..<end])
      for var finding in part.unboundedGeometryFindings {
        finding.object = finding.object.map { $0 + start }
        finding.source = finding.object.flatMap(source)
        findings.append(finding)
      }
    }
    return findings.all
  }

  private var unboundedGeometryFindings: [Finding] {
    let rules: [any Rule] = [EmptyBox(), EmptyEllipse(), OutOfCanvas()]
    let found = rules.flatMap { $0.check(layout: self, context: RuleContext()) }
    return found.enumerated().sorted {
      ($0.element.object ?? 0, $0.offset) < ($1.element.object ?? 0, $1.offset)
    }.map(\.element)
  }

  /// The pairs of objects that overlap from some intersection over union on.
  func overlaps(from minimum: Double) -> [(first: Int, second: Int, overlap: Double)] {
    var pairs: [(first: Int, second: Int, overlap: Double)] = []
    for second in objects.indices {
      for first in 0..<second {
        let (one, other) = (objects[first].region, objects[second].region)
        // The union is at least as large as the larger one, and what is shared at most as the smaller.
        if min(one.area, other.area) < minimum * max(one.area, other.area) { continue }
        let limit = Overlap.sharedAreaLimit(one, other)
        if limit < minimum * (one.area + other.area - limit) { continue }
        let overlap = Overlap.intersectionOverUnion(one, other)
        if overlap > 0, overlap >= minimum { pairs.append((first, second, overlap)) }
      }
    }
    return pairs
  }
}

extension LayoutObject.Region {
  /// Whether the region has an area and all of it lies on a canvas.
  fileprivate func lies(on canvas: Canvas) -> Bool {
    area != 0 && isFinite && canvas.bounds.contains(bounds)
  }
}

extension Double {
  /// The number with at most two decimals, for reading.
  var shortText: String {
    guard magnitude < 1e12 else { return "\(self)" }
    return JSONWriter.text(ofFinite: (self * 100).rounded() / 100 + 0)
  }

  /// The number in its shortest exact form, finite or not.
  var fullText: String { isFinite ? JSONWriter.text(ofFinite: self) : "\(self)" }
}

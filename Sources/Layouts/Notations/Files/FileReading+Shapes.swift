/// Shapes of other tools that a layout does not hold as they are.
extension FileReading {
  /// Notes that an outline became the ellipse nearest to it.
  mutating func noteFit(_ what: String, at field: JSONField) {
    note(
      .fittedShape, "\(field.path): the \(what) was read as the ellipse with the same moments",
      object: nextIndex, at: field.node.source)
  }

  /// Notes that a mask became the box around it.
  mutating func noteBounds(ofMaskAt field: JSONField) {
    note(
      .fittedShape, "\(field.path): the mask was read as the box around it", object: nextIndex,
      at: field.node.source)
  }

  /// The region nearest to a mask, with a finding where it is another, or nil for an empty mask.
  mutating func region(of mask: RunLengthMask, at field: JSONField) -> LayoutObject.Region? {
    guard let (region, isExact) = mask.fit else { return nil }
    switch region {
    case .ellipse: noteFit("mask", at: field)
    case .box where !isExact: noteBounds(ofMaskAt: field)
    case .box: break
    }
    return region
  }

  /// A box turned about its centre: another box where its sides come to lie upright, else the ellipse
  /// inscribed in it, with a finding.
  mutating func turned(
    _ box: Box, by degrees: Double, at field: JSONField
  ) -> LayoutObject.Region {
    let ellipse = Ellipse(
      centerX: box.centerX, centerY: box.centerY, major: box.width / 2, minor: box.height / 2,
      angle: degrees)
    if case .box(let upright)? = PolygonShape(corners: ellipse.rectangleCorners).rectangle {
      return .box(upright)
    }
    noteRotatedBox(degrees, at: field)
    return .ellipse(ellipse)
  }

  /// Notes that a tilted rectangle became an ellipse.
  mutating func noteRotatedBox(_ angle: Double, at field: JSONField) {
    note(
      .rotatedBox,
      "\(field.path): the box turned by \(JSONWriter.text(ofFinite: angle)) degrees was read as the "
        + "ellipse inscribed in it", object: nextIndex, at: field.node.source)
  }
}

extension Layout {
  /// The object that a finding is about.
  func object(of finding: Finding) -> (index: Int, object: LayoutObject)? {
    guard let index = finding.object, objects.indices.contains(index) else { return nil }
    return (index, objects[index])
  }
}

extension LayoutObject.Region {
  /// How the centre moves to that of another region, in words: ", left by 3 and down by 1 pixels".
  func displacementText(to other: LayoutObject.Region) -> String {
    let (x, y) = (other.center.x - center.x, other.center.y - center.y)
    var parts: [String] = []
    if x.magnitude >= 0.005 {
      parts.append("\(x < 0 ? "left" : "right") by \(x.magnitude.shortText)")
    }
    if y.magnitude >= 0.005 { parts.append("\(y < 0 ? "up" : "down") by \(y.magnitude.shortText)") }
    guard let last = parts.last else { return "" }
    return ", " + parts.joined(separator: " and ") + (last.hasSuffix(" 1") ? " pixel" : " pixels")
  }
}

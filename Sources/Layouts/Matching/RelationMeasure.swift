/// Whether regions lie as a relation says, by measures that a layout can show.
struct RelationMeasure {
  let kind: SceneGraph.Kind
  /// The words that state the relation.
  let words: String
  let canvas: Canvas
  /// The widest angle, in degrees, between the stated direction and the line of the centres.
  let angle: Double

  /// Whether each of several subjects has to lie so, and not just one of them.
  var isDirection: Bool { [.leftOf, .rightOf, .above, .below].contains(kind) }

  /// Returns what is wrong with how a region lies to another, as "its centre lies …"; nil if nothing.
  func fault(
    of subject: LayoutObject.Region, to landmark: LayoutObject.Region
  ) -> String? {
    switch kind {
    case .leftOf: direction(subject, landmark, x: -1, y: 0)
    case .rightOf: direction(subject, landmark, x: 1, y: 0)
    case .above: direction(subject, landmark, x: 0, y: -1)
    case .below: direction(subject, landmark, x: 0, y: 1)
    case .on: on(subject.bounds, landmark.bounds)
    case .nextTo: beside(subject.bounds, landmark.bounds)
    case .inside: inside(subject.bounds, landmark.bounds)
    case .inFrontOf: before(subject.bounds, landmark.bounds)
    case .behind: behind(subject.bounds, landmark.bounds)
    default: nil
    }
  }

  // MARK: - Directions

  private func direction(
    _ subject: LayoutObject.Region, _ landmark: LayoutObject.Region, x: Double, y: Double
  ) -> String? {
    let (here, there) = (subject.center, landmark.center)
    let (right, down) = (here.x - there.x, here.y - there.y)
    let along = right * x + down * y
    let length = (right * right + down * down).squareRoot()
    let cosine = sineAndCosine(ofDegrees: angle).cosine
    if along > 0, along > length * cosine { return nil }
    if along > 0 {
      return "its centre lies \(Self.offset(right, down)), more than \(angle.shortText) degrees off"
    }
    return "its centre lies \(Self.offset(x == 0 ? 0 : right, y == 0 ? 0 : down, x: x, y: y))"
  }

  /// "12 pixels right and 30 below", or "level with it".
  private static func offset(
    _ right: Double, _ down: Double, x: Double = 1, y: Double = 1
  ) -> String {
    var parts: [String] = []
    if right != 0 {
      parts.append("\(right.magnitude.shortText) pixels \(right > 0 ? "right" : "left")")
    }
    if down != 0 {
      parts.append("\(down.magnitude.shortText) pixels \(down > 0 ? "below" : "above")")
    }
    return parts.isEmpty
      ? "at the same \(x == 0 ? "height" : "place")" : parts.joined(separator: " and ")
  }

  /// "On top of" is above; what is "on" may also stand within the landmark's outline or hang on it.
  private func on(_ subject: Box, _ landmark: Box) -> String? {
    if isOnTop {
      let low = subject.centerY - landmark.centerY
      let within = (subject.intersection(landmark)?.area ?? 0) >= subject.area * Self.within
      let isSeenFromAbove = within && low <= Double(canvas.height) * Self.touch
      return low < 0 || isSeenFromAbove ? nil : "its centre lies \(low.shortText) pixels below"
    }
    let aside = max(landmark.x - subject.maxX, subject.x - landmark.maxX)
    if aside > Double(canvas.width) * Self.touch {
      return "it lies \(aside.shortText) pixels aside"
    }
    let below = subject.centerY - landmark.maxY
    guard below > Double(canvas.height) * Self.touch else { return nil }
    return "its centre lies \(below.shortText) pixels below the other's bottom"
  }

  var isOnTop: Bool { words.lowercased().split(separator: " ").contains("top") }

  // MARK: - Nearness

  /// What is beside something is no further than half the canvas, and not straight above or below.
  private func beside(_ subject: Box, _ landmark: Box) -> String? {
    let gap = Self.gap(subject, landmark)
    let far = Double(max(canvas.width, canvas.height)) * Self.far
    if gap > far { return "it lies \(gap.shortText) pixels away" }
    guard statesSide else { return nil }
    let between = max(landmark.y - subject.maxY, subject.y - landmark.maxY)
    let right = (subject.centerX - landmark.centerX).magnitude
    let down = (subject.centerY - landmark.centerY).magnitude
    guard between >= 0, right < down / 2 else { return nil }
    return "its centre lies \(Self.offset(0, subject.centerY - landmark.centerY)), not beside it"
  }

  var statesSide: Bool {
    words.lowercased().split(separator: " ").contains {
      ["next", "beside", "adjacent"].contains($0)
    }
  }

  private func inside(_ subject: Box, _ landmark: Box) -> String? {
    let gap = Self.gap(subject, landmark)
    let reach = Double(max(canvas.width, canvas.height)) * Self.touch
    return gap > reach ? "it lies \(gap.shortText) pixels outside" : nil
  }

  // MARK: - Depth

  /// What stands in front has its foot lower in the picture, unless it covers the other.
  private func before(_ subject: Box, _ landmark: Box) -> String? {
    let foot = landmark.maxY - subject.maxY
    guard foot > Double(canvas.height) * Self.depth, subject.intersection(landmark) == nil else {
      return nil
    }
    return "its foot lies \(foot.shortText) pixels higher"
  }

  private func behind(_ subject: Box, _ landmark: Box) -> String? {
    let foot = subject.maxY - landmark.maxY
    guard foot > Double(canvas.height) * Self.depth, subject.intersection(landmark) == nil else {
      return nil
    }
    return "its foot lies \(foot.shortText) pixels lower"
  }

  /// The distance between the edges of two boxes.
  static func gap(_ one: Box, _ other: Box) -> Double {
    let right = max(0, other.x - one.maxX, one.x - other.maxX)
    let down = max(0, other.y - one.maxY, one.y - other.maxY)
    return (right * right + down * down).squareRoot()
  }

  /// How much of a thing lies within another that it lies on, seen from above.
  static let within = 0.7
  /// What is closer than this part of the canvas touches.
  static let touch = 0.12
  /// What is further than this part of the canvas is not near.
  static let far = 0.5
  /// How much of the canvas's height two feet differ before one stands before the other.
  static let depth = 0.1
}

extension SceneGraph.Relation {
  /// Whether the words state where things lie, and are not only what they do or stand on.
  func states(in caption: Caption) -> Bool {
    switch kind {
    case .leftOf, .rightOf, .above, .below, .between: return !isInferred
    case .on, .nextTo:
      guard !isInferred else { return false }
      let bytes = caption.text.utf8.dropFirst(source.offset).prefix(source.length)
      let words = String(decoding: bytes, as: UTF8.self).lowercased().split(separator: " ")
      return words.contains { ["top", "next", "beside", "adjacent"].contains($0) }
    case .inside, .inFrontOf, .behind, .around: return false
    default: return kind.comparesSize
    }
  }
}

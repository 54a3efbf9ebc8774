public import Layouts

/// How well a picture keeps to its layout: each object against what a detector found of its kind.
///
/// Objects and detections of the same thing are paired so that the overlaps sum up to the most; an
/// object that nothing was found for overlaps nothing. A detection is a box; where ellipses are
/// compared, a box has the one that touches its sides: an ellipse's bounds are touched by it, too.
public struct LayoutPictureScore: Hashable, Sendable {
  /// One object of the layout.
  public struct Object: Hashable, Sendable {
    /// Its place in the layout.
    public let index: Int
    /// The detection that it was paired with, by its place.
    public let detection: Int?
    /// The IoU of the boxes.
    public let boxOverlap: Double
    /// The IoU of the ellipses.
    public let ellipseOverlap: Double
  }

  /// The objects, those outside the canvas left out.
  public let objects: [Object]

  /// The mean over objects of the IoU of boxes; nil where there are none.
  public var boxOverlap: Double? { mean(\.boxOverlap) }

  /// The mean over objects of the IoU of ellipses; nil where there are none.
  public var ellipseOverlap: Double? { mean(\.ellipseOverlap) }

  /// The share of objects that something was found for; nil where there are none.
  public var foundShare: Double? { mean { $0.detection == nil ? 0 : 1 } }

  /// Compares.
  ///
  /// - Parameters:
  ///   - layout: what was asked for.
  ///   - detections: what was found, in pixels of the picture.
  ///   - picture: the picture's width and height in pixels; the canvas is stretched over it.
  public init(
    _ layout: Layout, detections: [DetectedThing], picture: (width: Int, height: Int)
  ) {
    let scale = (
      x: Double(layout.canvas.width) / Double(picture.width),
      y: Double(layout.canvas.height) / Double(picture.height)
    )
    let found = detections.map { detection in
      Box(
        x: detection.box.x * scale.x, y: detection.box.y * scale.y,
        width: detection.box.width * scale.x, height: detection.box.height * scale.y)
    }
    let canvas = Box(
      x: 0, y: 0, width: Double(layout.canvas.width), height: Double(layout.canvas.height))
    let asked = layout.objects.indices.filter {
      layout.objects[$0].region.bounds.intersection(canvas) != nil
    }
    let overlaps = asked.map { index in
      detections.indices.map { place in
        Self.isNamed(layout.objects[index].name, detections[place])
          ? layout.objects[index].region.bounds.intersectionOverUnion(found[place]) : -1
      }
    }
    // A pair of other things costs more than all overlaps together could bring.
    let costs = overlaps.map { row in row.map { $0 < 0 ? Double(row.count + 1) : 1 - $0 } }
    let columns = Assignment(costs).columns
    objects = asked.enumerated().map { row, index in
      guard let place = columns[row], overlaps[row][place] >= 0 else {
        return Object(index: index, detection: nil, boxOverlap: 0, ellipseOverlap: 0)
      }
      let region = layout.objects[index].region
      return Object(
        index: index, detection: place, boxOverlap: overlaps[row][place],
        ellipseOverlap: LayoutObject.Region.ellipse(region.touchingEllipse)
          .intersectionOverUnion(.ellipse(Ellipse(found[place], fit: .inscribed))))
    }
  }

  private func mean(_ value: (Object) -> Double) -> Double? {
    objects.isEmpty ? nil : objects.map(value).mean
  }

  /// Whether a name asks for what was found, its colour included where the name has one.
  static func isNamed(_ name: String, _ detection: DetectedThing) -> Bool {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    let thing = detection.thing.split(separator: " ").map(String.init)
    guard !thing.isEmpty, words.count >= thing.count else { return false }
    let isThere = (0...words.count - thing.count).contains { start in
      zip(words[start...], thing).allSatisfy { Plurals.singular($0) == Plurals.singular($1) }
    }
    guard isThere, let colour = detection.colour else { return isThere }
    let colours = words.filter { LMDSuite.colors.contains($0) }
    return colours.isEmpty || colours.contains(colour)
  }
}

extension LayoutObject.Region {
  /// The region itself, or the ellipse that touches the sides of a box.
  fileprivate var touchingEllipse: Ellipse {
    switch self {
    case .box(let box): Ellipse(box, fit: .inscribed)
    case .ellipse(let ellipse): ellipse
    }
  }
}

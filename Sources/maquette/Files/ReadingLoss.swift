import Drawing
import Layouts

/// What reading a file left out or changed: a finding, and what of the file it is about.
enum ReadingLoss {
  /// The rules of such findings, each with the property that is lost.
  ///
  /// The others tell how something was understood, or what was hidden on purpose.
  private static let properties: [String: String] = {
    let reading: [ReadingRule: String] = [
      .extraElement: "extras", .unknownProperty: "extras", .orphanDescription: "description",
      .severalLayouts: "picture", .severalImages: "picture", .videoFrames: "picture",
      .skippedShape: "object", .fittedShape: "outline", .rotatedBox: "rotation",
    ]
    let shapes: [ShapeRule: String] = [
      .turnedBox: "rotation", .boundedShape: "outline", .joinedGroup: "outline",
      .severalParts: "outline", .ignoredShape: "object", .severalPictures: "picture",
    ]
    return Dictionary(
      uniqueKeysWithValues: reading.map { ($0.rawValue, $1) } + shapes.map { ($0.rawValue, $1) })
  }()

  /// What a finding says is lost, or nil when it tells of no loss in reading.
  static func property(of finding: Finding) -> String? { properties[finding.rule] }
}

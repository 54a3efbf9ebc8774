public import Layouts

/// Detections as COCO's evaluation takes them, so that any detector may score pictures.
///
/// The file is a list of results, `[{"image_id", "category_id", "bbox": [x, y, width, height],
/// "score"}, …]`, or an object with such a list under `annotations` and names under `categories`
/// (https://cocodataset.org/#format-results). A result may name its thing itself under `category`
/// and tell a `colour`.
public struct DetectionFile: Sendable {
  /// Why a file can't be used.
  public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// One sentence naming the place and both sides.
    public let description: String

    /// Creates a failure.
    public init(_ description: String) { self.description = description }
  }

  /// The detections of each picture, by its identifier.
  public private(set) var detections: [Int: [DetectedThing]] = [:]

  /// Reads the file's content.
  ///
  /// - Parameters:
  ///   - value: the content.
  ///   - names: the categories by their identifiers, where the file does not tell.
  /// - Throws: `Failure` naming the result and what is wrong with it.
  public init(_ value: JSONValue, names: [Int: String]) throws(Failure) {
    guard let results = value.array ?? value["annotations"]?.array else {
      throw Failure("expected a list of results or an object with annotations")
    }
    var names = names
    for category in value["categories"]?.array ?? [] {
      if let id = category["id"]?.integer { names[id] = category["name"]?.string }
    }
    for (index, result) in results.enumerated() {
      guard let picture = result["image_id"]?.integer else {
        throw Failure("result \(index): expected a whole number under image_id")
      }
      detections[picture, default: []].append(
        try Self.detection(result, at: index, names: names))
    }
  }

  private static func detection(
    _ result: JSONValue, at index: Int, names: [Int: String]
  ) throws(Failure) -> DetectedThing {
    let sides = result["bbox"]?.array ?? []
    let box = sides.compactMap(\.double)
    guard sides.count == 4, box.count == 4, box[2] >= 0, box[3] >= 0 else {
      throw Failure("result \(index): expected [x, y, width, height] under bbox")
    }
    guard let score = result["score"]?.double, (0...1).contains(score) else {
      throw Failure("result \(index): expected a score from 0 to 1")
    }
    let id = result["category_id"]?.integer
    guard let thing = result["category"]?.string ?? id.flatMap({ names[$0] }), !thing.isEmpty
    else {
      let found = id.map(String.init) ?? "none"
      throw Failure(
        "result \(index): expected a known category_id, found \(found)")
    }
    return DetectedThing(
      thing: thing.lowercased(), colour: result["colour"]?.string?.lowercased(), score: score,
      box: Box(x: box[0], y: box[1], width: box[2], height: box[3]))
  }
}

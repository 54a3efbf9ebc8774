public import Layouts

/// A thing that a detector found in a picture.
public struct DetectedThing: Hashable, Sendable {
  /// What it is, such as "dog", or "red book" of a detector that was asked for phrases.
  public var thing: String
  /// Its colour, where the detector tells.
  public var colour: String?
  /// How sure the detector is, 0...1.
  public var score: Double
  /// Where it is, in pixels of the picture.
  public var box: Box

  /// Creates a detection.
  public init(thing: String, colour: String? = nil, score: Double, box: Box) {
    self.thing = thing
    self.colour = colour
    self.score = score
    self.box = box
  }

  /// The thing with its colour, such as "red book".
  public var phrase: String { colour.map { "\($0) \(thing)" } ?? thing }
}

/// Which detections count.
public struct DetectionFilter: Hashable, Sendable {
  /// The score that a detection must have.
  public var threshold: Double
  /// Of two detections of one phrase that overlap by more than this IoU, the surer one counts.
  public var overlap: Double

  /// Creates a filter; by default with the numbers that LMD's README gives for its image evaluation
  /// (`scripts/owl_vit_eval.py`: 0.15 for both, suppression by class).
  public init(threshold: Double = 0.15, overlap: Double = 0.15) {
    self.threshold = threshold
    self.overlap = overlap
  }

  /// The detections that count, the surest first.
  public func callAsFunction(_ detections: [DetectedThing]) -> [DetectedThing] {
    let sure = detections.filter { $0.score >= threshold }
      .enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }
      .map(\.element)
    var kept: [DetectedThing] = []
    for detection in sure
    where !kept.contains(where: {
      $0.phrase == detection.phrase && $0.box.intersectionOverUnion(detection.box) > overlap
    }) {
      kept.append(detection)
    }
    return kept
  }
}

public import Layouts

/// One thing that a planner decided, in words.
public struct PlanDecision: Hashable, Sendable {
  /// What was decided about.
  public enum Topic: String, Hashable, Sendable, CaseIterable {
    /// Words became things, or looks of things.
    case thing
    /// How many there are.
    case count
    /// How one thing lies to another.
    case relation
    /// Where on the canvas a thing lies.
    case place
    /// What is around the things.
    case surroundings
    /// What must not be shown.
    case exclusion
    /// How large a thing is.
    case size
    /// How all things were fitted to the canvas.
    case arrangement
    /// Which of several answers is taken.
    case choice
  }

  /// What was decided about.
  public var topic: Topic
  /// One sentence.
  public var message: String
  /// The words of the caption that asked for it.
  public var source: SourceRange?
  /// The indices of the objects concerned.
  public var objects: [Int]

  /// Creates a decision.
  public init(topic: Topic, message: String, source: SourceRange? = nil, objects: [Int] = []) {
    self.topic = topic
    self.message = message
    self.source = source
    self.objects = objects
  }

  /// The decision as JSON.
  public var json: JSONValue {
    var json: JSONObject = [
      "topic": .string(topic.rawValue), "message": .string(message),
      "objects": .array(objects.map(JSONValue.integer)),
    ]
    if let source { json["source"] = source.json }
    return .object(json)
  }
}

public import Layouts

/// One answer of a language model, with what came of it.
public struct PlanAttempt: Hashable, Sendable {
  /// Which of the independent samples it belongs to, counted from zero.
  public var sample: Int
  /// Which turn of the sample's conversation it is, counted from zero.
  public var round: Int
  /// What the model answered.
  public var completion: Completion
  /// The layout in it, if there is one.
  public var layout: Layout?
  /// What is wrong with it; source ranges point into the answer.
  public var findings: [Finding]

  /// What speaks against the attempt: findings that are more than notes.
  public var faults: [Finding] { findings.filter { $0.severity > .note } }

  /// The attempt as one JSON object.
  public var json: JSONValue {
    var json: JSONObject = [
      "sample": .integer(sample), "round": .integer(round), "text": .string(completion.text),
      "seconds": .number(completion.seconds), "cached": .bool(completion.isCached),
      "findings": .array(findings.map(\.json)),
    ]
    json["model"] = completion.model.map(JSONValue.string)
    json["prompt_tokens"] = completion.promptTokens.map(JSONValue.integer)
    json["answer_tokens"] = completion.answerTokens.map(JSONValue.integer)
    json["layout"] = layout?.json
    return .object(json)
  }
}

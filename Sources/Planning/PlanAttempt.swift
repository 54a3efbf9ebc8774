public import Layouts

/// One answer of a language model, with what came of it.
public struct PlanAttempt: Hashable, Sendable {
  /// Which of the independent samples it belongs to, counted from zero.
  public var sample: Int
  /// Which turn of the sample's conversation it is, counted from zero.
  public var round: Int
  /// What the model answered; when there is no answer, what came of one.
  public var completion: Completion
  /// The layout in it, if there is one.
  public var layout: Layout?
  /// What is wrong with it; source ranges point into the answer.
  public var findings: [Finding]
  /// What was asked for.
  public var style: PromptStyle?
  /// How far the least-kept relation of the caption is from being violated, as a part of the canvas.
  public var relationMargin: Double?

  /// What speaks against the attempt: findings that are more than notes.
  public var faults: [Finding] { findings.filter { $0.severity > .note } }

  /// How many errors there are, and how many warnings.
  var faultCounts: (errors: Int, warnings: Int) {
    (findings.count { $0.severity == .error }, findings.count { $0.severity == .warning })
  }

  /// The attempt as one JSON object.
  public var json: JSONValue {
    var json: JSONObject = [
      "sample": .integer(sample), "round": .integer(round), "text": .string(completion.text),
      "seconds": .number(completion.seconds), "cached": .bool(completion.isCached),
      "findings": .array(findings.map(\.json)),
    ]
    json["style"] = style.map { .string($0.rawValue) }
    json["model"] = completion.model.map(JSONValue.string)
    json["prompt_tokens"] = completion.promptTokens.map(JSONValue.integer)
    json["answer_tokens"] = completion.answerTokens.map(JSONValue.integer)
    json["relation_margin"] = relationMargin.map(JSONValue.number)
    json["layout"] = layout?.json
    return .object(json)
  }
}

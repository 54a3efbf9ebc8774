import Layouts
import Planning

/// What came of instructions, as one JSON object.
///
/// Findings and decisions name the instruction that their source points into by its place among
/// `instructions`. When one was refused, `layout` and `difference` are null and nothing was written.
struct EditReport {
  /// What was asked, in order.
  let instructions: [String]
  /// What came of them: one round each, up to the first that was refused.
  let rounds: [EditSession.Round]
  /// What changed in all; nil when one was refused.
  let difference: LayoutDifference?

  /// The report.
  func json(explained: Bool) -> JSONValue {
    var report: JSONObject = [
      "layout": difference?.new.json ?? .null,
      "instructions": .array(instructions.map(JSONValue.string)),
      "findings": .array(numbered(\.findings)), "difference": difference?.json ?? .null,
    ]
    if explained { report["decisions"] = .array(numbered(\.decisions)) }
    return .object(report)
  }

  /// What the rounds say, each with the place of its instruction.
  private func numbered(_ part: (EditSession.Round) -> [JSONValue]) -> [JSONValue] {
    rounds.enumerated().flatMap { place, round in
      part(round).map { value in
        var object = value.object ?? JSONObject()
        object["instruction"] = .integer(place)
        return .object(object)
      }
    }
  }
}

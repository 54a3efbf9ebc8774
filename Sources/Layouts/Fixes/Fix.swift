/// What would remove the reason of a finding.
public struct Fix: Hashable, Sendable {
  /// Whether a fix may be applied without a person's judgement.
  public enum Applicability: String, Hashable, Sendable, CaseIterable {
    /// The picture that is meant stays the same.
    case safe
    /// The picture that is meant may become another one.
    case unsafe
  }

  /// Whether it may be applied without a person's judgement.
  public var applicability: Applicability
  /// What is done, in a few words such as "shift it left by 1 pixel".
  public var description: String
  /// The changes, all of which belong together.
  public var edits: [LayoutEdit]

  /// Creates a fix.
  public init(_ applicability: Applicability, _ description: String, edits: [LayoutEdit]) {
    self.applicability = applicability
    self.description = description
    self.edits = edits
  }

  /// The fix as JSON.
  public var json: JSONValue {
    [
      "applicability": .string(applicability.rawValue), "description": .string(description),
      "edits": .array(edits.map(\.json)),
    ]
  }
}

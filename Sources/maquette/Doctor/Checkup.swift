import Layouts

/// One thing that the program needs, and how it was found.
struct Checkup: Sendable {
  /// How it stands.
  enum State: String, Sendable {
    /// As it should be.
    case ok
    /// Something works less well without it.
    case warning
    /// The program can't do its work without it.
    case missing
    /// It is there, and can't be used.
    case broken
  }

  /// What was looked at.
  var name: String
  /// How it stands.
  var state: State
  /// What was found.
  var detail: String

  /// The check-up as JSON.
  var json: JSONValue {
    ["name": .string(name), "state": .string(state.rawValue), "detail": .string(detail)]
  }
}

internal import Layouts

/// How much is said of an object.
public enum Wording: String, Sendable, Hashable, CaseIterable, LosslessStringConvertible {
  /// The name, or the description where there is no name.
  case name
  /// The name and behind it the description.
  case everything

  /// Creates a wording from its name.
  public init?(_ description: String) { self.init(rawValue: description) }

  /// The name.
  public var description: String { rawValue }

  func phrase(of object: LayoutObject) -> String {
    let parts = [object.name, object.description].filter { $0.contains { !$0.isWhitespace } }
    return (self == .name ? Array(parts.prefix(1)) : parts).joined(separator: ", ")
  }
}

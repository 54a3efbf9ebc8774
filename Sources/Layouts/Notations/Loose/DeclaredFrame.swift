/// As much of a frame as a text or a person has said; what is left open is inferred.
public struct DeclaredFrame: Hashable, Sendable {
  /// The unit, if it is known.
  public var unit: BoxFrame.Unit?
  /// The order, if it is known.
  public var order: BoxFrame.Order?

  /// Creates a declaration.
  public init(order: BoxFrame.Order? = nil, unit: BoxFrame.Unit? = nil) {
    self.order = order
    self.unit = unit
  }

  /// Reads a declaration such as `xyxy`, `fractions`, `yxyx-thousandths`; nil when it is none.
  public init?(name: String) {
    self.init()
    let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }
    guard !parts.isEmpty else { return nil }
    for part in parts {
      if order == nil, let named = BoxFrame.Order(rawValue: String(part)) {
        order = named
      } else if unit == nil, let named = BoxFrame.Unit(rawValue: String(part)) {
        unit = named
      } else {
        return nil
      }
    }
  }

  /// What a name can be made of, for people.
  public static let expectation =
    "an order (\(BoxFrame.Order.allCases.map(\.rawValue).joined(separator: ", "))), a unit "
    + "(\(BoxFrame.Unit.allCases.map(\.rawValue).joined(separator: ", "))), or both as in "
    + BoxFrame(.xyxy, .fractions).name

  /// Whether nothing is said.
  var isEmpty: Bool { unit == nil && order == nil }

  /// The declaration with what it leaves open taken from another.
  func filled(from other: DeclaredFrame) -> DeclaredFrame {
    DeclaredFrame(order: order ?? other.order, unit: unit ?? other.unit)
  }

  /// Whether a frame is as declared.
  func allows(_ frame: BoxFrame) -> Bool {
    (order ?? frame.order) == frame.order && (unit ?? frame.unit) == frame.unit
  }
}

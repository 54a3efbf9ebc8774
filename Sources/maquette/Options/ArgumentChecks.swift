import ArgumentParser

/// Reads one of a few names.
///
/// - Throws: `ValidationError` naming all of them.
func choice<Value: RawRepresentable<String> & CaseIterable>(_ text: String) throws -> Value {
  guard let value = Value(rawValue: text) else {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("expected \(Value.allCases.count > 1 ? "one of " : "")\(names)")
  }
  return value
}

/// Refuses a number outside its range, naming both.
func checkRange<Value: Comparable>(
  _ value: Value?, in range: ClosedRange<Value>, flag: String
) throws {
  guard let value, !range.contains(value) else { return }
  throw ValidationError(
    "\(flag): expected a number from \(range.lowerBound) to \(range.upperBound), found \(value)")
}

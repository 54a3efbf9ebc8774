/// A caption that can't be planned, carried up from the depth of the grammar.
public struct Refusal: Error, Hashable {
  /// The error-level finding that says why.
  public var finding: Finding
  /// Whether not even a tolerant reading goes on after it.
  package var isFinal: Bool
  /// Whether a tolerant planner gives up the relation that the finding points at.
  package var givesWay: Bool

  /// Creates a refusal.
  package init(finding: Finding, isFinal: Bool = false, givesWay: Bool = false) {
    self.finding = finding
    self.isFinal = isFinal
    self.givesWay = givesWay
  }
}

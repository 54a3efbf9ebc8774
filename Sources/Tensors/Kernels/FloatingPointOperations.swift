internal import Synchronization

/// Counts what matrix products have done, so that speeds are measured and not estimated.
public enum FloatingPointOperations {
  private static let total = Atomic<UInt64>(0)

  /// Multiplications and additions in all matrix products since the program began.
  public static var count: UInt64 { total.load(ordering: .relaxed) }

  static func add(rows: Int, columns: Int, inner: Int) {
    total.wrappingAdd(2 * UInt64(rows) * UInt64(columns) * UInt64(inner), ordering: .relaxed)
  }
}

internal import CKernels
internal import Synchronization

/// How fast the processor multiplies and adds when nothing has to be fetched.
public enum FloatingPointPeak {
  /// Measures billions of operations a second of all threads together, the best of five times.
  ///
  /// - Returns: the speed; nil where BLAS does the work, whose instructions are not known here.
  public static func gigaflops() -> Double? {
    guard let kernels = ProductKernels.current else { return nil }
    return (0..<5).map { _ in
      let operations = Atomic<Int>(0)
      let start = ContinuousClock.now
      // As much work as wakes every thread.
      forEachRange(of: Threads.count, work: 1 << 20) { range in
        for _ in range {
          operations.wrappingAdd(kernels.exhaust(rounds: 1 << 20), ordering: .relaxed)
        }
      }
      let nanoseconds = (ContinuousClock.now - start) / .nanoseconds(1)
      return Double(operations.load(ordering: .relaxed)) / nanoseconds
    }.max()
  }
}

internal import CKernels
internal import Synchronization

/// How fast the processor multiplies and adds when nothing has to be fetched.
public enum FloatingPointPeak {
  /// Measures billions of operations a second of all threads together, the best of five times.
  ///
  /// - Parameter precision: of the products. Only AMX makes a difference: its products of tiles count,
  ///   of which `fp32x` takes three for one. Others are measured in single precision.
  /// - Returns: the speed; nil where BLAS does the work, whose instructions are not known here.
  public static func gigaflops(_ precision: Precision = .fp32) -> Double? {
    guard let kernels = ProductKernels.current else { return nil }
    let form = ElementForm(precision, kernels)
    let isInTiles = kernels.hasTiles && form != .floats
    let best = (0..<5).map { _ in
      let operations = Atomic<Int>(0)
      let start = ContinuousClock.now
      // As much work as wakes every thread.
      forEachRange(of: Threads.count, work: 1 << 20) { range in
        for _ in range {
          let count =
            isInTiles ? kernels.exhaustTiles(rounds: 1 << 16) : kernels.exhaust(rounds: 1 << 20)
          operations.wrappingAdd(count, ordering: .relaxed)
        }
      }
      let nanoseconds = (ContinuousClock.now - start) / .nanoseconds(1)
      return Double(operations.load(ordering: .relaxed)) / nanoseconds
    }.max()
    return best.map { form == .splitPairs ? $0 / 3 : $0 }
  }
}

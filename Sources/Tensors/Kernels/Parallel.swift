import COpenBLAS

/// How many threads the numeric rooms use: those of OpenBLAS, which our own loops follow.
public enum Threads {
  /// The number of threads in use.
  public static var count: Int { max(1, Int(openblas_get_num_threads())) }

  /// Sets the number of threads for BLAS and for our own loops, process-wide.
  public static func use(_ count: Int) { openblas_set_num_threads(Int32(max(1, count))) }
}

/// Splits `0..<count` into ranges and runs them side by side.
///
/// Large jobs have several ranges a thread, which threads take as they get done: one that another program
/// holds up leaves more of them to the others.
///
/// - Parameters:
///   - count: the number of rows.
///   - work: the number of elements touched in a row; small jobs stay on the calling thread.
///   - grain: rows that are worth a range of their own, where there is to be more than one a thread.
///   - body: works on a range of rows; ranges don't overlap.
func forEachRange(
  of count: Int, work: Int, grain: Int = 1, _ body: @Sendable (Range<Int>) -> Void
) {
  /// Below this many elements, waking a thread costs more than it saves.
  let smallest = 1 << 15
  let threads = min(Threads.count, count, max(1, count * work / smallest))
  guard threads > 1 else {
    if count > 0 { body(0..<count) }
    return
  }
  let several = min(4, count / (grain * threads), count * work / (smallest * threads))
  let ranges = threads * max(1, several)
  ThreadPool.shared.run(pieces: ranges, threads: threads) { index in
    body(count * index / ranges..<count * (index + 1) / ranges)
  }
}

internal import CKernels
internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The threads that share the pieces of one job at a time with the thread that has it.
///
/// Between the jobs of a network lie some microseconds, and to wake a thread takes some dozens: workers watch out
/// for the next job for a while before they sleep. A job that comes while another one runs, from another thread or
/// from a piece of that job, is done by the calling thread alone, so that there are never more threads at work than
/// were asked for.
final class ThreadPool: Sendable {
  static let shared = ThreadPool()

  private struct Job: Sendable {
    let pieces: Int
    let body: @Sendable (Int) -> Void
  }

  /// What workers see of the job: its number, how many may still join in, and how many are at work.
  private struct Notice {
    var bits: UInt64

    /// The number of the job.
    var number: UInt64 { bits >> 32 }
    /// How many workers may join in.
    var open: UInt64 { bits >> 16 & 0xffff }
    /// How many are at work.
    var active: UInt64 { bits & 0xffff }

    /// A worker has joined in.
    var joined: Notice { Notice(bits: bits - 1 << 16 + 1) }
    /// Nobody may join in any more.
    var closed: Notice { Notice(bits: bits & ~0xffff_0000) }
    /// The next job, with places for so many workers.
    func next(open: Int) -> Notice { Notice(bits: (number + 1) << 32 | UInt64(open) << 16) }
  }

  private let isTaken = Atomic(false)
  private let notice = Atomic<UInt64>(0)
  private let nextPiece = Atomic(0)
  /// Written by the thread that has the pool, while no worker is at work.
  nonisolated(unsafe) private var job: Job?
  nonisolated(unsafe) private var workers = 0

  private let sleepers = Atomic(0)
  private let wakening = DispatchSemaphore(value: 0)

  /// How often a worker looks for a job before it sleeps: about a tenth of a millisecond.
  private static let looks = 4_000

  /// Calls `body` with each number below `pieces`, on up to so many threads.
  func run(pieces: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    let isOurs =
      threads > 1
      && isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    guard isOurs else {
      for piece in 0..<pieces { body(piece) }
      return
    }
    while workers < min(threads - 1, 0xffff), startWorker() { workers += 1 }
    withoutActuallyEscaping(body) { body in
      job = Job(pieces: pieces, body: body)
      nextPiece.store(0, ordering: .relaxed)
      let open = min(threads - 1, workers)
      let last = Notice(bits: notice.load(ordering: .relaxed))
      notice.store(last.next(open: open).bits, ordering: .sequentiallyConsistent)
      wake(open)
      takePieces()
      close()
      job = nil
    }
    isTaken.store(false, ordering: .releasing)
  }

  /// Does pieces of the job until none is left.
  ///
  /// It is not inlined, so that a worker has let go of the job before it says that it is done.
  @inline(never) private func takePieces() {
    guard let job else { return }
    while true {
      let piece = nextPiece.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < job.pieces else { return }
      job.body(piece)
    }
  }

  /// Lets nobody join in any more, and waits for those who did.
  private func close() {
    var seen = Notice(bits: notice.load(ordering: .relaxed))
    while seen.open > 0 {
      let (isClosed, bits) = notice.weakCompareExchange(
        expected: seen.bits, desired: seen.closed.bits, ordering: .relaxed)
      seen = isClosed ? seen.closed : Notice(bits: bits)
    }
    var looks = 0
    while Notice(bits: notice.load(ordering: .acquiring)).active > 0 {
      looks += 1
      // The worker may need this processor.
      if looks % Self.looks == 0 { sched_yield() } else { ckernels_pause() }
    }
  }
}

extension ThreadPool {
  /// Starts a worker; says whether the system let us.
  private func startWorker() -> Bool {
    #if canImport(Darwin)
      var thread: pthread_t?
    #else
      var thread = pthread_t()
    #endif
    let result = pthread_create(
      &thread, nil,
      { _ in
        ThreadPool.shared.work()
      }, nil)
    return result == 0
  }

  /// Joins in each job that has a place left, for ever.
  private func work() -> Never {
    var last: UInt64 = 0
    while true {
      let seen = awaitJob(after: last)
      let (hasJoined, _) = notice.compareExchange(
        expected: seen.bits, desired: seen.joined.bits, ordering: .acquiringAndReleasing)
      guard hasJoined else { continue }
      last = seen.number
      takePieces()
      notice.wrappingSubtract(1, ordering: .releasing)
    }
  }

  /// Returns the notice of a job that has a place left and is not the last one.
  private func awaitJob(after last: UInt64) -> Notice {
    while true {
      for _ in 0..<Self.looks {
        let seen = Notice(bits: notice.load(ordering: .acquiring))
        if seen.open > 0, seen.number != last { return seen }
        ckernels_pause()
      }
      sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
      let seen = Notice(bits: notice.load(ordering: .sequentiallyConsistent))
      // Who is no longer counted has been woken, and takes that.
      if seen.open == 0 || seen.number == last || !leaveSleepers() { wakening.wait() }
    }
  }

  /// Takes one from the sleepers' number; says whether there was one left.
  private func leaveSleepers() -> Bool { take(atMost: 1) == 1 }

  /// Takes up to so many from the sleepers' number.
  private func take(atMost most: Int) -> Int {
    var count = sleepers.load(ordering: .sequentiallyConsistent)
    while count > 0 {
      let some = min(count, most)
      let (hasTaken, now) = sleepers.weakCompareExchange(
        expected: count, desired: count - some, ordering: .sequentiallyConsistent)
      if hasTaken { return some }
      count = now
    }
    return 0
  }

  /// Wakes up to so many sleepers.
  private func wake(_ count: Int) {
    for _ in 0..<take(atMost: count) { wakening.signal() }
  }
}

import Dispatch
import Synchronization
import Testing

@testable import Tensors

/// Every piece of a job is done once, whoever does it.
@Suite struct ThreadPoolTests {
  /// Counts how often each piece was done.
  private final class Counts: Sendable {
    private let counts = Mutex([Int](repeating: 0, count: 64))

    func add(_ piece: Int) { counts.withLock { $0[piece] += 1 } }
    var values: [Int] { counts.withLock { $0 } }
  }

  private func expectEachOnce(pieces: Int, threads: Int, jobs: Int = 1) {
    let counts = Counts()
    for _ in 0..<jobs {
      ThreadPool.shared.run(pieces: pieces, threads: threads) { counts.add($0) }
    }
    #expect(counts.values == (0..<64).map { $0 < pieces ? jobs : 0 })
  }

  @Test(arguments: [0, 1, 2, 7, 64], [1, 2, 3, 8]) func eachPieceIsDoneOnce(
    _ pieces: Int, _ threads: Int
  ) {
    expectEachOnce(pieces: pieces, threads: threads, jobs: 200)
  }

  /// Workers sleep where no job comes for a while, and wake for the next.
  @Test func sleepersWake() async throws {
    for _ in 0..<20 {
      expectEachOnce(pieces: 9, threads: 3)
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  /// Jobs from several threads, one of which has the workers.
  @Test func jobsSideBySide() {
    DispatchQueue.concurrentPerform(iterations: 4) { index in
      expectEachOnce(pieces: 5 + index, threads: 3, jobs: 300)
    }
  }

  /// A piece that is a job itself is done where it is.
  @Test func jobsWithinJobs() {
    let counts = Counts()
    ThreadPool.shared.run(pieces: 6, threads: 3) { outer in
      ThreadPool.shared.run(pieces: 6, threads: 3) { inner in counts.add(6 * outer + inner) }
    }
    #expect(counts.values == (0..<64).map { $0 < 36 ? 1 : 0 })
  }
}

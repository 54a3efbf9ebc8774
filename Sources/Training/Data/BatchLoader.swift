internal import Foundation
internal import Synchronization

/// Makes batches on a thread of its own, a few ahead of the training.
final class BatchLoader<Batch: Sendable>: Sendable {
  private let queue: BatchQueue<Batch>

  /// Begins to make batches.
  ///
  /// - Parameters:
  ///   - first: the number of the first batch.
  ///   - depth: how many are made ahead.
  ///   - make: makes the batch of a number.
  init(from first: Int, depth: Int = 3, _ make: @escaping @Sendable (Int) throws -> Batch) {
    let queue = BatchQueue<Batch>(depth: depth)
    self.queue = queue
    let thread = Thread {
      var number = first
      while queue.waitForRoom() {
        let batch = Result { try make(number) }
        queue.put(batch)
        if case .failure = batch { return }
        number += 1
      }
    }
    // Threads of Foundation get half a megabyte on some systems, and pictures are drawn on this one.
    thread.stackSize = 8 << 20
    thread.start()
  }

  deinit { queue.stop() }

  /// Returns the next batch, in order.
  ///
  /// - Throws: what making it threw.
  func next() throws -> Batch { try queue.take().get() }
}

/// A queue of limited length between two threads.
private final class BatchQueue<Batch: Sendable>: Sendable {
  private struct State {
    var batches: [Result<Batch, any Error>] = []
    var isStopped = false
  }

  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)
  private let room: DispatchSemaphore

  init(depth: Int) {
    // Dispatch stops the program when a semaphore is released below the value it was made with.
    room = DispatchSemaphore(value: 0)
    for _ in 0..<depth { room.signal() }
  }

  /// Waits for room and tells whether batches are still wanted.
  func waitForRoom() -> Bool {
    room.wait()
    return state.withLock { !$0.isStopped }
  }

  func put(_ batch: Result<Batch, any Error>) {
    state.withLock { $0.batches.append(batch) }
    filled.signal()
  }

  func take() -> Result<Batch, any Error> {
    filled.wait()
    room.signal()
    return state.withLock { $0.batches.removeFirst() }
  }

  func stop() {
    state.withLock { $0.isStopped = true }
    room.signal()
  }
}

import Foundation
import Synchronization

/// A watch over readers: one that does not come back from a file ends the process, which names the file.
public final class HangWatch: Sendable {
  /// The longest that a reader may be away, whatever else the machine does.
  static let patience = Duration.seconds(120)

  /// The only watch; its thread runs from the first use on.
  public static let shared = HangWatch()

  private struct Work {
    var name: String
    var seed: UInt64
    var start: ContinuousClock.Instant
  }

  private let works = Mutex<[UInt64: Work]>([:])
  private let lastTicket = Atomic<UInt64>(0)

  private init() {
    Thread.detachNewThread { [self] in
      while true {
        Thread.sleep(forTimeInterval: 1)
        let late = works.withLock { works in
          works.values.first { $0.start.duration(to: .now) > Self.patience }
        }
        guard let late else { continue }
        fatalError("\(late.name), seed \(late.seed): no answer for \(Self.patience)")
      }
    }
  }

  /// Does some work under the watch, and says how long the thread was busy with it.
  public func seconds(
    _ name: String, seed: UInt64, _ body: () throws -> Void
  ) rethrows -> Double {
    let ticket = lastTicket.wrappingAdd(1, ordering: .relaxed).newValue
    works.withLock { $0[ticket] = Work(name: name, seed: seed, start: .now) }
    defer { _ = works.withLock { $0.removeValue(forKey: ticket) } }
    let begin = Fuzzing.threadSeconds
    try body()
    return Fuzzing.threadSeconds - begin
  }
}

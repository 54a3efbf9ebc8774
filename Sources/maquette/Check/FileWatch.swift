import Foundation

/// Waits until one of some files changes, appears or goes.
struct FileWatch {
  /// What tells that a file changed.
  private struct State: Hashable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
    var number: UInt64

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      #if canImport(Darwin)
        (seconds, nanoseconds) = (status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec)
      #else
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
      #endif
      size = Int(status.st_size)
      number = UInt64(status.st_ino)
    }
  }

  /// The time between two looks.
  static let pause = 0.25

  private let paths: () -> [String]
  private var states: [String: State]

  /// Begins to watch.
  ///
  /// - Parameter paths: finds the files; it is asked again and again, for files may appear.
  init(_ paths: @escaping () -> [String]) {
    self.paths = paths
    states = Self.look(paths())
  }

  /// Waits for the next change.
  mutating func wait() {
    while true {
      Thread.sleep(forTimeInterval: Self.pause)
      let now = Self.look(paths())
      guard now != states else { continue }
      states = now
      return
    }
  }

  private static func look(_ paths: [String]) -> [String: State] {
    var states: [String: State] = [:]
    for path in paths { states[path] = State(path) }
    return states
  }
}

import Dispatch
import Foundation
import Synchronization

/// What happens on Ctrl-C: temporary files go, one word is said, and the status is 130.
enum Interruption {
  /// Folders in which this process may have temporary files, whichever room makes them.
  ///
  /// A signal comes from outside every value, so this list has nowhere else to live.
  private static let folders = Mutex<Set<String>>([])

  /// Whether somebody ends by itself when asked, and whether it has been asked; nil while nobody does.
  private static let patience = Mutex<Bool?>(nil)

  /// Makes the first interruption a wish: whoever is at work looks at `isWished` and ends by itself.
  static func wait() { patience.withLock { $0 = $0 ?? false } }

  /// Whether the work is wished to end.
  static var isWished: Bool { patience.withLock { $0 ?? false } }

  /// Turns an interruption into a wish, where one is waited for and none has been uttered.
  private static func becomesWish() -> Bool {
    patience.withLock { patience in
      guard patience == false else { return false }
      patience = true
      return true
    }
  }

  /// Makes an interruption tidy up in a folder.
  static func expectTemporaryFiles(in folder: String) {
    folders.withLock { _ = $0.insert(folder) }
  }

  /// Listens for SIGINT and SIGTERM for as long as the process lives.
  static func watch(_ console: Console) -> [any DispatchSourceSignal] {
    // A queue of its own has a thread of its own: on one core, work may hold the only common one.
    let queue = DispatchQueue(label: "maquette.interruption", qos: .userInteractive)
    return [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if becomesWish() {
          console.put("\nmaquette: saving and stopping; once more to stop at once\n")
          return
        }
        removeTemporaryFiles()
        console.put("\nmaquette: interrupted\n")
        _exit(number == SIGINT ? ExitStatus.interrupted.rawValue : 128 + number)
      }
      source.activate()
      return source
    }
  }

  /// Removes what this process was writing: every room names it `.maquette-PID-….part`.
  static func removeTemporaryFiles() {
    let prefix = ".maquette-\(getpid())-"
    for folder in folders.withLock({ $0 }) {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      for name in names where name.hasPrefix(prefix) && name.hasSuffix(".part") {
        unlink("\(folder)/\(name)")
      }
    }
  }
}

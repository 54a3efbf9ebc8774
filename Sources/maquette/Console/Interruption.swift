import Dispatch
import Foundation
import Synchronization

/// What happens on Ctrl-C: temporary files go, one word is said, and the status is 130.
enum Interruption {
  /// Folders in which this process may have temporary files, whichever room makes them.
  ///
  /// A signal comes from outside every value, so this list has nowhere else to live.
  private static let folders = Mutex<Set<String>>([])

  /// Makes an interruption tidy up in a folder.
  static func expectTemporaryFiles(in folder: String) {
    folders.withLock { _ = $0.insert(folder) }
  }

  /// Listens for SIGINT and SIGTERM for as long as the process lives.
  static func watch(_ console: Console) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
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

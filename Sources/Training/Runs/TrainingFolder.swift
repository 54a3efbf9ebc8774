public import Foundation

/// The folder of one training: its checkpoints, its log, its samples and the model made of them.
public struct TrainingFolder: Sendable {
  /// The folder.
  public let url: URL

  /// Creates a view of a folder, which need not exist.
  public init(_ url: URL) { self.url = url }

  /// The states.
  public var checkpoints: URL { url.appending(path: "checkpoints") }
  /// The log, a line of JSON now and then.
  public var log: URL { url.appending(path: "log.jsonl") }
  /// The sheets of samples.
  public var samples: URL { url.appending(path: "samples") }
  /// The networks as other programs open them.
  public var model: URL { url.appending(path: "model") }

  /// Creates the folders.
  func create() throws {
    for folder in [checkpoints, samples] {
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw TrainingError.unwritable(file: folder.path, reason: "the folder can't be created")
      }
    }
  }

  /// Claims the folder for this process for as long as the claim lives.
  func claim() throws -> TrainingClaim { try TrainingClaim(url) }
}

/// The right to train in a folder; the system takes it back when the process ends, however it ends.
final class TrainingClaim: Sendable {
  private let descriptor: Int32

  fileprivate init(_ folder: URL) throws {
    let path = folder.appending(path: "lock").path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingError.unwritable(file: path, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw TrainingError.busy(folder: folder.path)
    }
  }

  deinit { close(descriptor) }
}

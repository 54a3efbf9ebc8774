public import Foundation

/// Returns the place of a file under `Fixtures/`, found from this source file.
public func fixture(_ path: String) -> URL {
  repository.appending(path: "Fixtures").appending(path: path)
}

/// The root of the repository, found from this source file.
public let repository = URL(filePath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder of data that lies beside the project: `MAQUETTE_DATA`, or `../shared/data`.
///
/// Nil where it is absent; tests that need it skip with a message.
public let sharedData: URL? = {
  let named = ProcessInfo.processInfo.environment["MAQUETTE_DATA"].map { URL(filePath: $0) }
  let folder = named ?? repository.appending(path: "../shared/data").standardizedFileURL
  return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()

import Foundation

@testable import Tensors

/// Calls `body` with a new folder that is removed afterwards.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "maquette-\(UUID().uuidString)", directoryHint: .isDirectory)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// Calls `body` with a file that holds `bytes`.
func withFile<Result>(_ bytes: [UInt8], _ body: (URL) throws -> Result) throws -> Result {
  try withTemporaryFolder { folder in
    let url = folder.appending(path: "file")
    try Data(bytes).write(to: url)
    return try body(url)
  }
}

/// The bytes of a safetensors file with this header, true or not.
func safetensors(_ header: String, _ data: [UInt8]) -> [UInt8] {
  withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
    + data
}

/// What opening a file complains of, without the file's name; nil where it opens.
func message(_ url: URL) -> String? {
  do {
    _ = try SafetensorsFile(contentsOf: url)
    return nil
  } catch {
    let text = "\(error)"
    return text.range(of: ": ").map { String(text[$0.upperBound...]) }
  }
}

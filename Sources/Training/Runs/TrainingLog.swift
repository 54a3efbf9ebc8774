internal import Drawing
internal import Foundation

/// The log of a training: a line of JSON now and then.
struct TrainingLog {
  /// The file.
  let file: URL

  /// Forgets the lines behind a step: a training that goes on from there writes them anew.
  func forget(after step: Int) throws {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return }
    let lines = text.split(separator: "\n")
    let kept = lines.filter { line in
      guard let line = try? JSONDecoder().decode(Place.self, from: Data(line.utf8)) else {
        return false
      }
      return line.step <= step
    }
    guard kept.count < lines.count else { return }
    try AtomicFile.write(kept.map { $0 + "\n" }.joined(), to: file)
  }

  /// Adds a line.
  func add(_ line: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes = try encoder.encode(line)
    bytes.append(UInt8(ascii: "\n"))
    if !FileManager.default.fileExists(atPath: file.path) {
      guard FileManager.default.createFile(atPath: file.path, contents: nil) else {
        throw TrainingError.unwritable(file: file.path, reason: "the folder does not let us")
      }
    }
    do {
      let handle = try FileHandle(forWritingTo: file)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: bytes)
    } catch {
      throw TrainingError.unwritable(file: file.path, reason: "the disk may be full")
    }
  }

  private struct Place: Decodable {
    var step: Int
  }
}

import Drawing
import Foundation
import Layouts

/// The folder that attention maps are written into: new, empty, or one that was written before.
struct AttentionFolder {
  private static let parts = ["maps", "overlays", "sheets"]

  private let path: String
  private let leftovers: [String]

  /// Names the folder.
  ///
  /// - Throws: a `Failure` when it is a file, can't be written, or holds anything else.
  init(_ path: String) throws {
    self.path = path
    let index = try OutputFile("\(path)/index.json")
    guard fileKind(path) != nil else {
      leftovers = []
      return
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path)
    guard names.isEmpty || Self.isOurs(index.url) else {
      throw Failure(
        .usage,
        "--save-attention \(path): expected a new or empty folder, or one of attention maps, found"
          + " other files in it")
    }
    leftovers = Self.parts.flatMap { part -> [String] in
      let files = FileManager.default.enumerator(atPath: "\(path)/\(part)")
      return (files?.allObjects as? [String] ?? []).map { "\(part)/\($0)" }
    }
  }

  private static func isOurs(_ index: URL) -> Bool {
    guard let text = try? String(contentsOf: index, encoding: .utf8),
      let value = try? JSONReader.read(text).root.value
    else { return false }
    return value["schema"]?.string == AttentionAlbum.schema
  }

  /// Writes all files or none, and removes those of the maps that lay there before.
  func write(_ files: [(name: String, data: Data)]) throws {
    let places = try files.map { (try OutputFile("\(path)/\($0.name)"), $0.data) }
    for folder in Set(places.map { $0.0.url.deletingLastPathComponent() }) {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    try AtomicFile.write(places.map { ($0.url, $1) })
    let names = Set(files.map(\.name))
    for name in leftovers where fileKind("\(path)/\(name)") == S_IFREG && !names.contains(name) {
      unlink("\(path)/\(name)")
    }
    // Folders that have become empty go, too; `rmdir` leaves the others.
    for name in leftovers.sorted().reversed() where fileKind("\(path)/\(name)") == S_IFDIR {
      rmdir("\(path)/\(name)")
    }
  }
}

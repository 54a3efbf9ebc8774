import Foundation
import TestSupport

/// A text file of the repository, as the tests of this house read it.
struct SourceFile {
  /// The path from the root of the repository.
  let path: String
  /// What stands in it.
  let text: String

  /// The last part of the path.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }
  /// The lines, without the empty one behind the last line end.
  var lines: [Substring] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.last == "" ? lines.dropLast() : lines
  }
  /// The room: the folder below `Sources` or `Tests`.
  var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// The Swift files below a folder.
  static func swift(in folder: String) throws -> [SourceFile] {
    try texts(in: folder, endings: ["swift"])
  }

  /// The files below a folder whose names end in one of some ways; a file may be named, too.
  static func texts(in folder: String, endings: Set<String>) throws -> [SourceFile] {
    let root = repository.appending(path: folder)
    let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    var found: [SourceFile] = []
    let prefix = repository.standardizedFileURL.path + "/"
    while let file = files?.nextObject() as? URL {
      guard endings.contains(file.pathExtension) else { continue }
      let path = file.standardizedFileURL.path
      found.append(
        SourceFile(
          path: path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path,
          text: try String(contentsOf: file, encoding: .utf8)))
    }
    return found
  }

  /// The modules that it imports.
  var imports: [String] {
    let pattern =
      /(?:^|\n) *(?:@\w+ +)?(?:(?:public|package|internal|private) )?import (?:\w+ )?(\w+)/
    return text.matches(of: pattern).map { String($0.output.1) }
  }
}

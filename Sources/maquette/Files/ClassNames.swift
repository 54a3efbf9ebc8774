import Foundation
import Yams

/// The names of classes, as YOLO's `data.yaml` or a plain list holds them.
enum ClassNames {
  /// The endings of files that hold names.
  private static let endings = [".yaml", ".yml", ".txt", ".names"]

  /// Reads names from the command line: those of a file, or a list with commas.
  ///
  /// - Throws: a `Failure` for what is written like a path and leads to no file.
  static func read(_ argument: String) throws -> [String] {
    guard fileKind(argument) == S_IFREG || isPath(argument) else {
      return argument.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
    guard fileKind(argument) != nil else {
      throw Failure(
        .usage, "--names \(argument): expected a file or a list with commas, found neither")
    }
    return try parse(InputText(argument).text, named: argument)
  }

  /// Whether an argument is written like the path of a file; a slash in a list may be part of a name.
  private static func isPath(_ argument: String) -> Bool {
    let word = argument.lowercased()
    return endings.contains { word.hasSuffix($0) } || !word.contains(",") && word.contains("/")
  }

  /// Reads `names:` as a list or as a table from numbers to names; else each line is a name.
  ///
  /// - Throws: a `Failure` naming the file and what is wrong with it.
  static func parse(_ text: String, named file: String) throws -> [String] {
    guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
      return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.dropTrailingEmpty
    }
    let node = try SettingsFile.compose(text, file: file)
    if let list = node?["names"]?.sequence {
      return try list.map { try name($0, file: file) }
    }
    guard let table = node?["names"]?.mapping else {
      throw Failure(.usage, "\(file): expected the key names with a list or a table")
    }
    var names: [Int: String] = [:]
    for (key, value) in table {
      guard let number = key.int, (0..<1 << 16).contains(number) else {
        throw Failure(.usage, "\(file): names: expected the number of a class as key")
      }
      names[number] = try name(value, file: file)
    }
    return (0...(names.keys.max() ?? 0)).map { names[$0] ?? String($0) }
  }

  private static func name(_ node: Node, file: String) throws -> String {
    guard let name = node.scalar?.string else {
      throw Failure(.usage, "\(file): names: expected a text for each class")
    }
    return name
  }
}

extension [String] {
  /// The list without empty texts at its end.
  fileprivate var dropTrailingEmpty: [String] {
    guard let last = lastIndex(where: { !$0.isEmpty }) else { return [] }
    return Array(self[...last])
  }
}

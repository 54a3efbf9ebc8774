import Foundation
import Yams

/// The names of classes, as YOLO's `data.yaml` or a plain list holds them.
enum ClassNames {
  /// Reads `names:` as a list or as a table from numbers to names; else each line is a name.
  ///
  /// - Throws: a `Failure` naming the file and what is wrong with it.
  static func parse(_ text: String, named file: String) throws -> [String] {
    guard file.hasSuffix(".yaml") || file.hasSuffix(".yml") else {
      return text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.dropTrailingEmpty
    }
    let node: Node?
    do { node = try Yams.compose(yaml: text) } catch {
      throw Failure(.usage, "\(file): expected YAML, found \(error)")
    }
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

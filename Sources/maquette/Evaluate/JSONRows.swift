import Foundation
import Layouts

/// The rows of a JSON-lines file, with the numbers of their lines.
struct JSONRows: Sendable {
  /// The file's name, for messages.
  let name: String
  /// The rows.
  let rows: [(line: Int, value: JSONValue)]

  /// Reads a file, or standard input when the path is `-`.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - forgivesLastLine: whether a last line that is cut off is passed over, as a killed run
  ///     leaves one.
  /// - Throws: a `Failure` naming file and line.
  init(_ path: String, forgivesLastLine: Bool = false) throws {
    let input = try InputText(path)
    name = input.name
    let lines = input.text.split(separator: "\n", omittingEmptySubsequences: false)
    var rows: [(line: Int, value: JSONValue)] = []
    for (index, line) in lines.enumerated() where line.contains(where: { !$0.isWhitespace }) {
      do throws(ParseFailure) {
        rows.append((index + 1, try JSONReader.read(String(line)).root.value))
      } catch {
        if forgivesLastLine, index == lines.count - 1 { break }
        throw Failure(
          .usage, "\(input.name), line \(index + 1): expected a JSON object: \(error.message)")
      }
    }
    self.rows = rows
  }
}

import Experiments
import Foundation
import Layouts

/// A file of detections.
struct DetectionSource {
  private let name: String
  private let content: JSONValue

  /// Reads the file, or standard input when the path is `-`.
  ///
  /// - Throws: a `Failure` naming the file.
  init(_ path: String) throws {
    let input = try InputText(path)
    name = input.name
    do throws(ParseFailure) {
      content = try JSONReader.read(input.text).root.value
    } catch {
      throw Failure(.usage, "\(input.name): \(error)")
    }
  }

  /// The detections by the run's own numbers of its pictures.
  ///
  /// - Parameters:
  ///   - index: the run.
  ///   - list: the list that the detector went by; it may have more pictures, or number them otherwise.
  /// - Returns: the detections; what was found in pictures of other runs is left out.
  /// - Throws: a `Failure` naming the result that can't be used, or a picture that the list has not.
  func detections(of index: PictureIndex, in list: PictureList) throws -> [Int: [DetectedThing]] {
    let found: [Int: [DetectedThing]]
    do throws(DetectionFile.Failure) {
      found = try DetectionFile(content, names: list.names).detections
    } catch {
      throw Failure(.usage, "\(name): \(error)")
    }
    let files = Dictionary(list.pictures.map { ($0.id, $0.file) }, uniquingKeysWith: { $1 })
    if let stranger = found.keys.sorted().first(where: { files[$0] == nil }) {
      let range = files.keys.min().map { "\($0) to \(files.keys.max() ?? $0)" } ?? "none"
      throw Failure(
        .usage, "\(name): image_id \(stranger): expected \(range), as \(list.name) has")
    }
    let listed = Set(files.values)
    if let missing = index.entries.first(where: { !listed.contains($0.file) }) {
      throw Failure(
        .usage,
        "\(list.name) is of another run: expected \(missing.file) among its images, found"
          + " \(listed.count) others")
    }
    let own = Dictionary(index.entries.map { ($0.file, $0.id) }, uniquingKeysWith: { $1 })
    return found.reduce(into: [:]) { result, entry in
      guard let id = files[entry.key].flatMap({ own[$0] }) else { return }
      result[id] = entry.value
    }
  }
}

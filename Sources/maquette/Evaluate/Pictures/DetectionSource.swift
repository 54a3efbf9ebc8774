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

  /// The detections by the pictures' identifiers.
  ///
  /// - Throws: a `Failure` naming the result that can't be used, or a picture that the run has not.
  func detections(of index: PictureIndex) throws -> [Int: [DetectedThing]] {
    do throws(DetectionFile.Failure) {
      let found = try DetectionFile(content, names: index.names).detections
      let known = Set(index.entries.map(\.id))
      if let stranger = found.keys.sorted().first(where: { !known.contains($0) }) {
        throw DetectionFile.Failure(
          "image_id \(stranger): expected 1 to \(index.entries.count), as index.json has")
      }
      return found
    } catch {
      throw Failure(.usage, "\(name): \(error)")
    }
  }
}

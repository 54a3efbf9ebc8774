import Foundation
import Layouts

/// A list of pictures in COCO's form, such as the index.json of a run.
struct PictureList {
  /// What the list is called in messages.
  let name: String
  /// The pictures' numbers and files, relative to the folder that the list is in.
  let pictures: [(id: Int, file: String)]
  /// The list's own numbers of the things that it names.
  let categories: [String: Int]

  /// Reads a list, or standard input when the path is `-`.
  ///
  /// - Throws: a `Failure` naming the file and the image that can't be used.
  init(_ path: String) throws {
    let input = try InputText(path)
    let content: JSONValue
    do throws(ParseFailure) {
      content = try JSONReader.read(input.text).root.value
    } catch {
      throw Failure(.usage, "\(input.name): \(error)")
    }
    guard let images = content["images"]?.array else {
      throw Failure(.usage, "\(input.name): expected a list under images")
    }
    name = input.name
    pictures = try images.enumerated().map { place, image in
      guard let id = image["id"]?.integer, let file = image["file_name"]?.string else {
        throw Failure(.usage, "\(input.name): image \(place): expected id and file_name")
      }
      return (id: id, file: file)
    }
    let named = (content["categories"]?.array ?? []).compactMap { category in
      category["name"]?.string.flatMap { name in category["id"]?.integer.map { (name, $0) } }
    }
    categories = Dictionary(named, uniquingKeysWith: { first, _ in first })
  }

  /// What a run would write as its own list.
  init(of index: PictureIndex) {
    name = "index.json"
    pictures = index.entries.map { (id: $0.id, file: $0.file) }
    categories = Dictionary(
      index.names.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  /// The names of the things by the list's numbers.
  var names: [Int: String] {
    Dictionary(categories.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }
}

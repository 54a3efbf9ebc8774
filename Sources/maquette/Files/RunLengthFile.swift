import Drawing
import Layouts

/// COCO's run lengths in JSON: one mask, a list of masks or of results, or a whole file of
/// annotations.
struct RunLengthFile {
  /// The masks with the names of their objects.
  private(set) var sources: [FittedLayout.Source] = []
  private let name: String
  private let place: String

  /// Reads a text.
  ///
  /// - Throws: a `Failure` naming the file, the place in it and what was expected there.
  init(_ text: String, name: String, place: String) throws {
    (self.name, self.place) = (name, place)
    let root: JSONValue
    do { root = try JSONReader.read(text).root.value } catch {
      throw Failure(.usage, "\(place): \(error.message)")
    }
    if let annotations = root["annotations"]?.array {
      try checkOnePicture(annotations)
      let names = Self.categories(root)
      for (index, annotation) in annotations.enumerated() {
        try add(annotation, at: "annotations[\(index)]", number: index, names: names)
      }
    } else if let list = root.array {
      try checkOnePicture(list)
      for (index, item) in list.enumerated() {
        try add(item, at: "[\(index)]", number: index, names: [:])
      }
    } else {
      try add(root, at: "", number: nil, names: [:])
    }
  }

  /// Masks of several pictures have no common canvas.
  private func checkOnePicture(_ annotations: [JSONValue]) throws {
    let pictures = Set(annotations.compactMap { $0["image_id"] })
    guard pictures.count > 1 else { return }
    throw Failure(
      .usage, "\(place): expected the masks of one picture, found those of \(pictures.count)")
  }

  private static func categories(_ root: JSONValue) -> [Int: String] {
    var names: [Int: String] = [:]
    for category in root["categories"]?.array ?? [] {
      if let id = category["id"]?.integer { names[id] = category["name"]?.string }
    }
    return names
  }

  private mutating func add(
    _ item: JSONValue, at path: String, number: Int?, names: [Int: String]
  ) throws {
    let runs = item["segmentation"] ?? item
    let spot = path.isEmpty ? place : "\(place) \(path)"
    guard let size = runs["size"]?.array, size.count == 2, let height = size[0].integer,
      let width = size[1].integer
    else {
      throw Failure(
        .usage,
        "\(spot): expected run lengths {\"size\": [height, width], \"counts\": …}"
          + (runs.array == nil ? "" : ", found a polygon; 'maquette convert' reads those"))
    }
    let mask: Mask
    do {
      if let text = runs["counts"]?.string {
        mask = try RunLengthMask(height: height, width: width, compressed: text).mask
      } else if let list = runs["counts"]?.array {
        let counts = list.map { $0.integer ?? -1 }
        mask = try RunLengthMask(height: height, width: width, counts: counts).mask
      } else {
        throw Failure(.usage, "expected \"counts\" as a text or a list of runs")
      }
    } catch {
      throw Failure(.usage, "\(spot): \(error)")
    }
    let label =
      item["category_id"]?.integer.flatMap { names[$0] } ?? item["category_name"]?.string
      ?? item["name"]?.string
    sources.append(
      FittedLayout.Source(
        name: label ?? number.map { "\(name) \($0)" } ?? name, place: spot, mask: mask))
  }
}

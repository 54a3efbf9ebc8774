import Drawing
import Foundation
import Layouts
import Tensors

/// The files that `maquette mask` writes, but for the manifest that names them.
struct MaskFiles {
  /// Each file with its name.
  private(set) var files: [(name: String, data: Data)] = []
  /// The names, by what the files hold.
  private(set) var names = MaskSet.Files()

  /// Encodes masks.
  init(_ set: MaskSet, formats: [MaskCommand.Format]) throws {
    if formats.contains(.png) {
      let images = MaskImages(set)
      names.objects = images.objects.map(\.name)
      names.background = images.background.name
      names.overview = images.overview.name
      files += try images.files.map { ($0.name, try PNGFile(image: $0.image).encoded()) }
    }
    if formats.contains(.npy) {
      names.array = "masks.npy"
      names.backgroundArray = "background.npy"
      files.append(("masks.npy", Self.objects(of: set)))
      files.append(("background.npy", Self.background(of: set)))
    }
    if formats.contains(.rle) {
      names.annotations = "masks.json"
      let text = try JSONWriter.write(set.annotations, style: .pretty)
      files.append(("masks.json", Data((text + "\n").utf8)))
    }
  }

  private static func objects(of set: MaskSet) -> Data {
    let plane = set.masks.union
    let shape: Shape = [set.layout.objects.count, plane.height, plane.width]
    let planes = set.distances.map { $0.objects.map(\.values) } ?? set.masks.objects.map(\.values)
    return encoded(Tensor(shape, Array(planes.joined())), set.style)
  }

  private static func background(of set: MaskSet) -> Data {
    let plane = set.masks.union
    let values = set.distances?.background.values ?? set.masks.background.values
    return encoded(Tensor([plane.height, plane.width], values), set.style)
  }

  private static func encoded(_ tensor: Tensor, _ style: MaskSet.Style) -> Data {
    style == .hard ? NPYFile.encodedTruth(tensor) : NPYFile.encoded(tensor)
  }
}

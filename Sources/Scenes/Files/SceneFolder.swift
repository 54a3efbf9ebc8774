internal import Dispatch
internal import Drawing
public import Foundation
internal import Layouts

/// A folder of scenes: pictures, layouts, masks, and one file in COCO's format on all of them.
///
/// `images/000000.png` is a picture, `layouts/000000.json` its layout, `masks/000000.png` a grey
/// picture of whose each pixel is (0 is the background, 1 the first object of the layout), and
/// `annotations.json` has boxes, areas, run lengths, ellipses, colours and captions.
public struct SceneFolder: Sendable {
  /// The names of the folders and the file in it.
  public static let parts = ["images", "layouts", "masks", "annotations.json"]

  private let folder: URL
  private let synthesiser: SceneSynthesiser

  /// Names a folder, which is created when scenes are written.
  public init(_ folder: URL, synthesiser: SceneSynthesiser) {
    self.folder = folder
    self.synthesiser = synthesiser
  }

  /// The name of a scene's files, without an ending.
  public static func stem(_ index: UInt64) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits
  }

  /// Makes scenes on all cores and writes them; the bytes do not depend on how many cores there are.
  ///
  /// - Parameters:
  ///   - indices: which scenes.
  ///   - told: called with the number of scenes that are written, now and then.
  /// - Throws: `SceneError` naming the file that can't be written.
  public func write(
    _ indices: Range<UInt64>, told: (Int) -> Void = { _ in }
  ) throws(SceneError) {
    try createFolders()
    // What is there of an earlier run would speak of other pictures if this one were cut short.
    try? FileManager.default.removeItem(at: folder.appending(path: "annotations.json"))
    var records = COCORecords(synthesiser: synthesiser)
    let batch: UInt64 = 64
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: Int(batch)) {
      let end = min(indices.upperBound, start + batch)
      for written in writeBatch(start..<end) {
        let scene = try written.get()
        records.append(scene.content, masks: scene.masks)
      }
      told(Int(end - indices.lowerBound))
    }
    try write(Data(records.text.utf8), to: "annotations.json")
  }

  /// What the records keep of a scene.
  private typealias Written = (content: SceneContent, masks: [RunLengthMask])

  private func writeBatch(_ indices: Range<UInt64>) -> [Result<Written, SceneError>] {
    let count = indices.count
    return [Result<Written, SceneError>](unsafeUninitializedCapacity: count) { results, filled in
      nonisolated(unsafe) let base = results.baseAddress
      DispatchQueue.concurrentPerform(iterations: count) { place in
        let written = Result { () throws(SceneError) in
          try writeScene(indices.lowerBound + UInt64(place))
        }
        base?.advanced(by: place).initialize(to: written)
      }
      filled = count
    }
  }

  private func writeScene(_ index: UInt64) throws(SceneError) -> Written {
    let scene = synthesiser.scene(index)
    let stem = Self.stem(index)
    try write(scene.image, to: "images/\(stem).png")
    let owners = Image(
      width: scene.image.width, height: scene.image.height, format: .grey, pixels: scene.owners)
    try write(owners, to: "masks/\(stem).png")
    let layout = JSONNotation(style: .pretty).print(scene.layout).text
    try write(Data((layout + "\n").utf8), to: "layouts/\(stem).json")
    return (
      scene.content, scene.content.objects.indices.map { RunLengthMask(scene.mask(of: $0)) }
    )
  }

  // MARK: - Files

  private func createFolders() throws(SceneError) {
    for part in Self.parts.dropLast() {
      let place = folder.appending(path: part)
      do {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      } catch {
        throw .unwritable(file: place.path, reason: "the folder can't be created")
      }
    }
  }

  private func write(_ image: Image, to path: String) throws(SceneError) {
    do {
      try PNGFile(image: image).write(to: folder.appending(path: path))
    } catch {
      throw .picture(error)
    }
  }

  private func write(_ bytes: Data, to path: String) throws(SceneError) {
    do {
      try AtomicFile.write(bytes, to: folder.appending(path: path))
    } catch {
      throw .picture(error)
    }
  }
}

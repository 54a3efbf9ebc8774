public import Layouts

/// The masks of a layout as pictures with file names: one an object, the background, an overview.
public struct MaskImages: Hashable, Sendable {
  /// The name and version of the manifest's contract.
  public static let schema = "maquette/masks/1"

  /// A picture with the name of its file.
  public struct File: Hashable, Sendable {
    /// The name of the file, safe on every system: letters, digits and dashes.
    public let name: String
    /// The picture.
    public let image: Image
  }

  /// One grey picture for each object, white inside: `00-a-red-apple.png`.
  public let objects: [File]
  /// Where no object is, white: `background.png`.
  public let background: File
  /// All masks in the colours of the preview, back to front: `overview.png`.
  public let overview: File
  /// What the files are, for a program that reads them: `maquette/masks/1`.
  public let manifest: JSONValue

  /// All pictures: the objects', the background and the overview.
  public var files: [File] { objects + [background, overview] }

  /// Draws the masks of a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout, whose canvas is stretched over each mask.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  ///   - edge: how rims are drawn.
  public init(_ layout: Layout, height: Int, width: Int, edge: Mask.Edge = .hard) {
    let masks = LayoutMasks(layout, height: height, width: width, edge: edge)
    let colors = Palette(layout).objects
    objects = layout.objects.indices.map { index in
      File(
        name: Self.fileName(of: layout.objects[index].name, number: index),
        image: Image(masks.objects[index]))
    }
    background = File(name: "background.png", image: Image(masks.background))
    overview = File(
      name: "overview.png", image: Self.overview(masks, colors, height: height, width: width))
    manifest = Self.manifest(
      layout, masks, colors, edge: edge,
      files: objects.map(\.name) + [background.name, overview.name])
  }

  private static func manifest(
    _ layout: Layout, _ masks: LayoutMasks, _ colors: [Palette.Color], edge: Mask.Edge,
    files: [String]
  ) -> JSONValue {
    let (width, height) = (masks.union.width, masks.union.height)
    var manifest: JSONObject = [
      "schema": .string(schema),
      "canvas": [
        "width": .integer(layout.canvas.width), "height": .integer(layout.canvas.height),
      ],
      "size": ["width": .integer(width), "height": .integer(height)],
      "edge": .string(edge.name),
    ]
    if case .soft(let deviation) = edge { manifest["softness"] = .number(deviation) }
    manifest["objects"] = .array(
      layout.objects.indices.map { index in
        [
          "index": .integer(index), "name": .string(layout.objects[index].name),
          "file": .string(files[index]), "color": .string(colors[index].hex),
          "share": .number(masks.objects[index].area / Double(height * width)),
        ]
      })
    manifest["background"] = .string(files[files.count - 2])
    manifest["overview"] = .string(files[files.count - 1])
    return .object(manifest)
  }

  /// The file name of an object's mask.
  ///
  /// Letters and digits of any script stay, all else becomes single dashes; the number keeps equal
  /// names apart. No file system takes more than 255 bytes.
  static func fileName(of name: String, number: Int) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    var slug = ""
    for character in words.prefix(40) where slug.utf8.count + character.utf8.count <= 160 {
      slug.append(character)
    }
    while slug.hasSuffix("-") { slug.removeLast() }
    let digits = number < 10 ? "0\(number)" : "\(number)"
    return "\(digits)-\(slug.isEmpty ? "object" : slug).png"
  }

  /// Lays each mask over those behind it, in its object's colour.
  private static func overview(
    _ masks: LayoutMasks, _ colors: [Palette.Color], height: Int, width: Int
  ) -> Image {
    let opacity: Float = 0.7
    var levels = [Float](repeating: 1, count: height * width * 3)
    for (mask, color) in zip(masks.objects, colors) {
      let tint = color.bytes.map { Float($0) / 255 }
      for (cell, value) in mask.values.enumerated() where value > 0 {
        for channel in 0..<3 {
          let old = levels[cell * 3 + channel]
          levels[cell * 3 + channel] = old + (tint[channel] - old) * value * opacity
        }
      }
    }
    return Image(width: width, height: height, format: .rgb, levels: levels)
  }
}

extension Mask.Edge {
  /// The name in a manifest.
  fileprivate var name: String {
    switch self {
    case .coverage: "coverage"
    case .hard: "hard"
    case .soft: "soft"
    }
  }
}

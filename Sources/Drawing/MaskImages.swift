import Layouts

/// The masks of a layout as pictures with file names: one an object, the background, an overview.
public struct MaskImages: Hashable, Sendable {
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

  /// All pictures: the objects', the background and the overview.
  public var files: [File] { objects + [background, overview] }

  /// Pictures the masks of a layout.
  public init(_ set: MaskSet) {
    let objects = set.layout.objects
    self.objects = zip(objects, set.masks.objects).enumerated().map { index, pair in
      File(name: Self.fileName(of: pair.0.name, number: index), image: Image(pair.1))
    }
    background = File(name: "background.png", image: Image(set.masks.background))
    overview = File(
      name: "overview.png", image: Self.overview(set.masks, Palette(set.layout).objects))
  }

  /// The file name of an object's mask.
  ///
  /// Letters and digits of any script stay, all else becomes single dashes; the number keeps equal
  /// names apart. No file system takes more than 255 bytes.
  static func fileName(of name: String, number: Int) -> String {
    stem(of: name, number: number) + ".png"
  }

  /// The file name of what belongs to an object, without an ending.
  public static func stem(of name: String, number: Int) -> String {
    let words = name.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: "-")
    var slug = ""
    for character in words.prefix(40) where slug.utf8.count + character.utf8.count <= 160 {
      slug.append(character)
    }
    while slug.hasSuffix("-") { slug.removeLast() }
    let digits = number < 10 ? "0\(number)" : "\(number)"
    return "\(digits)-\(slug.isEmpty ? "object" : slug)"
  }

  /// Lays each mask over those behind it, in its object's colour.
  private static func overview(
    _ masks: LayoutMasks, _ colors: [Palette.Color]
  ) -> Image {
    let (height, width) = (masks.union.height, masks.union.width)
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

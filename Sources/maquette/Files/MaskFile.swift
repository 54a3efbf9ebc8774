import Drawing
import Foundation
import Layouts
import Tensors

/// The masks that a file holds: a picture, an array of numpy's, or run lengths of COCO's.
struct MaskFile {
  /// The masks with the names of their objects.
  let sources: [FittedLayout.Source]

  /// Reads a file, or standard input for `-`, of whichever kind it begins like.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - instances: whether a picture or plane holds several objects, each of a value or colour of its
  ///     own, on black or zero.
  /// - Throws: a `Failure` or `DrawingError` naming the file and what is wrong with it.
  init(_ path: String, instances: Bool) throws {
    let place = path == "-" ? "standard input" : path
    let data = try Self.bytes(of: path, place: place)
    let name = path == "-" ? "object" : Self.name(of: path)
    switch data.first {
    case 0x89:
      sources = try Self.sources(png: data, instances: instances, name: name, place: place)
    case 0x93:
      let planes = try Self.planes(of: data, place: place)
      sources = try planes.enumerated().flatMap { index, plane in
        let (name, place) =
          planes.count > 1 ? ("\(name) \(index)", "\(place) [\(index)]") : (name, place)
        return instances
          ? try plane.instances(name: name, place: place)
          : [FittedLayout.Source(name: name, place: place, mask: plane.mask)]
      }
    default:
      guard let text = String(validating: data, as: UTF8.self), Self.isJSON(text) else {
        throw Failure(
          .usage,
          "\(place): expected a PNG, an npy array or COCO run lengths in JSON, found neither")
      }
      sources = try RunLengthFile(text, name: name, place: place).sources
    }
  }

  private static func sources(
    png data: Data, instances: Bool, name: String, place: String
  ) throws -> [FittedLayout.Source] {
    if instances, let grey = try GreyLevels(png: data, name: place) {
      return try Plane(height: grey.height, width: grey.width, values: grey.levels.map(Float.init))
        .instances(name: name, place: place)
    }
    let image = try PNGFile(data: data, name: place).image
    guard instances else {
      return [FittedLayout.Source(name: name, place: place, mask: Mask(image))]
    }
    return try Self.instances(of: image, name: name, place: place)
  }

  private static func bytes(of path: String, place: String) throws -> Data {
    if path != "-", fileKind(path) == S_IFDIR {
      throw Failure(.usage, "\(place): expected a mask, found a folder")
    }
    do {
      return path == "-"
        ? try FileHandle.standardInput.readToEnd() ?? Data()
        : try Data(contentsOf: URL(filePath: path))
    } catch {
      throw Failure(.usage, "cannot read \(place): \(systemReason(errno))")
    }
  }

  private static func isJSON(_ text: String) -> Bool {
    ["{", "["].contains(text.first { !$0.isWhitespace && $0 != "\u{FEFF}" })
  }

  /// The name of an object from the file of its mask, as `maquette mask` names files:
  /// `00-a-red-apple.png`.
  static func name(of path: String) -> String {
    let stem = URL(filePath: path).deletingPathExtension().lastPathComponent
    let digits = stem.prefix { $0.isASCII && $0.isNumber }
    let rest = stem.dropFirst(digits.count)
    guard !digits.isEmpty, rest.first == "-" || rest.first == "_", rest.count > 1 else {
      return stem
    }
    return rest.dropFirst().map { $0 == "-" || $0 == "_" ? " " : String($0) }.joined()
  }
}

// MARK: - Planes

extension MaskFile {
  /// One plane of an array.
  struct Plane {
    let height: Int
    let width: Int
    let values: [Float]

    /// The plane as a mask: from 0 to 255 where a number exceeds 1, and where one is negative, as in
    /// signed distances and logits, inside wherever it is positive.
    var mask: Mask {
      let isSigned = values.contains { $0 < 0 }
      let largest = values.reduce(0) { $1 > $0 ? $1 : $0 }
      let cells: [Float] =
        isSigned
        ? values.map { $0 > 0 ? 1 : 0 } : largest > 1 ? values.map { $0 / 255 } : values
      return Mask(height: height, width: width, values: cells)
    }

    /// A mask for each number but zero, in rising order.
    func instances(name: String, place: String) throws -> [FittedLayout.Source] {
      try MaskFile.instances(values, height: height, width: width, place: place) { value in
        let number = Int(exactly: value).map { "\($0)" } ?? "\(value)"
        return ("\(name) \(number)", "\(place) value \(number)")
      }
    }
  }

  private static func planes(of data: Data, place: String) throws -> [Plane] {
    let tensor = try data.withUnsafeBytes { try NPYFile.read($0, name: place) }
    let sizes = tensor.shape.sizes
    guard sizes.count == 2 || sizes.count == 3, let width = sizes.last,
      case let height = sizes[sizes.count - 2], width > 0, height > 0
    else {
      throw Failure(
        .usage,
        "\(place): expected an array of rows x columns or masks x rows x columns, found shape \(sizes)"
      )
    }
    guard max(height, width) <= PNGFile.largestSide, height * width <= PNGFile.largestArea else {
      throw DrawingError.tooLarge(file: place, width: width, height: height)
    }
    let values = tensor.values
    return (0..<(sizes.count == 3 ? sizes[0] : 1)).map { index in
      let cells = values[index * height * width..<(index + 1) * height * width]
      return Plane(height: height, width: width, values: Array(cells))
    }
  }
}

// MARK: - Instances

extension MaskFile {
  /// The most cells that the masks of one picture may have: a gigabyte of numbers.
  private static let cellLimit = 250_000_000

  /// A mask for each colour but black, in rising order; what is fully transparent counts as black.
  private static func instances(
    of image: Image, name: String, place: String
  ) throws -> [FittedLayout.Source] {
    let channels = image.format.channels
    let colors = (0..<image.width * image.height).map { cell -> Float in
      let samples = image.pixels[cell * channels..<(cell + 1) * channels]
      if channels == 4, samples.last == 0 { return 0 }
      // At most 24 bits, which a float holds exactly.
      return Float(samples.prefix(3).reduce(0) { $0 << 8 | Int($1) })
    }
    return try instances(colors, height: image.height, width: image.width, place: place) { color in
      let value = channels == 1 ? "\(Int(color))" : "#" + hexadecimal(Int(color))
      return ("\(name) \(value)", "\(place) \(channels == 1 ? "value" : "colour") \(value)")
    }
  }

  private static func hexadecimal(_ color: Int) -> String {
    let digits = String(color, radix: 16)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  private static func instances(
    _ cells: [Float], height: Int, width: Int, place: String,
    _ label: (Float) -> (name: String, place: String)
  ) throws -> [FittedLayout.Source] {
    let limit = min(1000, max(1, cellLimit / cells.count))
    var values = Set<Float>()
    for cell in cells where cell != 0 && cell == cell {
      values.insert(cell)
      guard values.count <= limit else {
        throw Failure(
          .usage,
          "\(place): expected at most \(limit) values or colours, one an object, found more")
      }
    }
    return values.sorted().map { value in
      let (name, place) = label(value)
      return FittedLayout.Source(
        name: name, place: place,
        mask: Mask(height: height, width: width, values: cells.map { $0 == value ? 1 : 0 }))
    }
  }
}

internal import Drawing
public import Foundation
internal import Layouts

extension Atlas {
  /// Reads an atlas from a folder.
  ///
  /// - Parameter folder: a folder of PNG files with opacity, with or without a table `atlas.json`.
  /// - Throws: `SceneError` naming the folder or the file and what is wrong with it.
  public init(folder: URL) throws(SceneError) {
    let table = folder.appending(path: AtlasTable.file)
    if FileManager.default.fileExists(atPath: table.path) {
      let text: String
      do {
        text = try String(contentsOf: table, encoding: .utf8)
      } catch {
        throw .unreadable(file: table.path, reason: "it is no text in UTF-8")
      }
      try self.init(table: AtlasTable(text: text, file: table.path), folder: folder)
    } else {
      try self.init(namesIn: folder)
    }
  }

  private init(table: AtlasTable, folder: URL) throws(SceneError) {
    self.init(things: [], cutouts: [], source: table.source, licence: table.licence)
    for (thing, entries) in table.things {
      var pictures: [AtlasCutout] = []
      for entry in entries {
        pictures.append(try Self.cutout(entry, in: folder))
      }
      append(thing, pictures)
    }
  }

  /// Takes the names of things from those of files and folders.
  private init(namesIn folder: URL) throws(SceneError) {
    self.init(things: [], cutouts: [])
    var entries: [String: [AtlasTable.Entry]] = [:]
    for path in try Self.pictures(in: folder) {
      let (name, colour) = Self.named(path)
      entries[name, default: []].append(
        AtlasTable.Entry(file: path, colour: colour, isColourable: false))
    }
    guard !entries.isEmpty else { throw .emptyFolder(folder: folder.path) }
    for (name, list) in entries.sorted(by: { $0.key < $1.key }) {
      var pictures: [AtlasCutout] = []
      for entry in list { pictures.append(try Self.cutout(entry, in: folder)) }
      let thing = AtlasThing(
        name: name, plural: Plurals.plural(name), otherNames: [], classes: [:], size: 1,
        stance: .ground, tilt: 10, cutouts: [])
      append(thing, pictures)
    }
  }

  /// The PNG files of a folder and of the folders in it, in the order of their names.
  private static func pictures(in folder: URL) throws(SceneError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw .unreadable(file: folder.path, reason: "it is no folder that can be read")
    }
    var found: [String] = []
    for name in names.sorted() where !name.hasPrefix(".") {
      if isPicture(name) {
        found.append(name)
      } else if let inner = try? FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: name).path)
      {
        found += inner.sorted().filter(isPicture).map { "\(name)/\($0)" }
      }
    }
    return found
  }

  private static func isPicture(_ name: String) -> Bool {
    !name.hasPrefix(".") && name.lowercased().hasSuffix(".png")
  }

  /// The thing that a path names, without a number at its end, and its colour.
  private static func named(_ path: String) -> (name: String, colour: ThingColour?) {
    let parts = path.split(separator: "/")
    let stem = parts.count > 1 ? String(parts[0]) : String(path.dropLast(4))
    var words = stem.lowercased().split { $0 == "-" || $0 == "_" || $0 == " " }.map(String.init)
    if words.count > 1, let last = words.last, Int(last) != nil { words.removeLast() }
    guard words.count > 1, let colour = ThingColour(rawValue: words[0]) else {
      return (words.isEmpty ? stem : words.joined(separator: " "), nil)
    }
    return (words.dropFirst().joined(separator: " "), colour)
  }

  /// Reads a picture, and crops it to what is not clear.
  private static func cutout(
    _ entry: AtlasTable.Entry, in folder: URL
  ) throws(SceneError) -> AtlasCutout {
    let place = folder.appending(path: entry.file)
    let image: Image
    do {
      image = try PNGFile(contentsOf: place).image
    } catch {
      throw .picture(error)
    }
    guard max(image.width, image.height) <= AtlasCutout.largestSide else {
      throw .tooLarge(file: place.path, width: image.width, height: image.height)
    }
    guard image.format == .rgba else { throw .noOpacity(file: place.path) }
    guard let cropped = image.croppedToInk else { throw .blank(file: place.path) }
    return AtlasCutout(
      file: entry.file, glyph: entry.glyph, thing: 0, colour: entry.colour,
      isColourable: entry.isColourable, body: entry.body, image: cropped)
  }
}

extension Image {
  /// The part in which opacity reaches a twelfth, or nil when it nowhere does.
  fileprivate var croppedToInk: Image? {
    var (top, bottom, left, right) = (height, -1, width, -1)
    for row in 0..<height {
      for column in 0..<width where pixels[4 * (row * width + column) + 3] > 21 {
        (top, bottom) = (min(top, row), row)
        (left, right) = (min(left, column), max(right, column))
      }
    }
    guard bottom >= top else { return nil }
    let rows = (top...bottom).map { pixels[4 * ($0 * width + left)..<4 * ($0 * width + right + 1)] }
    return Image(
      width: right - left + 1, height: bottom - top + 1, format: .rgba,
      pixels: Array(rows.joined()))
  }
}

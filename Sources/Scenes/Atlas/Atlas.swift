internal import Foundation

/// Cut-outs of things that scenes are put together from.
///
/// A folder of PNG files is an atlas. With a table `atlas.json` the table says what is what; without
/// one the names of the files do: `teddy-bear.png` and `teddy-bear-2.png` are two cut-outs of a teddy
/// bear, `red-apple.png` is an apple whose colour is red, and in a folder `cat/` everything is a cat.
public struct Atlas: Sendable {
  /// The things, in the order of the table or of the alphabet.
  public private(set) var things: [AtlasThing]
  /// The cut-outs, those of a thing one after the other.
  public private(set) var cutouts: [AtlasCutout]
  /// Where the pictures come from, as the table says.
  public var source: String
  /// The licence of the pictures, as the table says.
  public var licence: String

  init(things: [AtlasThing], cutouts: [AtlasCutout], source: String = "", licence: String = "") {
    self.things = things
    self.cutouts = cutouts
    self.source = source
    self.licence = licence
  }

  /// The index of a thing by any of its names.
  public func thing(named name: String) -> Int? {
    things.firstIndex { $0.name == name }
      ?? things.firstIndex { $0.otherNames.contains(name) || $0.plural == name }
  }

  /// The things that a benchmark has a class for, such as "coco" or "lmd".
  public func things(of benchmark: String) -> [AtlasThing] {
    things.filter { $0.classes[benchmark] != nil }
  }

  /// The same atlas with some of its things.
  ///
  /// - Parameter names: names of things, or `lmd` and `coco` for all things of that benchmark.
  /// - Returns: the things asked for, in the order of this atlas.
  /// - Throws: `SceneError.unknown` for a name that is no thing of this atlas.
  public func keeping(_ names: [String]) throws(SceneError) -> Atlas {
    var kept: Set<Int> = []
    for name in names {
      let members = things.indices.filter { things[$0].classes[name] != nil }
      if let index = thing(named: name) {
        kept.insert(index)
      } else if members.isEmpty {
        throw .unknown(kind: "thing", name: name, known: things.map(\.name))
      } else {
        kept.formUnion(members)
      }
    }
    var result = Atlas(things: [], cutouts: [], source: source, licence: licence)
    for index in kept.sorted() {
      result.append(things[index], things[index].cutouts.map { cutouts[$0] })
    }
    return result
  }

  /// The atlas with the first cut-outs of every thing.
  ///
  /// - Parameter variants: how many of a thing are kept.
  /// - Returns: what is left.
  public func keeping(variants: Int) -> Atlas {
    var result = Atlas(things: [], cutouts: [], source: source, licence: licence)
    for thing in things {
      result.append(thing, thing.cutouts.prefix(variants).map { cutouts[$0] })
    }
    return result
  }

  /// Adds a thing with its cut-outs.
  mutating func append(_ thing: AtlasThing, _ pictures: [AtlasCutout]) {
    var thing = thing
    thing.cutouts = Array(cutouts.count..<cutouts.count + pictures.count)
    cutouts += pictures.map {
      var cutout = $0
      cutout.thing = things.count
      return cutout
    }
    things.append(thing)
  }
}

// MARK: - The atlas that comes along

extension Atlas {
  /// Reads the atlas that comes with the program.
  ///
  /// - Returns: the atlas.
  /// - Throws: `SceneError.noAtlas` naming the folders searched, or what is wrong with it.
  public static func bundled() throws(SceneError) -> Atlas {
    let folders = candidates
    for folder in folders
    where FileManager.default.fileExists(atPath: folder.appending(path: AtlasTable.file).path) {
      return try Atlas(folder: folder)
    }
    throw .noAtlas(searched: folders.map(\.path))
  }

  /// SwiftPM's own `Bundle.module` stops the program where the resources are missing: we look ourselves.
  private static var candidates: [URL] {
    let executable = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let beside = [Bundle.main.bundleURL, executable.deletingLastPathComponent()].flatMap { folder in
      ["Maquette_Scenes.resources", "Maquette_Scenes.bundle", "../share/maquette"].map {
        folder.appending(path: $0).appending(path: "Atlas").standardizedFileURL
      }
    }
    let repository = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Atlas").standardizedFileURL
    var seen: Set<String> = []
    return (beside + [repository]).filter { seen.insert($0.path).inserted }
  }
}

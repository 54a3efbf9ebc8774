internal import Foundation
internal import Layouts

/// The table of an atlas, `atlas.json`: what is known of its things before a picture is read.
struct AtlasTable {
  static let file = "atlas.json"
  static let schema = "maquette/atlas/1"

  var source = ""
  var licence = ""
  var things: [(thing: AtlasThing, cutouts: [Entry])] = []

  /// What the table says of a cut-out.
  struct Entry {
    var file: String
    var glyph = ""
    var colour: ThingColour?
    var isColourable = false
    var body: [[UInt8]] = []
  }

  /// Reads a table.
  init(text: String, file: String) throws(SceneError) {
    let root: JSONValue
    do {
      root = try JSONReader.read(text).root.value
    } catch {
      throw .damagedTable(file: file, reason: "\(error)")
    }
    let reading = TableReading(file: file)
    guard root["schema"]?.string == Self.schema else {
      throw reading.failure("schema", "\"\(Self.schema)\"", root["schema"])
    }
    try reading.checkKeys(
      root, at: "the table", known: ["schema", "source", "licence", "things"])
    source = try reading.text(root["source"], at: "source") ?? ""
    licence = try reading.text(root["licence"], at: "licence") ?? ""
    guard let things = root["things"]?.array, !things.isEmpty else {
      throw reading.failure("things", "an array of things", root["things"])
    }
    var names: Set<String> = []
    for (index, thing) in things.enumerated() {
      let read = try reading.thing(thing, at: "things[\(index)]")
      guard names.insert(read.thing.name).inserted else {
        throw .damagedTable(
          file: file, reason: "things[\(index)].name: \"\(read.thing.name)\" stands there twice")
      }
      self.things.append(read)
    }
  }
}

/// Reads the parts of a table, and says where it is wrong.
private struct TableReading {
  let file: String

  func failure(_ path: String, _ expected: String, _ found: JSONValue?) -> SceneError {
    let shown = found.map { JSONWriter.quoted($0.string ?? JSONWriter.text(of: $0)) }
    return .damagedTable(
      file: file, reason: "\(path): expected \(expected), found \(shown ?? "no such key")")
  }

  func thing(
    _ json: JSONValue, at path: String
  ) throws(SceneError) -> (thing: AtlasThing, cutouts: [AtlasTable.Entry]) {
    try checkKeys(
      json, at: path,
      known: ["name", "plural", "also", "kin", "classes", "size", "stance", "tilt", "cutouts"])
    guard let name = json["name"]?.string, !name.isEmpty else {
      throw failure("\(path).name", "a noun", json["name"])
    }
    var thing = AtlasThing(
      name: name, plural: try text(json["plural"], at: "\(path).plural") ?? Plurals.plural(name),
      otherNames: [], classes: [:], size: 1, stance: .ground, tilt: 10, cutouts: [])
    thing.otherNames = try texts(json["also"], at: "\(path).also")
    thing.kin = try texts(json["kin"], at: "\(path).kin")
    if let classes = json["classes"] {
      guard let members = classes.object?.members else {
        throw failure("\(path).classes", "an object of names", classes)
      }
      for member in members {
        thing.classes[member.key] = try text(member.value, at: "\(path).classes.\(member.key)")
      }
    }
    thing.size = try number(json["size"], at: "\(path).size", in: 0.2...3) ?? thing.size
    thing.tilt = try number(json["tilt"], at: "\(path).tilt", in: 0...180) ?? thing.tilt
    if let stance = json["stance"] {
      guard let known = stance.string.flatMap(AtlasThing.Stance.init) else {
        throw failure("\(path).stance", "ground, lying or air", stance)
      }
      thing.stance = known
    }
    guard let entries = json["cutouts"]?.array, !entries.isEmpty else {
      throw failure("\(path).cutouts", "an array of cut-outs", json["cutouts"])
    }
    var cutouts: [AtlasTable.Entry] = []
    for (index, entry) in entries.enumerated() {
      cutouts.append(try cutout(entry, at: "\(path).cutouts[\(index)]"))
    }
    return (thing, cutouts)
  }

  private func cutout(_ json: JSONValue, at path: String) throws(SceneError) -> AtlasTable.Entry {
    try checkKeys(json, at: path, known: ["file", "glyph", "colour", "colourable", "body"])
    guard let file = json["file"]?.string, !file.isEmpty else {
      throw failure("\(path).file", "the name of a PNG file", json["file"])
    }
    var entry = AtlasTable.Entry(file: file)
    entry.glyph = try text(json["glyph"], at: "\(path).glyph") ?? ""
    if let colourable = json["colourable"] {
      guard let isColourable = colourable.bool else {
        throw failure("\(path).colourable", "true or false", colourable)
      }
      entry.isColourable = isColourable
    }
    if let colour = json["colour"] {
      guard let known = colour.string.flatMap(ThingColour.init) else {
        let names = ThingColour.allCases.map(\.rawValue).joined(separator: ", ")
        throw failure("\(path).colour", "one of \(names)", colour)
      }
      entry.colour = known
    }
    for (index, body) in try texts(json["body"], at: "\(path).body").enumerated() {
      guard let levels = Self.levels(body) else {
        throw failure(
          "\(path).body[\(index)]", "a colour such as \"#d32f2f\"", .string(body))
      }
      entry.body.append(levels)
    }
    return entry
  }

  /// A text, nil where there is none.
  func text(_ json: JSONValue?, at path: String) throws(SceneError) -> String? {
    guard let json else { return nil }
    guard let text = json.string, !text.isEmpty else { throw failure(path, "a text", json) }
    return text
  }

  /// A list of texts, empty where there is none.
  private func texts(_ json: JSONValue?, at path: String) throws(SceneError) -> [String] {
    guard let json else { return [] }
    guard let items = json.array else { throw failure(path, "an array of texts", json) }
    var texts: [String] = []
    for (index, item) in items.enumerated() {
      guard let text = try text(item, at: "\(path)[\(index)]") else { continue }
      texts.append(text)
    }
    return texts
  }

  func checkKeys(
    _ json: JSONValue, at path: String, known: [String]
  ) throws(SceneError) {
    guard let object = json.object else { throw failure(path, "an object", json) }
    if let member = object.members.first(where: { !known.contains($0.key) }) {
      throw .damagedTable(
        file: file,
        reason: "\(path): expected the keys \(known.joined(separator: ", ")), found"
          + " \(JSONWriter.quoted(member.key))")
    }
  }

  private func number(
    _ json: JSONValue?, at path: String, in range: ClosedRange<Double>
  ) throws(SceneError) -> Double? {
    guard let json else { return nil }
    guard let number = json.double, range.contains(number) else {
      throw failure(path, "a number from \(range.lowerBound) to \(range.upperBound)", json)
    }
    return number
  }

  private static func levels(_ text: String) -> [UInt8]? {
    guard text.first == "#", text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
      let number = Int(text.dropFirst(), radix: 16)
    else { return nil }
    return [UInt8(number >> 16), UInt8(number >> 8 & 255), UInt8(number & 255)]
  }
}

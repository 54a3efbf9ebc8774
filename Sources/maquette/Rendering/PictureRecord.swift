import Diffusion
import Drawing
import Foundation
import Layouts
import Tensors

/// What a painted picture remembers: enough to paint it again.
///
/// It travels in the PNG as two iTXt texts: `layout` holds the layout contract, `maquette` the rest.
struct PictureRecord: Hashable, Sendable {
  /// The name and version of the contract, as the key `schema` holds it.
  static let schema = "maquette/render/1"
  /// The keyword of the text that holds the layout.
  static let layoutKeyword = "layout"
  /// The keyword of the text that holds the settings.
  static let settingsKeyword = "maquette"

  /// What was painted.
  var layout: Layout
  /// How it was painted.
  var settings: RenderSettings
  /// The absolute path of the model's folder, or nil for the one that comes along.
  var model: String?
  /// The absolute path of the folder with an adapter's layers, or nil for the model's own alone.
  var adapter: String?
  /// How exactly weights are held and multiplied.
  var precision = Precision.fp32
  /// The file of the initial latents, or nil where the seed made them.
  var latents: String?
  /// The absolute path of the picture of which a part was repainted, or nil where all was painted.
  var repaintedFrom: String?

  /// The settings as JSON.
  var json: JSONObject {
    [
      "schema": .string(Self.schema), "version": .string(MaquetteCommand.version),
      "method": .string(settings.method.rawValue),
      "parameters": .object(parameters),
      "compatibility": .string(settings.compatibility.rawValue),
      "width": settings.width.map(JSONValue.integer) ?? .null,
      "height": settings.height.map(JSONValue.integer) ?? .null,
      "steps": .integer(settings.steps),
      // By way of its shortest text: 7.1 and not 7.099999904632568.
      "guidance_scale": .number(
        Double("\(settings.guidanceScale)") ?? Double(settings.guidanceScale)),
      "seed": .integer(settings.seed), "rng": .string(settings.noise.rawValue),
      "scheduler": settings.scheduler.map { .string($0.rawValue) } ?? .null,
      "precision": .string(precision.rawValue),
      "model": model.map(JSONValue.string) ?? .null,
      "adapter": adapter.map(JSONValue.string) ?? .null,
      "latents": latents.map(JSONValue.string) ?? .null,
      "repainted_from": repaintedFrom.map(JSONValue.string) ?? .null,
    ]
  }

  /// The method's numbers in the order of their names.
  private var parameters: JSONObject {
    settings.parameters.sorted { $0.key < $1.key }.reduce(into: JSONObject()) { object, parameter in
      object[parameter.key] = .string(parameter.value)
    }
  }

  /// The record as texts for a PNG.
  func texts() throws -> [PNGFile.Text] {
    try [
      PNGFile.Text(keyword: Self.layoutKeyword, text: JSONWriter.write(layout.json)),
      PNGFile.Text(keyword: Self.settingsKeyword, text: JSONWriter.write(.object(json))),
    ]
  }
}

extension PictureRecord {
  /// Reads what a PNG remembers.
  ///
  /// - Throws: a `Failure` naming the file and what is missing in it.
  init(pictureAt path: String) throws {
    try self.init(PNGFile(contentsOf: URL(filePath: path)), at: path)
  }

  /// Reads what the content of a PNG remembers.
  ///
  /// - Throws: a `Failure` naming the file and what is missing in it.
  init(_ file: PNGFile, at path: String) throws {
    guard let layoutText = file[Self.layoutKeyword], let text = file[Self.settingsKeyword] else {
      throw Failure(
        .usage,
        "\(path): expected the texts '\(Self.layoutKeyword)' and '\(Self.settingsKeyword)' of a"
          + " picture painted by maquette, found none")
    }
    do throws(ParseFailure) {
      layout = try JSONNotation().parse(layoutText, canvas: .standard).layout
      let reader = RecordReader(file: path, json: try JSONReader.read(text).root.value)
      settings = RenderSettings()
      (model, latents) = (nil, nil)
      try read(reader)
    } catch {
      throw Failure(.usage, "\(path): \(error)")
    }
  }

  private mutating func read(_ reader: RecordReader) throws(ParseFailure) {
    try reader.check("schema", Self.schema)
    precision = try reader.name("precision")
    settings.method = try reader.name("method")
    settings.parameters = try reader.texts("parameters")
    // Pictures of earlier versions say nothing of it.
    if reader.json["compatibility"] != nil {
      settings.compatibility = try reader.name("compatibility")
    }
    settings.noise = try reader.name("rng")
    settings.scheduler = try reader.name("scheduler") as SchedulerKind
    settings.width = try reader.number("width", in: 1...Renderer.largestSide)
    settings.height = try reader.number("height", in: 1...Renderer.largestSide)
    settings.steps = try reader.number("steps", in: RenderOptions.stepsRange)
    settings.seed = try reader.number("seed", in: 0...Int.max)
    settings.guidanceScale = Float(
      try reader.value("guidance_scale", "a number from 0 to 100") { value in
        value.double.flatMap { RenderOptions.guidanceRange.contains($0) ? $0 : nil }
      })
    model = try reader.path("model")
    adapter = try reader.addedPath("adapter")
    latents = try reader.path("latents")
    repaintedFrom = try reader.addedPath("repainted_from")
  }
}

/// The settings text of a picture, read key by key.
private struct RecordReader {
  var file: String
  var json: JSONValue

  func value<Value>(
    _ key: String, _ expected: String, _ read: (JSONValue) -> Value?
  ) throws(ParseFailure) -> Value {
    guard let value = json[key].flatMap(read) else {
      let found = json[key].map { (try? JSONWriter.write($0)) ?? "\($0)" } ?? "nothing"
      throw ParseFailure(
        notation: PictureRecord.settingsKeyword,
        message: "\(key): expected \(expected), found \(found)")
    }
    return value
  }

  func check(_ key: String, _ text: String) throws(ParseFailure) {
    _ = try value(key, "\"\(text)\"") { $0.string == text ? true : nil }
  }

  func name<Value: RawRepresentable<String> & CaseIterable>(
    _ key: String
  ) throws(ParseFailure) -> Value {
    let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
    return try value(key, "one of \(names)") { $0.string.flatMap(Value.init(rawValue:)) }
  }

  /// Reads an object of texts; pictures of earlier versions have none.
  func texts(_ key: String) throws(ParseFailure) -> [String: String] {
    guard json[key] != nil else { return [:] }
    return try value(key, "an object of texts") { value in
      guard case .object(let object) = value else { return nil }
      var texts: [String: String] = [:]
      for member in object.members {
        guard let text = member.value.string else { return nil }
        texts[member.key] = text
      }
      return texts
    }
  }

  func number(_ key: String, in range: ClosedRange<Int>) throws(ParseFailure) -> Int {
    try value(key, "a whole number from \(range.lowerBound) to \(range.upperBound)") { value in
      value.integer.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// Reads a path that pictures of earlier versions don't have.
  func addedPath(_ key: String) throws(ParseFailure) -> String? {
    json[key] == nil ? nil : try path(key)
  }

  func path(_ key: String) throws(ParseFailure) -> String? {
    try value(key, "a path or null") { value -> String?? in
      switch value {
      case .null: .some(nil)
      case .string(let path): .some(path)
      default: nil
      }
    }
  }
}

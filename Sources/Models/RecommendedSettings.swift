public import FoundationEssentials

/// What the makers of a checkpoint say of it: an optional `maquette.json` beside `model_index.json`.
///
/// The diffusers layout has no place for these.
public struct RecommendedSettings: Decodable, Sendable, Hashable {
  /// The number of denoising steps.
  public var steps: Int?
  /// The scale of classifier-free guidance.
  public var guidanceScale: Float?
  /// The name of the grounding method.
  public var method: String?
  /// The numbers of that method by name.
  public var parameters: [String: String] = [:]
  /// The things that it learnt to paint, in the singular; nil where nobody says.
  public var things: [String]?

  private static let known = ["steps", "guidance_scale", "method", "parameters", "things"]

  /// Creates no recommendation.
  public init() {}

  /// Reads the keys; one that is not known is an error, since it is probably mistyped.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: ConfigurationKey.self)
    for key in keys.allKeys where !Self.known.contains(key.stringValue) {
      throw ConfigurationError.unsupported(
        file: "", key: key.stringValue, found: "not known",
        expected: Self.known.map { "'\($0)'" }.joined(separator: ", "))
    }
    if keys.contains(ConfigurationKey(stringValue: "steps")) {
      let steps = try keys.integer("steps", default: 1)
      try require([("steps", steps)], in: 1...1_000_000)
      self.steps = steps
    }
    if keys.contains(ConfigurationKey(stringValue: "guidance_scale")) {
      let scale: Float = try keys.value("guidance_scale")
      try require([("guidance_scale", scale)], atLeast: 0)
      guidanceScale = scale
    }
    if keys.contains(ConfigurationKey(stringValue: "method")) {
      let method: String = try keys.value("method")
      self.method = method
    }
    if keys.contains(ConfigurationKey(stringValue: "parameters")) {
      parameters = try keys.value("parameters")
    }
    if keys.contains(ConfigurationKey(stringValue: "things")) {
      let things: [String] = try keys.value("things")
      self.things = things
    }
  }
}

extension RecommendedSettings {
  /// Reads the `maquette.json` of a folder; nothing is recommended when there is no such file.
  public init(of folder: URL) throws {
    let file = folder.appending(path: "maquette.json")
    guard FileManager.default.fileExists(atPath: file.path) else {
      self.init()
      return
    }
    self = try ConfigurationFile.decode(RecommendedSettings.self, from: file)
  }
}

extension CheckpointFolder {
  /// Returns what `maquette.json` recommends, nothing when there is no such file.
  public func recommendedSettings() throws -> RecommendedSettings {
    try RecommendedSettings(of: url)
  }
}

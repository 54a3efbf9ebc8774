internal import FoundationEssentials

/// What the makers of a checkpoint recommend for it: an optional `maquette.json` beside `model_index.json`.
///
/// The diffusers layout has no place for these.
public struct RecommendedSettings: Decodable, Sendable, Hashable {
  /// The number of denoising steps.
  public var steps: Int?
  /// The scale of classifier-free guidance.
  public var guidanceScale: Float?

  private enum CodingKeys: String, CodingKey {
    case steps
    case guidanceScale = "guidance_scale"
  }
}

extension CheckpointFolder {
  /// Returns what `maquette.json` recommends, nothing when there is no such file.
  public func recommendedSettings() throws -> RecommendedSettings {
    let file = url.appending(path: "maquette.json")
    guard FileManager.default.fileExists(atPath: file.path) else { return RecommendedSettings() }
    return try ConfigurationFile.decode(RecommendedSettings.self, from: file)
  }
}

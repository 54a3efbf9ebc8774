internal import Layouts
internal import Models

/// Text-to-image without a layout: the caption is the prompt, as in diffusers' StableDiffusionPipeline.
public struct Plain: Recipe {
  /// Creates the recipe.
  public init() {}

  /// Prepares the caption, or background and names where there is no caption, and the negative prompt.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    request.preparation(request.conditioning(prompt: request.prompt))
  }

  /// Finds phrases in the prompt as it stands.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.groundingAsItStands()
  }
}

extension DiffusionModel {
  /// A finding for a text that is longer than the model reads, nil for one that fits.
  func truncationFinding(_ text: String) -> Finding? {
    let cut = tokenize(text).truncatedCount
    guard cut > 0 else { return nil }
    return Finding(
      rule: "prompt-truncated", code: "MQ701", severity: .warning,
      message:
        "the model reads \(maximumTokens) tokens, \(cut) of"
        + " \"\(text.shortened(to: JSONWriter.quotedLength))\" were cut off")
  }
}

internal import Layouts

/// Blob-grounded generation (arXiv 2405.08246): the caption, with each blob's description read inside its ellipse.
///
/// The model must have BlobGEN's layers, its own or an adapter's. The layers act in every step: the paper
/// knows no scheduled sampling. A picture without objects is plain.
public struct BlobGEN: Recipe {
  /// What opens pixels to a description.
  public var rim = BlobRim.ellipse
  /// The share of the steps in which the layers act.
  public var beta = 1.0
  /// What is said of each object.
  public var wording = Wording.everything
  /// What is said of the whole picture.
  public var prompt = Grounding.PromptSource.caption

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<BlobGEN>] {
    [
      RecipeParameter(
        "mask", \.rim,
        "Which pixels may read a description: those of the ellipse, or of its bounding box.",
        expected: "ellipse or box"),
      RecipeParameter(
        "beta", \.beta, "The share of the steps in which the layers act.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "wording", \.wording,
        "What is said of an object: its name, or everything, which is name and description.",
        expected: "name or everything"),
      RecipeParameter(
        "prompt", \.prompt,
        "What is said of the whole picture: its caption, or background and names as LMD puts them.",
        expected: "caption or composed"),
    ]
  }

  /// Prepares the caption and what the layers read.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    let layout = request.layout
    _ = try request.model.blobNet()
    let objects = try VisibleObjects(layout, saying: wording)
    let strengths = try GroundingSchedule(beta: beta)
      .scales(steps: request.scheduler.timesteps.count)
    let adapters =
      objects.phrases.isEmpty
      ? nil
      : try request.model.blobConditioning(
        of: objects.phrases, at: objects.regions, on: layout.canvas, latents: request.latentSize,
        rim: rim, guided: request.guidance.isActive, strengths: strengths)
    return request.preparation(
      request.conditioning(prompt: text(of: request)).adding(
        adapters,
        findings: objects.phrases.compactMap(request.model.truncationFinding)))
  }

  /// Finds phrases in the prompt as it stands.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.groundingAsItStands(in: text(of: request))
  }

  /// What is said of the whole picture; the caption where the layout says nothing.
  private func text(of request: PaintingRequest) -> String {
    let composed = prompt == .composed ? request.layout.visible.composedPrompt : ""
    return composed.isEmpty ? request.prompt : composed
  }
}

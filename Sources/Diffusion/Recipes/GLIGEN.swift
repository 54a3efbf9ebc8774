internal import Layouts

/// Open-set grounded generation (arXiv 2301.07093): the caption, with each phrase and its box read by trained layers.
///
/// Numbers are those of diffusers' StableDiffusionGLIGENPipeline. The model must have GLIGEN's layers, its
/// own or an adapter's. An ellipse counts as its bounding box. A picture without objects is plain.
public struct GLIGEN: Recipe {
  /// The share of the steps in which the layers act.
  public var beta = 0.3
  /// The share of the steps behind them in which they act less and less; GLIGEN's own code knows it.
  public var falling = 0.0
  /// What is said of each object.
  public var wording = Wording.name

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<GLIGEN>] {
    [
      RecipeParameter(
        "beta", \.beta, "The share of the steps in which the layers act with all their strength.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "falling", \.falling,
        "The share of the steps behind them in which the layers act less and less.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
      RecipeParameter(
        "wording", \.wording,
        "What is said of an object: its name, or everything, which is name and description.",
        expected: "name or everything"),
    ]
  }

  /// Prepares the caption and what the layers read.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    _ = try request.model.positionNet()
    return request.preparation(
      try grounded(request.conditioning(prompt: request.prompt), of: request))
  }

  /// Returns a conditioning with the layers reading the layout's objects.
  func grounded(
    _ conditioning: Conditioning, of request: PaintingRequest
  ) throws -> Conditioning {
    let objects = try VisibleObjects(request.layout, saying: wording)
    let strengths = try GroundingSchedule(full: beta, falling: falling)
      .scales(steps: request.scheduler.timesteps.count)
    guard !objects.phrases.isEmpty else { return conditioning }
    return conditioning.adding(
      try request.model.gligenConditioning(
        of: objects.phrases, at: objects.regions, on: request.layout.canvas,
        guided: request.guidance.isActive, strengths: strengths),
      findings: objects.phrases.compactMap(request.model.truncationFinding))
  }

  /// Finds phrases in the prompt as it stands.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.groundingAsItStands()
  }
}

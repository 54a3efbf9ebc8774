internal import Tensors

/// Box-constrained diffusion (arXiv 2307.10816): the caption, with latents led by inner, outer and corner terms.
///
/// Numbers are those of showlab/BoxDiff@b0d5d3b (`config.py`, `pipeline/sd_pipeline_boxdiff.py`).
public struct BoxDiff: Recipe {
  /// What is to become small.
  public var energy = BoxDiffEnergy()
  /// When and how far latents move.
  public var plan = ExcitePlan()
  /// The share of the steps in which GLIGEN's layers act; 0.3 in the reference's variant for GLIGEN.
  public var gligenShare = 0.0

  /// Creates the recipe with the published numbers.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<BoxDiff>] {
    ExcitePlan.parameters.map { $0.within(\.plan) } + [
      RecipeParameter(
        "share", \.energy.share, "The share of cells whose attention counts.",
        where: { $0 > 0 && $0 <= 1 }),
      RecipeParameter(
        "corner-width", \.energy.cornerWidth, "Cells on each side of an edge that count as corner.",
        expected: "a whole number", where: { $0 >= 0 }),
      RecipeParameter(
        "sharpness", \.energy.sharpness, "What attention is multiplied by before the softmax.",
        where: \.isFinite),
      RecipeParameter(
        "prompt-end", \.energy.stopsAtPromptEnd,
        "Whether tokens compete up to the prompt's end alone, as the reference has it for SD 2.1.",
        expected: "true or false"),
      RecipeParameter(
        "faults", \.energy.reproducesFaults,
        "Whether regions of few cells lose their inner term, as in the reference's code.",
        expected: "true or false"),
      RecipeParameter(
        "gligen", \.gligenShare,
        "The share of the steps in which GLIGEN's layers act; the model must have them then.",
        expected: "a number from 0 to 1", where: { $0 >= 0 && $0 <= 1 }),
    ]
  }

  /// Takes over what the published energy does with regions of no cell.
  public mutating func reproduceReference() { energy.reproducesFaults = true }

  /// Prepares the caption and its guider.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    try request.guided(by: energy, plan, grounding(of: request), gligen: gligenShare)
  }

  /// Binds phrases to the caption, with those appended that it lacks.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    try request.grounding(.caption)
  }
}

internal import Layouts
internal import Models
internal import Tensors

/// Masked cross-attention without training.
///
/// Every object's phrase and the background prompt are encoded by themselves and laid side by side.
/// A pixel attends the phrases of the objects that cover it, or the background where none does, at
/// every layer and step. Where objects overlap, all of them are attended, as BlobGEN's masked
/// cross-attention does (arXiv 2405.08246, section 3.2), here on the frozen layers of the model itself.
public struct Regional: Recipe {
  /// What of an ellipse opens pixels to its phrase; a box stays one.
  public var rim = BlobRim.ellipse

  /// Creates the recipe.
  public init() {}

  /// The numbers that can be set.
  public static var parameters: [RecipeParameter<Regional>] {
    [
      RecipeParameter(
        "mask", \.rim,
        "Which pixels may attend the phrase of an ellipse: its own, or those of its bounding box.",
        expected: "ellipse or box")
    ]
  }

  /// Prepares the texts and the masks.
  public func prepare(_ request: PaintingRequest) throws -> Preparation {
    request.preparation(
      try conditioning(
        for: request.layout, model: request.model, guided: request.guidance.isActive))
  }

  /// Finds each name in its own text; the texts lie side by side, the background's first.
  public func grounding(of request: PaintingRequest) throws -> Grounding {
    let (layout, model) = (request.layout, request.model)
    let regions = try PhraseRegions(layout)
    var phrases: [Grounding.Phrase] = []
    for (index, phrase) in regions.phrases.enumerated() {
      let object = layout.objects[phrase.objects[0]]
      let text = object.name.contains { !$0.isWhitespace } ? object.name : object.description
      // The end token is none of the phrase's.
      let count = model.tokenize(text).endPosition - 1
      guard count > 0 else { continue }
      let start = (index + 1) * model.maximumTokens
      phrases.append(
        Grounding.Phrase(
          text: text, tokens: (1...count).map { start + $0 }, wordToken: start + count,
          objects: phrase.objects, regions: phrase.regions))
    }
    var grounding = Grounding(
      canvas: layout.canvas,
      prompt: ([regions.background] + regions.phrases.map(\.prompt)).joined(separator: " | "),
      endToken: model.tokenize(regions.background).endPosition, phrases: phrases)
    let bound = Set(phrases.flatMap(\.objects))
    grounding.unbound = layout.objects.indices.filter { !bound.contains($0) }
    return grounding
  }

  func conditioning(
    for layout: Layout, model: DiffusionModel, guided: Bool
  ) throws -> Conditioning {
    let regions = try PhraseRegions(layout, rim: rim)
    let prompts = [regions.background] + regions.phrases.map(\.prompt)
    let texts = model.encode(prompts)
    let tokens = texts.shape[1]
    let features = texts.shape[2]
    let all: Shape = [1, prompts.count * tokens, features]
    var context = texts.reshaped(all)
    if guided {
      // What lies behind the negative prompt's own tokens is masked: any filling will do.
      let negative = model.encode([layout.negative]).repeatedBatch(prompts.count).reshaped(all)
      context = Tensor.concatenated([negative, context], axis: 0)
    }
    let findings = ((guided ? [layout.negative] : []) + prompts).compactMap(
      model.truncationFinding)
    return Conditioning(
      text: context,
      control: RegionalAttention(
        canvas: layout.canvas, regions: regions, tokens: tokens, guided: guided),
      findings: findings)
  }
}

/// The prompts of a layout and where each is to be seen.
struct PhraseRegions: Sendable {
  /// One prompt; objects of equal prompts share it.
  struct Phrase: Sendable {
    var prompt: String
    var objects: [Int]
    var regions: [LayoutObject.Region]
  }

  var background: String
  var phrases: [Phrase] = []

  /// Collects the prompts; an object without a name and a description can't be painted.
  init(_ layout: Layout, rim: BlobRim = .ellipse) throws {
    background = layout.background.isEmpty ? layout.caption : layout.background
    let seen = try VisibleObjects(layout, saying: .everything)
    for (place, index) in seen.indices.enumerated() {
      let prompt = seen.phrases[place]
      let region = rim == .box ? .box(seen.regions[place].bounds) : seen.regions[place]
      if let known = phrases.firstIndex(where: { $0.prompt == prompt }) {
        phrases[known].objects.append(index)
        phrases[known].regions.append(region)
      } else {
        phrases.append(Phrase(prompt: prompt, objects: [index], regions: [region]))
      }
    }
  }
}

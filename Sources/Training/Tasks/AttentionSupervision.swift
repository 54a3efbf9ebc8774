internal import Diffusion
internal import Layouts
internal import Models
internal import Networks
internal import Tensors

/// Holds the attention of a denoiser in training to where objects lie (TokenCompose, arXiv 2312.03626).
///
/// An object's mask is the ellipse of its second moments.
struct AttentionSupervision {
  private let blueprint: ModelBlueprint
  private let canvas: Canvas
  private let sites: [AttentionSite]
  private let losses: TokenComposeLoss

  /// Prepares the losses for latents of so many rows and columns.
  init(
    _ settings: BaseTraining.Settings, _ blueprint: ModelBlueprint, canvas: Canvas, rows: Int,
    columns: Int
  ) {
    self.blueprint = blueprint
    self.canvas = canvas
    var losses = TokenComposeLoss()
    (losses.tokenWeight, losses.pixelWeight) = (settings.tokenLoss, settings.pixelLoss)
    self.losses = losses
    sites = losses.sites(among: blueprint.unet.attentionSites(height: rows, width: columns))
  }

  /// Returns the nouns of a caption with the masks of their objects; objects that it does not name have
  /// none.
  func words(of sample: TrainingSample) throws -> [TokenComposeLoss.Word] {
    let layout = Layout(
      canvas: canvas, caption: sample.caption, language: "en", background: "", negative: "",
      objects: sample.objects.map { LayoutObject(name: $0.phrase, ellipse: $0.ellipse) })
    let grounding = try Grounding(
      layout, tokenizer: blueprint.tokenizer, length: blueprint.length, source: .caption,
      scope: .noun, appends: false)
    return TokenComposeLoss.words(of: grounding, at: sites)
  }

  /// Returns what records the maps of a batch.
  func recorder(of count: Int) -> BatchAttentionRecorder {
    let sites = Set(sites)
    return BatchAttentionRecorder(of: count) { sites.contains($0) }
  }

  /// Returns the losses, averaged over the pictures of a batch.
  func loss(
    of recorder: BatchAttentionRecorder, words: [[TokenComposeLoss.Word]]
  ) -> TokenComposeLoss.Value {
    let zero = Tensor([], [0])
    var sum = TokenComposeLoss.Value(token: zero, pixel: zero, total: zero)
    for (item, words) in zip(recorder.items, words) where !words.isEmpty {
      let value = losses.value(of: item.maps, words: words)
      sum.token = sum.token + value.token
      sum.pixel = sum.pixel + value.pixel
      sum.total = sum.total + value.total
    }
    let count = Float(max(1, words.count))
    return TokenComposeLoss.Value(
      token: sum.token / count, pixel: sum.pixel / count, total: sum.total / count)
  }
}

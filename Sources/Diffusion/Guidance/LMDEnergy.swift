internal import Drawing
public import Networks
internal import Tensors

/// The energy of LLM-grounded Diffusion (arXiv 2305.13655, equations 2 and 3; `guidance.py`).
///
/// For each layer, phrase and token the mean of the strongest attention inside the phrase's regions is
/// to grow, that of the strongest outside to shrink. Heads are summed, so the loss grows with their
/// number; tokens, phrases and layers are averaged. Where the objects were painted by themselves before,
/// attention inside each region is also held to what it was then.
public struct LMDEnergy: Energy {
  /// The share of the cells inside that counts, the strongest ones (`fg_top_p`).
  public var insideShare: Float = 0.2
  /// The share of the cells outside that counts (`bg_top_p`).
  public var outsideShare: Float = 0.2
  /// The weight of attention inside (`fg_weight`).
  public var insideWeight: Float = 1
  /// The weight of attention outside (`bg_weight`).
  public var outsideWeight: Float = 4
  /// How the objects were attended when each was painted by itself; nil for no transfer (`use_ref_ca`).
  public var transfer: AttentionTransfer?
  /// The weight of the transfer (`ref_ca_loss_weight`).
  public var transferWeight: Float = 2
  /// The number of heads whose sum the loss is made comparable with; nil sums those that there are.
  ///
  /// The published threshold was found for the eight heads of Stable Diffusion 1.5; a denoiser of two
  /// would be under it before the first step.
  public var comparableHeads: Int?
  /// The layers that are read.
  public var layers = AttentionLayers.middleAndFirstUp
  /// How regions become cells.
  public var raster = RegionRaster.cells(.nearestWithSize)
  /// Whether a region of no cell adds a constant to the loss, as it does in the reference.
  public var reproducesFaults = false

  /// Creates the energy with its published settings.
  public init() {}

  /// Cross-attentions of the middle and the first attending up block.
  public func sites(
    among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite] {
    layers.pick(.cross, among: sites, latents: latents)
  }

  /// Returns the loss, with the terms inside, outside and transfer of each phrase.
  public func value(
    of maps: AttentionMaps, for grounding: Grounding, step: Int
  ) -> EnergyValue {
    guard maps.areFinite else { return .undefined }
    var tally = EnergyTally()
    let layers = maps.maps(of: .cross)
    let scale = 1 / Float(max(1, grounding.phrases.count * layers.count))
    for layer in layers {
      let tokens = grounding.phrases.flatMap { PhraseTokens.phrase.tokens(of: $0) }
      let words = transfer == nil ? [] : grounding.phrases.map(\.wordToken)
      let keys = layer.keys(tokens + words)
      for (index, phrase) in grounding.phrases.enumerated() {
        let masks = PhraseMasks(
          phrase, on: grounding.canvas, size: (layer.site.height, layer.site.width),
          raster: raster, keepsOneCell: !reproducesFaults)
        for token in phrase.tokens {
          let heads = keys[token].shape[0]
          add(
            keys[token], masks, phrase: index,
            scale: scale * Float(comparableHeads ?? heads)
              / Float(heads * phrase.tokens.count),
            to: &tally)
        }
        guard let transfer else { continue }
        let attention = keys[phrase.wordToken]
        for (object, region) in zip(phrase.objects, masks.regions) {
          guard let reference = transfer[object, step: step, at: layer.site] else { continue }
          let share = scale * transferWeight / Float(masks.regions.count)
          tally.add(
            difference(attention, reference, in: region) * share, "transfer", phrase: index)
        }
      }
    }
    return tally.value
  }

  /// Adds what one token's attention `[heads, cells]` is worth.
  private func add(
    _ attention: Tensor, _ masks: PhraseMasks, phrase: Int, scale: Float,
    to tally: inout EnergyTally
  ) {
    if !masks.union.isEmpty || reproducesFaults {
      let count = max(1, masks.union.count(share: insideShare))
      let strongest = attention.covered(by: masks.union).topMean(count)
      tally.add(
        (1 - strongest).sum() * (insideWeight * scale), "inside", phrase: phrase)
    }
    if !masks.outside.isEmpty {
      let count = max(1, masks.outside.count(share: outsideShare))
      let strongest = attention.covered(by: masks.outside).topMean(count)
      tally.add(strongest.sum() * (outsideWeight * scale), "outside", phrase: phrase)
    }
  }

  /// Returns how far the shapes of two attentions inside a region differ, in the mean over heads.
  private func difference(_ attention: Tensor, _ reference: Tensor, in region: Mask) -> Tensor {
    precondition(
      attention.shape == reference.shape,
      "LMDEnergy: attention \(attention.shape), transferred \(reference.shape)")
    func normalized(_ map: Tensor) -> Tensor {
      let inner = map.covered(by: region)
      // 1e-5: `guidance.py`.
      let sums = (inner.sum(axis: 1) + 1e-5).reshaped([inner.shape[0], 1])
      return inner / sums.broadcast(to: inner.shape)
    }
    return (normalized(attention) - normalized(reference)).magnitude().sum()
      / Float(attention.shape[0])
  }
}

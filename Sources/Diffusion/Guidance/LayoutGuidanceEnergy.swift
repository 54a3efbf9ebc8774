internal import Drawing
public import Networks
internal import Tensors

/// The energy of training-free layout guidance (arXiv 2304.03373, equation 2; `compute_ca_loss`).
///
/// For each layer, phrase, token and head the square of the share of attention that falls outside the
/// phrase's regions, averaged over all of them.
public struct LayoutGuidanceEnergy: Energy {
  /// The layers that are read.
  public var layers = AttentionLayers.middleAndFirstUp
  /// How regions become cells.
  public var raster = RegionRaster.cells(.truncated)
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

  /// Returns the loss, with one term for each phrase.
  public func value(
    of maps: AttentionMaps, for grounding: Grounding, step: Int
  ) -> EnergyValue {
    guard maps.areFinite else { return .undefined }
    var tally = EnergyTally()
    let layers = maps.maps(of: .cross)
    let scale = 1 / Float(max(1, grounding.phrases.count * layers.count))
    for layer in layers {
      let keys = layer.keys(grounding.phrases.flatMap { PhraseTokens.phrase.tokens(of: $0) })
      for (index, phrase) in grounding.phrases.enumerated() {
        let masks = PhraseMasks(
          phrase, on: grounding.canvas, size: (layer.site.height, layer.site.width),
          raster: raster, keepsOneCell: !reproducesFaults)
        if masks.union.isEmpty, !reproducesFaults { continue }
        for token in phrase.tokens {
          let outside = 1 - keys[token].share(in: masks.union)
          tally.add(
            outside.squared().mean() * (scale / Float(phrase.tokens.count)), "outside",
            phrase: index)
        }
      }
    }
    return tally.value
  }
}

public import Networks
internal import Tensors

/// The energy of Attend-and-Excite (arXiv 2301.13826, equation 2): no object may be forgotten.
///
/// Of all words, the one whose largest contrast anywhere is the smallest is to grow. Where objects lie
/// does not matter.
public struct AttendExciteEnergy: Energy {
  /// Which tokens of a phrase must be attended.
  public var tokens = PhraseTokens.word
  /// The factor on attention before the softmax over tokens.
  public var sharpness: Float = 100
  /// The blur of the contrast; nil for none.
  public var smoothing: MapSmoothing? = MapSmoothing()
  /// Whether the softmax over tokens ends at the prompt's end and not at the last token (`normalize_eot`).
  ///
  /// The reference asks for it with Stable Diffusion 2.1 alone.
  public var stopsAtPromptEnd = false
  /// The layers that are read; they must have maps of one size.
  public var layers = AttentionLayers.quarter

  /// Creates the energy with its published settings.
  public init() {}

  /// Cross-attentions at a quarter of the latents' sides.
  public func sites(
    among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite] {
    layers.pick(.cross, among: sites, latents: latents)
  }

  /// Returns the largest of the terms, one for each phrase: what its largest contrast lacks of 1.
  public func value(
    of maps: AttentionMaps, for grounding: Grounding, step: Int
  ) -> EnergyValue {
    guard maps.areFinite else { return .undefined }
    let chosen = grounding.phrases.map { tokens.tokens(of: $0) }
    guard
      let contrast = TokenContrast(
        of: chosen.flatMap(\.self), in: maps, end: stopsAtPromptEnd ? grounding.endToken : nil,
        sharpness: sharpness, smoothing: smoothing)
    else { return EnergyTally().value }
    let losses = chosen.map { tokens in
      tokens.map { 1 - contrast[$0].maximum() }.largest ?? Tensor([], [0])
    }
    let terms = losses.enumerated().map { index, loss in
      EnergyValue.Term("attention", phrase: index, value: loss.scalar)
    }
    return EnergyValue(loss: losses.largest ?? Tensor([], [0]), terms: terms)
  }
}

extension [Tensor] {
  /// The first of the largest scalars.
  fileprivate var largest: Tensor? { self.max { $0.scalar < $1.scalar } }
}

internal import Drawing
public import Networks
internal import Tensors

/// The energy of attention refocusing (arXiv 2306.05427, equations 4 to 7; `loss.py`).
///
/// Three parts: cross-attention (CAR), where each token's largest contrast inside its regions is to grow
/// and inside others' and on the background to shrink; self-attention (SAR), where pixels inside a region
/// are not to attend those outside; and grounding tokens (GLIGEN), where they are not to attend those of
/// other objects. Parts whose layers a denoiser lacks are left out.
public struct AttentionRefocusingEnergy: Energy {
  /// A summand.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// Cross-attention (CAR).
    case cross
    /// Self-attention (SAR).
    case own = "self"
    /// Attention to grounding tokens.
    case grounding
  }

  /// The parts; all of them are what the reference calls SAR_CAR.
  public var parts = Set(Part.allCases)
  /// An attention inside that is less than this weighs `faintWeight`.
  public var faint: Float = 0.1
  /// The weight of what is less than faint.
  public var faintWeight: Float = 6
  /// An attention inside of this and more counts in early steps alone.
  public var sufficient: Float = 0.2
  /// An attention inside others' regions of more than this weighs `strayWeight`.
  public var stray: Float = 0.15
  /// The weight of what is more than stray.
  public var strayWeight: Float = 4
  /// An attention inside others' regions of no more than this counts in early steps alone.
  public var tolerable: Float = 0.1
  /// The weight of the largest attention on the background, for each region of the phrase.
  public var backgroundWeight: Float = 0.5
  /// The weight of attention to others' grounding tokens.
  public var groundingWeight: Float = 3
  /// How many steps are early, of the reference's 50.
  public var earlySteps = 15
  /// The factor on attention before the softmax over tokens.
  public var sharpness: Float = 100
  /// The blur of the contrast; nil for none.
  public var smoothing: MapSmoothing? = MapSmoothing()
  /// Whether the softmax over tokens ends at the prompt's end and not at the last token.
  public var stopsAtPromptEnd = false
  /// The layers that are read; those of one kind must have maps of one size.
  public var layers = AttentionLayers.quarter
  /// How regions become cells.
  public var raster = RegionRaster.cells(.truncated)

  /// Creates the energy with its published settings.
  public init() {}

  /// Layers of the parts' kinds at a quarter of the latents' sides.
  public func sites(
    among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite] {
    let kinds: [(Part, AttentionSite.Kind)] = [
      (.cross, .cross), (.own, .own), (.grounding, .gated),
    ]
    let picked = Set(
      kinds.filter { parts.contains($0.0) }
        .flatMap { layers.pick($0.1, among: sites, latents: latents) })
    return sites.filter(picked.contains)
  }

  /// Returns the loss, with terms for each phrase, and the extremes that the reference's schedule asks for.
  ///
  /// The terms are inside, other and background (CAR), self (SAR) and grounding.
  public func value(
    of maps: AttentionMaps, for grounding: Grounding, step: Int
  ) -> EnergyValue {
    guard maps.areFinite else { return .undefined }
    var tally = EnergyTally()
    let scale = 1 / Float(max(1, grounding.phrases.count))
    var extremes: Extremes?
    if parts.contains(.cross) {
      extremes = addCross(maps, grounding, step: step, scale: scale, to: &tally)
    }
    if parts.contains(.own) { addOwn(maps, grounding, scale: scale, to: &tally) }
    if parts.contains(.grounding), step < earlySteps {
      addGrounding(maps, grounding, scale: scale, to: &tally)
    }
    var value = tally.value
    value.leastInside = extremes?.leastInside
    value.largestOutside = extremes?.largestOutside
    return value
  }

  private func masks(_ grounding: Grounding, _ height: Int, _ width: Int) -> [PhraseMasks] {
    grounding.phrases.map {
      PhraseMasks($0, on: grounding.canvas, size: (height, width), raster: raster)
    }
  }
}

// MARK: - Cross-attention

extension AttentionRefocusingEnergy {
  private struct Extremes {
    var leastInside: Float = 1
    var largestOutside: Float = 0
  }

  private func addCross(
    _ maps: AttentionMaps, _ grounding: Grounding, step: Int, scale: Float,
    to tally: inout EnergyTally
  ) -> Extremes {
    let tokens = grounding.phrases.flatMap { PhraseTokens.phrase.tokens(of: $0) }
    var extremes = Extremes()
    guard
      let contrast = TokenContrast(
        of: tokens, in: maps, end: stopsAtPromptEnd ? grounding.endToken : nil,
        sharpness: sharpness, smoothing: smoothing)
    else { return extremes }
    let masks = masks(grounding, contrast.height, contrast.width)
    let isEarly = step < earlySteps
    for (index, phrase) in grounding.phrases.enumerated() {
      for token in phrase.tokens {
        let map = contrast[token]
        for region in masks[index].regions where !region.isEmpty {
          let largest = map.covered(by: region).maximum()
          extremes.leastInside = min(extremes.leastInside, largest.scalar)
          guard let weight = weight(inside: largest.scalar, isEarly: isEarly) else { continue }
          tally.add((1 - largest) * (weight * scale), "inside", phrase: index)
        }
        let rest = map.covered(by: masks[index].outside)
        var background = rest
        for (other, foreign) in masks.enumerated() where other != index {
          for region in foreign.regions where !region.isEmpty {
            let largest = rest.covered(by: region).maximum()
            extremes.largestOutside = max(extremes.largestOutside, largest.scalar)
            background = background.covered(by: region.complement)
            guard let weight = weight(outside: largest.scalar, isEarly: isEarly) else { continue }
            tally.add(largest * (weight * scale), "other", phrase: index)
          }
        }
        let weight = Float(phrase.regions.count) * backgroundWeight * scale
        tally.add(background.maximum() * weight, "background", phrase: index)
      }
    }
    return extremes
  }

  private func weight(inside value: Float, isEarly: Bool) -> Float? {
    value < faint ? faintWeight : value < sufficient || isEarly ? 1 : nil
  }

  private func weight(outside value: Float, isEarly: Bool) -> Float? {
    value > stray ? strayWeight : value > tolerable || isEarly ? 1 : nil
  }
}

// MARK: - Self-attention and grounding tokens

extension AttentionRefocusingEnergy {
  /// Adds how much of the attention of a region's pixels falls outside it, in the mean over heads and layers.
  private func addOwn(
    _ maps: AttentionMaps, _ grounding: Grounding, scale: Float, to tally: inout EnergyTally
  ) {
    let layers = maps.maps(of: .own)
    for layer in layers {
      let pixels = layer.site.height * layer.site.width
      let masks = masks(grounding, layer.site.height, layer.site.width)
      let regions = masks.enumerated().flatMap { index, masks in
        masks.regions.filter { !$0.isEmpty }.map { (phrase: index, mask: $0) }
      }
      guard !regions.isEmpty else { continue }
      let outside = Tensor(
        [regions.count, pixels], regions.flatMap { $0.mask.values.map { 1 - $0 } })
      // [heads, pixels, regions]: what each pixel sees outside each region.
      let seen = layer.weights.linear(weight: outside).sum(axis: 0)
      let inside = Tensor(
        [regions.count, pixels],
        regions.flatMap { region in region.mask.values.map { $0 / Float(region.mask.area) } })
      let losses = (seen * inside.permuted([1, 0])).sum(axis: 0)
      let share = scale / Float(layer.weights.shape[0] * layers.count)
      for (place, region) in regions.enumerated() {
        tally.add(losses.slice(place..<place + 1) * share, "self", phrase: region.phrase)
      }
    }
  }

  /// Adds the largest attention of a region's pixels to the grounding tokens of other phrases' objects.
  ///
  /// Grounding tokens stand behind the pixels, in the order of the layout's objects.
  private func addGrounding(
    _ maps: AttentionMaps, _ grounding: Grounding, scale: Float, to tally: inout EnergyTally
  ) {
    let layers = maps.maps(of: .gated)
    guard let first = layers.first else { return }
    let (heads, pixels) = (first.weights.shape[0], first.weights.shape[1])
    let slots = first.weights.shape[2] - pixels
    precondition(
      slots > 0 && layers.allSatisfy { $0.weights.shape == first.weights.shape },
      "AttentionRefocusingEnergy: gated maps of \(layers.map(\.weights.shape))")
    let total = layers.dropFirst().reduce(first.weights) { $0 + $1.weights }
    let tokens = (total / Float(layers.count)).slice(pixels..<pixels + slots, axis: 2)
    for (index, phrase) in grounding.phrases.enumerated() {
      let foreign = Tensor([slots], (0..<slots).map { phrase.objects.contains($0) ? 0 : 1 })
      let masks = PhraseMasks(
        phrase, on: grounding.canvas, size: (first.site.height, first.site.width),
        raster: raster)
      for region in masks.regions where !region.isEmpty {
        let weights = (region.tensor / Float(region.area)).reshaped([pixels, 1])
        let seen = (tokens * weights.broadcast(to: tokens.shape)).sum(axis: 1)
        let largest = (seen * foreign.broadcast(to: [heads, slots])).maximum(axis: 1)
        tally.add(largest.mean() * (groundingWeight * scale), "grounding", phrase: index)
      }
    }
  }
}

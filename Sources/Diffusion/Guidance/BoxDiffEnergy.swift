internal import Drawing
internal import Layouts
public import Networks
internal import Tensors

/// The energy of BoxDiff (arXiv 2307.10816, equations 2 to 5).
///
/// In a token's contrast map, the strongest cells inside each region are to grow (inner), the strongest
/// outside all of its phrase's regions to shrink (outer), and the largest value of each column and row is
/// to match the regions near their edges (corner). The terms are summed without weights.
public struct BoxDiffEnergy: Energy {
  /// The share of cells inside and outside that counts, the strongest ones (`P`).
  public var share: Float = 0.2
  /// How many cells on each side of an edge belong to a corner (`L`).
  public var cornerWidth = 1
  /// Which tokens of a phrase are moved; one word a box in the reference.
  public var tokens = PhraseTokens.word
  /// The factor on attention before the softmax over tokens.
  public var sharpness: Float = 100
  /// The blur of the contrast; nil for none (`smooth_attentions`).
  public var smoothing: MapSmoothing? = MapSmoothing()
  /// Whether the softmax over tokens ends at the prompt's end and not at the last token (`normalize_eot`).
  ///
  /// The reference asks for it with Stable Diffusion 2.1 alone.
  public var stopsAtPromptEnd = false
  /// The layers that are read; they must have maps of one size.
  public var layers = AttentionLayers.quarter
  /// How regions become cells.
  public var raster = RegionRaster.cells(.nearest)
  /// Whether a region of fewer than 1 / `share` cells has no inner term.
  ///
  /// The reference takes the mean of no cells there, which is not a number, and goes on with 0.
  public var reproducesFaults = false

  /// Creates the energy with its published settings.
  public init() {}

  /// Cross-attentions at a quarter of the latents' sides.
  public func sites(
    among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite] {
    layers.pick(.cross, among: sites, latents: latents)
  }

  /// Returns the loss, with the terms inner, outer and corner of each phrase.
  ///
  /// Its refinement is the largest of the inner terms.
  public func value(
    of maps: AttentionMaps, for grounding: Grounding, step: Int
  ) -> EnergyValue {
    guard maps.areFinite else { return .undefined }
    let chosen = grounding.phrases.map { tokens.tokens(of: $0) }
    var tally = EnergyTally()
    guard
      let contrast = TokenContrast(
        of: chosen.flatMap(\.self), in: maps, end: stopsAtPromptEnd ? grounding.endToken : nil,
        sharpness: sharpness, smoothing: smoothing)
    else { return tally.value }
    let size = (height: contrast.height, width: contrast.width)
    var largest: Tensor?
    for (index, phrase) in grounding.phrases.enumerated() {
      let masks = PhraseMasks(
        phrase, on: grounding.canvas, size: size, raster: raster,
        keepsOneCell: !reproducesFaults)
      let edges = phrase.regions.map {
        raster.edges(of: $0, on: grounding.canvas, height: size.height, width: size.width)
      }
      let corners = Corners(masks.union, near: edges, width: cornerWidth)
      let weight = 1 / Float(chosen[index].count)
      for token in chosen[index] {
        let map = contrast[token]
        for region in masks.regions {
          guard let inner = inner(map, region) else { continue }
          if inner.scalar > (largest?.scalar ?? -.infinity) { largest = inner }
          tally.add(inner * weight, "inner", phrase: index)
        }
        if let outer = strongest(map, masks.outside) {
          tally.add(outer * weight, "outer", phrase: index)
        }
        tally.add(corners.loss(of: map) * weight, "corner", phrase: index)
      }
    }
    var value = tally.value
    value.refinement = largest ?? Tensor([], [0])
    return value
  }

  private func inner(_ map: Tensor, _ region: Mask) -> Tensor? {
    if reproducesFaults, region.count(share: share) == 0 { return nil }
    return strongest(map, region).map { 1 - $0 }
  }

  /// The mean of the strongest cells in a mask; nil for a mask of none.
  private func strongest(_ map: Tensor, _ mask: Mask) -> Tensor? {
    guard !mask.isEmpty else { return nil }
    return map.covered(by: mask).topMean(max(1, mask.count(share: share)))
  }
}

/// What the columns and rows near the edges of regions should hold at most.
private struct Corners {
  private let size: (height: Int, width: Int)
  /// For the largest value of each column and of each row: what it should be, and whether it matters.
  private let axes: [(target: Tensor, isNear: Tensor)]

  init(_ union: Mask, near edges: [CellEdges], width reach: Int) {
    size = (union.height, union.width)
    let cells = union.tensor.reshaped([union.height, union.width])
    let columns = edges.flatMap { [$0.left, $0.right] }
    let rows = edges.flatMap { [$0.top, $0.bottom] }
    axes = [(0, union.width, columns), (1, union.height, rows)].map { axis, count, edges in
      let isNear = (0..<count).map { cell -> Float in
        edges.contains { abs(cell - $0) <= reach } ? 1 : 0
      }
      return (cells.maximum(axis: axis), Tensor([count], isNear))
    }
  }

  /// The mean difference over all columns, plus that over all rows; far from edges it counts as 0.
  func loss(of map: Tensor) -> Tensor {
    let grid = map.reshaped([size.height, size.width])
    return axes.enumerated().reduce(Tensor([], [0])) { loss, axis in
      let difference = (grid.maximum(axis: axis.offset) - axis.element.target).magnitude()
      return loss + (difference * axis.element.isNear).mean()
    }
  }
}

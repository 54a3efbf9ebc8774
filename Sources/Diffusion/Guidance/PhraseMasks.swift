internal import Drawing
internal import Layouts
internal import Tensors

/// The regions of a phrase on a feature map.
struct PhraseMasks {
  /// One mask a region.
  let regions: [Mask]
  /// All of them.
  let union: Mask
  /// What none of them covers.
  let outside: Mask

  init(
    _ phrase: Grounding.Phrase, on canvas: Canvas, size: (height: Int, width: Int),
    raster: RegionRaster, keepsOneCell: Bool = true
  ) {
    regions = phrase.regions.map {
      raster.mask(
        of: $0, on: canvas, height: size.height, width: size.width, keepsOneCell: keepsOneCell)
    }
    union = regions.reduce(Mask(height: size.height, width: size.width)) { $0.union($1) }
    outside = union.complement
  }
}

extension Mask {
  /// The cells as a tensor, `[height · width]`.
  var tensor: Tensor { Tensor([height * width], values) }

  /// How many cells a share of the covered ones is, rounded down as the references do, in single precision.
  func count(share: Float) -> Int { Int(Float(area) * share) }
}

extension Tensor {
  /// Returns `[…, cells]` with each cell times its value in a mask.
  func covered(by mask: Mask) -> Tensor { self * mask.tensor.broadcast(to: shape) }

  /// Returns the share of each row of `[heads, cells]` that lies in a mask, `[heads]`.
  ///
  /// A head that attends a token nowhere has none of it inside.
  func share(in mask: Mask) -> Tensor {
    let sums = sum(axis: 1)
    let ones = Tensor(sums.shape, sums.values.map { $0 > 0 ? 0 : 1 })
    return covered(by: mask).sum(axis: 1) / (sums + ones)
  }
}

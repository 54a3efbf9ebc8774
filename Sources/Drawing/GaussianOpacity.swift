internal import Foundation
internal import Layouts

extension CellGrid {
  /// The opacity of a region as a blob; nothing for a region that is empty or not finite.
  func opacity(of region: LayoutObject.Region) -> [Float] {
    guard region.isDrawable else { return [Float](repeating: 0, count: height * width) }
    return GaussianOpacity(region).values(on: self)
  }
}

/// The opacity of a region as a blob that fades out from its centre.
///
/// It is `min(1, 2·σ(-d²))` with the distance d from the centre in half-axes: 1 in the middle, 0.54 on
/// the rim, 0.04 at twice the half-axes (BlobGAN, arXiv 2205.02837; BlobCtrl, arXiv 2503.13434,
/// `blobctrl/utils/utils.py`). A box counts as the ellipse inside it. Unlike BlobCtrl's, a canvas that is
/// not square does not stretch the blobs, and cells are judged at their middles.
struct GaussianOpacity {
  private let ellipse: Ellipse

  init(_ region: LayoutObject.Region) {
    switch region {
    case .box(let box): ellipse = Ellipse(box, fit: .inscribed)
    case .ellipse(let ellipse): self.ellipse = ellipse
    }
  }

  /// The opacity at the middle of each cell, row by row.
  ///
  /// No half-axis is taken for shorter than half a cell, so that no blob falls between the middles.
  func values(on grid: CellGrid) -> [Float] {
    let least = max(grid.cellWidth, grid.cellHeight) / 2
    let (major, minor) = (max(ellipse.major, least), max(ellipse.minor, least))
    let radians = ellipse.angle.truncatingRemainder(dividingBy: 360) * .pi / 180
    let (sine, cosine) = (sin(radians), cos(radians))
    var values = [Float](repeating: 0, count: grid.height * grid.width)
    values.withUnsafeMutableBufferPointer { cells in
      for row in 0..<grid.height {
        let down = (Double(row) + 0.5) * grid.cellHeight - ellipse.centerY
        for column in 0..<grid.width {
          let across = (Double(column) + 0.5) * grid.cellWidth - ellipse.centerX
          let along = (across * cosine + down * sine) / major
          let beside = (down * cosine - across * sine) / minor
          cells[row * grid.width + column] =
            Float(2 / (1 + exp(along * along + beside * beside)))
        }
      }
    }
    return values
  }
}

public import Networks

/// A rule that picks attention layers of a denoiser, whatever its shape.
public enum AttentionLayers: Hashable, Sendable {
  /// All of them.
  case every
  /// Those below some paths, such as `mid_block` or `up_blocks.1.attentions.0`.
  case paths([String])
  /// Those below some paths if the denoiser has a layer at each of them, else the maps nearest to 16 cells.
  case published([String])
  /// Those whose maps have a size in cells.
  case size(height: Int, width: Int)
  /// Those whose maps have the side nearest to a number of cells; of two as near, the finer ones.
  ///
  /// The side of a map that is not square is that of a square of as many cells.
  case nearest(cells: Int)
  /// Those whose maps have a quarter of the latents' sides, if that is no less than 8 cells, else the
  /// maps nearest to 16 cells.
  ///
  /// A quarter is 16 × 16 for the 64 × 64 latents of Stable Diffusion's 512 × 512 pictures, where
  /// Attend-and-Excite found attention to have the most meaning (arXiv 2301.13826, section 4).
  case quarter

  /// The middle and the first attending up block of Stable Diffusion: 8 × 8 and 16 × 16 at 512 × 512.
  ///
  /// Layout-guidance's choice (arXiv 2304.03373, section 4), which LMD took over.
  public static let middleAndFirstUp = AttentionLayers.published([
    "mid_block.attentions.0", "up_blocks.1.attentions.0", "up_blocks.1.attentions.1",
    "up_blocks.1.attentions.2",
  ])

  /// Returns the layers of a kind that the rule picks, in the order given.
  ///
  /// - Parameters:
  ///   - kind: the kind of layer.
  ///   - sites: every layer of the denoiser.
  ///   - latents: the rows and columns of the latents.
  /// - Returns: some of the sites; none where the denoiser has nothing that fits.
  public func pick(
    _ kind: AttentionSite.Kind, among sites: [AttentionSite], latents: (height: Int, width: Int)
  ) -> [AttentionSite] {
    let candidates = sites.filter { $0.kind == kind }
    switch self {
    case .every: return candidates
    case .paths(let paths):
      return candidates.filter { site in paths.contains { site.lies(below: $0) } }
    case .published(let paths):
      let isComplete = paths.allSatisfy { path in candidates.contains { $0.lies(below: path) } }
      return (isComplete ? Self.paths(paths) : .nearest(cells: 16))
        .pick(kind, among: sites, latents: latents)
    case .size(let height, let width):
      return candidates.filter { $0.height == height && $0.width == width }
    case .nearest(let cells):
      func distance(_ site: AttentionSite) -> Double {
        abs(Double(site.height * site.width).squareRoot() - Double(cells))
      }
      let best = candidates.min {
        (distance($0), -$0.height * $0.width) < (distance($1), -$1.height * $1.width)
      }
      return candidates.filter { $0.height == best?.height && $0.width == best?.width }
    case .quarter:
      let quarters = candidates.filter {
        // Halved twice, up or down.
        abs(4 * $0.height - latents.height) < 4 && abs(4 * $0.width - latents.width) < 4
          && min($0.height, $0.width) >= 8
      }
      guard quarters.isEmpty else { return quarters }
      return Self.nearest(cells: 16).pick(kind, among: sites, latents: latents)
    }
  }
}

extension AttentionSite {
  fileprivate func lies(below path: String) -> Bool {
    self.path == path || self.path.hasPrefix(path + ".")
  }
}

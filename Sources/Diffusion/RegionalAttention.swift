internal import Drawing
internal import Layouts
internal import Networks
internal import Synchronization
internal import Tensors

/// Lets each pixel attend only the phrases of the regions that cover it.
///
/// Masks are drawn once for each size of feature map.
final class RegionalAttention: AttentionControl {
  private struct Size: Hashable {
    let height: Int
    let width: Int
  }

  private let canvas: Canvas
  private let regions: PhraseRegions
  private let tokens: Int
  private let guided: Bool
  private let masks = Mutex<[Size: Tensor]>([:])

  /// Creates the control for texts of `tokens` tokens each: the background first, then the phrases.
  init(canvas: Canvas, regions: PhraseRegions, tokens: Int, guided: Bool) {
    self.canvas = canvas
    self.regions = regions
    self.tokens = tokens
    self.guided = guided
  }

  /// Returns `[1 or 2, pixels, texts · tokens]`: 0 where a pixel may look, −∞ elsewhere.
  func crossAttentionMask(at site: AttentionSite) -> Tensor? {
    let size = Size(height: site.height, width: site.width)
    return masks.withLock { masks in
      if let mask = masks[size] { return mask }
      let mask = draw(size)
      masks[size] = mask
      return mask
    }
  }

  private func draw(_ size: Size) -> Tensor {
    let covers = regions.phrases.map { phrase in
      phrase.regions.reduce(Mask(height: size.height, width: size.width)) {
        $0.union(Mask($1, canvas: canvas, height: size.height, width: size.width, edge: .hard))
      }
    }
    let pixels = size.height * size.width
    let width = (1 + covers.count) * tokens
    return Tensor([guided ? 2 : 1, pixels, width]) { target in
      target.initialize(repeating: -.infinity)
      func open(item: Int, pixel: Int, text: Int) {
        let start = (item * pixels + pixel) * width + text * tokens
        for token in start..<start + tokens { target[token] = 0 }
      }
      for pixel in 0..<pixels {
        if guided { open(item: 0, pixel: pixel, text: 0) }
        let seen = covers.indices.filter { covers[$0].values[pixel] > 0 }
        for text in seen.isEmpty ? [0] : seen.map({ $0 + 1 }) {
          open(item: guided ? 1 : 0, pixel: pixel, text: text)
        }
      }
    }
  }
}

extension LayoutObject.Region {
  /// Whether any of the region lies on the canvas.
  func overlaps(_ canvas: Canvas) -> Bool {
    !Mask(self, canvas: canvas, height: 16, width: 16, edge: .hard).isEmpty
  }
}

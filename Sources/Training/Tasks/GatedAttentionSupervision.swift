internal import Drawing
internal import Layouts
internal import Models
internal import Networks
internal import Synchronization
internal import Tensors

/// Holds gated self-attention to boxes while its layers are trained.
///
/// Noise alone teaches GLIGEN's layers which pixels lie in a box only over millions of pictures, because
/// a token that nobody attends changes nothing. So a pixel's attention to a thing is compared with its
/// box: the pixel loss of TokenCompose (arXiv 2312.03626, equation 5) for tokens that have a place.
final class GatedAttentionSupervision: AttentionControl {
  private let pictures: [[GLIGENObject]]
  private let losses = Mutex<[Tensor]>([])

  /// Watches one run of the denoiser.
  ///
  /// - Parameter pictures: the things of each picture in the order of their tokens.
  init(_ pictures: [[GLIGENObject]]) { self.pictures = pictures }

  func reads(_ site: AttentionSite) -> Bool { site.kind == .gated }

  func observe(_ maps: Tensor, at site: AttentionSite) {
    let loss = Self.loss(of: maps, pictures, height: site.height, width: site.width)
    losses.withLock { $0.append(loss) }
  }

  /// The loss, averaged over the layers that have run.
  var loss: Tensor {
    let losses = losses.withLock { $0 }
    return losses.reduce(Tensor([], [0]), +) / Float(max(1, losses.count))
  }

  /// Returns the binary cross-entropy between attention to things, averaged over heads, and the shares of
  /// pixels that lie in their boxes, averaged over pixels and things.
  ///
  /// - Parameters:
  ///   - maps: of one layer, `[batch, heads, height · width, height · width + places]`.
  ///   - pictures: the things of each item; places behind them don't count.
  ///   - height: rows of the feature map.
  ///   - width: columns of the feature map.
  /// - Returns: one number, 0 without things.
  static func loss(
    of maps: Tensor, _ pictures: [[GLIGENObject]], height: Int, width: Int
  ) -> Tensor {
    let (pixels, keys, count) = (height * width, maps.shape[3], pictures.joined().count)
    precondition(
      maps.shape[0] == pictures.count && maps.shape[2] == pixels
        && pictures.allSatisfy { $0.count <= keys - pixels },
      "gated attention: maps \(maps.shape), \(height) × \(width) pixels, \(pictures.count) items")
    guard count > 0 else { return Tensor([], [0]) }
    let shape: Shape = [pictures.count, pixels, keys - pixels]
    var (inside, counts) = ([Float](), [Float]())
    for objects in pictures {
      let masks = objects.map { mask(of: $0, height: height, width: width).values }
      for pixel in 0..<pixels {
        for place in 0..<shape.last {
          inside.append(place < masks.count ? masks[place][pixel] : 0)
          counts.append(place < masks.count ? 1 / Float(count * pixels) : 0)
        }
      }
    }
    // A softmax that has rounded to nothing or to all of it still has a logarithm.
    let possible = Float.leastNormalMagnitude...1
    let attention = maps.slice(pixels..<keys, axis: 3).mean(axis: 1)
    let (target, weights) = (Tensor(shape, inside), Tensor(shape, counts))
    let hit = attention.clamped(to: possible).logarithm() * target
    let miss = (1 - attention).clamped(to: possible).logarithm() * (1 - target)
    return ((hit + miss) * weights).sum() * -1
  }

  private static func mask(of object: GLIGENObject, height: Int, width: Int) -> Mask {
    let (rows, columns) = (Double(height), Double(width))
    let box = Box(
      x: Double(object.left) * columns, y: Double(object.top) * rows,
      width: Double(object.right - object.left) * columns,
      height: Double(object.bottom - object.top) * rows)
    return Mask(
      .box(box), canvas: Canvas(width: width, height: height), height: height, width: width,
      edge: .coverage)
  }
}

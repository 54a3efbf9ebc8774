public import Tensors

/// The descriptions of blobs, and which pixels may read them (BlobGEN: arXiv 2405.08246, section 3.2).
public struct BlobTokens: Sendable {
  /// The size of a feature map.
  public struct Size: Sendable, Hashable {
    /// Rows.
    public let height: Int
    /// Columns.
    public let width: Int

    /// Creates a size.
    public init(height: Int, width: Int) {
      self.height = height
      self.width = width
    }
  }

  /// What the pixels of a feature map may read.
  struct Region: Sendable {
    /// Added to the scores, `[1 or batch, pixels, tokens]`: 0 where a pixel lies in the token's blob,
    /// else −∞.
    let mask: Tensor
    /// 1 for a pixel of any blob, else 0, `[1 or batch, pixels, 1]`.
    let coverage: Tensor
  }

  /// The tokens of all blobs, one blob after the other, `[1, tokens, features]`.
  public let tokens: Tensor
  /// The factor on what the layers add; at 0 they do not run.
  public var scale: Float
  /// The blob that each token belongs to.
  private let owners: [Int]
  private let regions: [Size: Region]

  private init(tokens: Tensor, scale: Float, owners: [Int], regions: [Size: Region]) {
    self.tokens = tokens
    self.scale = scale
    self.owners = owners
    self.regions = regions
  }

  /// Creates tokens.
  ///
  /// - Parameters:
  ///   - tokens: of all blobs, one blob after the other, `[1, tokens, features]`.
  ///   - counts: how many of them each blob has.
  ///   - masks: for each size of feature map, the blobs' pixels row by row, `[blobs, height · width]`;
  ///     a pixel of one half or more lies inside.
  ///   - scale: the factor on what the layers add.
  public init(tokens: Tensor, counts: [Int], masks: [Size: Tensor], scale: Float = 1) {
    precondition(
      tokens.shape.rank == 3 && tokens.shape[0] == 1 && tokens.shape[1] == counts.reduce(0, +),
      "BlobTokens: tokens \(tokens.shape) for blobs of \(counts)")
    let owners = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
    var regions: [Size: Region] = [:]
    for (size, mask) in masks {
      let pixels = size.height * size.width
      precondition(
        mask.shape == [counts.count, pixels],
        "BlobTokens: masks \(mask.shape) for \(counts.count) blobs on \(size)")
      regions[size] = Region(masks: mask.values, pixels: pixels, owners: owners)
    }
    self.init(tokens: tokens, scale: scale, owners: owners, regions: regions)
  }

  /// Returns the tokens for a batch, where some items see no blob at all.
  ///
  /// Classifier-free guidance asks for `[false, true]`.
  ///
  /// - Parameter grounded: for each item of the batch, whether it sees the blobs.
  /// - Returns: tokens whose regions are as long as the batch.
  public func batched(_ grounded: [Bool]) -> BlobTokens {
    let count = (owners.last ?? -1) + 1
    return batched(seeing: grounded.map { $0 ? 0..<count : 0..<0 })
  }

  /// Returns the tokens for a batch whose items see different blobs, such as pictures to learn from.
  ///
  /// - Parameter blobs: for each item of the batch, the blobs that it sees.
  /// - Returns: tokens whose regions are as long as the batch.
  public func batched(seeing blobs: [Range<Int>]) -> BlobTokens {
    BlobTokens(
      tokens: tokens, scale: scale, owners: owners,
      regions: regions.mapValues { $0.batched(seeing: blobs, owners: owners) })
  }

  /// The sizes of feature maps that have masks.
  public var sizes: Set<Size> { Set(regions.keys) }

  /// What the pixels of a feature map may read.
  func region(_ size: Size) -> Region {
    guard let region = regions[size] else {
      preconditionFailure(
        "BlobTokens: no masks for a feature map of \(size.height) × \(size.width)")
    }
    return region
  }
}

extension BlobTokens.Region {
  /// Reads the blobs' pixels, blob by blob, for tokens that belong to blobs.
  fileprivate init(masks: [Float], pixels: Int, owners: [Int]) {
    let threshold: Float = 0.5
    mask = Tensor(
      [1, pixels, owners.count],
      (0..<pixels).flatMap { pixel in
        owners.map { masks[$0 * pixels + pixel] >= threshold ? 0 : -.infinity }
      })
    coverage = Tensor(
      [1, pixels, 1],
      (0..<pixels).map { pixel in
        owners.contains { masks[$0 * pixels + pixel] >= threshold } ? 1 : 0
      })
  }

  fileprivate func batched(seeing blobs: [Range<Int>], owners: [Int]) -> BlobTokens.Region {
    let (pixels, tokens, open) = (mask.shape[1], owners.count, mask.values)
    precondition(mask.shape[0] == 1, "BlobTokens: batched twice")
    var coverage: [Float] = []
    coverage.reserveCapacity(blobs.count * pixels)
    let mask = Tensor([blobs.count, pixels, tokens]) { target in
      for (item, range) in blobs.enumerated() {
        for pixel in 0..<pixels {
          var isCovered = false
          for (token, owner) in owners.enumerated() {
            let value = range.contains(owner) ? open[pixel * tokens + token] : -.infinity
            isCovered = isCovered || value == 0
            target.initializeElement(at: (item * pixels + pixel) * tokens + token, to: value)
          }
          coverage.append(isCovered ? 1 : 0)
        }
      }
    }
    return BlobTokens.Region(mask: mask, coverage: Tensor([blobs.count, pixels, 1], coverage))
  }
}

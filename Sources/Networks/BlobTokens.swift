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
  private let regions: [Size: Region]

  private init(tokens: Tensor, scale: Float, regions: [Size: Region]) {
    self.tokens = tokens
    self.scale = scale
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
    self.init(tokens: tokens, scale: scale, regions: regions)
  }

  /// Returns the tokens for a batch, where some items see no blob at all.
  ///
  /// Classifier-free guidance asks for `[false, true]`.
  ///
  /// - Parameter grounded: for each item of the batch, whether it sees the blobs.
  /// - Returns: tokens whose regions are as long as the batch.
  public func batched(_ grounded: [Bool]) -> BlobTokens {
    BlobTokens(tokens: tokens, scale: scale, regions: regions.mapValues { $0.batched(grounded) })
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

  fileprivate func batched(_ grounded: [Bool]) -> BlobTokens.Region {
    let blind = Tensor(repeating: -.infinity, mask.shape)
    let bare = Tensor(repeating: 0, coverage.shape)
    return BlobTokens.Region(
      mask: .concatenated(grounded.map { $0 ? mask : blind }, axis: 0),
      coverage: .concatenated(grounded.map { $0 ? coverage : bare }, axis: 0))
  }
}

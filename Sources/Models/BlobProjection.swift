// Blob-grounded generation (BlobGEN: arXiv 2405.08246, section 3.2). No code or weights of it are public;
// where the paper is silent, the comments below say what was chosen.

public import Networks
public import Tensors

/// Makes BlobGEN's tokens: each token of a description together with its blob's parameters.
///
/// A token is MLP([e_s,l ; e_τ]), where e_s,l is the l-th token of the description and e_τ the Fourier
/// features of [cx, cy, a, b, sin θ, cos θ]. The paper gives neither the frequencies nor the network's
/// sizes: both are GLIGEN's unless the configuration says otherwise.
///
/// In the checkpoint: `blob_net.linears.{0,2,4}.{weight,bias}`, and in each transformer block
/// `blob_fuser.{norm1,norm2}.{weight,bias}`, `blob_fuser.attn.{to_q,to_k,to_v}.weight`,
/// `blob_fuser.attn.to_out.0.{weight,bias}`, `blob_fuser.ff.net.{0.proj,2}.{weight,bias}`,
/// `blob_fuser.alpha_attn` and `blob_fuser.alpha_dense`.
public struct BlobProjection: Sendable {
  private let fourier: FourierFeatures
  private let textFeatures: Int
  private let network: TokenNetwork

  /// Loads the network.
  ///
  /// - Parameters:
  ///   - sizes: of the network.
  ///   - textFeatures: of a description's token.
  ///   - features: of a blob's token.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(
    _ sizes: AdapterConfiguration.Blobs, textFeatures: Int, features: Int, _ weights: Weights
  ) throws {
    self.textFeatures = textFeatures
    fourier = FourierFeatures(frequencies: sizes.frequencies)
    network = try TokenNetwork(
      inputs: textFeatures + fourier.features(of: 6), hidden: sizes.hiddenFeatures,
      outputs: features, weights["linears"])
  }

  /// Returns the tokens of blobs.
  ///
  /// - Parameters:
  ///   - blobs: at least one.
  ///   - masks: for each size of feature map that attends, the blobs' pixels row by row,
  ///     `[blobs, height · width]`; a pixel of one half or more lies inside.
  /// - Returns: tokens for one item; see `BlobTokens.batched` for more.
  /// - Throws: `GroundingError` for blobs that can't be turned into tokens.
  public func callAsFunction(
    _ blobs: [Blob], masks: [BlobTokens.Size: Tensor]
  ) throws -> BlobTokens {
    guard !blobs.isEmpty else { throw GroundingError.noObjects }
    for (index, blob) in blobs.enumerated() { try check(blob, index) }
    for (size, mask) in masks {
      let expected: Shape = [blobs.count, size.height * size.width]
      guard mask.shape == expected else {
        throw GroundingError.misshapenMasks(
          height: size.height, width: size.width, found: mask.shape, expected: expected)
      }
    }
    let counts = blobs.map { $0.description.shape[0] }
    let places = zip(blobs, counts).map { parameters(of: $0).repeatedBatch($1) }
    let tokens = network(
      .concatenated(
        [.concatenated(blobs.map(\.description), axis: 0), .concatenated(places, axis: 0)], axis: 1)
    )
    return BlobTokens(
      tokens: tokens.reshaped([1, tokens.shape[0], tokens.shape[1]]), counts: counts, masks: masks)
  }

  private func parameters(of blob: Blob) -> Tensor {
    let half = blob.angle.truncatingRemainder(dividingBy: .pi)
    let angle = half < 0 ? half + .pi : half
    return fourier(
      [blob.centerX, blob.centerY, blob.major, blob.minor] + FourierFeatures.direction(of: angle))
  }

  private func check(_ blob: Blob, _ index: Int) throws {
    let numbers = [blob.centerX, blob.centerY, blob.major, blob.minor, blob.angle]
    guard numbers.allSatisfy(\.isFinite) else { throw GroundingError.notFinite(object: index) }
    guard blob.major >= 0, blob.minor >= 0 else {
      throw GroundingError.turnedInsideOut(object: index)
    }
    let shape = blob.description.shape
    guard shape.rank == 2, shape[0] > 0, shape[1] == textFeatures else {
      throw GroundingError.misshapenFeatures(
        object: index, found: shape, expected: "[tokens, \(textFeatures)]")
    }
  }
}

public import Tensors

/// Self-attention, cross-attention and a gated network, each with a residual path.
///
/// The `BasicTransformerBlock` of diffusers, with the layers of adapters where there are any: gated
/// self-attention behind the self-attention, blob attention behind the cross-attention.
public struct TransformerBlock: Sendable {
  /// The layers that adapters add to a block.
  public struct Adapters: OptionSet, Sendable, Hashable {
    /// One bit a layer.
    public let rawValue: Int
    /// Creates a set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Gated self-attention over grounding tokens (GLIGEN), `fuser`.
    public static let gatedSelfAttention = Adapters(rawValue: 1)
    /// Gated masked cross-attention to blobs (BlobGEN), `blob_fuser`.
    public static let blobAttention = Adapters(rawValue: 2)
  }

  /// What a block is told besides the pixels.
  public struct Conditions: Sendable {
    /// The text, `[batch, tokens, features]`.
    public var context: Tensor
    /// What gated self-attention reads; without it, it does not run.
    public var objects: GroundingTokens?
    /// What blob attention reads; without it, it does not run.
    public var blobs: BlobTokens?
    /// What a grounding method sees of the attention and does to it.
    public var control: (any AttentionControl)?
    /// Who looks at the cross- and self-attention without a trace.
    public var witness: (any AttentionWitness)?

    /// Creates conditions.
    public init(
      context: Tensor, objects: GroundingTokens? = nil, blobs: BlobTokens? = nil,
      control: (any AttentionControl)? = nil, witness: (any AttentionWitness)? = nil
    ) {
      self.context = context
      self.objects = objects
      self.blobs = blobs
      self.control = control
      self.witness = witness
    }
  }

  private let path: String
  private let attendsOnlyContext: Bool
  private let norm1: LayerNorm
  private let attention1: Attention
  private let gatedAttention: GatedSelfAttention?
  private let norm2: LayerNorm
  private let attention2: Attention
  private let blobAttention: BlobAttention?
  private let norm3: LayerNorm
  private let feedForward: FeedForward

  /// Loads `norm1…3`, `attn1`, `attn2` and `ff`, and the layers of adapters.
  ///
  /// - Parameters:
  ///   - features: of the sequence.
  ///   - contextFeatures: of the text.
  ///   - heads: the number of heads.
  ///   - attendsOnlyContext: whether the first attention, too, looks at the text.
  ///   - adapters: the layers that adapters add; their tokens have as many features as the text's.
  ///   - path: the block's path, for `AttentionSite`.
  ///   - weights: the cursor.
  /// - Throws: `WeightsError` when a weight is missing or misshapen.
  public init(
    features: Int, contextFeatures: Int, heads: Int, attendsOnlyContext: Bool,
    adapters: Adapters = [], path: String, _ weights: Weights
  ) throws {
    self.path = path
    self.attendsOnlyContext = attendsOnlyContext
    norm1 = try LayerNorm(features: features, weights["norm1"])
    attention1 = try Attention(
      features: features, contextFeatures: attendsOnlyContext ? contextFeatures : features,
      inner: features, heads: heads, bias: false, weights["attn1"])
    gatedAttention =
      adapters.contains(.gatedSelfAttention)
      ? try GatedSelfAttention(
        features: features, tokenFeatures: contextFeatures, heads: heads, weights["fuser"]) : nil
    norm2 = try LayerNorm(features: features, weights["norm2"])
    attention2 = try Attention(
      features: features, contextFeatures: contextFeatures, inner: features, heads: heads,
      bias: false, weights["attn2"])
    blobAttention =
      adapters.contains(.blobAttention)
      ? try BlobAttention(
        features: features, tokenFeatures: contextFeatures, heads: heads, weights["blob_fuser"])
      : nil
    norm3 = try LayerNorm(features: features, weights["norm3"])
    feedForward = try FeedForward(features: features, weights["ff"])
  }

  /// Returns `[batch, pixels, features]` for `x` of that shape.
  ///
  /// - Parameters:
  ///   - x: the pixels of a feature map, row by row.
  ///   - conditions: the text, what adapters read, and a grounding method.
  ///   - height: rows of the feature map.
  ///   - width: columns of the feature map.
  /// - Returns: a tensor of x's shape.
  public func callAsFunction(
    _ x: Tensor, _ conditions: Conditions, height: Int, width: Int
  ) -> Tensor {
    let size = BlobTokens.Size(height: height, width: width)
    let (context, control) = (conditions.context, conditions.control)
    var x = x
    x = attend(
      attention1, behind: norm1, x, context: attendsOnlyContext ? context : nil,
      name: "attn1", size, conditions)
    if let gatedAttention, let objects = conditions.objects, objects.scale != 0 {
      x = gatedAttention(
        x, tokens: objects, observe: observer("fuser.attn", .gated, size, control))
    }
    x = attend(
      attention2, behind: norm2, x, context: context, name: "attn2", size, conditions)
    if let blobAttention, let blobs = conditions.blobs, blobs.scale != 0 {
      x = blobAttention(
        x, blobs: blobs, size: size, observe: observer("blob_fuser.attn", .blob, size, control))
    }
    return feedForward(x, behind: norm3, adding: x)
  }

  /// Its attention layers, whether or not their adapters run, at so many rows and columns.
  func sites(height: Int, width: Int) -> [AttentionSite] {
    [
      ("attn1", attendsOnlyContext ? .cross : .own), ("attn2", .cross), ("fuser.attn", .gated),
      ("blob_fuser.attn", AttentionSite.Kind.blob),
    ].map { AttentionSite(path: "\(path).\($0)", kind: $1, height: height, width: width) }
  }

  /// Returns what takes the maps of an adapter's layer, where the control reads them.
  private func observer(
    _ name: String, _ kind: AttentionSite.Kind, _ size: BlobTokens.Size,
    _ control: (any AttentionControl)?
  ) -> ((Tensor) -> Void)? {
    let site = AttentionSite(
      path: "\(path).\(name)", kind: kind, height: size.height, width: size.width)
    guard let control, control.reads(site) else { return nil }
    return { control.observe($0, at: site) }
  }

  private func attend(
    _ attention: Attention, behind norm: LayerNorm, _ sum: Tensor, context: Tensor?, name: String,
    _ size: BlobTokens.Size, _ conditions: Conditions
  ) -> Tensor {
    let x = norm.rows(sum, for: attention.readers(hasContext: context != nil))
    let (control, witness) = (conditions.control, conditions.witness)
    guard control != nil || witness != nil else {
      return attention(x, adding: sum, context: context)
    }
    let site = AttentionSite(
      path: "\(path).\(name)", kind: context == nil ? .own : .cross, height: size.height,
      width: size.width)
    var observe: ((Tensor) -> Void)?
    if let control, control.reads(site) { observe = { control.observe($0, at: site) } }
    var look: ((Tensor) -> Void)?
    if let witness, witness.sees(site) { look = { witness.witness($0, at: site) } }
    return attention(
      x, adding: sum, context: context,
      mask: context == nil ? nil : control?.crossAttentionMask(at: site),
      observe: observe, witness: look)
  }
}

public import Tensors

/// One attention layer of a denoiser, seen from outside.
public struct AttentionSite: Sendable, Hashable {
  /// What the pixels look at.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// The text.
    case cross
    /// Each other.
    case own = "self"
    /// Each other and the grounding tokens behind them (GLIGEN).
    case gated
    /// The descriptions of the blobs that they lie in (BlobGEN).
    case blob
  }

  /// The layer's path in the checkpoint, such as `up_blocks.1.attentions.0.transformer_blocks.0.attn2`.
  public let path: String
  /// What the pixels look at.
  public let kind: Kind
  /// Rows of the feature map whose pixels are the queries.
  public let height: Int
  /// Columns of the feature map whose pixels are the queries.
  public let width: Int

  /// Creates a site.
  public init(path: String, kind: Kind = .cross, height: Int, width: Int) {
    self.path = path
    self.kind = kind
    self.height = height
    self.width = width
  }
}

/// What a grounding method sees of the attention of a denoiser, and does to it, while it runs.
public protocol AttentionControl: Sendable {
  /// Returns what is added to the scores at a cross-attention, or nil to leave them alone.
  ///
  /// The mask is `[1 or batch, height · width, tokens]`; −∞ forbids a pixel to attend a token.
  func crossAttentionMask(at site: AttentionSite) -> Tensor?

  /// Tells whether the maps of a layer are to be shown; maps that nobody reads are never held.
  func reads(_ site: AttentionSite) -> Bool

  /// Takes the maps of a layer that it reads, `[batch, heads, height · width, keys]`.
  func observe(_ maps: Tensor, at site: AttentionSite)

  /// Whether it has seen all that it reads, so that the rest of the denoiser need not run for it.
  var isSatisfied: Bool { get }
}

/// Someone who looks at the attention of a denoiser without a trace: layers compute as if nobody looked.
public protocol AttentionWitness: Sendable {
  /// Tells whether the maps of a cross- or self-attention are wanted; others are never computed.
  func sees(_ site: AttentionSite) -> Bool

  /// Takes the maps of a layer for the last item of the batch, `[1, heads, height · width, keys]`.
  func witness(_ maps: Tensor, at site: AttentionSite)
}

extension AttentionControl {
  /// Leaves the scores alone.
  public func crossAttentionMask(at site: AttentionSite) -> Tensor? { nil }

  /// Reads nothing.
  public func reads(_ site: AttentionSite) -> Bool { false }

  /// Takes nothing.
  public func observe(_ maps: Tensor, at site: AttentionSite) {}

  /// Never satisfied: the denoiser runs to its end.
  public var isSatisfied: Bool { false }
}

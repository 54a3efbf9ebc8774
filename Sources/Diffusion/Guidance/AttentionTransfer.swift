public import Networks
public import Tensors

/// How objects were attended when each was painted by itself, step by step.
///
/// LMD compares them with the attention of the whole picture at the same step and layer
/// (arXiv 2305.13655, section 3.2).
public struct AttentionTransfer: Sendable {
  private struct Key: Hashable {
    let object: Int
    let step: Int
    let path: String
  }

  private var maps: [Key: Tensor] = [:]

  /// Creates a transfer of nothing.
  public init() {}

  /// The attention of an object's word, `[heads, height · width]`, already where the object shall be.
  ///
  /// Nil, for an object that was not painted at that step, leaves it out of the comparison.
  public subscript(object: Int, step step: Int, at site: AttentionSite) -> Tensor? {
    get { maps[Key(object: object, step: step, path: site.path)] }
    set { maps[Key(object: object, step: step, path: site.path)] = newValue?.detached() }
  }
}

internal import CKernels

extension Tensor {
  /// Returns softmax(scale · query × keyᵀ + mask) × value for each head, in tiles.
  ///
  /// Scores exist only for one tile of queries and keys at a time (online softmax: arXiv 1805.02867;
  /// FlashAttention: arXiv 2205.14135), so a map of 4096 × 4096 is never held. A query that may attend
  /// nothing gives zeros.
  ///
  /// - Parameters:
  ///   - query: `[batch, queries, heads · size]`.
  ///   - key: `[batch, keys, heads · size]`.
  ///   - value: `[batch, keys, heads · size]`.
  ///   - heads: the number of heads.
  ///   - mask: added to the scores, `[1 or batch, queries, keys]`; −∞ forbids.
  ///   - scale: the factor on the scores, 1/√size unless given.
  /// - Returns: `[batch, queries, heads · size]`.
  public static func attention(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, mask: Tensor? = nil, scale: Float? = nil
  ) -> Tensor {
    let (batch, queries, features) = (query.shape[0], query.shape[1], query.shape[2])
    let keys = key.shape[1]
    precondition(
      key.shape == [batch, keys, features] && value.shape == key.shape && features % heads == 0,
      "attention: query \(query.shape), key \(key.shape), value \(value.shape), \(heads) heads")
    precondition(
      mask.map { $0.shape == [1, queries, keys] || $0.shape == [batch, queries, keys] } ?? true,
      "attention: mask \(mask?.shape ?? []) does not fit \(queries) queries and \(keys) keys")
    let tiles = AttentionTiles(
      queries: queries, keys: keys, features: features, size: features / heads,
      scale: scale ?? 1 / Float(features / heads).squareRoot())
    return Tensor.computed(query.shape) { target in
      for item in 0..<batch {
        let maskItem = mask.map { $0.shape[0] == 1 ? 0 : item * queries * keys }
        for head in 0..<heads {
          let column = head * tiles.size
          tiles.run(
            query: query.storage.base + item * queries * features + column,
            key: key.storage.base + item * keys * features + column,
            value: value.storage.base + item * keys * features + column,
            mask: mask.flatMap { mask in maskItem.map { mask.storage.base + $0 } },
            target: target.base + item * queries * features + column)
        }
      }
    }
  }
}

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
  ///   - precision: how products are computed, the derivative's too, where the processor has instructions for
  ///     it: AMX or, for `bf16`, AVX512_BF16.
  /// - Returns: `[batch, queries, heads · size]`.
  public static func attention(
    query: Tensor, key: Tensor, value: Tensor, heads: Int, mask: Tensor? = nil,
    scale: Float? = nil, precision: Precision = .fp32
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
      tiles.run(
        query: query.storage, key: key.storage, value: value.storage, mask: mask,
        items: batch, target: target, precision: precision)
    }.derived(from: [query, key, value] + (mask.map { [$0] } ?? [])) {
      [
        query = query.detached(), key = key.detached(), value = value.detached(),
        mask = mask?.detached()
      ] gradient, wanted in
      tiles.gradients(
        query: query, key: key, value: value, mask: mask, gradient: gradient, wanted: wanted,
        precision: precision)
    }
  }

  /// Returns softmax(scale · query × keyᵀ + mask) of each head: how much each query attends each key.
  ///
  /// The first half of `attention`, for those who read the maps; `attending` is the other.
  ///
  /// - Parameters:
  ///   - query: `[batch, queries, heads · size]`.
  ///   - key: `[batch, keys, heads · size]`.
  ///   - heads: the number of heads.
  ///   - mask: added to the scores, `[1 or batch, queries, keys]`; −∞ forbids. It has no derivative.
  ///   - scale: the factor on the scores, 1/√size unless given.
  /// - Returns: `[batch, heads, queries, keys]`; a row sums to 1, or to 0 where nothing may be attended.
  public static func attentionMaps(
    query: Tensor, key: Tensor, heads: Int, mask: Tensor? = nil, scale: Float? = nil
  ) -> Tensor {
    let (batch, queries, features) = (query.shape[0], query.shape[1], query.shape[2])
    let keys = key.shape[1]
    precondition(
      key.shape == [batch, keys, features] && features % heads == 0,
      "attentionMaps: query \(query.shape), key \(key.shape), \(heads) heads")
    precondition(
      mask.map { $0.shape == [1, queries, keys] || $0.shape == [batch, queries, keys] } ?? true,
      "attentionMaps: mask \(mask?.shape ?? []) does not fit \(queries) queries and \(keys) keys")
    let tiles = AttentionTiles(
      queries: queries, keys: keys, features: features, size: features / heads,
      scale: scale ?? 1 / Float(features / heads).squareRoot())
    let maps = Tensor.computed([batch, heads, queries, keys]) { target in
      for item in 0..<batch {
        for head in 0..<heads {
          tiles.maps(
            query: query.storage.base + item * queries * features + head * tiles.size,
            key: key.storage.base + item * keys * features + head * tiles.size,
            mask: mask.map { $0.storage.base + ($0.shape[0] == 1 ? 0 : item * queries * keys) },
            rows: 0..<queries, target: target.base + (item * heads + head) * queries * keys)
        }
      }
    }
    return maps.derived(from: [query, key]) {
      [query = query.detached(), key = key.detached()] gradient, wanted in
      let scores = maps.softmaxGradient(gradient) * tiles.scale
      return [
        wanted[0] ? scores.attending(key) : nil,
        wanted[1] ? scores.attendingTransposed(query) : nil,
      ]
    }
  }

  /// Returns maps × value for each head: the second half of `attention`.
  ///
  /// - Parameter value: `[batch, keys, heads · size]`; this tensor is `[batch, heads, queries, keys]`.
  /// - Returns: `[batch, queries, heads · size]`.
  public func attending(_ value: Tensor) -> Tensor {
    let (batch, heads, queries, keys) = (shape[0], shape[1], shape[2], shape[3])
    let features = value.shape.last
    precondition(
      value.shape == [batch, keys, features] && features % heads == 0,
      "attending: maps \(shape), value \(value.shape)")
    let size = features / heads
    return Tensor.computed([batch, queries, features]) { target in
      for item in 0..<batch * heads {
        let column = item % heads * size
        gemm(
          rows: queries, columns: size, inner: keys,
          left: .init(storage.base + item * queries * keys, stride: keys),
          right: .init(
            value.storage.base + item / heads * keys * features + column, stride: features),
          target: target.base + item / heads * queries * features + column,
          targetStride: features)
      }
    }.derived(from: [self, value]) {
      [maps = detached(), value = value.detached()] gradient, wanted in
      [
        wanted[0] ? gradient.headProducts(with: value, heads: heads) : nil,
        wanted[1] ? maps.attendingTransposed(gradient) : nil,
      ]
    }
  }

  /// Returns mapsᵀ × values for each head, `[batch, keys, features]` for `[batch, queries, features]`.
  private func attendingTransposed(_ value: Tensor) -> Tensor {
    let (batch, heads, queries, keys) = (shape[0], shape[1], shape[2], shape[3])
    let features = value.shape.last
    let size = features / heads
    return Tensor.computed([batch, keys, features]) { target in
      for item in 0..<batch * heads {
        let column = item % heads * size
        gemm(
          rows: keys, columns: size, inner: queries,
          left: .init(storage.base + item * queries * keys, stride: keys, transposed: true),
          right: .init(
            value.storage.base + item / heads * queries * features + column, stride: features),
          target: target.base + item / heads * keys * features + column, targetStride: features)
      }
    }
  }

  /// Returns rows × otherᵀ for each head, `[batch, heads, rows, other's rows]`.
  private func headProducts(with other: Tensor, heads: Int) -> Tensor {
    let (batch, rows, features) = (shape[0], shape[1], shape[2])
    let columns = other.shape[1]
    return Tensor.computed([batch, heads, rows, columns]) { target in
      for item in 0..<batch * heads {
        let column = item % heads * (features / heads)
        gemm(
          rows: rows, columns: columns, inner: features / heads,
          left: .init(storage.base + item / heads * rows * features + column, stride: features),
          right: .init(
            other.storage.base + item / heads * columns * features + column, stride: features,
            transposed: true),
          target: target.base + item * rows * columns, targetStride: columns)
      }
    }
  }
}

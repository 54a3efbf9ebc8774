internal import CKernels

extension AttentionTiles {
  /// Writes the maps of one head for a range of queries, `[rows, keys]`.
  func maps(
    query: UnsafePointer<Float>, key: UnsafePointer<Float>, mask: UnsafePointer<Float>?,
    rows: Range<Int>, target: UnsafeMutablePointer<Float>
  ) {
    gemm(
      rows: rows.count, columns: keys, inner: size,
      left: .init(query + rows.lowerBound * features, stride: features),
      right: .init(key, stride: features, transposed: true), target: target, targetStride: keys,
      scale: scale)
    nonisolated(unsafe) let (target, mask) = (target, mask)
    forEachRange(of: rows.count, work: 4 * keys) { range in
      for row in range {
        let line = target + row * keys
        if let mask {
          let terms = mask + (rows.lowerBound + row) * keys
          for index in 0..<keys { line[index] += terms[index] }
        }
        var (maximum, rescale) = (-Float.infinity, Float(1))
        let sum = ckernels_softmax_tile(line, keys, &maximum, &rescale)
        let inverse = sum > 0 ? 1 / sum : 0
        for index in 0..<keys { line[index] *= inverse }
      }
    }
  }

  /// Returns the gradients of attention with respect to query, key, value and, if there is one, mask.
  ///
  /// The maps are computed again, for a tile of queries at a time (arXiv 2205.14135, appendix B.4); in
  /// `bf16` all five products round their sides where the processor multiplies pairs, in `fp32x` they are split
  /// where it does so in tiles.
  func gradients(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor?, gradient: Tensor, wanted: [Bool],
    precision: Precision = .fp32, kernels: ProductKernels? = .current
  ) -> [Tensor?] {
    // Nothing here learns a mask: its gradient goes the plain way.
    if let kernels, wanted.count < 4 || !wanted[3] {
      return gradients(
        query: query, key: key, value: value, mask: mask, gradient: gradient, wanted: wanted,
        parts: kernels.attentionParts(of: precision), by: kernels)
    }
    func zeros(_ like: Tensor, _ index: Int) -> Storage? {
      guard wanted[index] else { return nil }
      let storage = Storage(uninitialized: like.shape.count)
      storage.base.initialize(repeating: 0, count: like.shape.count)
      return storage
    }
    let into = (zeros(query, 0), zeros(key, 1), zeros(value, 2), mask.flatMap { zeros($0, 3) })
    let tile = max(1, min(Self.queryTile, queries))
    let workspace = (Storage(uninitialized: tile * keys), Storage(uninitialized: tile * keys))
    for item in 0..<query.shape[0] {
      let maskStart = mask.map { $0.shape[0] == 1 ? 0 : item * queries * keys } ?? 0
      for head in 0..<features / size {
        let rowStart = item * queries * features + head * size
        let keyStart = item * keys * features + head * size
        for start in stride(from: 0, to: queries, by: tile) {
          let tile = GradientTile(
            attention: self, rows: start..<min(start + tile, queries),
            query: query.storage.base + rowStart, key: key.storage.base + keyStart,
            value: value.storage.base + keyStart, gradient: gradient.storage.base + rowStart,
            mask: mask.map { $0.storage.base + maskStart }, maps: workspace.0.base,
            slopes: workspace.1.base)
          tile.run(
            query: into.0.map { $0.base + rowStart }, key: into.1.map { $0.base + keyStart },
            value: into.2.map { $0.base + keyStart }, mask: into.3.map { $0.base + maskStart })
        }
      }
    }
    let shapes = [query.shape, key.shape, value.shape] + (mask.map { [$0.shape] } ?? [])
    return zip(shapes, [into.0, into.1, into.2, into.3]).map { shape, storage in
      storage.map { Tensor(shape: shape, storage: $0) }
    }
  }
}

extension AttentionTiles {
  /// Returns the gradients by kernels of our own; each thread takes whole heads.
  private func gradients(
    query: Tensor, key: Tensor, value: Tensor, mask: Tensor?, gradient: Tensor, wanted: [Bool],
    parts: Int32, by kernels: ProductKernels
  ) -> [Tensor?] {
    let inputs = [query, key, value]
    let targets = zip(inputs, wanted).map { input, wanted in
      wanted ? Storage(uninitialized: input.shape.count) : nil
    }
    let heads = features / size
    let count = query.shape[0] * heads
    for _ in 0..<5 {
      FloatingPointOperations.add(rows: count * queries, columns: keys, inner: size)
    }
    forEachRange(of: count, work: queries * keys * size / 4) { range in
      for index in range {
        let column = index % heads * size
        let start = index / heads * queries * features + column
        let keyStart = index / heads * keys * features + column
        var head = head(
          index, query: query.storage, key: key.storage, value: value.storage, mask: mask)
        head.parts = parts
        kernels.attendGradient(
          head, gradient: gradient.storage.base + start, query: targets[0].map { $0.base + start },
          key: targets[1].map { $0.base + keyStart }, value: targets[2].map { $0.base + keyStart })
      }
    }
    let found = zip(inputs, targets).map { input, target in
      target.map { Tensor(shape: input.shape, storage: $0) }
    }
    return found + (mask == nil ? [] : [nil])
  }
}

/// The gradients that go back through one head's queries of one tile.
private struct GradientTile {
  let attention: AttentionTiles
  let rows: Range<Int>
  let query: UnsafePointer<Float>
  let key: UnsafePointer<Float>
  let value: UnsafePointer<Float>
  let gradient: UnsafePointer<Float>
  let mask: UnsafePointer<Float>?
  let maps: UnsafeMutablePointer<Float>
  let slopes: UnsafeMutablePointer<Float>

  /// Adds to each target that is there; targets are columns of matrices as wide as the query's.
  func run(
    query queryTarget: UnsafeMutablePointer<Float>?, key keyTarget: UnsafeMutablePointer<Float>?,
    value valueTarget: UnsafeMutablePointer<Float>?, mask maskTarget: UnsafeMutablePointer<Float>?
  ) {
    let (keys, features, size) = (attention.keys, attention.features, attention.size)
    let first = rows.lowerBound * features
    attention.maps(query: query, key: key, mask: mask, rows: rows, target: maps)
    if let valueTarget {
      gemm(
        rows: keys, columns: size, inner: rows.count,
        left: .init(maps, stride: keys, transposed: true),
        right: .init(gradient + first, stride: features), target: valueTarget,
        targetStride: features, keepsTarget: true)
    }
    guard queryTarget != nil || keyTarget != nil || maskTarget != nil else { return }
    gemm(
      rows: rows.count, columns: keys, inner: size, left: .init(gradient + first, stride: features),
      right: .init(value, stride: features, transposed: true), target: slopes, targetStride: keys)
    softmaxSlopes(maps: maps, slopes: slopes, rows: rows.count, width: keys)
    if let maskTarget {
      let line = maskTarget + rows.lowerBound * keys
      for index in 0..<rows.count * keys { line[index] += slopes[index] }
    }
    if let queryTarget {
      gemm(
        rows: rows.count, columns: size, inner: keys, left: .init(slopes, stride: keys),
        right: .init(key, stride: features), target: queryTarget + first, targetStride: features,
        scale: attention.scale)
    }
    if let keyTarget {
      gemm(
        rows: keys, columns: size, inner: rows.count,
        left: .init(slopes, stride: keys, transposed: true),
        right: .init(query + first, stride: features), target: keyTarget, targetStride: features,
        scale: attention.scale, keepsTarget: true)
    }
  }
}

/// Turns gradients of softmax's results into those of its scores, row by row: p (g − Σ p g).
func softmaxSlopes(
  maps: UnsafePointer<Float>, slopes: UnsafeMutablePointer<Float>, rows: Int, width: Int
) {
  nonisolated(unsafe) let (maps, slopes) = (maps, slopes)
  forEachRange(of: rows, work: 4 * width) { range in
    for row in range {
      let (map, slope) = (maps + row * width, slopes + row * width)
      var sum: Double = 0
      for index in 0..<width { sum += Double(map[index]) * Double(slope[index]) }
      let mean = Float(sum)
      for index in 0..<width { slope[index] = map[index] * (slope[index] - mean) }
    }
  }
}

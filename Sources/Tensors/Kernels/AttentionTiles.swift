internal import CKernels

/// Attention of one head, a tile of queries against a tile of keys at a time.
///
/// Query, key, value and target are columns of wider matrices: `features` floats lie between rows.
struct AttentionTiles: Sendable {
  /// Tiles of scores of 256 × 1024 floats (1 MiB) stay in the second-level cache.
  static let queryTile = 256
  static let keyTile = 1024

  let queries: Int
  let keys: Int
  let features: Int
  /// Features of one head.
  let size: Int
  let scale: Float

  /// Writes the output of all heads of so many items; `mask` is `[1 or items, queries, keys]`.
  func run(
    query: Storage, key: Storage, value: Storage, mask: Tensor?, items: Int, target: Storage,
    precision: Precision = .fp32, kernels: ProductKernels? = .current
  ) {
    let heads = features / size
    @Sendable func targeted(_ index: Int) -> ckernels_attention {
      var head = head(index, query: query, key: key, value: value, mask: mask)
      head.target = target.base + index / heads * queries * features + index % heads * size
      head.parts = kernels?.attentionParts(of: precision) ?? 0
      return head
    }
    guard let kernels else {
      if keys == 0 { target.base.update(repeating: 0, count: target.count) }
      for index in 0..<items * heads {
        let head = targeted(index)
        run(
          query: head.query, key: head.key, value: head.value, mask: head.mask,
          target: head.target)
      }
      return
    }
    for _ in 0..<2 {
      FloatingPointOperations.add(rows: items * heads * queries, columns: keys, inner: size)
    }
    let tiles = (queries + kernels.panel - 1) / kernels.panel
    // Each range packs the keys of its heads.
    forEachRange(
      of: items * heads * tiles, work: kernels.panel * keys * size / 8,
      grain: max(1, 256 / kernels.panel)
    ) { range in
      var next = range.lowerBound
      while next < range.upperBound {
        let (index, tile) = (next / tiles, next % tiles)
        let count = min(tiles - tile, range.upperBound - next)
        kernels.attend(
          targeted(index),
          queries: tile * kernels.panel..<min((tile + count) * kernels.panel, queries))
        next += count
      }
    }
  }

  /// One head of one item, `items · heads` in all, without a target.
  func head(_ index: Int, query: Storage, key: Storage, value: Storage, mask: Tensor?)
    -> ckernels_attention
  {
    let (item, column) = (index / (features / size), index % (features / size) * size)
    var head = ckernels_attention()
    head.query = UnsafePointer(query.base + item * queries * features + column)
    head.key = UnsafePointer(key.base + item * keys * features + column)
    head.value = UnsafePointer(value.base + item * keys * features + column)
    head.mask = mask.map {
      UnsafePointer($0.storage.base + ($0.shape[0] == 1 ? 0 : item * queries * keys))
    }
    (head.queries, head.keys) = (queries, keys)
    (head.size, head.stride, head.scale) = (size, features, scale)
    return head
  }

  /// Writes the head's output by BLAS; `mask` is `[queries, keys]`, added to the scores.
  func run(
    query: UnsafePointer<Float>, key: UnsafePointer<Float>, value: UnsafePointer<Float>,
    mask: UnsafePointer<Float>?, target: UnsafeMutablePointer<Float>
  ) {
    let scores = Storage(uninitialized: min(Self.queryTile, queries) * min(Self.keyTile, keys))
    for start in stride(from: 0, to: queries, by: Self.queryTile) {
      let count = min(Self.queryTile, queries - start)
      let rows = RowStatistics(count: count)
      let output = target + start * features
      for firstKey in stride(from: 0, to: keys, by: Self.keyTile) {
        let width = min(Self.keyTile, keys - firstKey)
        gemm(
          rows: count, columns: width, inner: size,
          left: .init(query + start * features, stride: features),
          right: .init(key + firstKey * features, stride: features, transposed: true),
          target: scores.base, targetStride: width, scale: scale)
        softmax(
          scores.base, count: count, width: width, rows: rows,
          mask: mask.map { $0 + start * keys + firstKey },
          output: firstKey == 0 ? nil : output)
        gemm(
          rows: count, columns: size, inner: width, left: .init(scores.base, stride: width),
          right: .init(value + firstKey * features, stride: features), target: output,
          targetStride: features, keepsTarget: firstKey != 0)
      }
      divide(output, by: rows)
    }
  }

  /// Turns a tile of scores into weights, and rescales what earlier tiles have added to the output.
  private func softmax(
    _ scores: UnsafeMutablePointer<Float>, count: Int, width: Int, rows: RowStatistics,
    mask: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>?
  ) {
    nonisolated(unsafe) let (scores, mask, output) = (scores, mask, output)
    forEachRange(of: count, work: 4 * width) { range in
      for row in range {
        let line = scores + row * width
        if let mask {
          let terms = mask + row * keys
          for index in 0..<width { line[index] += terms[index] }
        }
        var rescale: Float = 1
        let sum = ckernels_softmax_tile(line, width, rows.maximum.base + row, &rescale)
        rows.sum.base[row] = rows.sum.base[row] * rescale + sum
        if let output, rescale != 1 {
          let earlier = output + row * features
          for index in 0..<size { earlier[index] *= rescale }
        }
      }
    }
  }

  private func divide(_ output: UnsafeMutablePointer<Float>, by rows: RowStatistics) {
    for row in 0..<rows.sum.count {
      let sum = rows.sum.base[row]
      let inverse = sum > 0 ? 1 / sum : 0
      let line = output + row * features
      for index in 0..<size { line[index] *= inverse }
    }
  }
}

/// The running maximum and sum of each row of a tile of queries.
private struct RowStatistics: Sendable {
  let maximum: Storage
  let sum: Storage

  init(count: Int) {
    maximum = Storage(uninitialized: count)
    sum = Storage(uninitialized: count)
    maximum.base.initialize(repeating: -.infinity, count: count)
    sum.base.initialize(repeating: 0, count: count)
  }
}

internal import CKernels

/// The kernels of one level of the instruction set; work is shared out among threads here.
struct ProductKernels: @unchecked Sendable {
  /// Those of this process, nil where BLAS does the work.
  static let current = KernelChoice.current.level.kernels

  /// A constant of the C half.
  let table: UnsafePointer<ckernels_kernels>

  init(_ table: UnsafePointer<ckernels_kernels>) { self.table = table }

  /// Floats in a vector.
  var lanes: Int { table.pointee.lanes }

  /// Columns of a panel.
  var panel: Int { table.pointee.panel }

  /// Whether pairs are multiplied in tiles: faster than floats by an order of magnitude.
  var hasTiles: Bool { table.pointee.tiles != 0 }

  /// The number of panels for so many columns.
  func panels(_ columns: Int) -> Int {
    (columns + panel - 1) / panel
  }

  /// Floats of a packed matrix.
  func packedCount(inner: Int, columns: Int) -> Int {
    inner * ((columns + lanes - 1) / lanes * lanes)
  }

  /// Packs scale · operand as the inner indices from `offset` of a matrix of `inner` in all.
  ///
  /// Pairs of them count as one, and have no scale. The second part of split pairs is what rounding leaves.
  func pack(
    _ operand: GemmOperand, count: Int, columns: Int, scale: Float = 1,
    into target: UnsafeMutablePointer<Float>, inner: Int, offset: Int = 0,
    form: ElementForm = .floats, part: Int = 0
  ) {
    nonisolated(unsafe) let (operand, target) = (operand, target)
    let steps = operand.transposed ? (1, operand.stride) : (operand.stride, 1)
    forEachRange(of: panels(columns), work: count * panel) { range in
      if form != .floats {
        let words = UnsafeMutableRawPointer(target).assumingMemoryBound(to: UInt32.self)
        table.pointee.pack_pairs(
          operand.base, steps.0, steps.1, count, columns, Int32(part), words, inner, offset,
          ckernels_range(range))
      } else {
        table.pointee.pack(
          operand.base, steps.0, steps.1, count, columns, scale, target, inner, offset,
          ckernels_range(range))
      }
    }
  }

  /// Returns rows of `count` floats as rows of (count + 1) / 2 pairs of bfloat16, of split pairs then as
  /// many rows of what rounding left.
  func paired(
    _ source: UnsafePointer<Float>, rows: Int, count: Int, form: ElementForm = .pairs
  ) -> Storage {
    let words = rows * form.elements(count)
    let pairs = Storage(uninitialized: words * form.parts)
    nonisolated(unsafe) let source = source
    let width = form.elements(count)
    forEachRange(of: rows, work: count) { range in
      pair(
        source + range.lowerBound * count, rows: range.count, count: count, form: form,
        into: pairs.base + range.lowerBound * width, parts: words)
    }
    return pairs
  }

  /// Writes rows as pairs on the calling thread; what rounding left of split pairs lies `parts` words further on.
  func pair(
    _ source: UnsafePointer<Float>, rows: Int, count: Int, form: ElementForm,
    into target: UnsafeMutablePointer<Float>, parts: Int
  ) {
    for part in 0..<form.parts {
      table.pointee.pair_rows(
        source, count, count, Int32(part), ckernels_range(0..<rows),
        UnsafeMutableRawPointer(target + part * parts).assumingMemoryBound(to: UInt32.self))
    }
  }

  /// Returns `count` rows as (count + 1) / 2 rows of pairs of bfloat16, each row with the next.
  func pairedUp(_ source: GemmOperand, count: Int, columns: Int) -> Storage {
    let pairs = Storage(uninitialized: (count + 1) / 2 * columns)
    nonisolated(unsafe) let source = source
    forEachRange(of: (count + 1) / 2, work: 2 * columns) { range in
      table.pointee.pair_up_rows(
        source.base, source.stride, count, columns, ckernels_range(range),
        UnsafeMutableRawPointer(pairs.base).assumingMemoryBound(to: UInt32.self))
    }
    return pairs
  }

  /// Computes a product of so many rows; left may be given transposed, and both sides as pairs.
  ///
  /// Threads share out the panels of values where there are gates.
  func multiply(
    _ product: ckernels_product, rows: Int, transposed: Bool = false, isPaired: Bool = false
  ) {
    let isGated = product.activation == CKERNELS_GATED_GELU
    let panels = panels(isGated ? product.columns / 2 : product.columns)
    guard rows > 0, panels > 0 else { return }
    nonisolated(unsafe) let product = product
    let run: @Sendable (Range<Int>, Range<Int>) -> Void = { rows, panels in
      withUnsafePointer(to: product) {
        let kernel =
          switch (transposed, isPaired) {
          case (false, false): table.pointee.multiply
          case (false, true): table.pointee.multiply_pairs
          case (true, false): table.pointee.multiply_transposed
          case (true, true): table.pointee.multiply_transposed_pairs
          }
        kernel?($0, ckernels_range(rows), ckernels_range(panels))
      }
    }
    let depth = product.inner * product.segments
    // Threads share whole tiles.
    let tileRows = table.pointee.rows
    let tiles = (rows + tileRows - 1) / tileRows
    // Few rows: each thread takes other columns, so that weights are read once.
    if rows >= Self.manyRows * Threads.count || panels < Threads.count {
      // Each range reads all weights.
      forEachRange(
        of: tiles, work: tileRows * product.columns * depth / 16,
        grain: max(1, Self.rangeRows / tileRows)
      ) { range in
        let start = range.lowerBound * tileRows
        run(start..<min(range.upperBound * tileRows, rows), 0..<panels)
      }
    } else {
      forEachRange(of: panels, work: rows * panel * depth / 16) { range in
        run(0..<rows, range)
      }
    }
  }

  /// From so many rows a thread on each takes rows of its own.
  private static let manyRows = 96
  /// Rows that are worth reading all weights again.
  private static let rangeRows = 256

  /// Whether Winograd's algorithm may round what it transforms: the processor multiplies pairs as such.
  var roundsTiles: Bool { table.pointee.rounds_tiles != 0 }

  /// Whether Winograd's algorithm takes a convolution of this many inputs and outputs.
  func canTransform(inputs: Int, outputs: Int) -> Bool {
    inputs > 0 && outputs > 0 && inputs % lanes == 0 && outputs % lanes == 0
  }

  /// Computes a convolution by Winograd's algorithm.
  func convolve(_ convolution: ckernels_winograd) {
    nonisolated(unsafe) let convolution = convolution
    let tiles = tiles(of: convolution)
    let panels = panels(convolution.outputs)
    let run: @Sendable (Range<Int>, Range<Int>) -> Void = { tiles, panels in
      withUnsafePointer(to: convolution) {
        let workspace = Storage(
          uninitialized: table.pointee.winograd_workspace($0, ckernels_range(tiles)))
        table.pointee.winograd(
          $0, ckernels_range(tiles), ckernels_range(panels), workspace.base)
      }
    }
    let depth = 9 * convolution.inputs
    // A tile's picture is transformed once for all panels, a panel's kernels once for many tiles.
    if tiles >= 32 * Threads.count || panels < Threads.count {
      forEachRange(of: tiles, work: depth * convolution.outputs, grain: 128) { run($0, 0..<panels) }
    } else {
      forEachRange(of: panels, work: depth * tiles * panel, grain: panels) { run(0..<tiles, $0) }
    }
  }

  /// In how many parts attention's operands are rounded to bfloat16; 0 for single precision.
  func attentionParts(of precision: Precision) -> Int32 {
    let form = ElementForm(precision, self)
    return form == .floats ? 0 : min(Int32(form.parts), table.pointee.attention_parts)
  }

  /// Computes attention of one head for a range of queries on the calling thread.
  func attend(_ attention: ckernels_attention, queries: Range<Int>) {
    withUnsafePointer(to: attention) {
      let workspace = Storage(uninitialized: table.pointee.attention_workspace($0))
      table.pointee.attend($0, ckernels_range(queries), workspace.base)
    }
  }
}

extension ProductKernels {
  /// Does operations on registers alone on the calling thread, and returns their number.
  func exhaust(rounds: Int) -> Int {
    let sink = Storage(zeros: lanes)
    return table.pointee.exhaust(rounds, sink.base)
  }

  /// The same with products of tiles, of kernels that have them.
  func exhaustTiles(rounds: Int) -> Int { table.pointee.exhaust_tiles?(rounds) ?? 0 }

  /// Computes the gradients of attention of one head on the calling thread; nil is not wanted.
  func attendGradient(
    _ attention: ckernels_attention, gradient: UnsafePointer<Float>,
    query: UnsafeMutablePointer<Float>?, key: UnsafeMutablePointer<Float>?,
    value: UnsafeMutablePointer<Float>?
  ) {
    withUnsafePointer(to: attention) {
      let workspace = Storage(uninitialized: table.pointee.attention_gradient_workspace($0))
      table.pointee.attend_gradient($0, gradient, query, key, value, workspace.base)
    }
  }
}

extension ckernels_range {
  init(_ range: Range<Int>) {
    self.init(start: range.lowerBound, end: range.upperBound)
  }
}

/// What products read: the rows of a tensor, or these already rounded as the weights that they meet are.
///
/// Products with weights of bfloat16 round their left side. Rows that were just normalised had better be
/// rounded while they are in the nearest cache, and rows that several products read once for all of them.
///
///     let rows = x.layerNormRows(weight: scale, bias: shift, epsilon: 1e-5, for: [query, key, value])
///     let queries = rows.linear(weight: query)
public struct ProductRows: Sendable {
  private enum Content: Sendable {
    case exact(Tensor)
    case rounded(Storage, ElementForm)
  }

  /// The shape of the tensor, `[…, inner]`.
  public let shape: Shape
  private let content: Content

  /// Takes the rows of a tensor, which each product rounds where it has to.
  public init(_ tensor: Tensor) {
    shape = tensor.shape
    content = .exact(tensor)
  }

  private init(_ shape: Shape, rounded: Storage, _ form: ElementForm) {
    self.shape = shape
    content = .rounded(rounded, form)
  }

  /// The tensor, nil where only what rounding made of it is there.
  var tensor: Tensor? {
    guard case .exact(let tensor) = content else { return nil }
    return tensor
  }

  /// The tensor, for what multiplies nothing but floats.
  var exact: Tensor {
    guard let tensor else { preconditionFailure("product rows: those of \(shape) are rounded") }
    return tensor
  }

  /// Returns the same rows under another shape with rows as long.
  public func reshaped(_ shape: Shape) -> ProductRows {
    switch content {
    case .exact(let tensor): return ProductRows(tensor.reshaped(shape))
    case .rounded(let storage, let form):
      precondition(
        shape.count == self.shape.count && shape.last == self.shape.last,
        "product rows: \(self.shape) does not fit \(shape)")
      return ProductRows(shape, rounded: storage, form)
    }
  }

  /// The rows' elements in a form: floats, or words of pairs.
  func elements(_ form: ElementForm, _ kernels: ProductKernels) -> Storage {
    switch content {
    case .exact(let tensor) where form == .floats: return tensor.storage
    case .exact(let tensor):
      return kernels.paired(tensor.storage.base, rows: shape.rows, count: shape.last, form: form)
    case .rounded(let storage, let ownForm):
      precondition(form == ownForm, "product rows: \(ownForm) meet a weight of \(form)")
      return storage
    }
  }
}

extension ProductRows {
  /// Floats that stay in the nearest cache beside what they are made of.
  private static let buffer = 1 << 12

  /// Returns rows that are computed a few at a time, and rounded while they are in the nearest cache.
  ///
  /// - Parameters:
  ///   - shape: `[…, inner]`.
  ///   - form: how the weights that they will meet are multiplied, other than as floats.
  ///   - kernels: those that will multiply them.
  ///   - fill: writes a range of rows.
  /// - Returns: the rows, rounded.
  static func rounded(
    _ shape: Shape, _ form: ElementForm, _ kernels: ProductKernels,
    fill: @Sendable (Range<Int>, UnsafeMutablePointer<Float>) -> Void
  ) -> ProductRows {
    let width = shape.last
    let words = shape.rows * form.elements(width)
    let storage = Storage(uninitialized: words * form.parts)
    let some = max(1, buffer / max(1, width))
    forEachRange(of: shape.rows, work: 4 * width) { range in
      let floats = Storage(uninitialized: min(some, range.count) * width)
      for start in stride(from: range.lowerBound, to: range.upperBound, by: some) {
        let rows = start..<min(start + some, range.upperBound)
        fill(rows, floats.base)
        kernels.pair(
          floats.base, rows: rows.count, count: width, form: form,
          into: storage.base + start * form.elements(width), parts: words)
      }
    }
    return ProductRows(shape, rounded: storage, form)
  }

  /// The form in which rows may be rounded ahead for products with weights, nil where they had better stay floats:
  /// a derivative needs them as they are.
  static func form(for weights: [PackedWeight]) -> ElementForm? {
    guard let form = weights.first?.form, form != .floats,
      weights.allSatisfy({ $0.form == form && $0.origin == nil })
    else { return nil }
    return form
  }
}

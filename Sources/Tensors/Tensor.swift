/// An immutable, contiguous, row-major array of 32-bit floats.
///
/// Pictures and latents are `[batch, height, width, channels]`, sequences `[batch, tokens, features]`.
/// Shape mistakes are programming errors and stop with a sentence that names the operation and both
/// shapes; nothing in here throws. Tensors share their storage when they are reshaped.
///
///     let x = Tensor([2, 3], [1, 2, 3, 4, 5, 6])
///     (x + x).values  // [2, 4, 6, 8, 10, 12]
public struct Tensor: Sendable {
  /// The size of each axis.
  public let shape: Shape
  private(set) var storage: Storage
  /// How the elements were computed, while a gradient may be asked for.
  let origin: Origin?

  init(shape: Shape, storage: Storage, origin: Origin? = nil) {
    precondition(
      shape.count == storage.count,
      "tensor: shape \(shape) holds \(shape.count) elements, storage \(storage.count)")
    self.shape = shape
    self.storage = storage
    self.origin = origin
  }

  /// Creates a tensor from its elements in row-major order.
  public init(_ shape: Shape, _ values: [Float]) {
    precondition(
      shape.count == values.count,
      "tensor: shape \(shape) holds \(shape.count) elements, got \(values.count)")
    self.init(shape) { target in _ = target.initialize(fromContentsOf: values) }
  }

  /// Creates a tensor whose elements `fill` writes, every one of them.
  public init(_ shape: Shape, fill: (UnsafeMutableBufferPointer<Float>) throws -> Void) rethrows {
    let storage = Storage(uninitialized: shape.count)
    try fill(UnsafeMutableBufferPointer(start: storage.base, count: storage.count))
    self.init(shape: shape, storage: storage)
  }

  /// Returns a tensor whose elements `compute` writes into fresh storage, every one of them.
  static func computed(_ shape: Shape, _ compute: (Storage) -> Void) -> Tensor {
    let storage = Storage(uninitialized: shape.count)
    compute(storage)
    return Tensor(shape: shape, storage: storage)
  }

  /// Creates a tensor that reads floats kept alive by `owner`, without copying them.
  public init(_ shape: Shape, borrowing base: UnsafePointer<Float>, owner: AnyObject) {
    self.init(shape: shape, storage: Storage(borrowing: base, count: shape.count, owner: owner))
  }

  /// Creates a tensor of equal elements.
  public init(repeating value: Float, _ shape: Shape) {
    self.init(shape) { $0.initialize(repeating: value) }
  }

  /// The elements in row-major order, copied.
  public var values: [Float] { withUnsafeElements { Array($0) } }

  /// The only element of a tensor that holds one.
  public var scalar: Float {
    precondition(shape.count == 1, "scalar: expected one element, got shape \(shape)")
    return storage.base[0]
  }

  /// Calls `body` with the elements in row-major order.
  public func withUnsafeElements<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeBufferPointer(start: storage.base, count: storage.count))
  }

  /// Returns the same elements under another shape of as many elements.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(
      shape.count == self.shape.count, "reshaped: \(self.shape) does not fit \(shape)")
    return Tensor(shape: shape, storage: storage).derived(from: [self]) { [shape = self.shape] in
      [$0.reshaped(shape)]
    }
  }

  /// Adds another tensor of this shape, in place where nobody else holds the elements.
  mutating func accumulate(_ other: Tensor) {
    precondition(shape == other.shape, "accumulate: shapes differ, \(shape) and \(other.shape)")
    guard isKnownUniquelyReferenced(&storage), storage.isOwned else {
      self = self + other
      return
    }
    let (into, from) = (storage, other.storage)
    forEachRange(of: shape.count, work: 1) { range in
      for index in range { into.base[index] += from.base[index] }
    }
  }

  /// Copies the elements where somebody else holds them, so that they may be written to.
  mutating func makeUnique() {
    precondition(origin == nil, "makeUnique: a tracked tensor of shape \(shape) is not moved")
    guard !isKnownUniquelyReferenced(&storage) || !storage.isOwned else { return }
    let copy = Storage(uninitialized: storage.count)
    copy.base.update(from: storage.base, count: storage.count)
    storage = copy
  }
}

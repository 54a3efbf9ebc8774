/// A block of floats that never changes once a tensor has been published with it.
///
/// The floats are either owned or borrowed from an owner that is kept alive, such as a mapped file.
final class Storage: @unchecked Sendable {
  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let owner: AnyObject?

  /// Allocates room for `count` floats, not yet initialised.
  init(uninitialized count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    base = TensorArena.shared.take(bytes: bytes)
      .bindMemory(to: Float.self, capacity: max(count, 1))
    owner = nil
  }

  /// Allocates `count` zeros.
  convenience init(zeros count: Int) {
    self.init(uninitialized: count)
    base.initialize(repeating: 0, count: count)
  }

  /// Borrows floats that `owner` keeps alive and that nobody writes to.
  init(borrowing base: UnsafePointer<Float>, count: Int, owner: AnyObject) {
    self.base = UnsafeMutablePointer(mutating: base)
    self.count = count
    self.owner = owner
  }

  /// Whether the floats are nobody else's.
  var isOwned: Bool { owner == nil }

  deinit {
    guard owner == nil else { return }
    TensorArena.shared.giveBack(
      UnsafeMutableRawPointer(base), bytes: max(count, 1) * MemoryLayout<Float>.stride)
  }
}

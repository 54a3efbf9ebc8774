/// A block of floats that never changes once a tensor has been published with it.
///
/// The floats are either owned or borrowed from an owner that is kept alive, such as a mapped file.
final class Storage: @unchecked Sendable {
  /// Cache lines and the widest vector registers are 64 bytes.
  private static let alignment = 64

  let base: UnsafeMutablePointer<Float>
  let count: Int
  private let owner: AnyObject?

  /// Allocates room for `count` floats, not yet initialised.
  init(uninitialized count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: Self.alignment)
    base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
    owner = nil
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
    if owner == nil { UnsafeMutableRawPointer(base).deallocate() }
  }
}

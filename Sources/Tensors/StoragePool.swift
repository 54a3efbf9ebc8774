internal import Synchronization

/// The memory of tensors, kept for the next one of its size.
///
/// A denoiser asks for the same sizes at each step. Memory that goes back to the system must be
/// cleared and mapped again page by page, which takes about as long as a step. So what tensors give back
/// is kept as long as it and the tensors together take no more than tensors took at their peak.
final class StoragePool: Sendable {
  static let shared = StoragePool()

  /// Smaller blocks are left to the system's allocator, which keeps them by itself.
  private static let smallest = 1 << 16

  private struct Kept {
    /// Blocks by their bytes, oldest first; no list is empty.
    var blocks: [Int: [UnsafeMutableRawPointer]] = [:]
    /// The bytes of all blocks, oldest first.
    var order: [Int] = []
    var bytes = 0
    /// Bytes that are kept in any case.
    var least = 96 << 20
    /// Bytes that are kept at most: a program that goes on with something else is to get some back.
    var most = 1 << 30
    /// Bytes that tensors hold, and the most that they ever held.
    var held = 0
    var peak = 0
    /// The bytes of blocks that tensors hold which are larger than those asked for.
    var capacities: [UInt: Int] = [:]

    /// Bytes that may be kept now.
    var limit: Int { min(max(peak - held, least), max(most, least)) }
  }

  private let kept = Mutex(Kept())

  /// The bytes that are kept for other tensors.
  var keptBytes: Int { kept.withLock(\.bytes) }

  /// Returns memory for so many bytes, not initialised.
  ///
  /// - Parameters:
  ///   - bytes: how many are asked for.
  ///   - mayBeLarger: whether a kept block of up to twice as many bytes will do. What stays for long takes
  ///     no more than it needs.
  /// - Returns: the block.
  func take(bytes: Int, mayBeLarger: Bool = false) -> UnsafeMutableRawPointer {
    guard bytes >= Self.smallest else {
      return SystemMemory.allocate(bytes)
    }
    let size = SystemMemory.wholePages(bytes)
    let (address, surplus) = kept.withLock { kept in
      let fitting = Self.fitting(size, mayBeLarger: mayBeLarger, in: kept)
      kept.held += fitting ?? size
      kept.peak = max(kept.peak, kept.held)
      guard let fitting, let block = Self.removeNewest(of: fitting, from: &kept) else {
        return (nil as UInt?, Self.removeSurplus(from: &kept))
      }
      if fitting > size { kept.capacities[UInt(bitPattern: block)] = fitting }
      return (UInt(bitPattern: block), [])
    }
    Self.free(surplus)
    return address.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
      ?? SystemMemory.allocate(size)
  }

  /// Keeps at least so many bytes from now on.
  func keep(atLeast bytes: Int) { kept.withLock { $0.least = max($0.least, bytes) } }

  /// Takes memory back.
  func giveBack(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= Self.smallest else {
      SystemMemory.free(block, bytes: bytes)
      return
    }
    let address = UInt(bitPattern: block)
    let surplus = kept.withLock { kept in
      let size = kept.capacities.removeValue(forKey: address) ?? SystemMemory.wholePages(bytes)
      kept.held -= size
      guard size <= kept.limit, let block = UnsafeMutableRawPointer(bitPattern: address) else {
        return [Surplus(address: address, size: size)]
      }
      kept.blocks[size, default: []].append(block)
      kept.order.append(size)
      kept.bytes += size
      return Self.removeSurplus(from: &kept)
    }
    Self.free(surplus)
  }

  // MARK: - Kept blocks

  /// The bytes of the kept block that serves best, nil where none does.
  private static func fitting(_ size: Int, mayBeLarger: Bool, in kept: Kept) -> Int? {
    if kept.blocks[size] != nil { return size }
    guard mayBeLarger else { return nil }
    return kept.blocks.keys.lazy.filter { $0 > size && $0 <= 2 * size }.min()
  }

  /// Takes the block out that was given back last: the nearest caches may still hold it.
  private static func removeNewest(of size: Int, from kept: inout Kept) -> UnsafeMutableRawPointer?
  {
    guard let block = kept.blocks[size]?.popLast() else { return nil }
    if kept.blocks[size]?.isEmpty == true { kept.blocks[size] = nil }
    if let place = kept.order.lastIndex(of: size) { kept.order.remove(at: place) }
    kept.bytes -= size
    return block
  }

  /// Takes the oldest blocks out that are beyond the limit.
  private static func removeSurplus(from kept: inout Kept) -> [Surplus] {
    var surplus: [Surplus] = []
    var oldest = 0
    while kept.bytes > kept.limit, oldest < kept.order.count {
      let size = kept.order[oldest]
      oldest += 1
      guard let block = kept.blocks[size]?.removeFirst() else { continue }
      if kept.blocks[size]?.isEmpty == true { kept.blocks[size] = nil }
      kept.bytes -= size
      surplus.append(Surplus(address: UInt(bitPattern: block), size: size))
    }
    kept.order.removeFirst(oldest)
    return surplus
  }

  /// A block that goes back to the system.
  private struct Surplus {
    let address: UInt
    let size: Int
  }

  private static func free(_ blocks: [Surplus]) {
    for block in blocks {
      guard let start = UnsafeMutableRawPointer(bitPattern: block.address) else { continue }
      SystemMemory.free(start, bytes: block.size)
    }
  }
}

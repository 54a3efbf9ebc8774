internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The memory of tensors, kept for the next one of its size.
///
/// A denoiser asks for the same sizes at each step. Memory that goes back to the system must be
/// cleared and mapped again page by page, which takes about as long as a step.
final class StoragePool: Sendable {
  static let shared = StoragePool()

  /// Cache lines and the widest vector registers are 64 bytes.
  private static let alignment = 64
  /// Smaller blocks are left to the system's allocator, which keeps them by itself.
  private static let smallest = 1 << 16
  /// A huge page: larger blocks begin at one, so that their addresses take fewer table entries.
  private static let hugePage = 1 << 21

  private struct Kept {
    /// Oldest first.
    var blocks: [Int: [UnsafeMutableRawPointer]] = [:]
    var order: [Int] = []
    var bytes = 0
    /// Bytes kept at most: what a step of painting asks for is far more, but one after the other.
    var limit = 128 << 20
  }

  private let kept = Mutex(Kept())

  /// Returns memory for so many bytes, not initialised.
  func take(bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= Self.smallest else {
      return .allocate(byteCount: bytes, alignment: Self.alignment)
    }
    let size = Self.size(for: bytes)
    let block = kept.withLock { kept in
      guard let block = kept.blocks[size]?.popLast() else { return nil as UInt? }
      if let place = kept.order.lastIndex(of: size) { kept.order.remove(at: place) }
      kept.bytes -= size
      return UInt(bitPattern: block)
    }
    return block.flatMap { UnsafeMutableRawPointer(bitPattern: $0) } ?? Self.allocate(size)
  }

  /// Keeps at least so many bytes from now on.
  func keep(atLeast bytes: Int) { kept.withLock { $0.limit = max($0.limit, bytes) } }

  /// Takes memory back.
  func giveBack(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= Self.smallest else {
      block.deallocate()
      return
    }
    let size = Self.size(for: bytes)
    let address = UInt(bitPattern: block)
    let surplus = kept.withLock { kept in
      guard size <= kept.limit / 2 else { return [address] }
      guard let block = UnsafeMutableRawPointer(bitPattern: address) else { return [] }
      kept.blocks[size, default: []].append(block)
      kept.order.append(size)
      kept.bytes += size
      var surplus: [UInt] = []
      var oldest = 0
      while kept.bytes > kept.limit, oldest < kept.order.count {
        let size = kept.order[oldest]
        oldest += 1
        guard let block = kept.blocks[size]?.removeFirst() else { continue }
        kept.bytes -= size
        surplus.append(UInt(bitPattern: block))
      }
      kept.order.removeFirst(oldest)
      return surplus
    }
    for address in surplus { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }

  /// The bytes of a block: whole pages.
  private static func size(for bytes: Int) -> Int { (bytes + 4095) / 4096 * 4096 }

  private static func allocate(_ size: Int) -> UnsafeMutableRawPointer {
    guard size >= 2 * hugePage else { return .allocate(byteCount: size, alignment: alignment) }
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: hugePage)
    #if os(Linux)
      // Advice: nothing depends on its being taken.
      madvise(block, size, MADV_HUGEPAGE)
    #endif
    return block
  }
}

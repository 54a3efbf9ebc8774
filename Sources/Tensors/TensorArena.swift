internal import Synchronization

/// The memory of tensors: ranges of a few large mappings.
///
/// A denoiser asks for the same sizes at each step. Memory that goes back to the system must be cleared
/// and mapped again page by page, which takes about as long as a step. Here a tensor takes the smallest free
/// range that holds it, and what it gives back becomes one with the free ranges beside it, for tensors of any
/// size: from the second step on nothing is asked of the system.
final class TensorArena: Sendable {
  static let shared = TensorArena()

  /// Smaller blocks are left to the system's allocator, which keeps them by itself.
  private static let smallest = 1 << 16
  /// Blocks are so many bytes, or a multiple: none shares a cache line with another.
  private static let granule = 1 << 12
  /// The bytes of addresses that are asked for at once; they take no memory before they are written to.
  private static let mapping = 1 << 30

  private struct State {
    var free = FreeRanges()
    var pages = TouchedPages()
    /// Bytes that tensors hold.
    var held = 0
    /// Bytes of memory that are kept at most beside them: a program that goes on with something else is to
    /// get some back.
    var most = 1 << 30

    /// Bytes that are kept for other tensors.
    var kept: Int { max(0, pages.bytes - held) }
  }

  private let state = Mutex(State())

  /// The bytes that are kept for other tensors, in whole huge pages.
  var keptBytes: Int { state.withLock(\.kept) }

  /// Returns memory for so many bytes, not initialised, that begins at a multiple of 64 bytes.
  func take(bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= Self.smallest else { return SystemMemory.allocate(bytes) }
    let size = Self.whole(bytes)
    let address = state.withLock { state in
      let address = state.free.take(UInt(size)) ?? Self.extend(&state, by: size)
      state.held += size
      state.pages.touch(address..<address + UInt(size))
      return address
    }
    guard let block = UnsafeMutableRawPointer(bitPattern: address) else {
      preconditionFailure("tensor arena: a range begins at no address")
    }
    return block
  }

  /// Takes memory back.
  func giveBack(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= Self.smallest else {
      SystemMemory.free(block)
      return
    }
    let (start, size) = (UInt(bitPattern: block), Self.whole(bytes))
    state.withLock { state in
      state.free.giveBack(start..<start + UInt(size))
      state.held -= size
      Self.trim(&state)
    }
  }

  /// Keeps up to so many bytes from now on.
  func keep(upTo bytes: Int) { state.withLock { $0.most = max($0.most, bytes) } }

  private static func whole(_ bytes: Int) -> Int { (bytes + granule - 1) / granule * granule }

  /// Maps more addresses and takes a block of them.
  private static func extend(_ state: inout State, by size: Int) -> UInt {
    let range = SystemMemory.map(atLeast: size, usually: mapping)
    state.pages.add(range)
    state.free.giveBack(range)
    guard let address = state.free.take(UInt(size)) else {
      preconditionFailure("tensor arena: \(range) has no room for \(size) bytes")
    }
    return address
  }

  /// Gives memory that is beyond the limit back to the system, from the highest free addresses on: small
  /// blocks tend to lie lower.
  private static func trim(_ state: inout State) {
    guard state.kept > state.most else { return }
    for range in state.free.ranges.reversed() {
      for unused in state.pages.leave(range, atMost: state.kept - state.most) {
        SystemMemory.discard(unused)
      }
      if state.kept <= state.most { return }
    }
  }
}

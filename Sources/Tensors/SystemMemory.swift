#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The system's memory for tensors.
///
/// Large blocks are mapped: the C library would raise, each time that it takes one back, the size from which
/// it maps blocks, and keep a denoiser's hundreds of megabytes in a heap with holes.
enum SystemMemory {
  /// Cache lines and the widest vector registers are 64 bytes.
  private static let alignment = 64
  /// A page, or several: 4 KiB on x86, 16 KiB on Apple's processors.
  private static let page = 1 << 14
  /// Blocks from here on are mapped.
  private static let mapped = 1 << 20
  /// A huge page: larger blocks begin at one, so that their addresses take fewer table entries.
  private static let hugePage = 1 << 21

  /// The bytes of the pages that hold so many.
  static func wholePages(_ bytes: Int) -> Int { (bytes + page - 1) / page * page }

  /// Returns memory, not initialised, that begins at a multiple of 64 bytes.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    guard bytes >= mapped else { return .allocate(byteCount: bytes, alignment: alignment) }
    let size = wholePages(bytes)
    let isHuge = size >= 2 * hugePage
    let start = map(isHuge ? size + hugePage : size)
    guard isHuge else { return start }
    let block = start.alignedUp(toMultipleOf: hugePage)
    let before = block - start
    if before > 0 { munmap(start, before) }
    if before < hugePage { munmap(block + size, hugePage - before) }
    #if os(Linux)
      // Advice: nothing depends on its being taken.
      madvise(block, size, MADV_HUGEPAGE)
    #endif
    return block
  }

  /// Gives memory back that was taken for so many bytes.
  static func free(_ block: UnsafeMutableRawPointer, bytes: Int) {
    guard bytes >= mapped else {
      block.deallocate()
      return
    }
    munmap(block, wholePages(bytes))
  }

  private static func map(_ size: Int) -> UnsafeMutableRawPointer {
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    // As the standard library does where memory has run out.
    guard let start, start != MAP_FAILED else { fatalError("no memory for \(size) bytes") }
    return start
  }
}

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// The system's memory for tensors.
enum SystemMemory {
  /// Cache lines and the widest vector registers are 64 bytes.
  private static let alignment = 64

  /// Returns memory of the C library, not initialised, that begins at a multiple of 64 bytes.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: bytes, alignment: alignment)
  }

  /// Gives such memory back.
  static func free(_ block: UnsafeMutableRawPointer) { block.deallocate() }

  /// Maps addresses, which take no memory before they are written to, in whole huge pages.
  ///
  /// - Parameters:
  ///   - bytes: how many are needed.
  ///   - usual: how many are taken where the system has so many.
  /// - Returns: the addresses.
  static func map(atLeast bytes: Int, usually usual: Int) -> Range<UInt> {
    let page = Int(TouchedPages.size)
    let needed = (bytes + page - 1) / page * page
    for size in [max(needed, usual), needed] {
      // A huge page more, since mappings begin at any page.
      guard let start = map(size + page) else { continue }
      let first = (start + UInt(page) - 1) / UInt(page) * UInt(page)
      #if os(Linux)
        // Advice: nothing depends on its being taken.
        madvise(UnsafeMutableRawPointer(bitPattern: first), size, MADV_HUGEPAGE)
      #endif
      return first..<first + UInt(size)
    }
    // As the standard library does where memory has run out.
    fatalError("no memory for \(bytes) bytes")
  }

  /// Gives the memory behind mapped addresses back; it is zeros when they are written to again.
  static func discard(_ range: Range<UInt>) {
    let start = UnsafeMutableRawPointer(bitPattern: range.lowerBound)
    #if os(Linux)
      madvise(start, range.count, MADV_DONTNEED)
    #else
      madvise(start, range.count, MADV_FREE)
    #endif
  }

  private static func map(_ size: Int) -> UInt? {
    #if os(Linux)
      let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    #else
      let flags = MAP_PRIVATE | MAP_ANON
    #endif
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0)
    guard let start, start != MAP_FAILED else { return nil }
    return UInt(bitPattern: start)
  }
}

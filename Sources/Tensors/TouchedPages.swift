/// Which huge pages of some mappings have been written to, so that memory stands behind them.
struct TouchedPages: Sendable {
  /// 2 MiB: what x86 and, with pages of 4 KiB, ARM call a huge page.
  static let size: UInt = 1 << 21

  private struct Mapping {
    let start: UInt
    var isTouched: [Bool]

    /// The pages that a range of addresses lies in, or of them those that lie in it as a whole.
    func pages(of range: Range<UInt>, whole: Bool = false) -> Range<Int> {
      let end = start + UInt(isTouched.count) * TouchedPages.size
      let part = range.clamped(to: start..<end)
      guard !part.isEmpty else { return 0..<0 }
      let (low, high) = (part.lowerBound - start, part.upperBound - start)
      let up = TouchedPages.size - 1
      let first = Int((low + (whole ? up : 0)) / TouchedPages.size)
      return first..<max(first, Int((high + (whole ? 0 : up)) / TouchedPages.size))
    }
  }

  private var mappings: [Mapping] = []
  private var count = 0

  /// The bytes of all pages that were touched.
  var bytes: Int { count * Int(Self.size) }

  /// Takes a mapping up that begins at a huge page and is whole ones.
  mutating func add(_ mapping: Range<UInt>) {
    let pages = Int(UInt(mapping.count) / Self.size)
    mappings.append(
      Mapping(start: mapping.lowerBound, isTouched: Array(repeating: false, count: pages)))
  }

  /// Counts the pages that a range lies in, which may be in mappings side by side.
  mutating func touch(_ range: Range<UInt>) {
    for index in mappings.indices {
      for page in mappings[index].pages(of: range) where !mappings[index].isTouched[page] {
        mappings[index].isTouched[page] = true
        count += 1
      }
    }
  }

  /// Gives up touched pages that lie in a range as a whole, as many as hold some bytes, each mapping's last
  /// first.
  ///
  /// - Returns: the ranges that were given up.
  mutating func leave(_ range: Range<UInt>, atMost bytes: Int) -> [Range<UInt>] {
    var left: [Range<UInt>] = []
    var wanted = (max(0, bytes) + Int(Self.size) - 1) / Int(Self.size)
    for index in mappings.indices {
      for page in mappings[index].pages(of: range, whole: true).reversed()
      where wanted > 0 && mappings[index].isTouched[page] {
        mappings[index].isTouched[page] = false
        wanted -= 1
        count -= 1
        let start = mappings[index].start + UInt(page) * Self.size
        if let last = left.last, last.lowerBound == start + Self.size {
          left[left.count - 1] = start..<last.upperBound
        } else {
          left.append(start..<start + Self.size)
        }
      }
    }
    return left
  }
}

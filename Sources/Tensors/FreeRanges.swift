/// What is free of some ranges of addresses, in the order of addresses; no two touch each other.
struct FreeRanges: Sendable {
  private(set) var ranges: [Range<UInt>] = []

  /// Takes so many bytes out of the smallest range that holds them, from its beginning.
  ///
  /// - Returns: their address, nil where no range is as large.
  mutating func take(_ bytes: UInt) -> UInt? {
    var best: Int?
    for (index, range) in ranges.enumerated() where range.count >= Int(bytes) {
      if let other = best, ranges[other].count <= range.count { continue }
      best = index
      if range.count == Int(bytes) { break }
    }
    guard let best else { return nil }
    let start = ranges[best].lowerBound
    if ranges[best].count == Int(bytes) {
      ranges.remove(at: best)
    } else {
      ranges[best] = start + bytes..<ranges[best].upperBound
    }
    return start
  }

  /// Gives a range back, which becomes one with its neighbours.
  mutating func giveBack(_ range: Range<UInt>) {
    let next = firstIndex(from: range.upperBound)
    let meetsNext = next < ranges.count && ranges[next].lowerBound == range.upperBound
    let meetsLast = next > 0 && ranges[next - 1].upperBound == range.lowerBound
    switch (meetsLast, meetsNext) {
    case (true, true):
      ranges[next - 1] = ranges[next - 1].lowerBound..<ranges[next].upperBound
      ranges.remove(at: next)
    case (true, false): ranges[next - 1] = ranges[next - 1].lowerBound..<range.upperBound
    case (false, true): ranges[next] = range.lowerBound..<ranges[next].upperBound
    case (false, false): ranges.insert(range, at: next)
    }
  }

  /// The first range that begins at an address or behind it.
  private func firstIndex(from address: UInt) -> Int {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].lowerBound < address { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

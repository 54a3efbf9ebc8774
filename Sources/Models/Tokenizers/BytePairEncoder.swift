/// Byte-pair encoding (Sennrich et al., 2016) of the bytes of one word, as CLIP uses it.
///
/// A word starts as its bytes, the last one marked as the end of the word; then the pair that was
/// learned first is joined, again and again, the leftmost where there are several.
struct BytePairEncoder: Sendable {
  /// What two adjacent pieces become, and how early that was learned.
  struct Merge: Sendable {
    var rank: Int32
    var joined: Int32
  }

  /// One piece of a word.
  struct Piece: Equatable {
    var identifier: Int32
    /// How many bytes of the word it stands for.
    var byteCount: Int
  }

  /// The pieces of single bytes inside a word and at its end; a byte without one is `unknown`.
  private let inner: [Int32]
  private let final: [Int32]
  private let merges: [UInt64: Merge]

  init(inner: [Int32], final: [Int32], merges: [UInt64: Merge]) {
    self.inner = inner
    self.final = final
    self.merges = merges
  }

  /// The key of a pair of pieces.
  static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: first)) << 32 | UInt64(UInt32(bitPattern: second))
  }

  /// Returns the pieces of a word that has at least one byte.
  func pieces(of word: [UInt8]) -> [Piece] {
    var pieces = word.indices.map { index in
      let table = index == word.count - 1 ? final : inner
      return Piece(identifier: table[Int(word[index])], byteCount: 1)
    }
    if word.count > Self.scanLimit {
      mergeByQueue(&pieces)
    } else {
      mergeByScan(&pieces)
    }
    return pieces
  }

  /// Up to this many bytes looking through all pairs is faster than keeping them in a queue.
  private static let scanLimit = 64

  private func mergeByScan(_ pieces: inout [Piece]) {
    while pieces.count > 1 {
      var best: (index: Int, merge: Merge)?
      for index in 0..<(pieces.count - 1) {
        let key = Self.pair(pieces[index].identifier, pieces[index + 1].identifier)
        if let merge = merges[key], merge.rank < best?.merge.rank ?? .max { best = (index, merge) }
      }
      guard let best else { return }
      pieces[best.index].identifier = best.merge.joined
      pieces[best.index].byteCount += pieces[best.index + 1].byteCount
      pieces.remove(at: best.index + 1)
    }
  }

  /// The same for long words, in n log n: nobody's text may make the program hang.
  private func mergeByQueue(_ pieces: inout [Piece]) {
    var next = pieces.indices.map { $0 + 1 }
    var previous = pieces.indices.map { $0 - 1 }
    var queue = MergeQueue()
    func push(_ first: Int) {
      guard first >= 0, next[first] < pieces.count else { return }
      let key = Self.pair(pieces[first].identifier, pieces[next[first]].identifier)
      if let merge = merges[key] {
        queue.push(
          MergeQueue.Entry(rank: merge.rank, index: first, pair: key, joined: merge.joined))
      }
    }
    for index in pieces.indices { push(index) }
    while let entry = queue.pop() {
      let first = entry.index
      let second = next[first]
      // Either piece may have been merged since, which leaves it no bytes or another number.
      guard pieces[first].byteCount > 0, second < pieces.count,
        Self.pair(pieces[first].identifier, pieces[second].identifier) == entry.pair
      else { continue }
      pieces[first].identifier = entry.joined
      pieces[first].byteCount += pieces[second].byteCount
      pieces[second].byteCount = 0
      next[first] = next[second]
      if next[first] < pieces.count { previous[next[first]] = first }
      push(previous[first])
      push(first)
    }
    pieces.removeAll { $0.byteCount == 0 }
  }
}

/// A binary heap of possible merges, the earliest learned and leftmost first.
private struct MergeQueue {
  struct Entry {
    var rank: Int32
    var index: Int
    var pair: UInt64
    var joined: Int32

    func precedes(_ other: Entry) -> Bool {
      (rank, index) < (other.rank, other.index)
    }
  }

  private var heap: [Entry] = []

  mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, heap[child].precedes(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return first }
    heap[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if heap[child].precedes(heap[least]) { least = child }
      }
      guard least != parent else { return first }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}

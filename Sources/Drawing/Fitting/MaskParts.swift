/// The parts of a mask that hang together; cells that meet at a corner do.
struct MaskParts {
  private let runs: MaskRuns
  /// The runs of each part, the largest part first, of equals the upper one.
  private let members: [[Int]]

  /// All parts together.
  let together: MaskRuns

  /// The number of parts.
  var count: Int { members.count }

  /// Finds the parts of covered cells that have at least so many.
  init(_ runs: MaskRuns, leastArea: Int = 1) {
    self.runs = runs
    var parent = Array(runs.runs.indices)
    func root(_ index: Int) -> Int {
      var index = index
      while parent[index] != index {
        parent[index] = parent[parent[index]]
        index = parent[index]
      }
      return index
    }
    for (upper, lower) in Self.neighbours(runs) {
      let (one, other) = (root(upper), root(lower))
      parent[max(one, other)] = min(one, other)
    }
    // The root of a part is its first run, so parts appear in the order of their first runs.
    var number = [Int](repeating: 0, count: parent.count)
    var found: [(area: Int, members: [Int])] = []
    for index in parent.indices {
      let first = root(index)
      if first == index {
        number[index] = found.count
        found.append((0, []))
      }
      found[number[first]].area += runs.runs[index].end - runs.runs[index].start
      found[number[first]].members.append(index)
    }
    let large = found.indices.filter { found[$0].area >= leastArea }
    let order = large.sorted { (-found[$0].area, $0) < (-found[$1].area, $1) }
    members = order.map { found[$0].members }
    together =
      large.count == found.count
      ? runs
      : MaskRuns(runs, keeping: large.flatMap { found[$0].members }.sorted().map { runs.runs[$0] })
  }

  /// The cells of one part.
  subscript(index: Int) -> MaskRuns {
    MaskRuns(runs, keeping: members[index].map { runs.runs[$0] })
  }

  /// The pairs of runs in neighbouring rows that touch, corners included.
  private static func neighbours(_ runs: MaskRuns) -> [(upper: Int, lower: Int)] {
    var pairs: [(upper: Int, lower: Int)] = []
    for row in 0..<runs.height - 1 {
      var (upper, lower) = (runs.rowStarts[row], runs.rowStarts[row + 1])
      let (upperEnd, lowerEnd) = (runs.rowStarts[row + 1], runs.rowStarts[row + 2])
      while upper < upperEnd, lower < lowerEnd {
        let (one, other) = (runs.runs[upper], runs.runs[lower])
        if one.start <= other.end, other.start <= one.end { pairs.append((upper, lower)) }
        if one.end < other.end { upper += 1 } else { lower += 1 }
      }
    }
    return pairs
  }
}

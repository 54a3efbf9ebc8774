import Layouts

/// Finds places for blocks under "comes before" constraints along both axes.
///
/// The constraints of an axis form a graph; the longest paths through it give each block the range
/// in which it can lie. Within the ranges blocks move toward where they would like to be, and every
/// two blocks that still overlap get one more constraint, until none do.
struct BlockSolver {
  typealias Axis = Arrangement.Axis

  /// The second block starts at least this far after the first starts.
  private struct Edge {
    var first: Int
    var second: Int
    var distance: Double
  }

  /// The first block would like to start this far from where the second starts.
  private struct Pull {
    var first: Int
    var second: Int
    var offset: Double
  }

  let arrangement: Arrangement
  let canvas: Canvas
  let blocks: [Block]
  /// How far each block's wish is moved from the plain arrangement, as a fraction of the canvas.
  let jitter: [(x: Double, y: Double)]
  /// Whether things on the ground may stand above one another without being told to.
  let mayStack: Bool
  private let gap: Double
  private var edges: [[Edge]] = [[], []]
  private var pulls: [[Pull]] = [[], []]
  private var low: [[Double]]
  private var high: [[Double]]
  /// The blocks whose height on the canvas the caption says.
  private var leveled: Set<Int> = []

  /// Sets up the constraints of an arrangement.
  init(
    _ arrangement: Arrangement, canvas: Canvas, blocks: [Block], jitter: [(x: Double, y: Double)],
    mayStack: Bool
  ) {
    self.mayStack = mayStack
    self.arrangement = arrangement
    self.canvas = canvas
    self.blocks = blocks
    self.jitter = jitter
    gap = BlockBuilder.gap(on: canvas)
    low = Array(repeating: Array(repeating: 0, count: blocks.count), count: 2)
    high = low
    for (index, block) in blocks.enumerated() {
      let margin = gap / 2
      low[0][index] = margin
      low[1][index] = margin
      high[0][index] = Double(canvas.width) - margin - block.width
      high[1][index] = Double(canvas.height) - margin - block.height
    }
    for part in arrangement.parts.indices { bound(part) }
    for order in arrangement.orders { addEdge(order) }
    for order in arrangement.neighbours { addNeighbours(order) }
  }

  private func blockIndex(of part: Int) -> Int {
    let root = arrangement.root(of: part)
    return blocks.firstIndex { $0.root == root } ?? 0
  }

  /// "On the left" keeps a part's centre in the left part of the canvas, and so on.
  private mutating func bound(_ part: Int) {
    let index = blockIndex(of: part)
    let box = blocks[index].bounds(of: part)
    let width = Double(canvas.width)
    let height = Double(canvas.height)
    let places = arrangement.scene.things[arrangement.parts[part].thing].places
    if !places.isDisjoint(with: [.top, .bottom, .center]) { leveled.insert(index) }
    // A corner is nearer to the edges than a side is.
    let isCorner =
      !places.isDisjoint(with: [.left, .right]) && !places.isDisjoint(with: [.top, .bottom])
    let near = isCorner ? 0.36 : 0.45
    for place in places {
      switch place {
      case .left: high[0][index] = min(high[0][index], width * near - box.centerX)
      case .right: low[0][index] = max(low[0][index], width * (1 - near) - box.centerX)
      case .top: high[1][index] = min(high[1][index], height * near - box.centerY)
      case .bottom: low[1][index] = max(low[1][index], height * (1 - near) - box.centerY)
      case .center:
        low[0][index] = max(low[0][index], width * 0.4 - box.centerX)
        high[0][index] = min(high[0][index], width * 0.6 - box.centerX)
        low[1][index] = max(low[1][index], height * 0.35 - box.centerY)
        high[1][index] = min(high[1][index], height * 0.65 - box.centerY)
      }
    }
  }

  // MARK: - Constraints

  private mutating func addEdge(_ order: Arrangement.Order) {
    let (first, second) = (blockIndex(of: order.first), blockIndex(of: order.second))
    guard first != second else { return }
    let before = blocks[first].bounds(of: order.first)
    let after = blocks[second].bounds(of: order.second)
    switch order.axis {
    case .x:
      edges[0].append(
        Edge(first: first, second: second, distance: before.maxX + gap - after.x))
      let isLevel =
        abs(before.height - after.height) < 0.6 * (before.width + after.width)
      let offset =
        isLevel && !arrangement.isAloft[order.first] && !arrangement.isAloft[order.second]
        ? after.maxY - before.maxY : after.centerY - before.centerY
      addPull(first, second, offset, 1)
    case .y:
      let below = blocks[first].bounds(of: arrangement.carried(by: order.first))
      let above = blocks[second].bounds(of: arrangement.carried(by: order.second))
      edges[1].append(
        Edge(first: first, second: second, distance: below.maxY + gap - above.y))
      addPull(first, second, after.centerX - before.centerX, 0)
    }
  }

  private mutating func addPull(_ first: Int, _ second: Int, _ offset: Double, _ axis: Int) {
    pulls[axis].append(Pull(first: first, second: second, offset: offset))
    pulls[axis].append(Pull(first: second, second: first, offset: -offset))
  }

  private mutating func addNeighbours(_ order: Arrangement.Order) {
    let (first, second) = (blockIndex(of: order.first), blockIndex(of: order.second))
    guard first != second else { return }
    addEdge(order)
    let before = blocks[first].bounds(of: order.first)
    let after = blocks[second].bounds(of: order.second)
    addPull(first, second, after.x - gap - before.maxX, 0)
  }

  // MARK: - Solving

  /// Returns the corner of every block, or nil when they do not fit.
  mutating func solve() -> [(x: Double, y: Double)]? {
    guard var xs = ranges(0), var ys = ranges(1) else { return nil }
    for wish in arrangement.wishes { grant(wish, &xs, &ys) }
    for _ in 0...(blocks.count * blocks.count) {
      let lefts = settle(0, xs)
      let tops = settle(1, ys)
      guard let (first, second) = overlap(lefts, tops) else {
        return zip(lefts, tops).map { ($0, $1) }
      }
      guard separate(first, second, lefts, tops, &xs, &ys) else { return nil }
    }
    return nil
  }

  /// Adds a wish when the blocks still fit with it and the pair has no order yet.
  private mutating func grant(_ wish: Arrangement.Order, _ xs: inout Ranges, _ ys: inout Ranges) {
    let isOrdered = Axis.allCases.contains {
      arrangement.reaches(wish.first, wish.second, $0)
        || arrangement.reaches(wish.second, wish.first, $0)
    }
    guard !isOrdered else { return }
    let saved = (edges, pulls)
    addEdge(wish)
    if let newXs = ranges(0), let newYs = ranges(1) {
      (xs, ys) = (newXs, newYs)
    } else {
      (edges, pulls) = saved
    }
  }

  /// The range of every block's corner along an axis.
  private typealias Ranges = (low: [Double], high: [Double])

  private func ranges(_ axis: Int) -> Ranges? {
    var (low, high) = (low[axis], high[axis])
    for pass in 0...blocks.count {
      var isDone = true
      for edge in edges[axis] {
        if low[edge.first] + edge.distance > low[edge.second] + 1e-9 {
          low[edge.second] = low[edge.first] + edge.distance
          isDone = false
        }
        if high[edge.second] - edge.distance < high[edge.first] - 1e-9 {
          high[edge.first] = high[edge.second] - edge.distance
          isDone = false
        }
      }
      if isDone { break }
      if pass == blocks.count { return nil }
    }
    return zip(low, high).allSatisfy { $0 <= $1 + 1e-6 } ? (low, high) : nil
  }

  /// Where a block's corner would like to be: spread along chains, on the ground or in the sky.
  private func wishes(_ axis: Int, _ ranges: Ranges) -> [Double] {
    let side = Double(axis == 0 ? canvas.width : canvas.height)
    let groundHeights = blocks.filter { !arrangement.isAloft[$0.root] }.map(\.height)
    let hasGround = !groundHeights.isEmpty || !arrangement.scene.surroundings.isEmpty
    let skyline = hasGround ? 0.26 : 0.45
    let baseline = min(0.94, 0.56 + (groundHeights.max() ?? 0) / side / 2) * side
    return blocks.indices.map { index in
      let block = blocks[index]
      let size = axis == 0 ? block.width : block.height
      let before = ranges.low[index]
      let after = side - ranges.high[index] - size
      let isFree = !edges[axis].contains { $0.first == index || $0.second == index }
      let shift = (axis == 0 ? jitter[index].x : jitter[index].y) * side
      if axis == 1, isFree, arrangement.isAloft[block.root] || !leveled.contains(index) {
        return (arrangement.isAloft[block.root] ? skyline * side - size / 2 : baseline - size)
          + shift
      }
      let center = side * (before + size / 2) / (before + size + after)
      return center - size / 2 + shift
    }
  }

  /// Moves blocks toward their wishes and partners within their ranges.
  private func settle(_ axis: Int, _ ranges: Ranges) -> [Double] {
    let wishes = wishes(axis, ranges)
    var places = zip(wishes, zip(ranges.low, ranges.high)).map { min(max($0, $1.0), $1.1) }
    let order = blocks.indices.sorted { (ranges.low[$0], $0) < (ranges.low[$1], $1) }
    for sweep in 0..<8 {
      for index in order {
        var lower = ranges.low[index]
        var upper = ranges.high[index]
        for edge in edges[axis] {
          if edge.second == index { lower = max(lower, places[edge.first] + edge.distance) }
          if edge.first == index, sweep > 0 {
            upper = min(upper, places[edge.second] - edge.distance)
          }
        }
        var (sum, weight) = (wishes[index], 1.0)
        for pull in pulls[axis] where pull.first == index {
          sum += 4 * (places[pull.second] + pull.offset)
          weight += 4
        }
        places[index] = max(lower, min(sum / weight, max(lower, upper)))
      }
    }
    return places
  }

  // MARK: - Overlaps

  private func overlap(_ lefts: [Double], _ tops: [Double]) -> (Int, Int)? {
    for first in blocks.indices {
      for second in blocks.indices where second > first {
        let isApart =
          lefts[first] + blocks[first].width + gap <= lefts[second] + 1e-6
          || lefts[second] + blocks[second].width + gap <= lefts[first] + 1e-6
          || tops[first] + blocks[first].height + gap <= tops[second] + 1e-6
          || tops[second] + blocks[second].height + gap <= tops[first] + 1e-6
        if !isApart { return (first, second) }
      }
    }
    return nil
  }

  /// Adds the cheapest constraint that parts two blocks and still lets everything fit.
  private mutating func separate(
    _ first: Int, _ second: Int, _ lefts: [Double], _ tops: [Double], _ xs: inout Ranges,
    _ ys: inout Ranges
  ) -> Bool {
    let isGround =
      !arrangement.isAloft[blocks[first].root] && !arrangement.isAloft[blocks[second].root]
    var options: [(cost: Double, axis: Int, edge: Edge)] = []
    for (before, after) in [(first, second), (second, first)] {
      let right = lefts[before] + blocks[before].width + gap - lefts[after]
      let bottom = tops[before] + blocks[before].height + gap - tops[after]
      options.append(
        (
          right / Double(canvas.width), 0,
          Edge(first: before, second: after, distance: blocks[before].width + gap)
        ))
      if isGround, !mayStack { continue }
      options.append(
        (
          (isGround ? 1.6 : 1) * bottom / Double(canvas.height), 1,
          Edge(first: before, second: after, distance: blocks[before].height + gap)
        ))
    }
    let ranked = options.enumerated().sorted {
      ($0.element.cost, $0.offset) < ($1.element.cost, $1.offset)
    }
    for option in ranked.map(\.element) {
      edges[option.axis].append(option.edge)
      if let ranges = ranges(option.axis) {
        if option.axis == 0 { xs = ranges } else { ys = ranges }
        return true
      }
      edges[option.axis].removeLast()
    }
    return false
  }
}

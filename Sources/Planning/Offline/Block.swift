import Layouts

/// Parts that move as one: a grid of things of a kind with all that it carries.
struct Block {
  /// One thing of a part, relative to the block's corner.
  struct Member {
    var part: Int
    var box: Box
  }

  /// The width in pixels.
  var width: Double
  /// The height in pixels.
  var height: Double
  /// The things, from back to front.
  var members: [Member]
  /// The part that carries the others.
  var root: Int

  /// The smallest box around all things of a part, relative to the block's corner.
  func bounds(of part: Int) -> Box {
    let boxes = members.filter { $0.part == part }.map(\.box)
    let left = boxes.map(\.x).min() ?? 0
    let top = boxes.map(\.y).min() ?? 0
    return Box(
      x: left, y: top, width: (boxes.map(\.maxX).max() ?? 0) - left,
      height: (boxes.map(\.maxY).max() ?? 0) - top)
  }

  /// The smallest box around all things of some parts, relative to the block's corner.
  func bounds(of parts: [Int]) -> Box {
    let boxes = parts.map { bounds(of: $0) }
    let left = boxes.map(\.x).min() ?? 0
    let top = boxes.map(\.y).min() ?? 0
    return Box(
      x: left, y: top, width: (boxes.map(\.maxX).max() ?? 0) - left,
      height: (boxes.map(\.maxY).max() ?? 0) - top)
  }

  /// Moves everything so that the smallest box around the members starts at the corner.
  mutating func fit() {
    let left = members.map(\.box.x).min() ?? 0
    let top = members.map(\.box.y).min() ?? 0
    for index in members.indices {
      members[index].box.x -= left
      members[index].box.y -= top
    }
    width = members.map(\.box.maxX).max() ?? 0
    height = members.map(\.box.maxY).max() ?? 0
  }

  /// Adds another block's things at an offset, in front of or behind what is here.
  mutating func add(_ other: Block, x: Double, y: Double, isBehind: Bool = false) {
    let moved = other.members.map { member in
      var member = member
      member.box.x += x
      member.box.y += y
      return member
    }
    members = isBehind ? moved + members : members + moved
  }
}

/// Builds blocks at a scale.
struct BlockBuilder {
  let arrangement: Arrangement
  let canvas: Canvas
  /// The factor on the table's sizes.
  var scale: Double
  /// The width over height that a grid of things aims at; nil puts them in one row.
  var gridAspect: Double?
  /// Whether things that stand on another may do so in several rows.
  var mayPile = false
  /// The factor on the gaps within a row that the caption asks for.
  var rowSpacing = 1.0
  /// The factors on each part's size, one by default.
  var sizeFactors: [Double]

  /// The smallest side that a thing may have, in pixels: a tenth of the canvas's shorter side.
  static func smallestSide(on canvas: Canvas) -> Double {
    max(2, Double(min(canvas.width, canvas.height)) / 10)
  }

  /// The distance kept between blocks, in pixels: one cell of a 16 × 16 attention map.
  ///
  /// Nearer than that, a model that is told where things go paints two of a kind as one.
  static func gap(on canvas: Canvas) -> Double {
    max(1, Double(min(canvas.width, canvas.height)) / 16)
  }

  /// The blocks of all parts that nothing carries.
  func blocks() -> [Block] {
    arrangement.parts.indices.filter { arrangement.carriers[$0] == nil }.map { block(of: $0) }
  }

  private func size(of part: Int) -> (width: Double, height: Double) {
    let (width, height) = arrangement.sizes[part]
    let sides = (width: Double(canvas.width), height: Double(canvas.height))
    let unit = min((sides.width * sides.height).squareRoot(), 1.6 * min(sides.width, sides.height))
    let factor = unit * scale * sizeFactors[part]
    let least = Self.smallestSide(on: canvas)
    return (
      min(max(width * factor, least), max(least, 0.8 * sides.width)),
      min(max(height * factor, least), max(least, 0.8 * sides.height))
    )
  }

  private func children(of part: Int, _ tie: Arrangement.Tie) -> [Int] {
    arrangement.parts.indices.filter {
      arrangement.carriers[$0]?.part == part && arrangement.carriers[$0]?.tie == tie
    }
  }

  /// A part with all that it carries.
  private func block(of part: Int, aspect: Double? = nil) -> Block {
    let gap = Self.gap(on: canvas)
    var (width, height) = size(of: part)
    let top = row(
      of: children(of: part, .on), spacing: gap / 2, aspect: mayPile ? gridAspect : .infinity)
    let inside = row(
      of: children(of: part, .inside), spacing: gap / 2, aspect: 1.2 * width / height)
    let count = Double(arrangement.parts[part].count)
    if let top {
      // What carries things is wider than they are, as far as the canvas allows.
      let reach = min(top.width * 1.05, max(top.width, Double(canvas.width) - gap))
      width = max(width, (reach - (count - 1) * gap) / count)
    }
    if let inside {
      // A bowl that holds much is a larger bowl, not a deeper one.
      let growth = max(1, inside.width / 0.8 / width, inside.height / 0.75 / height)
      width *= growth
      height *= growth
    }
    var result = grid(
      of: part, width, height, aspect: top != nil ? nil : aspect ?? gridAspect)
    let own = result.bounds(of: part)
    if let top { result.add(top, x: (own.width - top.width) / 2, y: -top.height) }
    if let inside {
      result.add(
        inside, x: (width - inside.width) / 2, y: height * 0.08)
    }
    addFront(to: &result, of: part, own)
    addBack(to: &result, of: part)
    result.fit()
    return result
  }

  /// What stands in front reaches below its carrier's foot, to the right of its middle.
  private func addFront(to block: inout Block, of part: Int, _ own: Box) {
    let children = children(of: part, .inFront)
    guard let front = row(of: children, spacing: Self.gap(on: canvas) / 2) else { return }
    let foot = children.map { child -> Double in
      let boxes = front.members.filter { $0.part == child }.map(\.box)
      return boxes.map { $0.maxY - 0.4 * $0.height }.min() ?? 0
    }
    block.add(
      front, x: own.width * 0.62 - front.width / 2, y: own.maxY - (foot.min() ?? 0))
  }

  /// What stands behind looks out above its carrier's top, to the left of its middle.
  private func addBack(to block: inout Block, of part: Int) {
    let children = children(of: part, .behind)
    guard let back = row(of: children, spacing: Self.gap(on: canvas) / 2) else { return }
    let own = block.bounds(of: part)
    let top = children.map { child -> Double in
      let boxes = back.members.filter { $0.part == child }.map(\.box)
      return boxes.map { $0.y + 0.6 * $0.height }.max() ?? 0
    }
    block.add(
      back, x: own.width * 0.4 - back.width / 2, y: own.y - (top.max() ?? 0), isBehind: true)
  }

  /// The blocks of carried parts side by side on one base line, ordered as the scene orders them.
  private func row(of children: [Int], spacing: Double, aspect: Double? = nil) -> Block? {
    guard !children.isEmpty else { return nil }
    var waiting = children
    var ordered: [Int] = []
    while !waiting.isEmpty {
      let next = waiting.firstIndex { child in
        !waiting.contains { $0 != child && arrangement.reaches($0, child, .x) }
      }
      ordered.append(waiting.remove(at: next ?? 0))
    }
    let share = aspect.map { $0 / Double(ordered.count) }
    let blocks = ordered.map { block(of: $0, aspect: share) }
    let feet = blocks.map { $0.bounds(of: $0.root).maxY }
    let base = feet.max() ?? 0
    var result = Block(width: 0, height: base, members: [], root: ordered[0])
    for (block, foot) in zip(blocks, feet) {
      if result.width > 0 { result.width += spacing }
      result.add(block, x: result.width, y: base - foot)
      result.width += block.width
    }
    return result
  }

  /// How many things of a size stand side by side in a grid of a width over height.
  static func columns(
    _ count: Int, aspect: Double?, of size: (width: Double, height: Double)
  ) -> Int {
    guard let aspect, aspect.isFinite else { return count }
    let ideal = (Double(count) * size.height / size.width * aspect).squareRoot()
    return min(count, max(1, Int((ideal - 0.3).rounded(.up))))
  }

  /// The things of a part in rows; a short last row is centred.
  private func grid(
    of part: Int, _ width: Double, _ height: Double, aspect: Double?
  ) -> Block {
    var gap = Self.gap(on: canvas)
    let count = arrangement.parts[part].count
    var columns = count
    switch arrangement.parts[part].formation {
    case .row: gap *= rowSpacing
    case .column: columns = 1
    case .circle where count > 3: return circle(of: part, width, height)
    case .circle, nil: columns = Self.columns(count, aspect: aspect, of: (width, height))
    }
    var result = Block(width: 0, height: 0, members: [], root: part)
    for index in 0..<count {
      let (row, column) = (index / columns, index % columns)
      let inRow = min(columns, count - row * columns)
      let indent = Double(columns - inRow) * (width + gap) / 2
      result.members.append(
        .init(
          part: part,
          box: Box(
            x: indent + Double(column) * (width + gap), y: Double(row) * (height + gap),
            width: width, height: height)))
    }
    result.fit()
    return result
  }

  /// The things of a part on an ellipse that is as small as their gaps allow.
  private func circle(of part: Int, _ width: Double, _ height: Double) -> Block {
    let gap = Self.gap(on: canvas)
    let count = arrangement.parts[part].count
    let turns = (0..<count).map { sineAndCosine(ofDegrees: 360 * Double($0) / Double(count) - 90) }
    var result = Block(width: 0, height: 0, members: [], root: part)
    var radius = 0.5
    repeat {
      radius *= 1.1
      result.members = turns.map { turn in
        .init(
          part: part,
          box: Box(
            x: radius * (width + gap) * turn.cosine, y: radius * (height + gap) * turn.sine,
            width: width, height: height))
      }
    } while touches(result.members, gap: gap)
    result.fit()
    return result
  }

  private func touches(_ members: [Block.Member], gap: Double) -> Bool {
    members.indices.contains { first in
      members.indices.contains { second in
        first < second
          && abs(members[first].box.x - members[second].box.x)
            < members[first].box.width + gap
          && abs(members[first].box.y - members[second].box.y) < members[first].box.height + gap
      }
    }
  }
}

import Layouts

/// Boxes of given sizes in a row, a column, a circle or a grid, from a corner at the origin.
struct Figure {
  /// The boxes, in the order of the sizes.
  private(set) var boxes: [Box] = []

  /// The width of the whole.
  var width: Double { boxes.union.maxX }
  /// The height of the whole.
  var height: Double { boxes.union.maxY }

  /// Arranges boxes.
  init(
    _ sizes: [(width: Double, height: Double)], _ formation: SceneGraph.Formation, gap: Double
  ) {
    switch formation {
    case .row: makeRows(sizes, columns: sizes.count, gap: gap)
    case .column: makeRows(sizes, columns: 1, gap: gap)
    case .circle: makeCircle(sizes, gap: gap)
    }
  }

  /// Arranges boxes in rows of so many.
  init(_ sizes: [(width: Double, height: Double)], columns: Int, gap: Double) {
    makeRows(sizes, columns: columns, gap: gap)
  }

  /// Rows whose boxes stand on one line; each is centred.
  private mutating func makeRows(
    _ sizes: [(width: Double, height: Double)], columns: Int, gap: Double
  ) {
    let rows = stride(from: 0, to: sizes.count, by: max(1, columns)).map { start in
      Array(sizes[start..<min(start + max(1, columns), sizes.count)])
    }
    let widths = rows.map { row in
      row.map(\.width).reduce(0, +) + gap * Double(row.count - 1)
    }
    let widest = widths.max() ?? 0
    var y = 0.0
    for (row, width) in zip(rows, widths) {
      let height = row.map(\.height).max() ?? 0
      var x = (widest - width) / 2
      for size in row {
        boxes.append(
          Box(x: x, y: y + height - size.height, width: size.width, height: size.height))
        x += size.width + gap
      }
      y += height + gap
    }
  }

  /// A circle as small as the gaps allow, the first box at the top.
  private mutating func makeCircle(
    _ sizes: [(width: Double, height: Double)], gap: Double
  ) {
    let turns = sizes.indices.map {
      sineAndCosine(ofDegrees: 360 * Double($0) / Double(sizes.count) - 90)
    }
    var radius = (sizes.map { max($0.width, $0.height) }.max() ?? 1) / 2
    repeat {
      radius *= 1.1
      boxes = zip(sizes, turns).map { size, turn in
        Box(
          x: radius * turn.cosine - size.width / 2, y: radius * turn.sine - size.height / 2,
          width: size.width, height: size.height)
      }
    } while touches(gap: gap)
    let corner = boxes.union
    for index in boxes.indices {
      boxes[index].x -= corner.x
      boxes[index].y -= corner.y
    }
  }

  private func touches(gap: Double) -> Bool {
    boxes.indices.contains { first in
      boxes.indices.contains { second in
        first < second && boxes[first].x < boxes[second].maxX + gap
          && boxes[second].x < boxes[first].maxX + gap && boxes[first].y < boxes[second].maxY + gap
          && boxes[second].y < boxes[first].maxY + gap
      }
    }
  }
}

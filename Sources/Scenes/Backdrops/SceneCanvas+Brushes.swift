/// A colour with levels in 0...255.
typealias Paint = SIMD4<Float>

extension SIMD4<Float> {
  /// A colour by its levels.
  static func paint(_ red: Float, _ green: Float, _ blue: Float) -> SIMD4<Float> {
    SIMD4(red, green, blue, 0)
  }

  /// The same colour a little changed, each level by at most so much.
  func near(_ random: inout SceneRandom, _ spread: Float = 12) -> SIMD4<Float> {
    let (first, second) = random.signedPair()
    let third = random.signedPair().0
    return self + spread * SIMD4(first, second, third, 0)
  }
}

/// The strokes that backdrops are painted with. Rows and columns outside the canvas are left out.
extension SceneCanvas {
  /// Fills rows with colours that change from top to bottom.
  func fill(_ rows: Range<Int>, from top: Paint, to bottom: Paint) {
    let step = 1 / Float(max(1, rows.count - 1))
    for row in rows.clamped(to: 0..<height) {
      let share = Float(row - rows.lowerBound) * step
      let color = top + (bottom - top) * share
      for index in row * width..<(row + 1) * width { pixels[index] = color }
    }
  }

  /// Fills a rectangle with one colour.
  func fill(_ columns: Range<Int>, _ rows: Range<Int>, _ color: Paint) {
    let columns = columns.clamped(to: 0..<width)
    for row in rows.clamped(to: 0..<height) {
      for index in row * width + columns.lowerBound..<row * width + columns.upperBound {
        pixels[index] = color
      }
    }
  }

  /// Fills a disc.
  func disc(x: Float, y: Float, radius: Float, _ color: Paint) {
    for row in cells(from: y - radius, to: y + radius, of: height) {
      let dy = Float(row) + 0.5 - y
      for column in cells(from: x - radius, to: x + radius, of: width) {
        let dx = Float(column) + 0.5 - x
        let inside = radius + 0.5 - (dx * dx + dy * dy).squareRoot()
        let share = min(max(inside, 0), 1)
        let index = row * width + column
        pixels[index] += (color - pixels[index]) * share
      }
    }
  }

  /// Fills what lies below a broken line through points at equal distances.
  func ridge(_ heights: [Float], until bottom: Int, _ color: Paint) {
    let count = Float(heights.count - 1)
    for column in 0..<width {
      let place = Float(column) / Float(max(1, width - 1)) * count
      let cell = min(Int(place), heights.count - 2)
      let share = place - Float(cell)
      let top = heights[cell] + (heights[cell + 1] - heights[cell]) * share
      var row = max(0, Int(top))
      while row < min(bottom, height) {
        let cover = min(max(Float(row + 1) - top, 0), 1)
        let index = row * width + column
        pixels[index] += (color - pixels[index]) * cover
        row += 1
      }
    }
  }

  /// Darkens the ground under something softly.
  func shade(x: Double, y: Double, width across: Double, height down: Double, by depth: Float) {
    let (cx, cy, rx, ry) = (Float(x), Float(y), Float(across / 2), Float(down / 2))
    guard rx > 0.5, ry > 0.2 else { return }
    let rows = cells(from: cy - ry, to: cy + ry, of: height)
    let columns = cells(from: cx - rx, to: cx + rx, of: width)
    for row in rows {
      let dy = (Float(row) + 0.5 - cy) / ry
      for column in columns {
        let dx = (Float(column) + 0.5 - cx) / rx
        let inside = 1 - dx * dx - dy * dy
        if inside > 0 { pixels[row * width + column] *= 1 - depth * inside }
      }
    }
  }

  /// The rows or columns that a stretch touches, inside the canvas.
  func cells(from low: Float, to high: Float, of count: Int) -> Range<Int> {
    let first = min(max(low.rounded(.down), 0), Float(count))
    let last = min(max(high.rounded(.down) + 1, first), Float(count))
    return Int(first)..<Int(last)
  }

  // MARK: - Noise

  /// Lays a grid of random numbers, one every `cell` pixels, for the noises that follow.
  private func layGrid(
    _ rows: Range<Int>, cellWidth: Double, cellHeight: Double, _ random: inout SceneRandom
  ) -> (wide: Int, stepY: Float) {
    let wide = min(Int(Double(width) / max(cellWidth, 1)) + 2, gridRow.count)
    let high = min(Int(Double(rows.count) / max(cellHeight, 1)) + 2, grid.count / wide)
    var index = 0
    while index + 1 < wide * high {
      (grid[index], grid[index + 1]) = random.signedPair()
      index += 2
    }
    if index < wide * high { grid[index] = random.signedPair().0 }
    let stepX = Float(wide - 1) / Float(width)
    for column in 0..<width {
      let place = (Float(column) + 0.5) * stepX
      let cell = min(Int32(place), Int32(wide - 2))
      columns[column] = (cell, Self.smooth(place - Float(cell)))
    }
    return (wide, Float(high - 1) / Float(max(1, rows.count)))
  }

  /// 3t² − 2t³: no kink where cells meet.
  @inline(__always)
  private static func smooth(_ t: Float) -> Float { t * t * (3 - 2 * t) }

  /// Puts the row of the grid that belongs to a row of pixels into `gridRow`.
  private func mixGridRow(_ row: Int, wide: Int, stepY: Float) {
    let place = (Float(row) + 0.5) * stepY
    let cell = Int(place)
    let share = Self.smooth(place - Float(cell))
    let (upper, lower) = (cell * wide, (cell + 1) * wide)
    for index in 0..<wide {
      gridRow[index] = grid[upper + index] + (grid[lower + index] - grid[upper + index]) * share
    }
  }

  /// Makes rows lighter and darker by a smooth noise with cells of a size in pixels.
  func noise(
    _ rows: Range<Int>, cellWidth: Double, cellHeight: Double, amplitude: Float,
    _ random: inout SceneRandom
  ) {
    let rows = rows.clamped(to: 0..<height)
    guard !rows.isEmpty else { return }
    let (wide, stepY) = layGrid(rows, cellWidth: cellWidth, cellHeight: cellHeight, &random)
    for row in rows {
      mixGridRow(row - rows.lowerBound, wide: wide, stepY: stepY)
      for column in 0..<width {
        let (cell, share) = columns[column]
        let left = gridRow[Int(cell)]
        let value = left + (gridRow[Int(cell) + 1] - left) * share
        pixels[row * width + column] += SIMD4(repeating: value * amplitude)
      }
    }
  }

  /// Noise with square cells.
  func noise(_ rows: Range<Int>, cell: Double, amplitude: Float, _ random: inout SceneRandom) {
    noise(rows, cellWidth: cell, cellHeight: cell, amplitude: amplitude, &random)
  }

  /// Lays a colour over rows where a smooth noise is high: clouds, foam, leaves.
  func patches(
    _ rows: Range<Int>, cellWidth: Double, cellHeight: Double, from threshold: Float,
    _ color: Paint, strength: Float, _ random: inout SceneRandom
  ) {
    let rows = rows.clamped(to: 0..<height)
    guard !rows.isEmpty else { return }
    let (wide, stepY) = layGrid(rows, cellWidth: cellWidth, cellHeight: cellHeight, &random)
    for row in rows {
      mixGridRow(row - rows.lowerBound, wide: wide, stepY: stepY)
      for column in 0..<width {
        let (cell, share) = columns[column]
        let left = gridRow[Int(cell)]
        let value = left + (gridRow[Int(cell) + 1] - left) * share
        let cover = min(max((value - threshold) * 2.5, 0), 1) * strength
        if cover > 0 {
          let index = row * width + column
          pixels[index] += (color - pixels[index]) * cover
        }
      }
    }
  }
}

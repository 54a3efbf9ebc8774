/// Paints backdrops: a horizon, colours that vary a little, and a few strokes of noise.
struct BackdropPainter {
  let canvas: SceneCanvas
  /// The row of the horizon; it may lie outside the canvas in a close-up.
  let horizon: Int
  /// The length that details are measured by: the shorter side of the whole scene, in pixels.
  let side: Double
  var random: SceneRandom

  private var width: Int { canvas.width }
  private var height: Int { canvas.height }
  private var above: Range<Int> { min(0, horizon)..<max(min(0, horizon), horizon) }
  private var below: Range<Int> { horizon..<max(horizon, height) }
  private var all: Range<Int> { 0..<height }
  /// So many rows or columns for a share of the side, at least one.
  private func span(_ share: Double) -> Int { max(1, Int((side * share).rounded())) }

  /// Paints one.
  mutating func paint(_ backdrop: Backdrop) {
    switch backdrop {
    case .field: field()
    case .beach: beach()
    case .snow: snow()
    case .desert: desert()
    case .street: street()
    case .night: night()
    case .room: room()
    case .table: table()
    case .sea: sea()
    case .forest: forest()
    case .sunset: sunset()
    case .studio: studio()
    case .mountains: mountains()
    case .sky: openSky()
    case .underwater: underwater()
    case .city: city()
    case .kitchen: kitchen()
    case .road: road()
    }
  }

  // MARK: - Parts

  private mutating func sky(_ rows: Range<Int>) {
    canvas.fill(
      rows, from: .paint(85, 150, 225).near(&random), to: .paint(190, 217, 240).near(&random))
    canvas.patches(
      rows, cellWidth: side / 3, cellHeight: side / 7, from: 0.12, .paint(250, 250, 252),
      strength: 0.75, &random)
  }

  private mutating func ground(
    _ rows: Range<Int>, _ far: Paint, _ near: Paint, amplitude: Float, cells: [Double]
  ) {
    canvas.fill(rows, from: far.near(&random), to: near.near(&random))
    for cell in cells {
      canvas.noise(
        rows, cellWidth: side * cell, cellHeight: side * cell * 0.6, amplitude: amplitude, &random)
    }
  }

  // MARK: - Outdoors

  private mutating func field() {
    sky(above)
    ground(
      below, .paint(125, 175, 75), .paint(62, 130, 42), amplitude: 9, cells: [0.25, 0.06, 0.025])
  }

  private mutating func beach() {
    sky(above)
    let water = horizon..<horizon + span(0.14)
    ground(
      below, .paint(226, 206, 158), .paint(207, 182, 124), amplitude: 5, cells: [0.16, 0.03])
    canvas.fill(
      water, from: .paint(40, 110, 170).near(&random), to: .paint(90, 175, 195).near(&random))
    canvas.noise(water, cellWidth: side / 8, cellHeight: 2, amplitude: 9, &random)
  }

  private mutating func snow() {
    canvas.fill(
      above, from: .paint(150, 176, 206).near(&random), to: .paint(206, 216, 229).near(&random))
    ground(below, .paint(240, 245, 250), .paint(214, 225, 241), amplitude: 5, cells: [0.3, 0.07])
  }

  private mutating func desert() {
    canvas.fill(
      above, from: .paint(120, 180, 235).near(&random), to: .paint(236, 226, 192).near(&random))
    ground(below, .paint(226, 168, 92), .paint(192, 122, 62), amplitude: 9, cells: [0.35, 0.1])
  }

  private mutating func houses(_ body: Paint, spread: Float, _ lit: (Paint) -> Paint) {
    var x = 0
    while x < width {
      let wide = span(random.uniform(0.11, 0.25))
      let high = Int(Double(max(horizon, span(0.3))) * random.uniform(0.35, 0.85))
      let color = body.near(&random, spread)
      canvas.fill(x..<x + wide, horizon - high..<horizon, color)
      let window = lit(color)
      let (stepX, stepY) = (span(0.075), span(0.09))
      for top in stride(from: horizon - high + span(0.035), to: horizon - span(0.04), by: stepY) {
        for left in stride(from: x + span(0.025), to: x + wide - span(0.03), by: stepX)
        where random.chance(0.8) {
          canvas.fill(left..<left + span(0.03), top..<top + span(0.042), window)
        }
      }
      x += wide
    }
  }

  private mutating func street() {
    sky(above)
    houses(.paint(150, 132, 118), spread: 40) { $0 * .paint(0.55, 0.62, 0.72) }
    ground(below, .paint(112, 112, 116), .paint(84, 84, 88), amplitude: 6, cells: [0.16, 0.03])
    let kerb = Paint.paint(168, 164, 158).near(&random)
    canvas.fill(0..<width, horizon..<horizon + span(0.05), kerb)
  }

  private mutating func city() {
    canvas.fill(
      above, from: .paint(14, 16, 44).near(&random, 5), to: .paint(62, 52, 98).near(&random, 8))
    houses(.paint(38, 38, 58), spread: 12) { _ in .paint(250, 214, 120) }
    ground(below, .paint(62, 62, 76), .paint(38, 38, 48), amplitude: 5, cells: [0.16, 0.03])
  }

  private mutating func road() {
    sky(above)
    ground(below, .paint(140, 170, 95), .paint(96, 140, 62), amplitude: 8, cells: [0.2, 0.04])
    let middle = Double(width) * random.uniform(0.4, 0.6)
    let reach = max(1, height - horizon)
    for row in max(0, horizon)..<max(0, horizon, height) {
      let depth = Double(row - horizon) / Double(reach)
      let half = side * (0.03 + 0.42 * depth)
      let left = Int(middle - half)
      canvas.fill(left..<max(left, Int(middle + half)), row..<row + 1, .paint(96, 96, 100))
      let line = max(0.5, side * 0.018 * depth)
      let isDash = Int(12 * depth * (2 - depth)) % 2 == 0
      let start = Int(middle - line)
      if isDash {
        let end = max(start + 1, Int(middle + line))
        canvas.fill(start..<end, row..<row + 1, .paint(232, 228, 205))
      }
    }
    canvas.noise(below, cell: side * 0.03, amplitude: 4, &random)
  }

  private mutating func night() {
    canvas.fill(
      above, from: .paint(8, 10, 36).near(&random, 5), to: .paint(36, 42, 88).near(&random, 8))
    for _ in 0..<24 where horizon > 1 {
      let (x, y) = (random.below(width), random.below(max(1, min(horizon, height))))
      canvas.fill(x..<x + 1, y..<y + 1, .paint(236, 236, 222))
    }
    canvas.disc(
      x: Float(Double(width) * random.uniform(0.1, 0.9)),
      y: Float(Double(horizon) - side * random.uniform(0.22, 0.34)), radius: Float(side * 0.06),
      .paint(245, 242, 215))
    ground(below, .paint(38, 58, 46), .paint(18, 30, 24), amplitude: 6, cells: [0.25, 0.06])
  }

  private mutating func sea() {
    sky(above)
    canvas.fill(
      below, from: .paint(34, 98, 164).near(&random), to: .paint(20, 70, 132).near(&random))
    canvas.noise(below, cellWidth: side / 9, cellHeight: side / 40, amplitude: 14, &random)
    canvas.noise(below, cellWidth: side / 20, cellHeight: side / 60, amplitude: 8, &random)
  }

  private mutating func forest() {
    canvas.fill(
      all, from: .paint(62, 98, 60).near(&random), to: .paint(46, 82, 42).near(&random))
    for cell in [0.17, 0.06] {
      canvas.noise(above, cell: side * cell, amplitude: 15, &random)
    }
    var x = -span(random.uniform(0, 0.2))
    while x < width {
      let wide = span(random.uniform(0.035, 0.075))
      let foot = horizon + span(random.uniform(0, 0.06))
      canvas.fill(x..<x + wide, min(0, foot)..<foot, Paint.paint(78, 60, 44).near(&random))
      x += wide + span(random.uniform(0.1, 0.26))
    }
    ground(below, .paint(92, 112, 54), .paint(62, 84, 38), amplitude: 9, cells: [0.14, 0.04])
  }

  private mutating func sunset() {
    canvas.fill(
      above, from: .paint(96, 62, 122).near(&random), to: .paint(252, 152, 70).near(&random))
    canvas.disc(
      x: Float(Double(width) * random.uniform(0.15, 0.85)),
      y: Float(Double(horizon) - side * random.uniform(0.02, 0.1)), radius: Float(side * 0.08),
      .paint(255, 224, 130))
    ground(below, .paint(96, 74, 62), .paint(52, 42, 46), amplitude: 6, cells: [0.25, 0.06])
  }

  private mutating func mountains() {
    sky(above)
    for (depth, color) in [(0.34, Paint.paint(150, 165, 190)), (0.2, .paint(104, 120, 132))] {
      let heights = (0..<9).map { _ in
        Float(Double(horizon) - side * random.uniform(depth * 0.25, depth))
      }
      canvas.ridge(heights, until: horizon, color.near(&random))
    }
    ground(below, .paint(128, 150, 92), .paint(86, 112, 66), amplitude: 9, cells: [0.25, 0.05])
  }

  private mutating func openSky() {
    sky(all)
    canvas.patches(
      all, cellWidth: side / 2, cellHeight: side / 5, from: 0.2, .paint(252, 252, 254),
      strength: 0.8, &random)
  }

  private mutating func underwater() {
    canvas.fill(
      all, from: .paint(52, 150, 200).near(&random), to: .paint(12, 62, 112).near(&random))
    canvas.noise(all, cellWidth: side / 7, cellHeight: side, amplitude: 10, &random)
    let floor = height - span(random.uniform(0.1, 0.2))
    ground(
      floor..<max(floor, height), .paint(150, 156, 122), .paint(120, 122, 92), amplitude: 7,
      cells: [0.1])
  }

  // MARK: - Indoors

  private mutating func room() {
    let wall = Paint.paint(214, 200, 182).near(&random, 26)
    canvas.fill(above, from: wall, to: wall * 0.92)
    canvas.fill(
      below, from: .paint(160, 112, 68).near(&random), to: .paint(126, 82, 46).near(&random))
    canvas.noise(below, cellWidth: side * 0.3, cellHeight: side * 0.02, amplitude: 6, &random)
    let board = span(0.085)
    for row in stride(from: horizon + board, to: height, by: board) where row >= 0 {
      for column in 0..<width { canvas.pixels[row * width + column] *= 0.78 }
    }
    canvas.fill(0..<width, horizon - span(0.025)..<horizon, .paint(236, 231, 222))
  }

  private mutating func kitchen() {
    let tile = Paint.paint(222, 230, 230).near(&random, 18)
    canvas.fill(above, from: tile, to: tile * 0.96)
    let step = span(0.11)
    for row in stride(from: horizon - step, through: 0, by: -step) where row < height {
      canvas.fill(0..<width, row..<row + 1, tile * 0.85)
    }
    for column in stride(from: span(random.uniform(0, 0.1)), to: width, by: step) {
      canvas.fill(column..<column + 1, above, tile * 0.85)
    }
    let top = Paint.paint(150, 152, 158).near(&random, 24)
    canvas.fill(below, from: top * 1.06, to: top * 0.9)
    canvas.noise(below, cell: side * 0.025, amplitude: 7, &random)
  }

  private mutating func table() {
    canvas.fill(
      above, from: .paint(94, 104, 114).near(&random, 20), to: .paint(122, 126, 132).near(&random))
    canvas.fill(
      below, from: .paint(188, 134, 84).near(&random), to: .paint(150, 100, 58).near(&random))
    canvas.noise(below, cellWidth: side * 0.7, cellHeight: side * 0.035, amplitude: 11, &random)
  }

  private mutating func studio() {
    let paper = Paint.paint(212, 212, 216).near(&random, 28)
    canvas.fill(all, from: paper * 1.04, to: paper * 0.88)
  }
}

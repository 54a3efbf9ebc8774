import Drawing
import Layouts
import Testing

@Suite struct MaskTests {
  private let canvas = Canvas(width: 512, height: 512)

  /// The share of each cell that the region holds, by counting points: 64 × 64 a cell.
  private func oracle(
    _ region: LayoutObject.Region, canvas: Canvas, height: Int, width: Int, samples: Int = 64
  ) -> [Double] {
    var counts = [Double](repeating: 0, count: height * width)
    for row in 0..<height * samples {
      let y = (Double(row) + 0.5) * Double(canvas.height) / Double(height * samples)
      for column in 0..<width * samples {
        let x = (Double(column) + 0.5) * Double(canvas.width) / Double(width * samples)
        if holds(region, x: x, y: y) { counts[row / samples * width + column / samples] += 1 }
      }
    }
    return counts.map { $0 / Double(samples * samples) }
  }

  private func holds(_ region: LayoutObject.Region, x: Double, y: Double) -> Bool {
    switch region {
    case .box(let box):
      return x > box.x && x < box.maxX && y > box.y && y < box.maxY
    case .ellipse(let ellipse):
      let radians = ellipse.angle * .pi / 180
      let (dx, dy) = (x - ellipse.centerX, y - ellipse.centerY)
      let (cosine, sine) = (cosineOf(radians), cosineOf(radians - .pi / 2))
      let along = (dx * cosine + dy * sine) / ellipse.major
      let across = (dy * cosine - dx * sine) / ellipse.minor
      return along * along + across * across < 1
    }
  }

  /// The cosine by its series, so that the oracle shares no code with what it judges.
  private func cosineOf(_ radians: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for power in 1...24 {
      term *= -radians * radians / Double((2 * power - 1) * 2 * power)
      sum += term
    }
    return sum
  }

  static let regions: [LayoutObject.Region] = [
    .box(Box(x: 10, y: 20, width: 100, height: 120)),
    .box(Box(x: -40, y: 400.5, width: 333.3, height: 500)),
    .ellipse(Ellipse(centerX: 149, centerY: 236, major: 137, minor: 116, angle: 87)),
    .ellipse(Ellipse(centerX: 256, centerY: 256, major: 250, minor: 11, angle: 45)),
    .ellipse(Ellipse(centerX: 500, centerY: 20, major: 90, minor: 60, angle: 150)),
    .ellipse(Ellipse(centerX: 301, centerY: 207, major: 5, minor: 4, angle: 20)),
    .ellipse(Ellipse(centerX: 256, centerY: 256, major: 900, minor: 300, angle: 30)),
    .ellipse(Ellipse(centerX: 200, centerY: 300, major: 60, minor: 90, angle: 10)),
  ]

  @Test(arguments: regions, [(8, 8), (16, 16), (5, 13)])
  func coverageAgreesWithCountedPoints(region: LayoutObject.Region, size: (Int, Int)) {
    let (height, width) = size
    let mask = Mask(region, canvas: canvas, height: height, width: width, edge: .coverage)
    let expected = oracle(region, canvas: canvas, height: height, width: width)
    // A 64 × 64 count of a cell that one straight rim crosses is itself off by up to 1/64.
    for (cell, value) in mask.values.enumerated() {
      #expect(abs(Double(value) - expected[cell]) < 0.012, "cell \(cell)")
    }
  }

  /// The share of each cell inside an ellipse, by summing exact chords over 2000 lines a cell.
  private func chordOracle(_ ellipse: Ellipse, height: Int, width: Int) -> [Double] {
    let (cellWidth, cellHeight) = (512 / Double(width), 512 / Double(height))
    let (cosine, sine) = (
      cosineOf(ellipse.angle * .pi / 180), cosineOf(ellipse.angle * .pi / 180 - .pi / 2)
    )
    var shares = [Double](repeating: 0, count: height * width)
    for line in 0..<height * 2000 {
      let dy = (Double(line) + 0.5) * cellHeight / 2000 - ellipse.centerY
      let (a, b) = (cosine / ellipse.major, sine / ellipse.minor)
      let (c, d) = (dy * sine / ellipse.major, -dy * cosine / ellipse.minor)
      // (a·dx + c)² + (b·dx + d)² < 1
      let (square, half) = (a * a + b * b, a * c + b * d)
      let discriminant = half * half - square * (c * c + d * d - 1)
      guard discriminant > 0 else { continue }
      let left = ellipse.centerX + (-half - discriminant.squareRoot()) / square
      let right = ellipse.centerX + (-half + discriminant.squareRoot()) / square
      for column in 0..<width {
        let start = Double(column) * cellWidth
        let overlap = min(right, start + cellWidth) - max(left, start)
        shares[line / 2000 * width + column] += max(overlap, 0) / cellWidth / 2000
      }
    }
    return shares
  }

  @Test(arguments: regions, [(8, 8), (16, 16), (5, 13)])
  func coverageOfEllipsesIsExact(region: LayoutObject.Region, size: (Int, Int)) {
    guard case .ellipse(let ellipse) = region else { return }
    let (height, width) = size
    let mask = Mask(region, canvas: canvas, height: height, width: width, edge: .coverage)
    for (value, expected) in zip(mask.values, chordOracle(ellipse, height: height, width: width)) {
      #expect(abs(Double(value) - expected) < 1e-4)
    }
  }

  @Test(arguments: [8, 31, 64, 257], [0.0, 17, 45, 90, 133.7])
  func coverageOfAnEllipseSumsToItsArea(size: Int, angle: Double) {
    let ellipse = Ellipse(centerX: 250, centerY: 260, major: 180, minor: 70, angle: angle)
    let mask = Mask(
      .ellipse(ellipse), canvas: canvas, height: size, width: size, edge: .coverage)
    let cell = 512.0 * 512 / Double(size * size)
    #expect(abs(mask.area * cell / ellipse.area - 1) < 1e-6)
  }

  @Test func coverageOfABoxIsExact() {
    let box = Box(x: 12, y: 4, width: 16, height: 6)
    let canvas = Canvas(width: 32, height: 16)
    let mask = Mask(.box(box), canvas: canvas, height: 2, width: 4, edge: .coverage)
    #expect(mask.values == [0, 0.25, 0.5, 0.25, 0, 0.125, 0.25, 0.125])
  }

  @Test func positiveAnglesTurnClockwiseOnScreen() {
    let ellipse = Ellipse(centerX: 256, centerY: 256, major: 200, minor: 20, angle: 45)
    let mask = Mask(.ellipse(ellipse), canvas: canvas, height: 32, width: 32)
    #expect(mask[23, 23] == 1, "down and to the right of the middle")
    #expect(mask[8, 8] == 1)
    #expect(mask[23, 8] == 0 && mask[8, 23] == 0)
  }

  @Test func hardMaskIsCoverageOfAtLeastHalf() {
    let exact = Box(x: 4, y: 0, width: 8, height: 8)
    let mask = Mask(.box(exact), canvas: Canvas(width: 16, height: 8), height: 1, width: 2)
    #expect(mask.values == [1, 1], "half a cell counts")
    let lean = Mask(
      .box(Box(x: 4.1, y: 0, width: 11, height: 8)), canvas: Canvas(width: 16, height: 8),
      height: 1, width: 2)
    #expect(lean.values == [0, 1])
  }

  @Test func halvesCountOnGridsThatDoNotDivideTheCanvas() {
    for size in 3...40 {
      let side = 100.0 / Double(size)
      let box = Box(x: side / 2, y: 0, width: side, height: 100)
      let mask = Mask(.box(box), canvas: Canvas(width: 100, height: 100), height: 1, width: size)
      #expect(mask.values[0] == 1 && mask.values[1] == 1, "size \(size)")
    }
  }

  @Test func nothingInsideTheCanvasVanishes() {
    var generator = SplitMix(seed: 3)
    for _ in 0..<400 {
      let region = generator.tinyRegion(on: canvas)
      let mask = Mask(region, canvas: canvas, height: 8, width: 8)
      #expect(mask.area >= 1, "\(region)")
    }
  }

  @Test func floorTakesTheMostCoveredCell() {
    let canvas = Canvas(width: 80, height: 80)
    let leaning = Box(x: 37, y: 51, width: 4, height: 4)
    let mask = Mask(.box(leaning), canvas: canvas, height: 8, width: 8)
    #expect(mask[5, 3] == 1 && mask.area == 1)
    // A bar over five columns covers three of them equally: the middle one stands for it.
    let bar = Box(x: 5, y: 32, width: 40, height: 1)
    let floor = Mask(.box(bar), canvas: canvas, height: 8, width: 8)
    #expect(floor[3, 2] == 1 && floor.area == 1)
  }

  @Test func regionsWithoutAreaKeepTheCellOfTheirCentre() {
    let point = LayoutObject.Region.ellipse(
      Ellipse(centerX: 100, centerY: 300, major: 0, minor: 0, angle: 0))
    #expect(Mask(point, canvas: canvas, height: 8, width: 8)[4, 1] == 1)
    #expect(Mask(point, canvas: canvas, height: 8, width: 8, edge: .coverage).isEmpty)
    #expect(!Mask(point, canvas: canvas, height: 8, width: 8, edge: .soft(width: 1)).isEmpty)
  }

  @Test(arguments: [
    LayoutObject.Region.box(Box(x: 512, y: 0, width: 30, height: 30)),
    .box(Box(x: -30, y: 0, width: 30, height: 30)),
    .box(Box(x: 10, y: 10, width: -5, height: 30)),
    .box(Box(x: .nan, y: 10, width: 5, height: 30)),
    .box(Box(x: 1e308, y: 10, width: 1e308, height: 30)),
    .ellipse(Ellipse(centerX: 600, centerY: 600, major: 100, minor: 50, angle: 135)),
    .ellipse(Ellipse(centerX: 256, centerY: 256, major: .infinity, minor: 50, angle: 135)),
    .ellipse(Ellipse(centerX: 1e300, centerY: 256, major: 50, minor: 50, angle: 1e300)),
  ])
  func whatLiesOutsideIsEmpty(region: LayoutObject.Region) {
    for edge in [Mask.Edge.coverage, .hard, .soft(width: 2)] {
      #expect(Mask(region, canvas: canvas, height: 16, width: 24, edge: edge).isEmpty)
    }
  }

  @Test func hugeEllipsesCoverTheCanvas() {
    let ellipse = Ellipse(centerX: 1e9, centerY: 256, major: 1e9, minor: 1e9, angle: 33)
    let mask = Mask(.ellipse(ellipse), canvas: canvas, height: 64, width: 64, edge: .coverage)
    #expect(abs(mask.area - 4096) < 1)
  }

  @Test func softMasksPeakAtOneAndFadeOutwards() {
    let box = Box(x: 128, y: 128, width: 256, height: 256)
    let mask = Mask(.box(box), canvas: canvas, height: 64, width: 64, edge: .soft(width: 2))
    #expect(mask.values.max() == 1)
    #expect(mask.values.allSatisfy { 0...1 ~= $0 })
    let row = (0..<64).map { mask[32, $0] }
    #expect(zip(row[8..<30], row[9..<31]).allSatisfy { $0 <= $1 })
    #expect(abs(row[15] + row[16] - 1) < 1e-3, "symmetric about the rim")
    #expect(row[5] == 0)
  }

  @Test func softMasksDoNotFadeAtTheEdgeOfTheCanvas() {
    let box = Box(x: 0, y: 0, width: 512, height: 200)
    let mask = Mask(.box(box), canvas: canvas, height: 32, width: 32, edge: .soft(width: 3))
    #expect(abs(mask[0, 0] - 1) < 1e-5 && abs(mask[0, 31] - 1) < 1e-5)
  }

  @Test func softMaskOfWidthZeroIsTheCoverage() {
    let region = LayoutObject.Region.box(Box(x: 100, y: 90, width: 200, height: 77))
    let soft = Mask(region, canvas: canvas, height: 16, width: 16, edge: .soft(width: 0))
    #expect(soft == Mask(region, canvas: canvas, height: 16, width: 16, edge: .coverage))
  }

  @Test func backgroundIsWhatNoObjectCovers() {
    let layout = Layout(objects: [
      LayoutObject(name: "a", box: Box(x: 0, y: 0, width: 256, height: 512)),
      LayoutObject(name: "b", box: Box(x: 128, y: 0, width: 256, height: 512)),
      LayoutObject(name: "c", box: Box(x: 900, y: 0, width: 256, height: 512)),
    ])
    let masks = LayoutMasks(layout, height: 1, width: 4)
    #expect(masks.objects.map(\.values) == [[1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]])
    #expect(masks.union.values == [1, 1, 1, 0])
    #expect(masks.background.values == [0, 0, 0, 1])
    #expect(LayoutMasks(Layout(), height: 2, width: 2).background.area == 4)
  }

  @Test func sizesFromOneCellToAThousandSquared() {
    let region = Self.regions[2]
    #expect(Mask(region, canvas: canvas, height: 1, width: 1).area == 1)
    let large = Mask(region, canvas: canvas, height: 1024, width: 512)
    #expect(abs(large.area / (.pi * 137 * 116 * 2) - 1) < 1e-3)
  }
}

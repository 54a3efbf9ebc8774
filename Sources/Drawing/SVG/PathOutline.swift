internal import Foundation

/// The outline of a path or polygon as points, curves cut into short chords.
struct PathOutline {
  /// One stroke of the pen from a `moveto` on.
  struct Subpath {
    var points: [SIMD2<Double>]
    /// Whether it ends where it began, by `Z` or by coordinates.
    var isClosed = false
    /// Whether a curve is part of it.
    var isCurved = false
  }

  /// How many chords stand for a curve: the corners of a circle of four curves then lie within
  /// 1e-4 of its radius.
  private static let chords = 64
  /// The most points that are kept of one path.
  private static let pointLimit = 1_000_000

  private(set) var subpaths: [Subpath] = []
  /// The command that could not be read; what stands before it counts, as SVG asks.
  private(set) var fault: String?

  private var scanner: NumberScanner
  private var pen = SIMD2<Double>(0, 0)
  private var start = SIMD2<Double>(0, 0)
  /// The last control point, with the degree of its curve, for the smooth commands.
  private var control: (point: SIMD2<Double>, degree: Int)?
  private var pointCount = 0

  /// Reads the `points` of a polygon.
  init(points text: String, isClosed: Bool) {
    scanner = NumberScanner(text)
    let numbers = scanner.numbers()
    if !scanner.isAtEnd || numbers.count % 2 != 0 { fault = "points" }
    let points = stride(from: 0, to: numbers.count - 1, by: 2).map {
      SIMD2(numbers[$0], numbers[$0 + 1])
    }
    subpaths = points.isEmpty ? [] : [Subpath(points: points, isClosed: isClosed)]
  }

  /// Reads the `d` of a path.
  init(path text: String) {
    scanner = NumberScanner(text)
    var command: UInt8 = 0
    while let byte = scanner.peek() {
      if (65...90).contains(byte) || (97...122).contains(byte) {
        command = byte
        _ = scanner.next()
      } else if command | 0x20 == UInt8(ascii: "z") || command == 0 {
        fault = String(UnicodeScalar(byte))
      }
      guard fault == nil, pointCount < Self.pointLimit, draw(command) else {
        fault = fault ?? String(UnicodeScalar(command))
        break
      }
      // Further pairs after a moveto are linetos.
      if command == UInt8(ascii: "M") { command = UInt8(ascii: "L") }
      if command == UInt8(ascii: "m") { command = UInt8(ascii: "l") }
    }
    closeByCoordinates()
  }

  /// The outline with every point mapped.
  func mapped(_ map: AffineMap) -> [Subpath] {
    subpaths.map { subpath in
      var result = subpath
      result.points = subpath.points.map(map.apply)
      return result
    }
  }
}

// MARK: - Commands

extension PathOutline {
  private mutating func draw(_ command: UInt8) -> Bool {
    let origin = command >= 97 ? pen : SIMD2(0, 0)
    switch UnicodeScalar(command | 0x20) {
    case "m":
      guard let point = point(from: origin) else { return false }
      closeByCoordinates()
      (pen, start, control) = (point, point, nil)
      subpaths.append(Subpath(points: [point]))
    case "z":
      guard !subpaths.isEmpty else { return false }
      subpaths[subpaths.count - 1].isClosed = true
      (pen, control) = (start, nil)
    case "l":
      guard let point = point(from: origin) else { return false }
      line(to: point)
    case "h":
      guard let x = scanner.number() else { return false }
      line(to: SIMD2(origin.x + x, pen.y))
    case "v":
      guard let y = scanner.number() else { return false }
      line(to: SIMD2(pen.x, origin.y + y))
    case "c", "s", "q", "t": return curve(command, origin)
    case "a": return arc(origin)
    default: return false
    }
    return true
  }

  private mutating func point(from origin: SIMD2<Double>) -> SIMD2<Double>? {
    guard let x = scanner.number(), let y = scanner.number() else { return nil }
    return origin + SIMD2(x, y)
  }

  private mutating func line(to point: SIMD2<Double>) {
    append(point)
    control = nil
  }

  private mutating func append(_ point: SIMD2<Double>) {
    // Drawing goes on after a `Z` without a moveto: a new stroke begins where the last one did.
    if subpaths.last?.isClosed ?? true { subpaths.append(Subpath(points: [pen])) }
    subpaths[subpaths.count - 1].points.append(point)
    pen = point
    pointCount += 1
  }

  private mutating func curve(_ command: UInt8, _ origin: SIMD2<Double>) -> Bool {
    let letter = UnicodeScalar(command | 0x20)
    let degree = letter == "c" || letter == "s" ? 3 : 2
    let from = pen
    var handles: [SIMD2<Double>] = []
    if letter == "s" || letter == "t" {
      handles.append(control.flatMap { $0.degree == degree ? 2 * pen - $0.point : nil } ?? pen)
    }
    while handles.count < degree {
      guard let next = point(from: origin) else { return false }
      handles.append(next)
    }
    let end = handles[degree - 1]
    // A quadratic curve is a cubic one whose handles lie at two thirds.
    let first = degree == 3 ? handles[0] : from + (handles[0] - from) * (2.0 / 3)
    let second = degree == 3 ? handles[1] : end + (handles[0] - end) * (2.0 / 3)
    for step in 1...Self.chords {
      let t = Double(step) / Double(Self.chords)
      let u = 1 - t
      let along = from * (u * u * u) + first * (3 * u * u * t)
      append(step == Self.chords ? end : along + second * (3 * u * t * t) + end * (t * t * t))
    }
    subpaths[subpaths.count - 1].isCurved = true
    control = (handles[degree - 2], degree)
    return true
  }

  /// Closes what ends where it began.
  private mutating func closeByCoordinates() {
    guard let last = subpaths.last, last.points.count > 2, !last.isClosed,
      let from = last.points.first, let to = last.points.last
    else { return }
    let size = last.points.reduce(0.0) { max($0, abs($1.x - from.x), abs($1.y - from.y)) }
    let gap = max(abs(to.x - from.x), abs(to.y - from.y))
    if gap <= 1e-3 * size { subpaths[subpaths.count - 1].isClosed = true }
  }
}

// MARK: - Arcs

extension PathOutline {
  /// An elliptical arc, from its ends to its centre as SVG 1.1, appendix F.6.5, tells.
  private mutating func arc(_ origin: SIMD2<Double>) -> Bool {
    guard let width = scanner.number(), let height = scanner.number(),
      let degrees = scanner.number(), let isLarge = scanner.flag(), let sweeps = scanner.flag(),
      let end = point(from: origin)
    else { return false }
    defer { control = nil }
    var radii = SIMD2(abs(width), abs(height))
    let from = pen
    guard radii.x > 0, radii.y > 0, from != end else {
      append(end)
      return true
    }
    let turn = AffineMap.rotation(degrees: degrees)
    let back = AffineMap.rotation(degrees: -degrees)
    let half = back.apply((from - end) / 2)
    let excess = (half / radii * (half / radii)).sum()
    if excess > 1 { radii *= excess.squareRoot() }
    let ratio = (half / radii * (half / radii)).sum()
    let size = max(0, 1 / ratio - 1).squareRoot() * (isLarge == sweeps ? -1 : 1)
    let middle = SIMD2(radii.x * half.y / radii.y, -radii.y * half.x / radii.x) * size
    let center = turn.apply(middle) + (from + end) / 2
    let first = (half - middle) / radii
    let second = (-half - middle) / radii
    let begin = atan2(first.y, first.x)
    var sweep = atan2(second.y, second.x) - begin
    if sweeps, sweep < 0 { sweep += 2 * .pi }
    if !sweeps, sweep > 0 { sweep -= 2 * .pi }
    for step in 1...Self.chords {
      let angle = begin + sweep * Double(step) / Double(Self.chords)
      let rim = turn.apply(radii * SIMD2(cos(angle), sin(angle)))
      append(step == Self.chords ? end : center + rim)
    }
    subpaths[subpaths.count - 1].isCurved = true
    return true
  }
}

/// A polygon of another tool's file, as the region of a layout that comes nearest to it.
struct PolygonShape {
  /// Corners that are off a right angle by less than this many pixels still make a rectangle.
  static let tolerance = 1e-3

  let corners: [(x: Double, y: Double)]

  init(corners: [(x: Double, y: Double)]) {
    self.corners = corners
  }

  /// Corners from a flat list x0, y0, x1, y1, …; a single number at its end is left out.
  init(flat numbers: [Double]) {
    corners = stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }

  /// The smallest box around the corners.
  var bounds: Box {
    guard let first = corners.first else { return Box(x: 0, y: 0, width: 0, height: 0) }
    var (low, high) = (first, first)
    for corner in corners {
      low = (min(low.x, corner.x), min(low.y, corner.y))
      high = (max(high.x, corner.x), max(high.y, corner.y))
    }
    return Box(x: low.x, y: low.y, width: high.x - low.x, height: high.y - low.y)
  }

  /// The four corners as a rectangle: upright as a box, tilted as the ellipse inscribed in it.
  var rectangle: LayoutObject.Region? {
    guard corners.count == 4 else { return nil }
    let center = (
      x: corners.reduce(0) { $0 + $1.x } / 4, y: corners.reduce(0) { $0 + $1.y } / 4
    )
    // A rectangle is a quadrilateral whose diagonals halve each other and are equally long.
    let tolerance = Self.tolerance * max(1, bounds.width, bounds.height)
    let first = (x: corners[0].x - corners[2].x, y: corners[0].y - corners[2].y)
    let second = (x: corners[1].x - corners[3].x, y: corners[1].y - corners[3].y)
    let halves = [
      corners[0].x + corners[2].x - 2 * center.x, corners[0].y + corners[2].y - 2 * center.y,
    ]
    let lengths = [first, second].map { ($0.x * $0.x + $0.y * $0.y).squareRoot() }
    guard halves.allSatisfy({ $0.magnitude <= tolerance }),
      (lengths[0] - lengths[1]).magnitude <= tolerance
    else { return nil }
    let side = (x: corners[1].x - corners[0].x, y: corners[1].y - corners[0].y)
    let other = (x: corners[2].x - corners[1].x, y: corners[2].y - corners[1].y)
    if min(side.x.magnitude, side.y.magnitude) <= Self.tolerance,
      min(other.x.magnitude, other.y.magnitude) <= Self.tolerance
    {
      return .box(bounds)
    }
    return .ellipse(
      Ellipse(
        centerX: center.x, centerY: center.y,
        major: (side.x * side.x + side.y * side.y).squareRoot() / 2,
        minor: (other.x * other.x + other.y * other.y).squareRoot() / 2,
        angle: directionInDegrees(x: side.x, y: side.y)
      ).normalized)
  }

  /// The ellipse that has the polygon's area moments up to the second order.
  var ellipse: Ellipse? { Self.ellipse(of: [self]) }

  /// The ellipse that has the area moments of several polygons together.
  static func ellipse(of parts: [PolygonShape]) -> Ellipse? {
    guard let origin = parts.first?.corners.first else { return nil }
    var moments = AreaMoments()
    for part in parts where part.corners.count >= 3 {
      var own = AreaMoments()
      for index in part.corners.indices {
        let here = part.corners[index]
        let next = part.corners[(index + 1) % part.corners.count]
        own.addTriangle(
          (here.x - origin.x, here.y - origin.y), (next.x - origin.x, next.y - origin.y))
      }
      moments.add(own)
    }
    guard var ellipse = moments.ellipse else { return nil }
    ellipse.centerX += origin.x
    ellipse.centerY += origin.y
    return ellipse
  }

  /// The region nearest to the polygon, or nil when it covers nothing.
  var region: LayoutObject.Region? { rectangle ?? ellipse.map { .ellipse($0) } }
}

/// Area, centre and spread of a plane figure.
struct AreaMoments {
  var area = 0.0
  var x = 0.0
  var y = 0.0
  var xx = 0.0
  var xy = 0.0
  var yy = 0.0

  /// Adds a figure, whichever way its corners run.
  mutating func add(_ other: AreaMoments) {
    let sign: Double = other.area < 0 ? -1 : 1
    area += sign * other.area
    x += sign * other.x
    y += sign * other.y
    xx += sign * other.xx
    xy += sign * other.xy
    yy += sign * other.yy
  }

  /// Adds the triangle between the origin and two corners, with the sign of its sense.
  mutating func addTriangle(_ one: (x: Double, y: Double), _ other: (x: Double, y: Double)) {
    let cross = one.x * other.y - other.x * one.y
    area += cross / 2
    x += cross * (one.x + other.x) / 6
    y += cross * (one.y + other.y) / 6
    xx += cross * (one.x * one.x + one.x * other.x + other.x * other.x) / 12
    yy += cross * (one.y * one.y + one.y * other.y + other.y * other.y) / 12
    xy +=
      cross
      * (2 * one.x * one.y + one.x * other.y + other.x * one.y + 2 * other.x * other.y) / 24
  }

  /// Adds the points `low..<high` of a pixel column, as points in the middles of pixels.
  mutating func addRun(column: Int, rows: Range<Int>) {
    let count = Double(rows.count)
    let middle = Double(column) + 0.5
    let center = Double(rows.lowerBound) + count / 2
    area += count
    x += count * middle
    y += count * center
    xx += count * middle * middle
    xy += count * middle * center
    yy += count * (center * center + (count * count - 1) / 12)
  }

  /// The ellipse with these moments: half-axes twice the roots of the spread along its axes.
  var ellipse: Ellipse? {
    guard area != 0, area.isFinite else { return nil }
    let (centerX, centerY) = (x / area, y / area)
    let spreadX = xx / area - centerX * centerX
    let spreadY = yy / area - centerY * centerY
    let mixed = xy / area - centerX * centerY
    let middle = (spreadX + spreadY) / 2
    let half = (((spreadX - spreadY) / 2) * ((spreadX - spreadY) / 2) + mixed * mixed).squareRoot()
    let ellipse = Ellipse(
      centerX: centerX, centerY: centerY, major: 2 * max(0, middle + half).squareRoot(),
      minor: 2 * max(0, middle - half).squareRoot(),
      angle: half > 0 ? directionInDegrees(x: (spreadX - spreadY) / 2, y: mixed) / 2 : 0)
    return ellipse.isFinite && ellipse.minor > 0 ? ellipse.normalized : nil
  }
}

extension Box {
  /// The corners, consecutive, from the top left one on.
  var corners: [(x: Double, y: Double)] { [(x, y), (maxX, y), (maxX, maxY), (x, maxY)] }
}

extension Ellipse {
  /// The corners of the tilted rectangle around the ellipse, consecutive, from that at -major, -minor.
  var rectangleCorners: [(x: Double, y: Double)] {
    let (sine, cosine) = sineAndCosine(ofDegrees: angle)
    return [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { along, across in
      (
        centerX + along * major * cosine - across * minor * sine,
        centerY + along * major * sine + across * minor * cosine
      )
    }
  }

  /// Points on the rim at equal steps of the parameter.
  func rim(count: Int) -> [(x: Double, y: Double)] {
    let tilt = sineAndCosine(ofDegrees: angle)
    return (0..<count).map { index in
      let turn = sineAndCosine(ofDegrees: 360 * Double(index) / Double(count))
      return (
        centerX + major * turn.cosine * tilt.cosine - minor * turn.sine * tilt.sine,
        centerY + major * turn.cosine * tilt.sine + minor * turn.sine * tilt.cosine
      )
    }
  }
}

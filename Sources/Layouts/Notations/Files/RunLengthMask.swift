/// A mask as COCO stores it: lengths of runs down the columns, the first one of pixels outside.
struct RunLengthMask: Hashable, Sendable {
  let width: Int
  let height: Int
  let counts: [Int]

  /// The pixels whose middles lie in an ellipse, clipped to the canvas.
  init(_ ellipse: Ellipse, canvas: Canvas) {
    width = canvas.width
    height = canvas.height
    var counts: [Int] = []
    var length = 0
    var isInside = false
    func extend(_ pixels: Int, inside: Bool) {
      guard pixels > 0 else { return }
      if inside != isInside {
        counts.append(length)
        length = 0
        isInside = inside
      }
      length += pixels
    }
    for column in 0..<canvas.width {
      let rows = ellipse.rows(ofColumn: column, height: canvas.height)
      extend(rows.lowerBound, inside: false)
      extend(rows.count, inside: true)
      extend(canvas.height - rows.upperBound, inside: false)
    }
    counts.append(length)
    self.counts = counts
  }

  /// Reads `{"size": [height, width], "counts": […] or "…"}`.
  init(_ field: JSONField) throws(ParseFailure) {
    let size = try field.required("size", "[height, width]").elements()
    guard size.count == 2 else { throw field.failure("a size of two numbers") }
    height = try size[0].integer(in: 1...65536)
    width = try size[1].integer(in: 1...65536)
    let runs = try field.required("counts", "a list or a string of runs")
    var counts: [Int] = []
    if case .string(let text) = runs.node.content {
      guard let decoded = Self.decode(text) else { throw runs.failure("runs as COCO packs them") }
      counts = decoded
    } else {
      for run in try runs.elements() { counts.append(try run.integer(in: 0...width * height)) }
    }
    var left = width * height
    for count in counts {
      guard count >= 0, count <= left else {
        throw runs.failure("runs that fill \(width)x\(height) pixels")
      }
      left -= count
    }
    self.counts = counts
  }

  /// The runs as pycocotools packs them: five bits a character, each run from the third on as the
  /// difference to the last but one.
  var packed: String {
    var bytes: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var rest = index > 2 ? count - counts[index - 2] : count
      var goesOn = true
      while goesOn {
        var bits = UInt8(rest & 0x1F)
        rest >>= 5
        goesOn = bits & 0x10 != 0 ? rest != -1 : rest != 0
        if goesOn { bits |= 0x20 }
        bytes.append(bits + 48)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Reads packed runs, or returns nil when they are not such.
  private static func decode(_ text: String) -> [Int]? {
    var counts: [Int] = []
    var number = 0
    var shift = 0
    for byte in text.utf8 {
      guard (48..<112).contains(byte), shift < 60 else { return nil }
      let bits = Int(byte - 48)
      number |= (bits & 0x1F) << shift
      shift += 5
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { number |= -1 << shift }
      if counts.count > 2 { number &+= counts[counts.count - 2] }
      guard (0...1 << 40).contains(number) else { return nil }
      counts.append(number)
      (number, shift) = (0, 0)
    }
    return shift == 0 ? counts : nil
  }

  /// Area and spread, from the runs.
  private var moments: (moments: AreaMoments, bounds: (columns: Range<Int>, rows: Range<Int>)?) {
    var moments = AreaMoments()
    var bounds: (columns: Range<Int>, rows: Range<Int>)?
    var place = 0
    for (index, count) in counts.enumerated() {
      defer { place += count }
      guard index % 2 == 1 else { continue }
      var start = place
      while start < place + count {
        let column = start / height
        let end = min(place + count, (column + 1) * height)
        let rows = (start - column * height)..<(end - column * height)
        moments.addRun(column: column, rows: rows)
        let old = bounds ?? (column..<column + 1, rows)
        bounds = (
          old.columns.lowerBound..<column + 1,
          min(old.rows.lowerBound, rows.lowerBound)..<max(old.rows.upperBound, rows.upperBound)
        )
        start = end
      }
    }
    return (moments, bounds)
  }

  /// The region nearest to the mask: its box where the mask fills it, else an ellipse by moments.
  var region: LayoutObject.Region? {
    let (moments, bounds) = moments
    guard let bounds else { return nil }
    let box = Box(
      x: Double(bounds.columns.lowerBound), y: Double(bounds.rows.lowerBound),
      width: Double(bounds.columns.count), height: Double(bounds.rows.count))
    guard moments.area < box.area, let ellipse = moments.ellipse else { return .box(box) }
    return .ellipse(ellipse)
  }

  /// The mask as COCO's JSON, packed.
  var json: JSONValue {
    ["size": [.integer(height), .integer(width)], "counts": .string(packed)]
  }
}

extension Ellipse {
  /// The rows of a pixel column whose middles lie inside.
  fileprivate func rows(ofColumn column: Int, height: Int) -> Range<Int> {
    guard major > 0, minor > 0 else { return 0..<0 }
    let (sine, cosine) = sineAndCosine(ofDegrees: angle)
    let x = Double(column) + 0.5 - centerX
    // Inside is q·y² + 2·p·x·y + r·x² ≤ 1, a quadratic in y.
    let q = sine * sine / (major * major) + cosine * cosine / (minor * minor)
    let p = sine * cosine * (1 / (major * major) - 1 / (minor * minor))
    let r = cosine * cosine / (major * major) + sine * sine / (minor * minor)
    let discriminant = p * p * x * x - q * (r * x * x - 1)
    guard discriminant >= 0 else { return 0..<0 }
    let root = discriminant.squareRoot()
    let limit = Double(height)
    let low = ((-p * x - root) / q + centerY - 0.5).rounded(.up)
    let high = ((-p * x + root) / q + centerY - 0.5).rounded(.down) + 1
    guard low < high, low < limit, high > 0 else { return 0..<0 }
    return Int(max(0, low))..<Int(min(limit, high))
  }
}

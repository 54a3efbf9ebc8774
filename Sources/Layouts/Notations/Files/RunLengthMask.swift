/// A mask in COCO's run-length encoding: column by column from the left, zeros first.
///
/// The runs are written as whole numbers, or compressed into a text of the characters `0` to `o`
/// (cocoapi, `maskApi.c`): five bits a character, each run from the fourth on less the one two before.
public struct RunLengthMask: Hashable, Sendable {
  /// Why runs make no mask.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The runs do not fill the mask.
    case wrongTotal(Int, height: Int, width: Int)
    /// A run is negative or too long to be counted.
    case badRun(index: Int)
    /// A compressed text holds a character that is none of the code, or ends within a number.
    case badText(offset: Int)
    /// A side is not positive or too long, or the area too large.
    case badSize(height: Int, width: Int)

    /// The failure as one sentence.
    public var description: String {
      switch self {
      case .wrongTotal(let total, let height, let width):
        "expected runs of \(height) x \(width) = \(height * width) cells, found \(total)"
      case .badRun(let index): "expected runs of zero or more cells, found another at run \(index)"
      case .badText(let offset):
        "expected run lengths in the characters '0' to 'o', found something else at byte \(offset)"
      case .badSize(let height, let width):
        "expected sides from 1 to \(largestSide) and at most"
          + " \(largestArea / 1_000_000) million cells, found \(height) x \(width)"
      }
    }
  }

  /// The longest side of a mask, in cells.
  public static let largestSide = 1 << 15
  /// The most cells of a mask.
  public static let largestArea = 256_000_000

  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The lengths of the runs, of zeros and of ones in turn.
  public let counts: [Int]

  /// Takes runs as they stand in a file.
  ///
  /// - Parameters:
  ///   - height: the number of rows, the first number of COCO's `size`.
  ///   - width: the number of columns, the second.
  ///   - counts: the lengths of the runs, of zeros and of ones in turn.
  /// - Throws: `Failure` when they do not fill the mask.
  public init(height: Int, width: Int, counts: [Int]) throws(Failure) {
    let sides = 1...Self.largestSide
    guard sides ~= height, sides ~= width, height * width <= Self.largestArea else {
      throw .badSize(height: height, width: width)
    }
    var total = 0
    for (index, count) in counts.enumerated() {
      guard 0...height * width ~= count, total <= height * width else {
        throw .badRun(index: index)
      }
      total += count
    }
    guard total == height * width else {
      throw .wrongTotal(total, height: height, width: width)
    }
    (self.height, self.width, self.counts) = (height, width, counts)
  }

  /// Reads compressed runs.
  ///
  /// - Parameters:
  ///   - height: the number of rows, the first number of COCO's `size`.
  ///   - width: the number of columns, the second.
  ///   - compressed: the text of COCO's `counts`.
  /// - Throws: `Failure` for a text that is none, or whose runs do not fill the mask.
  public init(height: Int, width: Int, compressed: String) throws(Failure) {
    var counts: [Int] = []
    var number = 0
    var shift = 0
    var offset = 0
    for byte in compressed.utf8 {
      guard (48..<112).contains(byte), shift <= 30 else { throw .badText(offset: offset) }
      let bits = Int(byte) - 48
      number |= (bits & 0x1F) << shift
      shift += 5
      offset += 1
      guard bits & 0x20 == 0 else { continue }
      if bits & 0x10 != 0 { number |= -1 << shift }
      if counts.count > 2 { number += counts[counts.count - 2] }
      // Each run is bounded at once, so that no sum of differences can overflow.
      guard (0...Self.largestArea).contains(number) else { throw .badRun(index: counts.count) }
      counts.append(number)
      (number, shift) = (0, 0)
    }
    guard shift == 0 else { throw .badText(offset: offset) }
    try self.init(height: height, width: width, counts: counts)
  }

  /// The runs as COCO compresses them.
  public var compressed: String {
    var text: [UInt8] = []
    for (index, count) in counts.enumerated() {
      var number = index > 2 ? count - counts[index - 2] : count
      var isLast = false
      while !isLast {
        let bits = number & 0x1F
        number >>= 5
        isLast = bits & 0x10 != 0 ? number == -1 : number == 0
        text.append(UInt8(48 + bits + (isLast ? 0 : 0x20)))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The number of covered cells.
  public var area: Int {
    stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + counts[$1] }
  }
}

// MARK: - Regions

extension RunLengthMask {
  /// The pixels whose middles lie in an ellipse, clipped to the canvas.
  init(_ ellipse: Ellipse, canvas: Canvas) throws(Failure) {
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
    try self.init(height: canvas.height, width: canvas.width, counts: counts)
  }

  /// Calls with the covered rows of each column, in the order of the runs.
  private func forEachStretch(_ body: (_ column: Int, _ rows: Range<Int>) -> Void) {
    var place = 0
    for (index, count) in counts.enumerated() {
      defer { place += count }
      guard index % 2 == 1 else { continue }
      var start = place
      while start < place + count {
        let column = start / height
        let end = min(place + count, (column + 1) * height)
        body(column, (start - column * height)..<(end - column * height))
        start = end
      }
    }
  }

  /// Area and spread, from the runs.
  private var moments: (moments: AreaMoments, bounds: (columns: Range<Int>, rows: Range<Int>)?) {
    var moments = AreaMoments()
    var bounds: (columns: Range<Int>, rows: Range<Int>)?
    forEachStretch { column, rows in
      moments.addRun(column: column, rows: rows)
      let old = bounds ?? (column..<column + 1, rows)
      bounds = (
        old.columns.lowerBound..<column + 1,
        min(old.rows.lowerBound, rows.lowerBound)..<max(old.rows.upperBound, rows.upperBound)
      )
    }
    return (moments, bounds)
  }

  /// How well an ellipse covers the mask and nothing else, from 0 to 1.
  private func intersectionOverUnion(_ ellipse: Ellipse) -> Double {
    var common = 0
    var last: (column: Int, rows: Range<Int>)?
    forEachStretch { column, rows in
      let inside =
        last.flatMap { $0.column == column ? $0.rows : nil }
        ?? ellipse.rows(ofColumn: column, height: height)
      last = (column, inside)
      common += rows.clamped(to: inside).count
    }
    return Double(common) / (ellipse.area + Double(area - common))
  }

  /// The region nearest to the mask, the box around it or the ellipse of its moments, whichever overlaps
  /// it better, and whether the mask fills it just so; nil for an empty mask.
  var fit: (region: LayoutObject.Region, isExact: Bool)? {
    let (moments, bounds) = moments
    guard let bounds else { return nil }
    let box = Box(
      x: Double(bounds.columns.lowerBound), y: Double(bounds.rows.lowerBound),
      width: Double(bounds.columns.count), height: Double(bounds.rows.count))
    guard moments.area < box.area else { return (.box(box), true) }
    guard let ellipse = moments.ellipse,
      intersectionOverUnion(ellipse) > moments.area / box.area
    else { return (.box(box), false) }
    return (.ellipse(ellipse), false)
  }
}

// MARK: - JSON

extension RunLengthMask {
  /// Reads `{"size": [height, width], "counts": […] or "…"}`.
  init(_ field: JSONField) throws(ParseFailure) {
    let size = try field.required("size", "[height, width]").elements()
    guard size.count == 2 else { throw field.failure("a size of two numbers") }
    let height = try size[0].integer(in: 1...Self.largestSide)
    let width = try size[1].integer(in: 1...Self.largestSide)
    let runs = try field.required("counts", "a list or a string of runs")
    var counts: [Int] = []
    if case .array = runs.node.content {
      for run in try runs.elements() { counts.append(try run.integer(in: 0...Self.largestArea)) }
    }
    do throws(Failure) {
      if case .string(let text) = runs.node.content {
        try self.init(height: height, width: width, compressed: text)
      } else if case .array = runs.node.content {
        try self.init(height: height, width: width, counts: counts)
      } else {
        throw Failure.badRun(index: 0)
      }
    } catch {
      throw ParseFailure(
        notation: "json", message: "\(runs.path): \(error)", source: runs.node.source)
    }
  }

  /// The mask as COCO's JSON, compressed.
  var json: JSONValue {
    ["size": [.integer(height), .integer(width)], "counts": .string(compressed)]
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

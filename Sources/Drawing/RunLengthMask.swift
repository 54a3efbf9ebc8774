/// A mask in COCO's run-length encoding: column by column from the left, zeros first.
///
/// The runs are written as whole numbers, or compressed into a text of the characters `0` to `o`
/// (cocoapi, `maskApi.c`): five bits a character, each run from the third on less the one two before.
public struct RunLengthMask: Hashable, Sendable {
  /// Why runs make no mask.
  public enum Failure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The runs do not fill the mask.
    case wrongTotal(Int, height: Int, width: Int)
    /// A run is negative or too long to be counted.
    case badRun(index: Int)
    /// A compressed text holds a character that is none of the code, or ends within a number.
    case badText(offset: Int)
    /// A side is negative or the area too large.
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
        "expected sides from 1 to \(PNGFile.largestSide) and at most"
          + " \(PNGFile.largestArea / 1_000_000) million cells, found \(height) x \(width)"
      }
    }
  }

  /// The number of rows.
  public let height: Int
  /// The number of columns.
  public let width: Int
  /// The lengths of the runs, of zeros and of ones in turn.
  public let counts: [Int]

  /// Encodes the cells of a mask that have at least a value.
  public init(_ mask: Mask, threshold: Float = 0.5) {
    (height, width) = (mask.height, mask.width)
    var counts: [Int] = []
    var length = 0
    var isInside = false
    for column in 0..<mask.width {
      for row in 0..<mask.height {
        if (mask[row, column] >= threshold) != isInside {
          counts.append(length)
          length = 0
          isInside.toggle()
        }
        length += 1
      }
    }
    counts.append(length)
    self.counts = counts
  }

  /// Takes runs as they stand in a file.
  ///
  /// - Parameters:
  ///   - height: the number of rows, the first number of COCO's `size`.
  ///   - width: the number of columns, the second.
  ///   - counts: the lengths of the runs, of zeros and of ones in turn.
  /// - Throws: `Failure` when they do not fill the mask.
  public init(height: Int, width: Int, counts: [Int]) throws(Failure) {
    let sides = 1...PNGFile.largestSide
    guard sides ~= height, sides ~= width, height * width <= PNGFile.largestArea else {
      throw .badSize(height: height, width: width)
    }
    var total = 0
    for (index, count) in counts.enumerated() {
      guard 0...height * width ~= count else { throw .badRun(index: index) }
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
      guard (0...PNGFile.largestArea).contains(number) else { throw .badRun(index: counts.count) }
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

  /// The mask of zeros and ones.
  public var mask: Mask {
    var values = [Float](repeating: 0, count: height * width)
    var cell = 0
    for (index, count) in counts.enumerated() {
      if index % 2 == 1 {
        for place in cell..<cell + count {
          values[place % height * width + place / height] = 1
        }
      }
      cell += count
    }
    return Mask(height: height, width: width, values: values)
  }
}

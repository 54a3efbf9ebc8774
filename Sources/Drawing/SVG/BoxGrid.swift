internal import Layouts

/// Boxes on a stage by the squares that they touch, so that a box meets its neighbours and not all.
struct BoxGrid {
  /// The side of a square in display pixels: about a tag's.
  private static let side = 32.0

  private let stage: Box
  private let columns: Int
  private let rows: Int
  private var squares: [[Int]]

  init(_ stage: Box) {
    self.stage = stage
    columns = max(1, Int((stage.width / Self.side).rounded(.up)))
    rows = max(1, Int((stage.height / Self.side).rounded(.up)))
    squares = Array(repeating: [], count: columns * rows)
  }

  /// Puts a box under a number.
  mutating func insert(_ box: Box, number: Int) {
    for square in touched(by: box) { squares[square].append(number) }
  }

  /// Takes a box away.
  mutating func remove(_ box: Box, number: Int) {
    for square in touched(by: box) { squares[square].removeAll { $0 == number } }
  }

  /// The numbers of the boxes that may meet a box, rising: all that do, and some others near it.
  func neighbours(of box: Box) -> [Int] {
    var found: [Int] = []
    for square in touched(by: box) { found += squares[square] }
    guard found.count > 1 else { return found }
    found.sort()
    var last: Int?
    return found.filter { number in
      defer { last = number }
      return number != last
    }
  }

  /// Whether some box that touches the squares of a box satisfies a condition.
  func contains(near box: Box, where isMeant: (Int) -> Bool) -> Bool {
    touched(by: box).contains { squares[$0].contains(where: isMeant) }
  }

  /// The squares that a box touches, those at the rim for what lies beyond it.
  private func touched(by box: Box) -> [Int] {
    func place(_ length: Double, _ count: Int) -> Int {
      Int(min(max(length / Self.side, 0), Double(count - 1)))
    }
    let (left, right) = (
      place(box.x - stage.x, columns), place(box.x + box.width - stage.x, columns)
    )
    let (top, bottom) = (place(box.y - stage.y, rows), place(box.y + box.height - stage.y, rows))
    guard left <= right, top <= bottom else { return [] }
    return (top...bottom).flatMap { row in (left...right).map { row * columns + $0 } }
  }
}

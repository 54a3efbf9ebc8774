/// The cheapest way of giving each row a column of its own.
///
/// The Hungarian algorithm (Kuhn 1955; Munkres 1957) in the form of shortest augmenting paths with
/// potentials (Jonker and Volgenant 1987): the cube of the number of rows.
package struct Assignment {
  /// The column of each row; nil where there are more rows than columns.
  package private(set) var columns: [Int?]

  /// Assigns by costs, one list a row, all of one length; costs must be finite.
  package init(_ costs: [[Double]]) {
    let rowCount = costs.count
    let columnCount = costs.first?.count ?? 0
    columns = Array(repeating: nil, count: rowCount)
    guard columnCount > 0 else { return }
    let side = max(rowCount, columnCount)
    var solver = Solver(side: side) { row, column in
      row < rowCount && column < columnCount ? costs[row][column] : 0
    }
    for row in 0..<side { solver.add(row) }
    for (column, row) in solver.rows.enumerated() where column < columnCount {
      if let row, row < rowCount { columns[row] = column }
    }
  }

  /// A square problem whose rows are added one by one.
  private struct Solver {
    let side: Int
    let cost: (_ row: Int, _ column: Int) -> Double
    /// The row of each column, as far as rows were added.
    var rows: [Int?]
    private var rowPotentials: [Double]
    private var columnPotentials: [Double]

    init(side: Int, cost: @escaping (_ row: Int, _ column: Int) -> Double) {
      self.side = side
      self.cost = cost
      rows = Array(repeating: nil, count: side)
      rowPotentials = Array(repeating: 0, count: side)
      columnPotentials = Array(repeating: 0, count: side)
    }

    /// Finds the shortest path from a row to a free column and turns the assignments along it over.
    mutating func add(_ start: Int) {
      var distances = Array(repeating: Double.infinity, count: side)
      var previous: [Int?] = Array(repeating: nil, count: side)
      var isDone = Array(repeating: false, count: side)
      var column: Int?
      var row = start
      while true {
        let base = column.map { distances[$0] } ?? 0
        var next = 0
        var nearest = Double.infinity
        for candidate in 0..<side where !isDone[candidate] {
          let reduced = cost(row, candidate) - rowPotentials[row] - columnPotentials[candidate]
          if base + reduced < distances[candidate] {
            distances[candidate] = base + reduced
            previous[candidate] = column
          }
          if distances[candidate] < nearest {
            nearest = distances[candidate]
            next = candidate
          }
        }
        isDone[next] = true
        column = next
        guard let taken = rows[next] else {
          update(start, to: nearest, distances: distances, isDone: isDone)
          turnOver(from: next, previous: previous, start: start)
          return
        }
        row = taken
      }
    }

    private mutating func update(
      _ start: Int, to end: Double, distances: [Double], isDone: [Bool]
    ) {
      rowPotentials[start] += end
      for column in 0..<side where isDone[column] {
        let slack = end - distances[column]
        columnPotentials[column] -= slack
        if let row = rows[column] { rowPotentials[row] += slack }
      }
    }

    private mutating func turnOver(from end: Int, previous: [Int?], start: Int) {
      var column = end
      while let before = previous[column] {
        rows[column] = rows[before]
        column = before
      }
      rows[column] = start
    }
  }
}

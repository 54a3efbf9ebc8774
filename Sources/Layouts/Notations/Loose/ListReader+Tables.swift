/// Tables among the lines of a list.
extension ListReader {
  /// Takes a line as the head of a table without bars.
  mutating func begin(_ table: ListTable, at line: Range<Int>) {
    self.table = table
    guard table.separator != .bar else { return }
    note(.separator, "the cells of a table stand apart by \(table.separator.words)", line)
  }

  mutating func readTable(_ line: Range<Int>) -> Bool {
    let row = table.map { $0.row(line, in: source) } ?? ListTable.Row(source, in: line)
    guard let row else {
      table = nil
      return false
    }
    finishWaiting()
    guard table != nil || row.isHead else {
      guard let item = ListTable(head: nil, in: source).read(row, in: source, canvas: canvas) else {
        return false
      }
      keep(item)
      return true
    }
    guard let table else {
      self.table = ListTable(head: row, in: source)
      return true
    }
    if row.isRule { return true }
    if let item = table.read(row, in: source, canvas: canvas) {
      keep(item)
    } else {
      drop(.missingBox, "the row \(source.excerpt(line)) has no box", line)
    }
    return true
  }

  private mutating func keep(_ row: ListTable.Reading) {
    keep(row.object)
    for cell in row.unread { ignore(cell) }
  }
}

/// A table whose rows are objects, as in Markdown or with other separators.
struct ListTable {
  /// The cells of a line between bars.
  struct Row {
    var cells: [Range<Int>]
    /// Whether the row is the line of dashes under the head.
    var isRule: Bool
    /// Whether no cell holds a number.
    var isHead: Bool
    var range: Range<Int>

    init(cells: [Range<Int>], isRule: Bool, range: Range<Int>) {
      (self.cells, self.isRule, self.range) = (cells, isRule, range)
      isHead = false
    }

    init?(_ source: SourceText, in line: Range<Int>) {
      let bar = UInt8(ascii: "|")
      var cells: [Range<Int>] = []
      var start = line.lowerBound
      for place in line where source.bytes[place] == bar {
        cells.append(source.trimmed(start..<place))
        start = place + 1
      }
      cells.append(source.trimmed(start..<line.upperBound))
      if source.bytes[line.lowerBound] == bar { cells.removeFirst() }
      if cells.count > 1, source.bytes[line.upperBound - 1] == bar { cells.removeLast() }
      guard cells.count >= 2 else { return nil }
      self.cells = cells
      range = line
      isRule = source.bytes[line].allSatisfy(\.isPartOfRule)
      isHead =
        !isRule
        && !cells.contains { source.bytes[$0].contains(where: \.isDigit) && !source.isSideCell($0) }
    }
  }

  /// The object of a row, and the cells of which nothing was read.
  struct Reading {
    var object: RawObject
    var unread: [Range<Int>]
  }

  let separator: Separator
  let heads: [LooseKey]
  private let headForms: Set<String>

  init(head: Row?, in source: SourceText, separator: Separator = .bar) {
    self.separator = separator
    heads = head?.cells.map { LooseKey(source.string($0)) } ?? []
    headForms = Set(heads.map(\.form))
  }

  /// Reads a row: its first cell of words is the name, its numbers are the box.
  func read(_ row: Row, in source: SourceText, canvas: Canvas) -> Reading? {
    var cells = Cells(source, canvas: canvas)
    for (index, cell) in row.cells.enumerated() where !cell.isEmpty {
      cells.read(cell, under: index < heads.count ? heads[index] : nil, beside: headForms)
    }
    return cells.reading(in: row.range)
  }
}

/// What the cells of a row are to its object.
private struct Cells {
  private var sides = BoxSides()
  private var lengths = EllipseNumbers()
  private var numbers: [RawNumber] = []
  /// The cells of numbers whose heads tell of no side.
  private var spare: [Range<Int>] = []
  private var box: RawBox?
  private var texts: [(cell: Range<Int>, head: LooseKey?)] = []

  private let source: SourceText
  private let canvas: Canvas

  init(_ source: SourceText, canvas: Canvas) {
    self.source = source
    self.canvas = canvas
  }

  mutating func read(_ cell: Range<Int>, under head: LooseKey?, beside forms: Set<String>) {
    let reading = BoxText(source, in: cell)
    let key = head?.sideForm ?? ""
    if let side = BoxSide(key: key, beside: forms), let number = reading.single {
      sides[side] = number
    } else if let length = EllipseLength(key: key), let number = reading.single {
      lengths.set(length, named: key, to: number)
    } else if box == nil, reading.isStrict, let found = reading.box(range: cell, canvas: canvas) {
      box = found
      if let order = head.flatMap({ DeclaredFrame(words: $0.text).order }) { box?.order = order }
    } else if let part = BoxPart(key: key),
      let (first, second) = reading.pair ?? (part == .size ? reading.size : nil)
    {
      sides[part.sides.first] = first
      sides[part.sides.second] = second
    } else if reading.isStrict, let number = reading.single {
      numbers.append(number)
      if let head, !head.counts { spare.append(cell) }
    } else {
      texts.append((cell, head))
    }
  }

  /// The object, or nil where a name or a region is missing.
  func reading(in range: Range<Int>) -> ListTable.Reading? {
    let named = texts.first { ($0.head?.nameRank ?? 99) < 20 } ?? texts.first
    guard let region = region(in: range), let named,
      let name = ListItem.name(source, in: named.cell)
    else { return nil }
    let description = texts.first { $0.cell != named.cell && $0.head?.isDescription == true }
    let object = RawObject(
      name: name.text, description: description.map { source.string($0.cell) } ?? "",
      region: region, range: range)
    let unread = texts.map(\.cell).filter { $0 != named.cell && $0 != description?.cell }
    let hasSpare = box != nil || !sides.isEmpty
    return ListTable.Reading(object: object, unread: unread + (hasSpare ? spare : []))
  }

  private func region(in range: Range<Int>) -> RawObject.Region? {
    if let ellipse = lengths.ellipse(around: sides, canvas: canvas) {
      return .ellipse(ellipse, range: range)
    }
    let found = box ?? sides.box(range: range, canvas: canvas) ?? boxOfNumbers(in: range)
    return found.map { .box($0) }
  }

  /// The box of four cells without heads; a fifth before them is the row's number.
  private func boxOfNumbers(in range: Range<Int>) -> RawBox? {
    guard numbers.count == 4 || numbers.count == 5 else { return nil }
    return RawBox(Array(numbers.suffix(4)), on: canvas, range: range)
  }
}

extension LooseKey {
  /// Whether the column under the head counts the rows.
  fileprivate var counts: Bool {
    form.isEmpty || ["id", "no", "nr", "number", "index", "idx", "item", "row"].contains(form)
  }

  /// The head of a column without the unit behind it, `width (px)`.
  var sideForm: String {
    let bare = text.prefix { $0 != "(" && $0 != "[" && $0 != "/" }
    return String(bare).keyForm
  }
}

extension SourceText {
  /// Whether a cell names sides, as `x1` and `Box (x0, y0, x1, y1)` do with their digits.
  fileprivate func isSideCell(_ cell: Range<Int>) -> Bool {
    guard cell.count <= 60 else { return false }
    let text = string(cell)
    return BoxSide(key: LooseKey(text).form, beside: []) != nil
      || DeclaredFrame(words: text).order != nil || DeclaredFrame.stated(in: self, cell) != nil
  }
}

extension UInt8 {
  /// Whether the byte may stand in the line of dashes under the head of a table.
  var isPartOfRule: Bool {
    isBlank || "|-:=+".utf8.contains(self)
  }
}

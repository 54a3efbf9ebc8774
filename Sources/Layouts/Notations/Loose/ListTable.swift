/// A table in Markdown whose rows are objects.
struct ListTable {
  /// The cells of a line between bars.
  struct Row {
    var cells: [Range<Int>]
    /// Whether the row is the line of dashes under the head.
    var isRule: Bool
    /// Whether no cell holds a number.
    var isHead: Bool
    var range: Range<Int>

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
      isRule = source.bytes[line].allSatisfy { "|-: \t".utf8.contains($0) }
      isHead =
        !isRule
        && !cells.contains { source.bytes[$0].contains(where: \.isDigit) && !source.isSideCell($0) }
    }
  }

  private var headCells: [Range<Int>] = []

  init(head: Row?) {
    headCells = head?.cells ?? []
  }

  /// What the head says of how boxes are measured.
  func weigh(_ prior: FramePrior) -> FramePrior { prior }

  /// The object of a row: its first cell of words is the name, its numbers are the box.
  func object(of row: Row, in source: SourceText, canvas: Canvas) -> RawObject? {
    let heads = headCells.map { LooseKey(source.string($0)) }
    let beside = Set(heads.map(\.form))
    var sides = BoxSides()
    var lengths = EllipseNumbers()
    var numbers: [RawNumber] = []
    var box: RawBox?
    var texts: [(cell: Range<Int>, head: LooseKey?)] = []
    for (index, cell) in row.cells.enumerated() where !cell.isEmpty {
      let head = index < heads.count ? heads[index] : nil
      let reading = BoxText(source, in: cell)
      let side = head.flatMap { BoxSide(key: $0.sideForm, beside: beside) }
      if let side, reading.count == 1, let number = reading.single {
        sides[side] = number
      } else if let key = head?.sideForm, let length = EllipseLength(key: key),
        reading.count == 1, let number = reading.single
      {
        lengths.set(length, named: key, to: number)
      } else if box == nil, reading.isStrict,
        let found = reading.box(range: cell, canvas: canvas)
      {
        box = found
        if let order = head.flatMap({ DeclaredFrame(words: $0.text).order }) { box?.order = order }
      } else if let part = head.flatMap({ BoxPart(key: $0.sideForm) }),
        let (first, second) = reading.pair ?? (part == .size ? reading.size : nil)
      {
        sides[part.sides.first] = first
        sides[part.sides.second] = second
      } else if reading.isStrict, reading.count == 1, let number = reading.single {
        numbers.append(number)
      } else {
        texts.append((cell, head))
      }
    }
    let place = row.range
    let ellipse = lengths.ellipse(around: sides, canvas: canvas)
    let found =
      box ?? sides.box(range: place, canvas: canvas)
      ?? Self.box(of: numbers, range: place)
    let region =
      ellipse.map { RawObject.Region.ellipse($0, range: place) }
      ?? found.map { RawObject.Region.box($0) }
    let named = texts.first { ($0.head?.nameRank ?? 99) < 20 } ?? texts.first
    guard let region, let named, let name = ListItem.name(source, in: named.cell) else {
      return nil
    }
    let description = texts.first { $0.cell != named.cell && $0.head?.isDescription == true }
    return RawObject(
      name: name.text, description: description.map { source.string($0.cell) } ?? "",
      region: region, range: place)
  }

  /// The box of four cells without heads; a fifth before them is the row's number.
  private static func box(of numbers: [RawNumber], range: Range<Int>) -> RawBox? {
    guard numbers.count == 4 || numbers.count == 5 else { return nil }
    let last = numbers.suffix(4)
    return RawBox(numbers: last.map(\.value), unit: last.first?.unit, range: range)
  }
}

extension LooseKey {
  /// The head of a column without the unit behind it, `width (px)`.
  fileprivate var sideForm: String {
    let bare = text.prefix { $0 != "(" && $0 != "[" && $0 != "/" }
    return String(bare).keyForm
  }
}

extension SourceText {
  /// Whether a cell names a side, as `x1` does with its digit.
  fileprivate func isSideCell(_ cell: Range<Int>) -> Bool {
    guard cell.count <= 60 else { return false }
    let text = string(cell)
    return BoxSide(key: LooseKey(text).form, beside: []) != nil
      || DeclaredFrame(words: text).order != nil
  }
}

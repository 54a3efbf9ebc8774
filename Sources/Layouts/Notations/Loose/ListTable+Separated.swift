/// Tables without bars: their cells stand apart by commas, semicolons, tabs or wide gaps.
extension ListTable {
  /// What stands between the cells of a row.
  enum Separator: CaseIterable {
    case bar, tab, semicolon, comma, gap

    /// What it is in words, for a message.
    var words: String {
      switch self {
      case .bar: "bars"
      case .tab: "tabs"
      case .semicolon: "semicolons"
      case .comma: "commas"
      case .gap: "gaps"
      }
    }

    fileprivate var byte: UInt8 {
      switch self {
      case .bar: UInt8(ascii: "|")
      case .tab: 0x09
      case .semicolon: UInt8(ascii: ";")
      case .comma: UInt8(ascii: ",")
      case .gap: 0x20
      }
    }
  }

  /// How long a head is at most.
  private static let headLimit = 200

  /// The table whose head a line is: its cells name an object's sides, or its box, and the object.
  static func headed(by line: Range<Int>, in source: SourceText) -> ListTable? {
    guard line.count <= headLimit, mayBeHead(line, in: source) else { return nil }
    for separator in Separator.allCases {
      guard let row = Row(source, in: line, apart: separator), isHead(row, in: source) else {
        continue
      }
      return ListTable(head: row, in: source, separator: separator)
    }
    return nil
  }

  /// Whether a line has no marks of a list, and no digits but those of names such as `x1`.
  private static func mayBeHead(_ line: Range<Int>, in source: SourceText) -> Bool {
    var wasDigit = false
    for place in line {
      let byte = source.bytes[place]
      if ":[]{}=".utf8.contains(byte) || byte.isDigit && wasDigit { return false }
      wasDigit = byte.isDigit
    }
    return true
  }

  /// Whether the cells of a row name all that an object needs.
  private static func isHead(_ row: Row, in source: SourceText) -> Bool {
    let keys = row.cells.map { LooseKey(source.string($0)) }
    let forms = Set(keys.map(\.sideForm))
    var sides = BoxSides()
    var parts: Set<BoxPart> = []
    var isNamed = false
    var isBox = false
    for key in keys {
      if let side = BoxSide(key: key.sideForm, beside: forms) {
        sides[side] = RawNumber(value: 0)
      } else if let part = BoxPart(key: key.sideForm), !key.isBox {
        parts.insert(part)
      } else if key.isBox {
        isBox = true
      } else {
        isNamed = isNamed || key.nameRank.map { $0 < 20 } ?? false || key.announcesName
      }
    }
    let hasParts = parts.contains(.size) && parts.count > 1 || parts.contains(.bottomRight)
    return isNamed && (isBox || hasParts || sides.isComplete)
  }

  /// The cells of a line below the head; nil where the line is no row of the table.
  func row(_ line: Range<Int>, in source: SourceText) -> Row? {
    guard separator != .bar else { return Row(source, in: line) }
    guard var row = Row(source, in: line, apart: separator) else { return nil }
    // Rows may be counted where the head has no cell for it.
    if row.cells.count == heads.count + 1, source.bytes[row.cells[0]].allSatisfy(\.isDigit) {
      row.cells.removeFirst()
    }
    // A remark at the end of a row may hold what separates the cells.
    if row.cells.count > heads.count,
      heads.last?.nameRank != nil || heads.last?.isDescription == true,
      let last = row.cells.last
    {
      let first = row.cells[heads.count - 1]
      row.cells.removeSubrange((heads.count - 1)...)
      row.cells.append(first.lowerBound..<last.upperBound)
    }
    let isShort = row.cells.count == heads.count - 1 && heads.last?.side(beside: []) == nil
    guard row.isRule || row.cells.count == heads.count || isShort else { return nil }
    return row.isRule || source.bytes[line].contains(where: \.isDigit) ? row : nil
  }
}

extension ListTable.Row {
  /// The cells of a line; nil where it has only one, or more than a table has.
  fileprivate init?(_ source: SourceText, in line: Range<Int>, apart separator: ListTable.Separator)
  {
    var cells: [Range<Int>] = []
    var start = line.lowerBound
    var place = start
    var depth = 0
    var quote: UInt8?
    while place < line.upperBound {
      let byte = source.bytes[place]
      var width = 0
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\""), source.trimmed(start..<place).isEmpty {
        quote = byte
      } else if "[(".utf8.contains(byte) {
        depth += 1
      } else if "])".utf8.contains(byte) {
        depth = max(0, depth - 1)
      } else if byte == separator.byte, depth == 0 {
        width = source.gap(at: place, to: line.upperBound)
        if separator != .gap { width = 1 } else if width < 2 { width = 0 }
      }
      if width > 0 {
        cells.append(source.trimmed(start..<place))
        start = place + width
        guard cells.count < 64 else { return nil }
      }
      place += max(1, width)
    }
    cells.append(source.trimmed(start..<line.upperBound))
    self.init(cells: cells, isRule: source.bytes[line].allSatisfy(\.isPartOfRule), range: line)
    guard isRule || cells.count > 1 && cells.count <= 32 else { return nil }
  }
}

extension SourceText {
  /// How many blanks stand at a place.
  fileprivate func gap(at place: Int, to end: Int) -> Int {
    skippingBlanks(from: place, to: end) - place
  }
}

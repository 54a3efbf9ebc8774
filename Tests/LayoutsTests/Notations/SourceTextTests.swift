import Testing

@testable import Layouts

@Suite struct SourceTextTests {
  /// Line and column counted from the start, one scalar after the other.
  private func place(of offset: Int, in text: String) -> (line: Int, column: Int) {
    let bytes = Array(text.utf8)
    var (line, column) = (1, 1)
    for index in 0..<offset {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      if bytes[index] == 0x0A || bytes[index] == 0x0D && next != 0x0A {
        (line, column) = (line + 1, 1)
      } else if bytes[index] & 0xC0 != 0x80 {
        column += 1
      }
    }
    return (line, column)
  }

  @Test(arguments: [
    "", "a", "a\nb", "a\r\nb\rc\n\n", String(repeating: "é한\n", count: 60),
    String(repeating: "x", count: 64), String(repeating: "x", count: 63) + "\r\n" + "abc",
    String(repeating: "x", count: 64) + "\r\n\r" + "abc",
    String(repeating: "가", count: 200) + "\nz",
    String(repeating: "\r", count: 130), String(repeating: "\r\n", count: 130),
  ])
  func knowsThePlaceOfEveryByte(text: String) {
    let source = SourceText(text)
    for offset in 0...text.utf8.count {
      let range = source.range(offset..<offset)
      let expected = place(of: offset, in: text)
      #expect(range.line == expected.line && range.column == expected.column, "byte \(offset)")
    }
  }

  @Test func knowsUnicodesWhiteSpace() throws {
    for value in UInt32(0x80)...0xFFFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let source = SourceText(String(Character(scalar)))
      let end = source.whiteSpace(at: 0, to: source.bytes.count)
      let expected = scalar.properties.isWhitespace ? source.bytes.count : nil
      #expect(end == expected, "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [
    "1", "0.1", "512.25", "0.30000000000004", "123456789012345", "9.99999999999999", "00012.5",
    "1234567.89012345",
  ])
  func readsDecimalNumbersToTheNearestDouble(text: String) throws {
    let source = SourceText(text)
    let number = DecimalNumber.exact(source.bytes, in: 0..<source.bytes.count)
    #expect(number == Double(text))
  }

  @Test(arguments: ["", ".", "1e3", "-1", "1.2.3", "1234567890123456", "1_0"])
  func leavesOtherNumbersAlone(text: String) {
    let source = SourceText(text)
    #expect(DecimalNumber.exact(source.bytes, in: 0..<source.bytes.count) == nil)
  }
}

@Suite struct FindingListTests {
  @Test func listsAThousandOfAKindAndCountsTheRest() throws {
    let text = "[" + String(repeating: ",", count: 5000) + "('a cat', [1, 2, 30, 40], 7 px)]"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    let separators = parsed.findings.filter { $0.rule == "separator" }
    #expect(separators.count == FindingList.limit + 1)
    #expect(separators.contains { $0.message.hasPrefix("4000 more findings of this kind") })
    // Another kind is listed all the same.
    #expect(parsed.findings.contains { $0.rule == "unit" || $0.rule == "extra-element" })
  }

  @Test func objectsOutsideTheCanvasAreListedAThousandTimes() throws {
    let count = 3 * FindingList.limit + 7
    let objects = (0..<count).map { "('a cat', [\($0 + 600), 2, 30, 40])" }
    let text = "[('a dog', [1, 2, 30, 40]), " + objects.joined(separator: ", ") + "]"
    let parsed = try LMDNotation().parse(text, canvas: .standard)
    let outside = parsed.findings.filter { $0.rule == "out-of-canvas" }
    #expect(parsed.layout.objects.count == count + 1 && outside.count == FindingList.limit + 1)
    #expect(outside.prefix(FindingList.limit).map(\.object) == (1...FindingList.limit).map { $0 })
    #expect(outside.allSatisfy { $0.source == parsed.places[$0.object ?? 0] })
    let rest = count - FindingList.limit
    #expect(outside.last?.message.hasPrefix("\(rest) more findings of this kind") == true)
  }

  @Test func comesBackToAMark() {
    var list = FindingList()
    for _ in 0..<FindingList.limit + 5 { list.append(.separator, "one", at: nil) }
    let mark = list.mark
    let before = list.all
    for _ in 0..<3 {
      list.append(.separator, "two", at: nil)
      list.append(.unit, "three", at: nil)
    }
    #expect(list.all != before)
    list.rollBack(to: mark)
    #expect(list.all == before)
    list.append(.separator, "one", at: nil)
    #expect(list.all.last?.message.hasPrefix("6 more") == true)
  }
}

/// What the quick way reads, the long way reads to the same.
@Suite struct PlainObjectTests {
  @Test(arguments: [
    "('a cat', [1, 2, 30, 40])", "[\"a 'cat'\", (1.5, -2, 30, 4e1)]", "('a, b', [1,2,3,4])",
    "( '고양이' ,\n[ 1 , 2 , 3 , 4 ] )", "('a', [0.1, 0.2, 0.3, 0.4])", "('a', [01, 2, 3, 4])",
    "('', [1, 2, 3, 4])", "('a' 'b', [1, 2, 3, 4])", "('a\\n', [1, 2, 3, 4])",
    "('a', [1, 2, 3])", "('a', [1, 2, 3, 4], 5)", "('a', [1, 2, 3, 4]) : 5", "('a, （1', [1,2,3,4])",
    "('\u{3000}', [1, 2, 3, 4])", "('a', [1, 2, 3, 4)", "('a', [1px, 2, 3, 4])",
    "('a (b)', [1, 2, 3, 4])", "('a', [123456789012345678, 2, 3, 4])",
  ])
  func agreesWithTheLongWay(entry: String) throws {
    let plain = "('x', [5, 6, 7, 8])"
    for text in [
      "[\(entry)]", "[\(plain), \(entry), \(plain)]", "[\(entry), \(plain)", "\(entry)",
      " [\(plain), \(plain), \(entry)", "[\(plain), \(plain)], \(entry)] \(plain)",
      "[\(plain), # two\n\(entry), \(plain), ]",
    ] {
      let source = SourceText(text)
      let all = 0..<source.bytes.count
      let objects = LiteralReader.readObjects(source, in: all, canvas: .standard)
      let (list, isPython) = (objects.list, objects.isPython)
      let reading = LiteralReader.read(source, in: all)
      var long = ObjectList(source, canvas: .standard)
      for value in reading.values { long.take(outermost: value) }
      long.finish(reading.notes)
      #expect(isPython == reading.isPython, "\(text)")
      #expect(list.objects == long.objects, "\(text)")
      #expect(list.places == long.places, "\(text)")
      #expect(list.notes.all.inOrderOfText == long.notes.all.inOrderOfText, "\(text)")
      let tuples = TupleList(source, in: all, canvas: .standard)
      #expect(long.objects.starts(with: tuples.list.objects), "\(text)")
      #expect(long.places.starts(with: tuples.list.places), "\(text)")
      if tuples.isWhole {
        #expect(long.objects.count == tuples.list.objects.count, "\(text)")
        #expect(isPython && long.notes.all.isEmpty, "\(text)")
      }
    }
  }
}

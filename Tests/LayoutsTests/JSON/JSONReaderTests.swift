import Foundation
import Layouts
import TestSupport
import Testing

@Suite struct JSONReaderTests {
  private func read(_ text: String) throws -> JSONValue {
    try JSONReader.read(text).root.value
  }

  private func failure(_ text: String) throws -> ParseFailure {
    try #require(throws: ParseFailure.self) { try JSONReader.read(text) }
  }

  @Test func values() throws {
    #expect(
      try read(" [1, -2.5, true, false, null, \"x\", {\"a\": []}] ") == [
        1, -2.5, true, false, nil, "x", ["a": []],
      ])
    #expect(try read("12e2") == 1200)
    #expect(try read("9007199254740993") == .integer(9_007_199_254_740_993))
    #expect(try read("-9223372036854775808") == .integer(.min))
    #expect(try read("0.1") == 0.1)
  }

  @Test func escapes() throws {
    #expect(try read(#""\"\\\/\b\f\n\r\tA한""#) == "\"\\/\u{8}\u{C}\n\r\tA한")
    #expect(try read(#""\uD83D\ude00!""#) == "😀!")
    #expect(try read(#""e\u0301""#) != "\u{E9}")
  }

  @Test(arguments: [
    (#""\uD83D""#, "half of one"), (#""\uDE00""#, "half of one"),
    (#""\uD83D\u0041""#, "half of one"), (#""\u12G4""#, "four hexadecimal digits"),
    (#""\x""#, "one of the escapes"), ("\"a\nb\"", "no control character"),
    ("\"a", "closing quote"), ("[1,]", "expected a value, found \"]\""),
    ("{\"a\" 1}", "a: expected a colon after the key, found \"1\""),
    ("{a: 1}", "a key in double quotes"), ("[1 2]", "[1]"), ("01", "leading zeros"),
    ("1.", "a digit"), (".5", "a value"), ("+1", "a value"), ("1e999", "too large"),
    ("-1e999", "too large"), ("{\"a\": {\"b\": [0, NaN]}}", "a.b[1]: expected a finite number"),
    ("[-Infinity]", "found -Infinity"), ("", "found the end of the text"), ("[1] x", "the end"),
    ("tru", "a value"), ("'a'", "a value"),
  ])
  func refusals(text: String, part: String) throws {
    let failure = try failure(text)
    if part == "[1]" {
      #expect(failure.message.contains("a comma or a closing bracket"))
    } else {
      #expect(failure.message.contains(part), "\(failure.message)")
    }
    let source = try #require(failure.source)
    #expect(source.offset + source.length <= text.utf8.count)
  }

  @Test func knowsWhereEverythingStands() throws {
    let text = "{\r\n  \"é\": [1,\n   \"한글\", 22]}"
    let root = try JSONReader.read(text).root
    guard case .object(let members) = root.content else { throw failure(root) }
    #expect(members[0].keySource == SourceRange(offset: 5, length: 4, line: 2, column: 3))
    guard case .array(let nodes) = members[0].node.content else { throw failure(root) }
    #expect(nodes[0].source == SourceRange(offset: 12, length: 1, line: 2, column: 9))
    #expect(nodes[1].source == SourceRange(offset: 18, length: 8, line: 3, column: 4))
    #expect(nodes[2].source == SourceRange(offset: 28, length: 2, line: 3, column: 10))
    #expect(root.source.length == text.utf8.count)
  }

  private func failure(_ root: JSONNode) -> ParseFailure {
    ParseFailure(notation: "test", message: "unexpected \(root.summary)")
  }

  @Test func duplicateKeysAreReportedAndTheLastCounts() throws {
    let (root, findings) = try JSONReader.read(#"{"a": 1, "b": {"c": 2, "c": 3}, "a": 4}"#)
    #expect(root.value == ["a": 4, "b": ["c": 3]])
    #expect(findings.map(\.rule) == ["duplicate-key", "duplicate-key"])
    #expect(findings.map { $0.source?.offset } == [23, 32])
    #expect(findings[0].message.hasPrefix("b.c "))
  }

  @Test func byteOrderMarkIsSkippedWithANote() throws {
    let (root, findings) = try JSONReader.read("\u{FEFF}[]")
    #expect(root.value == [])
    #expect(findings.map(\.rule) == ["byte-order-mark"])
  }

  @Test func numbersTooLongAreReported() throws {
    let (root, findings) = try JSONReader.read("123456789012345678901")
    #expect(root.value.double == 123_456_789_012_345_683_968)
    #expect(findings.map(\.rule) == ["imprecise-number"])
  }

  @Test(arguments: ["[", "{\"a\":"])
  func deepNestingIsRefusedWithoutOverflow(opening: String) throws {
    let failure = try failure(String(repeating: opening, count: 100_000))
    #expect(failure.message.contains("deeper than 256"))
    let fine = String(repeating: "[", count: 256) + String(repeating: "]", count: 256)
    #expect(throws: Never.self) { try JSONReader.read(fine) }
  }
}

@Suite struct JSONWriterTests {
  @Test(arguments: [
    (0.0, "0"), (-0.0, "-0"), (1.5, "1.5"), (100, "100"), (1e16, "1e+16"),
    (.leastNonzeroMagnitude, "5e-324"),
    (0.1 + 0.2, "0.30000000000000004"), (1e-7, "1e-07"),
    (9_007_199_254_740_992, "9007199254740992"),
  ])
  func numbersAreShortAndRoundTrip(number: Double, text: String) throws {
    #expect(try JSONWriter.write(.number(number)) == text)
    #expect(try JSONReader.read(text).root.value.double == number)
  }

  @Test func randomNumbersRoundTrip() throws {
    var generator = SplitMix64(seed: 11)
    for _ in 0..<2000 {
      let number = Double(bitPattern: generator.next())
      guard number.isFinite else { continue }
      let text = try JSONWriter.write(.number(number))
      #expect(try JSONReader.read(text).root.value.double == number)
    }
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesWhatIsNotFinite(number: Double) throws {
    let error = try #require(throws: JSONWriter.NotFinite.self) {
      try JSONWriter.write(["a": [1, .number(number)]])
    }
    #expect(error.path == "a[1]")
  }

  @Test func stringsStayUTF8() throws {
    let value: JSONValue = "é한😀\u{1}\u{1F}\u{2028}\"\\\n"
    let text = try JSONWriter.write(value)
    #expect(text == "\"é한😀\\u0001\\u001f\u{2028}\\\"\\\\\\n\"")
    #expect(try JSONReader.read(text).root.value == value)
    let foundation = try JSONDecoder().decode(String.self, from: Data(text.utf8))
    #expect(value == .string(foundation))
  }

  @Test func styles() throws {
    let value: JSONValue = ["a": [1, 2], "b": ["c": [], "d": [:]], "e": [["f": nil]]]
    #expect(
      try JSONWriter.write(value) == #"{"a":[1,2],"b":{"c":[],"d":{}},"e":[{"f":null}]}"#)
    #expect(
      try JSONWriter.write(value, style: .pretty) == """
        {
          "a": [1, 2],
          "b": {"c": [], "d": {}},
          "e": [
            {"f": null}
          ]
        }
        """)
    let long: JSONValue = .array(Array(repeating: 123_456, count: 20))
    #expect(try JSONWriter.write(long, style: .pretty).split(separator: "\n").count == 22)
  }
}

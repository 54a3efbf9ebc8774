import Foundation
import Testing

@testable import maquette

@Suite struct ByteReaderTests {
  let program: Program

  init() throws { program = try Program() }

  private func lines(_ text: String, limit: Int = 1 << 20) throws -> [ByteReader.Line] {
    let reader = try ByteReader(program.write(text, to: "lines").path, countsScalars: true)
    #expect(try Array(reader.peek(3)) == Array(text.utf8.prefix(3)))
    var lines: [ByteReader.Line] = []
    while let line = try reader.nextLine(limit: limit) { lines.append(line) }
    return lines
  }

  @Test(arguments: ["", "\n", "a", "a\n", "a\nb", "é\r\n\nb\r", "\u{FEFF}x\n🐶\n"])
  func cutsAtLineEnds(text: String) throws {
    let lines = try lines(text)
    // Swift takes "\r\n" for one character, so the lines are cut by bytes.
    var expected = text.utf8.split(separator: 10, omittingEmptySubsequences: false).map {
      let line = String(decoding: $0, as: UTF8.self)
      return line.unicodeScalars.last == "\r" ? String(line.unicodeScalars.dropLast()) : line
    }
    if text.isEmpty || text.utf8.last == 10 { expected.removeLast() }
    #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == expected)
    #expect(lines.map(\.number) == Array(1..<expected.count + 1))
    for line in lines {
      let before = text.utf8.prefix(line.offset)
      #expect(before.isEmpty || before.last == 10)
      #expect(line.scalarsBefore == String(decoding: before, as: UTF8.self).unicodeScalars.count)
    }
  }

  @Test func passesOverLinesThatAreTooLong() throws {
    let long = String(repeating: "é", count: 400_000)
    let lines = try lines("a\n\(long)\nb\n\(long)", limit: 300_000)
    #expect(lines.map(\.isTooLong) == [false, true, false, true])
    #expect(lines[1].bytes.isEmpty && lines[1].offset == 2)
    #expect(lines[2].offset == 2 + long.utf8.count + 1 && lines[2].number == 3)
    #expect(lines[2].scalarsBefore == 2 + 400_000 + 1)
  }

  @Test func readsTheRest() throws {
    let place = try program.write(String(repeating: "x", count: 700_000), to: "rest").path
    #expect(try ByteReader(place).rest(limit: 1 << 20)?.count == 700_000)
    #expect(try ByteReader(place).rest(limit: 1 << 10) == nil)
    #expect(throws: Failure.self) { try ByteReader(program.file("none").path) }
    #expect(throws: Failure.self) { try ByteReader(program.folder.path) }
  }
}

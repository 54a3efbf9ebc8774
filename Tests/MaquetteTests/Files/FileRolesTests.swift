import Foundation
import Testing

@testable import maquette

@Suite struct FileRolesTests {
  let program: Program

  init() throws {
    program = try Program()
    try program.write(
      #"{"schema": "maquette/layout/1", "canvas": {"width": 64, "height": 32}, "objects": []}"#,
      to: "l.svg")
    try program.write("cat", to: "names.json")
  }

  @Test(arguments: [
    ["draw", "l.svg", "-o", "l.svg"], ["draw", "l.svg", "-o", "./none/../l.svg"],
    ["fit", "l.svg", "-o", "l.svg"],
    ["convert", "l.svg", "-o", "l.svg"],
    ["convert", "l.svg", "-o", "a.json", "--report", "a.json"],
    ["convert", "l.svg", "-o", "a.json", "--report", "l.svg"],
    ["convert", "l.svg", "-o", "names.json", "--names", "names.json"],
  ])
  func nothingIsWrittenOverWhatIsRead(arguments: [String]) throws {
    let before = try Data(contentsOf: program.file("l.svg"))
    expectRefusal(try program.run(arguments), status: 2, naming: "expected another file than")
    #expect(try Data(contentsOf: program.file("l.svg")) == before)
    #expect(try program.names() == ["l.svg", "names.json"])
  }

  @Test func filesOfOneNameInTwoFoldersAreTwo() throws {
    let outcome = try program.run(["convert", "l.svg", "-o", "out/l.svg"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(try program.names() == ["l.svg", "names.json", "out"])
  }
}

import Foundation
import Testing

@testable import maquette

@Suite struct OutputFileTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func createsFoldersWhenItIsWrittenAndNotBefore() throws {
    let file = try OutputFile(program.file("a/b/c.txt").path)
    #expect(try program.names().isEmpty)
    try file.write("text")
    #expect(try String(contentsOf: program.file("a/b/c.txt"), encoding: .utf8) == "text\n")
    #expect(try program.names(in: "a/b") == ["c.txt"])
  }

  @Test func refusesAFolder() throws {
    #expect(throws: Failure.self) { try OutputFile(program.folder.path) }
    #expect(throws: Failure.self) { try OutputFile(program.file("new").path + "/") }
    #expect(throws: Failure.self) { try OutputFile("") }
    #expect(throws: Failure.self) { try OutputFile("-") }
  }

  @Test func refusesAFolderThatIsAFile() throws {
    let place = try program.write("", to: "plain")
    let failure = try #require(throws: Failure.self) {
      try OutputFile(place.appending(path: "x.txt").path)
    }
    #expect(failure.status == .usage)
    #expect(failure.description.contains(place.path))
  }

  @Test func refusesWhatTheSystemForbids() throws {
    let failure = try #require(throws: Failure.self) { try OutputFile("/proc/version/x") }
    #expect(failure.description.hasPrefix("cannot write /proc/version/x: "))
  }

  @Test func writesToADeviceWithoutReplacingIt() throws {
    try OutputFile("/dev/null").write("text")
    #expect(fileKind("/dev/null") == S_IFCHR)
  }

  @Test func interruptionRemovesOnlyItsOwnTemporaryFiles() throws {
    _ = try OutputFile(program.file("x.txt").path)
    let own = ".maquette-\(getpid())-1.part"
    for name in [own, ".maquette-1-1.part", "other.part"] { try program.write("", to: name) }
    Interruption.removeTemporaryFiles()
    #expect(try program.names() == [".maquette-1-1.part", "other.part"])
  }
}

@Suite struct InputTextTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func refusesOtherEncodingsAndNamesTheByte() throws {
    let place = program.file("latin.txt")
    try Data([0x61, 0x62, 0xE9, 0x63]).write(to: place)
    let failure = try #require(throws: Failure.self) { try InputText(place.path) }
    #expect(
      failure.description == "\(place.path): expected UTF-8 text, found other bytes at byte 2")
  }

  @Test func refusesWhatIsTooLarge() throws {
    let place = program.file("large.txt")
    try Data().write(to: place)
    let file = try FileHandle(forWritingTo: place)
    try file.truncate(atOffset: UInt64(InputText.byteLimit) + 1)
    try file.close()
    #expect(throws: Failure.self) { try InputText(place.path) }
  }

  @Test func refusesFoldersAndMissingFiles() throws {
    #expect(throws: Failure.self) { try InputText(program.folder.path) }
    #expect(throws: Failure.self) { try InputText(program.file("none").path) }
  }
}

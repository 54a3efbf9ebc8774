import Drawing
import Foundation
import Testing

@Suite struct AtomicFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "maquette-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  @Test func replacesTheContentAndLeavesNothingElse() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "집 \u{1F3E0}.txt")
    try AtomicFile.write("one", to: file)
    try AtomicFile.write("two", to: file)
    #expect(try String(contentsOf: file, encoding: .utf8) == "two")
    #expect(try names() == ["집 \u{1F3E0}.txt"])
  }

  @Test func keepsPermissionsAndFollowsLinks() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "real.txt")
    try AtomicFile.write("one", to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    let link = folder.appending(path: "link.txt")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    try AtomicFile.write("two", to: link)
    #expect(try String(contentsOf: file, encoding: .utf8) == "two")
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(try names() == ["link.txt", "real.txt"])
  }

  @Test func aNameOfTheLongestLengthIsWritten() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = String(repeating: "n", count: 251) + ".txt"
    try AtomicFile.write("x", to: folder.appending(path: name))
    #expect(try names() == [name])
  }

  @Test func failuresNameTheFileAndLeaveNothing() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.appending(path: "absent/a.txt")
    #expect(
      throws: DrawingError.unwritable(
        file: missing.path, reason: "no such file or directory")
    ) { try AtomicFile.write("x", to: missing) }
    #expect(throws: DrawingError.unwritable(file: folder.path, reason: "it is a folder")) {
      try AtomicFile.write("x", to: folder)
    }
    #expect(try names().isEmpty)
  }

  @Test func severalFilesAreWrittenTogetherOrNotAtAll() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let good = folder.appending(path: "a.txt")
    let bad = folder.appending(path: "absent/b.txt")
    #expect(throws: DrawingError.self) {
      try AtomicFile.write([(good, Data("x".utf8)), (bad, Data("y".utf8))])
    }
    #expect(try names().isEmpty)
    try AtomicFile.write([
      (good, Data("x".utf8)), (folder.appending(path: "b.txt"), Data("y".utf8)),
    ])
    #expect(try names() == ["a.txt", "b.txt"])
  }
}

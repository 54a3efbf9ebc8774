import Drawing
import Foundation
import Layouts
import Testing

@testable import maquette

/// `maquette scenes`, run as a user would.
@Suite struct ScenesCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func aFolderOfScenesIsTheSameEachTime() throws {
    for folder in ["one", "two"] {
      let outcome = try program.run([
        "scenes", "-n", "5", "--size", "48x32", "--seed", "7", "--objects", "2", "-o", folder,
        "--quiet",
      ])
      #expect(outcome.status == 0 && outcome.text == "\(folder)/annotations.json\n")
    }
    #expect(try program.names(in: "one") == ["annotations.json", "images", "layouts", "masks"])
    for path in ["annotations.json", "images/000004.png", "masks/000001.png", "masks/000000.png"] {
      #expect(
        try Data(contentsOf: program.file("one/\(path)"))
          == Data(contentsOf: program.file("two/\(path)")))
    }
    let text = try String(contentsOf: program.file("one/layouts/000003.json"), encoding: .utf8)
    let layout = try JSONNotation().parse(text, canvas: .standard).layout
    #expect(layout.canvas == Canvas(width: 48, height: 32) && layout.objects.count == 2)
    #expect(try program.run(["check", "--select", "MQ3", "one/layouts"]).status == 0)
  }

  @Test func picturesOfAnEarlierRunAreTold() throws {
    #expect(try program.run(["scenes", "-n", "3", "--size", "32x32", "-o", "all"]).status == 0)
    let outcome = try program.run(["scenes", "-n", "2", "--size", "32x32", "-o", "all"])
    #expect(
      outcome.words.contains(
        "all/images holds 1 pictures of an earlier run, such as 000002.png"), "\(outcome.words)")
  }

  @Test func theListNamesThingsAndClasses() throws {
    let outcome = try program.run(["scenes", "--list", "--thing", "lmd", "--thing", "umbrella"])
    #expect(outcome.status == 0)
    #expect(outcome.text.split(separator: "\n").count == 12)
    #expect(outcome.text.contains("teddy bear") == false)
  }

  @Test(arguments: [
    (["-n", "2", "--thing", "unicorn", "-o", "x"], "the atlas has no thing \"unicorn\""),
    (["-n", "2", "--atlas", "absent", "-o", "x"], "cannot read "),
    (["-n", "2", "--objects", "4-1", "-o", "x"], "expected a number such as 3 or a range"),
    (["-n", "2", "--objects", "0-3", "-o", "x"], "--objects: expected a number from 1 to 12"),
    (["-n", "0", "-o", "x"], "-n: expected a number from 1"),
    (["-n", "2", "--size", "8x64", "-o", "x"], "--size, width: expected a number from 16"),
    (["-n", "2", "--close-ups", "1.5", "-o", "x"], "--close-ups: expected a number from 0"),
    (["-n", "2", "--backdrop", "moon", "-o", "x"], "expected one of field, beach"),
    (["-n", "2"], "expected -o with a folder, --sheet or --list"),
  ])
  func wrongUseIsRefused(arguments: [String], words: String) throws {
    let outcome = try program.run(["scenes"] + arguments)
    #expect(outcome.status == 2 && outcome.data.isEmpty)
    #expect(outcome.words.contains(words), "\(outcome.words)")
    #expect(try program.names().isEmpty)
  }
}

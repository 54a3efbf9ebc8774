import Foundation
import Layouts
import Planning
import Testing

@testable import maquette

@Suite struct EditCommandTests {
  let program: Program

  init() throws {
    program = try Program()
    let plan = try program.run(["plan", "a cat and a dog", "-o", "layout.json"])
    try #require(plan.status == 0)
  }

  private func layout(_ text: String) throws -> Layout {
    try JSONNotation().parse(text, canvas: .standard).layout
  }

  private func layout(file name: String) throws -> Layout {
    try layout(String(contentsOf: program.file(name), encoding: .utf8))
  }

  @Test func printsTheChangedLayout() throws {
    let before = try layout(file: "layout.json")
    let arguments = ["edit", "layout.json", "move the cat up", "make it black"]
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0 && outcome.words.isEmpty)
    let after = try layout(outcome.text)
    #expect(after.objects[0].name == "a black cat")
    #expect(after.objects[1] == before.objects[1])
    #expect(try program.run(arguments).data == outcome.data)
  }

  @Test func readsAPipeAndWritesInPlace() throws {
    let text = try String(contentsOf: program.file("layout.json"), encoding: .utf8)
    let piped = try program.run(["edit", "-", "remove the dog"], input: text)
    #expect(try layout(piped.text).objects.map(\.name) == ["a cat"])
    let written = try program.run(
      ["edit", "layout.json", "remove the dog", "-o", "layout.json", "--preview", "out/p.svg"])
    #expect(written.status == 0 && written.text.isEmpty)
    #expect(try layout(file: "layout.json").objects.count == 1)
    #expect(try program.names(in: "out") == ["p.svg"])
  }

  @Test func saysWhatChangedAndWhy() throws {
    let diff = try program.run(["edit", "layout.json", "add a ball next to the dog", "--diff"])
    #expect(diff.text.contains("1 added"))
    #expect(diff.text.contains("+ object 2 \"a ball\": box ["))
    let explained = try program.run(["edit", "layout.json", "make the cat bigger", "--explain"])
    #expect(explained.words.contains("size: “a cat” is now "))
  }

  @Test func tellsAMachineWhatChanged() throws {
    let before = try layout(file: "layout.json")
    let arguments = [
      "edit", "layout.json", "make the cat black", "remove the dog", "--json", "--explain", "-o",
      "out.json",
    ]
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0 && outcome.words.isEmpty, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    let after = try layout(file: "out.json")
    #expect(report["layout"] == after.json)
    #expect(report["instructions"] == ["make the cat black", "remove the dog"])
    let difference = LayoutDifference(from: before, to: after)
    #expect(report["difference"] == difference.json)
    #expect(difference.counts.map(\.kind) == ["removed", "renamed"])
    let decisions = try #require(report["decisions"]?.array)
    #expect(Set(decisions.compactMap { $0["instruction"]?.integer }) == [0, 1])
  }

  @Test func tellsAMachineWhatWasRefused() throws {
    let outcome = try program.run([
      "edit", "layout.json", "remove the dog", "remove the elephant", "--json", "-o", "out.json",
    ])
    #expect(outcome.status == 1 && outcome.words.isEmpty, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["layout"] == .null && report["difference"] == .null)
    let finding = try #require(report["findings"]?.array?.first)
    #expect(finding["instruction"] == 1 && finding["severity"] == "error")
    #expect(finding["source"]?["offset"] == 7 && finding["source"]?["length"] == 12)
    #expect(try program.names() == ["layout.json"])
  }

  @Test func aRefusalWritesNothingAndPointsAtTheWords() throws {
    let outcome = try program.run([
      "edit", "layout.json", "remove the dog", "remove the elephant", "-o", "out.json",
      "--session", "talk.json",
    ])
    #expect(outcome.status == 1)
    #expect(outcome.words.contains("instruction:1:8: error: “elephant” is not in the layout"))
    #expect(outcome.words.contains("^^^^"))
    #expect(try program.names() == ["layout.json"])
  }

  @Test func aSessionGoesOnAndBack() throws {
    let first = try program.run([
      "edit", "layout.json", "move the cat up", "--session", "talk.json",
    ])
    #expect(first.status == 0)
    let second = try program.run(["edit", "make it black", "--session", "talk.json", "--diff"])
    #expect(second.text.contains("\"a black cat\": renamed"))
    let undone = try program.run(["edit", "--undo", "--session", "talk.json"])
    #expect(undone.data == first.data)
    let redone = try program.run(["edit", "--redo", "--session", "talk.json"])
    #expect(try layout(redone.text).objects[0].name == "a black cat")
    #expect(try program.run(["edit", "--redo", "--session", "talk.json"]).status == 1)
    let text = try String(contentsOf: program.file("talk.json"), encoding: .utf8)
    #expect(try EditSession(text).rounds.map(\.kind) == [.start, .edit, .edit, .undo, .redo])
    let other = try program.run(["plan", "a horse", "-o", "horse.json"])
    #expect(other.status == 0)
    let wrong = try program.run(["edit", "horse.json", "remove it", "--session", "talk.json"])
    #expect(wrong.status == 2 && wrong.words.contains("the session talk.json goes on from its own"))
  }

  @Test(arguments: [
    (["edit"], "expected a layout and at least one instruction"),
    (["edit", "layout.json"], "expected at least one instruction after the layout"),
    (["edit", "nothing.json", "remove it"], "nothing.json"),
    (["edit", "--undo"], "--undo: expected --session FILE"),
    (["edit", "--undo", "--session", "none.json"], "expected a session, found none"),
    (["edit", "layout.json", "x", "--session", "layout.json"], "found maquette/layout/1"),
    (["edit", "layout.json", "x", "--preview", "a.gif"], "--preview: expected a name"),
    (["edit", "layout.json", "x", "--restore", "none"], "--restore: expected another --planner"),
    (
      ["edit", "layout.json", "x", "--style", "descriptions"],
      "--style: expected one of boxes, css-boxes, css-blobs, json, which say where objects lie, "
        + "found descriptions"
    ),
    (["chat", "a cat", "--style", "background"], "found background"),
    (["edit", "layout.json", "x", "--diff", "--json"], "expected --diff or --json"),
    (["chat", "a cat", "--cassette", "x"], "--cassette: expected --planner replay"),
  ])
  func wrongUseIsSaidInASentence(arguments: [String], reason: String) throws {
    let outcome = try program.run(arguments)
    #expect(outcome.status == 2, "\(outcome.words)")
    #expect(outcome.words.contains(reason), "\(outcome.words)")
    #expect(outcome.text.isEmpty)
  }
}

@Suite struct ChatCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func plansAndChangesLineByLine() throws {
    let lines = """
      # what a comment says is passed over
      add two balloons above it

      make them red
      undo
      redo
      save out/layout.json
      preview out/preview.svg
      show
      quit
      remove the cat
      """
    let outcome = try program.run(
      ["chat", "a cat", "--session", "talk.json", "-o", "last.json"], input: lines)
    #expect(outcome.status == 0)
    #expect(outcome.text.contains("+ object 0 \"a cat\": box ["))
    #expect(outcome.text.contains("+ object 2 \"a balloon\""))
    #expect(outcome.text.contains("\"a red balloon\": renamed from \"a balloon\""))
    #expect(outcome.text.contains("\"a balloon\": renamed from \"a red balloon\""))
    #expect(outcome.text.contains("3 objects on 512x512"))
    #expect(try program.names(in: "out") == ["layout.json", "preview.svg"])
    let saved = try Data(contentsOf: program.file("out/layout.json"))
    #expect(try Data(contentsOf: program.file("last.json")) == saved)
  }

  @Test func aBadLineDoesNotEndThePipe() throws {
    let outcome = try program.run(
      ["chat"], input: "a cat and a dog\nfrobnicate\nremove the unicorn\nremove the dog\nsave\n")
    #expect(outcome.status == 1)
    #expect(outcome.words.contains("MQ403"))
    #expect(outcome.words.contains("“unicorn” is not in the layout, which has a cat and a dog"))
    #expect(outcome.words.contains("save: expected the name of a file"))
    #expect(outcome.text.contains("- object 1 \"a dog\""))
  }

  @Test func aSessionIsGoneOnWith() throws {
    #expect(
      try program.run(["chat", "a cat", "--session", "talk.json"], input: "move it up\n").status
        == 0)
    let again = try program.run(["chat", "--session", "talk.json"], input: "make it black\nhelp\n")
    #expect(again.status == 0)
    #expect(again.text.hasPrefix("1 object on 512x512\nobject 0 \"a cat\""))
    #expect(again.text.contains("\"a black cat\""))
    #expect(again.text.contains("Commands: undo, redo"))
    let wrong = try program.run(["chat", "a dog", "--session", "talk.json"])
    #expect(wrong.status == 2 && wrong.words.contains("goes on from its own layout"))
    #expect(try program.run(["chat", "absent.json"]).status == 2)
    #expect(try program.run(["chat"], input: "").status == 0)
  }
}

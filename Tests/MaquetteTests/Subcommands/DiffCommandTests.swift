import Foundation
import Layouts
import Testing

@Suite struct DiffCommandTests {
  private static let before = """
    Objects: [('a cat', [10, 20, 100, 120]), ('a dog', [300, 200, 150, 150])]
    Background prompt: a park
    Negative prompt:
    """
  private static let after = """
    cat {left: 30px; top: 20px; width: 100px; height: 120px}
    owl {left: 200px; top: 20px; width: 60px; height: 60px}
    Background prompt: a park
    """

  private func program() throws -> Program {
    let program = try Program()
    try program.write(Self.before, to: "before.txt")
    try program.write(Self.after, to: "after.css")
    return program
  }

  @Test func tellsWhatChangedAcrossNotations() throws {
    let outcome = try program().run(["diff", "before.txt", "after.css"])
    #expect(outcome.status == 1 && outcome.words.isEmpty, "\(outcome.words)")
    #expect(
      outcome.text == """
        --- before.txt
        +++ after.css
        1 removed, 1 added, 1 moved, 1 renamed
        ~ object 0 "cat": moved right by 20; renamed from "a cat"
        + object 1 "owl": box [200, 20, 60, 60]
        - object 1 "a dog": was box [300, 200, 150, 150]

        """)
  }

  @Test func saysNothingOfEqualLayouts() throws {
    let program = try program()
    let same = try program.run(["diff", "before.txt", "-"], input: Self.before)
    #expect(same.status == 0 && same.text.isEmpty && same.words.isEmpty)
    let near = Self.before.replacing("[10, 20", with: "[12, 20")
    #expect(try program.run(["diff", "before.txt", "-"], input: near).status == 1)
    let tolerant = ["diff", "before.txt", "-", "--tolerance", "3"]
    #expect(try program.run(tolerant, input: near).status == 0)
  }

  @Test func printsJSON() throws {
    let outcome = try program().run(["diff", "before.txt", "after.css", "--json"])
    let json = try JSONReader.read(outcome.text).root.value
    #expect(json["schema"]?.string == "maquette/difference/1" && json["same"]?.bool == false)
    #expect(json["objects"]?.array?.count == 3 && json["counts"]?["moved"]?.integer == 1)
    let same = try program().run(["diff", "before.txt", "before.txt", "--json"])
    #expect(same.status == 0)
    #expect(try JSONReader.read(same.text).root.value["same"]?.bool == true)
  }

  @Test func drawsBoth() throws {
    let program = try program()
    let outcome = try program.run(["diff", "before.txt", "after.css", "-o", "new/both.svg"])
    #expect(outcome.status == 1 && outcome.text.hasPrefix("---"))
    let drawing = try String(contentsOf: program.file("new/both.svg"), encoding: .utf8)
    #expect(drawing.contains("stroke-dasharray") && drawing.contains("\u{2212} a dog"))
    #expect(drawing.contains("a cat \u{2192} cat") && drawing.contains("+ owl"))
    #expect(try program.run(["diff", "before.txt", "after.css", "-o", "both.png"]).status == 1)
    #expect(try Data(contentsOf: program.file("both.png")).starts(with: [0x89, 0x50]))
  }

  @Test func refusesWhatIsNoLayout() throws {
    let program = try program()
    try program.write("nothing of the kind", to: "prose.txt")
    let outcome = try program.run(["diff", "before.txt", "prose.txt"])
    #expect(outcome.status == 2 && outcome.text.isEmpty && outcome.words.contains("prose.txt"))
    expectRefusal(try program.run(["diff", "-", "-"]), status: 2, naming: "twice")
    expectRefusal(try program.run(["diff", "before.txt", "no.json"]), status: 2, naming: "no.json")
    expectRefusal(
      try program.run(["diff", "before.txt", "after.css", "-o", "both.jpg"]), status: 2,
      naming: "both.jpg")
    expectRefusal(
      try program.run(["diff", "before.txt", "after.css", "--tolerance", "-1"]), status: 2,
      naming: "--tolerance")
  }
}

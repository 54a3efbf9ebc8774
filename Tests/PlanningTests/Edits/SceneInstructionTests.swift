import Layouts
import Testing

@testable import Planning

/// Surroundings, exclusions, counts, and what is not understood.
@Suite struct SceneInstructionTests {
  @Test(arguments: [
    ("make the sky stormy", "a realistic photo of a room under a stormy sky"),
    (
      "the sky should be dark and cloudy", "a realistic photo of a room under a dark and cloudy sky"
    ),
    ("change the background to a beach at sunset", "a realistic photo of a beach at sunset"),
    ("set the background to a snowy forest", "a realistic photo of a snowy forest"),
    ("set it at night", "a realistic photo of a room at night"),
    ("make it night", "a realistic photo of a room at night"),
    ("make it rainy", "a realistic photo of a room in rainy weather"),
    ("turn the picture into an oil painting", "an oil painting of a room"),
    ("make it a watercolor", "a watercolor of a room"),
    ("move the scene to a desert", "a realistic photo of a desert"),
    ("the background should be a kitchen", "a realistic photo of a kitchen"),
    ("make the background darker", "a realistic photo of a dark room"),
    ("add fog", "a realistic photo of a room with fog"),
    ("put the cat on the beach", "a realistic photo of a beach"),
    ("remove the background", "a realistic scene"),
  ])
  func surroundings(instruction: String, background: String) throws {
    let layout = try EditScene.edited(instruction)
    #expect(layout.background == background)
    #expect(layout.objects == EditScene.room.objects)
  }

  @Test func exclusionsGoIntoTheNegativePrompt() throws {
    #expect(try EditScene.edited("without people").negative == "people")
    #expect(try EditScene.edited("no birds and no people").negative == "birds, people")
    #expect(try EditScene.edited("there should be no cars").negative == "cars")
    let layout = try EditScene.edited("no more apples")
    #expect(layout.negative == "apples" && layout.objects.count == 3)
    let back = try EditScene.edited("add an apple", on: layout)
    #expect(back.negative.isEmpty && back.objects.count == 4)
  }

  @Test(arguments: [
    ("make it five apples", 5), ("there should be five apples", 5), ("I want 2 apples", 2),
    ("there should be only one apple", 1), ("change the number of apples to four", 4),
    ("make the apples six", 6), ("add two more apples", 5),
  ])
  func counts(instruction: String, count: Int) throws {
    let layout = try EditScene.edited(instruction)
    #expect(layout.objects.count { $0.name.hasSuffix("apple") } == count)
    #expect(layout.objects.count == 3 + count)
    #expect(layout.changed(from: EditScene.room).count == max(0, 3 - count))
  }

  @Test(arguments: [
    "flabbergast the cat", "the", "make", "move the cat", "add", "remove the dog and sing",
    "replace the dog", "make the dog", "put the cat sideways between", "!?", "and and",
    "swap the cat", "rename", "🦄", "move the cat to",
  ])
  func whatIsNotUnderstoodIsRefusedWithExamples(instruction: String) throws {
    let edit = EditScene.edit(instruction)
    #expect(edit.layout == nil)
    let finding = try #require(edit.findings.first)
    #expect(finding.severity == .error)
    #expect(
      ["MQ401", "MQ402", "MQ403"].contains(finding.code), "\(finding.code) \(finding.message)")
    if finding.code == "MQ403" {
      #expect(finding.message.contains("for example"))
      #expect(finding.source != nil)
    }
  }

  @Test func whatIsNotThereIsNamedWithWhatIs() throws {
    let edit = EditScene.edit("remove the elephant")
    #expect(edit.layout == nil)
    let finding = try #require(edit.findings.first)
    #expect(finding.code == "MQ431")
    #expect(
      finding.message
        == "“elephant” is not in the layout, which has a cat, a brown dog, a wooden table, "
        + "a green apple and two red apples")
    #expect(finding.source?.offset == 7)
    #expect(EditScene.edit("make it bigger").findings.map(\.code) == ["MQ406"])
    #expect(EditScene.edit("remove the fifth apple").findings.map(\.code) == ["MQ431"])
    #expect(EditScene.edit("make the blue apple red").findings.map(\.code) == ["MQ431"])
  }

  @Test func oneOfSeveralIsChosenAndSaid() throws {
    let edit = EditScene.edit("make the apple yellow")
    #expect(edit.layout?.object("apple-1")?.name == "a yellow apple")
    #expect(edit.findings.map(\.code) == ["MQ414"])
    #expect(edit.decisions.contains { $0.message.contains("first from the left") })
    let spoken = EditScene.edit("make the apple yellow", mentioned: [4])
    #expect(spoken.layout?.object("apple-2")?.name == "a yellow apple")
  }

  @Test func captionsFollowWhatChanged() throws {
    #expect(try EditScene.edited("move the dog up").caption == EditScene.room.caption)
    let layout = try EditScene.edited("remove the dog, the table and the cat")
    #expect(layout.caption == "a realistic photo of a room with a green apple and two red apples")
    let findings = try RuleSet().check(layout).findings
    #expect(findings.filter { $0.code.hasPrefix("MQ3") } == [])
  }

  @Test func everyEditIsRecorded() throws {
    let layout = try EditScene.edited("remove the dog")
    #expect(
      layout.provenance["edits"]
        == .array([["instruction": "remove the dog", "editor": "offline"]]))
  }

  @Test func aCrowdedCanvasHasNoRoom() throws {
    var layout = Layout()
    for row in 0..<8 {
      for column in 0..<8 {
        layout.objects.append(
          LayoutObject(
            name: "a tile",
            box: Box(x: 64 * Double(column), y: 64 * Double(row), width: 64, height: 64)))
      }
    }
    #expect(EditScene.edit("add a dog", on: layout).findings.map(\.code) == ["MQ432"])
    #expect(EditScene.edit("add 50 dogs", on: layout).findings.map(\.code) == ["MQ405"])
  }
}

import Foundation
import Layouts
import TestSupport
import Testing

@testable import Planning

/// Edits by a language model: what it was not told to change is put back or said.
@Suite struct LanguageModelEditorTests {
  typealias Script = LanguageModelPlannerTests.Script

  static let old = Layout(
    caption: "a cat and a dog in a room", background: "a realistic photo of a room",
    negative: "people",
    objects: [
      LayoutObject(
        name: "a cat", description: "A sleepy one.",
        region: .box(Box(x: 30.25, y: 300.5, width: 120, height: 130)), extras: ["seed": 7]),
      LayoutObject(
        name: "a brown dog", description: "",
        region: .box(Box(x: 350, y: 300, width: 130, height: 140)),
        extras: ["id": "dog"]),
    ])

  private func edit(
    _ instruction: String, _ answers: [String], on layout: Layout = old, mentioned: [Int] = [],
    restoring restoration: LanguageModelEditor.Restoration = .drifts, style: PromptStyle? = nil,
    repeats: Int = 1
  ) async throws -> (edit: Edit, model: Script) {
    let model = Script(answers)
    let editor = LanguageModelEditor(
      model: model, templates: try TemplateStore(), settings: .init(repeats: repeats),
      rules: try RuleSet(), restoration: restoration)
    let edit = try await editor.edit(
      EditRequest(
        layout: layout, instruction: instruction, mentioned: mentioned, style: style, seed: 3))
    return (edit, model)
  }

  private func answer(
    _ objects: String, background: String = "a realistic photo of a room",
    negative: String = "people"
  ) -> String {
    "[\(objects)]\nBackground prompt: \(background)\nNegative prompt: \(negative)"
  }

  @Test func whatIsNotNamedStaysToTheByte() async throws {
    let (edit, model) = try await edit(
      "move the dog up",
      [answer("('a cat', [30, 301, 120, 130]), ('a brown dog', [350, 100, 130, 140])")])
    let layout = try #require(edit.layout)
    #expect(layout.objects[0] == Self.old.objects[0])
    #expect(layout.objects[1].region == .box(Box(x: 350, y: 100, width: 130, height: 140)))
    #expect(layout.objects[1].extras["id"] == "dog")
    #expect(layout.background == Self.old.background && layout.negative == "people")
    #expect(edit.findings.isEmpty)
    #expect(edit.mentioned == [1])
    #expect(edit.decisions.map(\.objects) == [[1]])
    let question = try #require(model.requests.first?.prompt.messages.last?.content)
    #expect(question.contains("Instruction: move the dog up"))
    #expect(question.contains("('a brown dog', [350, 300, 130, 140])"))
    #expect(layout.provenance["edits"] != nil)
  }

  @Test func smallDriftsArePutBackAndSaid() async throws {
    let drifted = answer("('a cat', [36, 296, 120, 130]), ('a brown dog', [350, 100, 130, 140])")
    let edit = try await edit("move the dog up", [drifted]).edit
    #expect(edit.layout?.objects[0] == Self.old.objects[0])
    #expect(edit.findings.map(\.rule) == ["restored"])
    let taken = try await self.edit("move the dog up", [drifted], restoring: .none).edit
    #expect(taken.layout?.objects[0].region.bounds.x == 36)
    #expect(taken.layout?.objects[0].extras["seed"] == 7)
    #expect(taken.findings.isEmpty)
  }

  @Test func largeChangesStayWithAWarningOrArePutBack() async throws {
    let moved = answer(
      "('a cat', [200, 300, 120, 130]), ('a brown dog', [350, 100, 130, 140])",
      background: "a realistic photo of a beach")
    let kept = try await edit("move the dog up", [moved]).edit
    #expect(kept.layout?.objects[0].region.bounds.x == 200)
    #expect(kept.findings.map(\.rule) == ["unasked-change", "restored"])
    #expect(kept.layout?.background == Self.old.background)
    let back = try await edit("move the dog up", [moved], restoring: .unnamed).edit
    #expect(back.layout?.objects[0] == Self.old.objects[0])
    #expect(back.findings.map(\.rule) == ["restored", "restored"])
  }

  @Test func whatIsLeftOutComesBackUnderTheStrictRule() async throws {
    let short = answer("('a brown dog', [350, 100, 130, 140])")
    let warned = try await edit("move the dog up", [short]).edit
    #expect(warned.layout?.objects.count == 1)
    #expect(warned.findings.contains { $0.rule == "unasked-change" })
    let back = try await edit("move the dog up", [short], restoring: .unnamed).edit
    #expect(back.layout?.objects.first == Self.old.objects[0])
    let asked = try await edit("remove the cat", [short.replacing("350, 100", with: "350, 300")])
      .edit
    #expect(asked.layout?.objects == [Self.old.objects[1]])
    #expect(asked.findings.isEmpty)
    #expect(asked.layout?.caption == "a realistic photo of a room with a brown dog, without people")
  }

  @Test func onlyFaultsOfTheAnswerAreGivenBack() async throws {
    var flawed = Self.old
    flawed.objects[0].region = .box(Box(x: -40, y: 300, width: 120, height: 130))
    let first = answer("('a cat', [-40, 300, 120, 130]), ('a brown dog', [450, 100, 130, 140])")
    let second = answer("('a cat', [-40, 300, 120, 130]), ('a brown dog', [350, 100, 130, 140])")
    let (edit, model) = try await edit("move the dog up", [first, second], on: flawed)
    // The dog is brought into the canvas before it is checked, so one answer is enough.
    #expect(edit.layout?.objects[0] == flawed.objects[0])
    #expect(model.requests.count == 1)
    #expect(edit.layout?.objects[1].region.bounds.maxX == 512)
    #expect(edit.findings.contains { $0.rule == "mended-answer" })
    let prose = try await self.edit("move the dog up", ["Sure!", second])
    #expect(prose.model.requests.count == 2)
    #expect(prose.edit.attempts.count == 2)
    #expect(prose.edit.layout?.objects[1].region.bounds.y == 100)
    let never = try await self.edit("move the dog up", ["no"], repeats: 0).edit
    #expect(never.layout == nil && never.findings.map(\.code) == ["MQ421"])
  }

  @Test func newcomersAndOrder() async throws {
    let swapped = answer(
      "('a brown dog', [350, 300, 130, 140]), ('a balloon', [60, 100, 60, 80]), ('a cat', [30, 301, 120, 130])"
    )
    let edit = try await edit("add a balloon above the cat", [swapped]).edit
    #expect(edit.layout?.objects.map(\.name) == ["a cat", "a balloon", "a brown dog"])
    #expect(edit.mentioned == [0, 1])
    let front = try await self.edit(
      "bring the cat to the front",
      [answer("('a brown dog', [350, 300, 130, 140]), ('a cat', [30, 301, 120, 130])")]
    ).edit
    #expect(front.layout?.objects == Self.old.objects.reversed())
  }

  @Test func blobsAreAskedAsBlobs() async throws {
    var blobs = Self.old
    blobs.objects[0].region = .ellipse(
      Ellipse(centerX: 90.4, centerY: 360, major: 65, minor: 50, angle: 33.3))
    blobs.objects[1].region = .ellipse(
      Ellipse(centerX: 415, centerY: 370, major: 70, minor: 60, angle: 90))
    let printed = CSSBlobNotation().print(blobs).text
    let changed = printed.replacing("cx: 415px", with: "cx: 300px")
    #expect(changed != printed)
    let (edit, model) = try await edit("move the dog left", [changed], on: blobs)
    #expect(model.requests[0].prompt.messages[0].content.contains("major-radius"))
    #expect(edit.layout?.objects[0] == blobs.objects[0])
    #expect(edit.layout?.objects[1].region.center.x == 300)
    #expect(edit.layout?.objects[1].name == "a brown dog")
    // Shown boxes instead, the ellipses stay ellipses.
    let boxes = LMDNotation().print(blobs).text
    let same = try await self.edit("move the dog left", [boxes], on: blobs, style: .boxes).edit
    #expect(same.layout == blobs && same.findings.map(\.rule) == ["nothing-changed"])
  }
}

/// The prompt that asks for an edit.
@Suite struct EditPromptTests {
  static let store = try? TemplateStore(root: repository.appending(path: "Templates"))

  @Test(arguments: PromptStyle.layouts, [0, 1, nil])
  func everyStyleRendersWithAnyNumberOfExemplars(style: PromptStyle, limit: Int?) throws {
    let store = try #require(Self.store)
    let request = EditRequest(
      layout: EditScene.room, instruction: "move the {{cat}} \"up\"\n& left.", style: style)
    let prompt = try store.prompt(for: request, exemplars: ExemplarChoice(limit: limit))
    let all = try store.editExemplars().count
    #expect(prompt.messages.count == 2 + 2 * min(limit ?? all, all))
    #expect(prompt.messages.first?.role == .system)
    #expect(prompt.messages[0].content.contains("512"))
    #expect(!prompt.messages[0].content.contains("{{"))
    #expect(prompt.messages.last?.content.contains("move the {{cat}} \"up\" & left") == true)
    for message in prompt.messages where message.role == .assistant {
      for stop in prompt.stop { #expect(!message.content.contains(stop)) }
    }
  }

  @Test(arguments: PromptStyle.layouts)
  func answersOfExemplarsAreReadAsTheyWereMeant(style: PromptStyle) throws {
    let store = try #require(Self.store)
    let canvas = Canvas(width: 640, height: 480)
    var layout = EditScene.room
    layout.canvas = canvas
    let prompt = try store.prompt(
      for: EditRequest(layout: layout, instruction: "remove the dog", style: style))
    let notation = try store.notation(of: style)
    let answers = prompt.messages.filter { $0.role == .assistant }
    for (answer, exemplar) in zip(answers, try store.editExemplars()) {
      let parsed = try notation.parse(answer.content, canvas: canvas)
      #expect(parsed.layout.objects.map(\.name) == exemplar.after.layout.objects.map(\.name))
      #expect(parsed.layout.background == exemplar.after.layout.background)
      #expect(parsed.layout.negative == exemplar.after.layout.negative)
    }
  }

  @Test func exemplarsKeepTheRulesThatTheyTeach() throws {
    let exemplars = try #require(Self.store).editExemplars()
    #expect(exemplars.count >= 4)
    for exemplar in exemplars {
      let (before, after) = (exemplar.before.layout, exemplar.after.layout)
      for layout in [before, after] {
        #expect(try RuleSet().check(layout).findings.filter { $0.severity > .note } == [])
        for (index, one) in layout.objects.enumerated() {
          for other in layout.objects[..<index] {
            #expect(one.region.bounds.intersection(other.region.bounds) == nil)
          }
        }
      }
      // The offline editor understands the instruction, and leaves alone what the exemplar leaves.
      let edit = OfflineEditor().edit(
        EditRequest(layout: before, instruction: exemplar.instruction))
      let layout = try #require(edit.layout, "\(exemplar.instruction): \(edit.findings)")
      #expect(layout.objects.map(\.name).sorted() == after.objects.map(\.name).sorted())
      #expect(layout.background == after.background && layout.negative == after.negative)
      for object in before.objects where after.objects.contains(object) {
        #expect(layout.objects.contains(object), "\(exemplar.instruction): \(object.name)")
      }
    }
  }
}

import Layouts
import Synchronization
import Testing

@testable import Planning

/// The loop: ask, read, check, ask again, mend.
@Suite struct LanguageModelPlannerTests {
  /// A model that gives the next of some answers, and keeps what it was asked.
  final class Script: LanguageModel {
    let name = "script"
    private let answers: [String]
    private let asked = Mutex<[CompletionRequest]>([])

    init(_ answers: String...) { self.answers = answers }

    init(_ answers: [String]) { self.answers = answers }

    var requests: [CompletionRequest] { asked.withLock { $0 } }

    func complete(
      _ request: CompletionRequest, progress: @escaping @Sendable (CompletionProgress) -> Void
    ) async throws -> Completion {
      let index = asked.withLock { asked in
        asked.append(request)
        return asked.count - 1
      }
      return Completion(
        text: answers[min(index, answers.count - 1)], model: "script-1", promptTokens: 10,
        answerTokens: 5)
    }
  }

  static let good = """
    [('a cat', [100, 200, 150, 150])]
    Background prompt: a room
    Negative prompt:
    """
  static let outside = good.replacing("[100, 200, 150, 150]", with: "[400, 200, 150, 150]")

  private func plan(
    _ model: Script, _ settings: LanguageModelPlanner.Settings = .init()
  ) async throws -> Plan {
    let planner = LanguageModelPlanner(
      model: model, templates: try TemplateStore(), settings: settings, rules: try RuleSet())
    return try await planner.plan(PlanRequest(caption: Caption("a cat in a room"), seed: 40))
  }

  @Test func aGoodAnswerIsTakenAtOnce() async throws {
    let model = Script(Self.good)
    let plan = try await plan(model)
    let layout = try #require(plan.layout)
    #expect(layout.objects.map(\.name) == ["a cat"])
    #expect(layout.caption == "a cat in a room")
    #expect(layout.provenance["model"] == "script-1")
    #expect(layout.provenance["prompt_tokens"] == 10)
    #expect(plan.attempts.count == 1)
    #expect(model.requests.map(\.seed) == [40])
  }

  @Test func aFaultyAnswerGoesBackWithItsFaultsInWords() async throws {
    let model = Script(Self.outside, Self.good)
    let plan = try await plan(model)
    #expect(plan.attempts.count == 2)
    #expect(plan.layout?.objects.first?.region.bounds.x == 100)
    let second = try #require(model.requests.last?.prompt.messages)
    #expect(second[second.count - 2].content == Self.outside)
    let complaint = try #require(second.last?.content)
    #expect(complaint.contains("a cat"))
    #expect(complaint.contains("canvas"))
    #expect(plan.findings.allSatisfy { $0.severity == .note })
  }

  @Test func whatStaysWrongIsMendedAndSaid() async throws {
    let plan = try await plan(Script(Self.outside), .init(repeats: 1))
    #expect(plan.attempts.count == 2)
    let box = try #require(plan.layout?.objects.first?.region.bounds)
    #expect(box == Box(x: 362, y: 200, width: 150, height: 150))
    #expect(plan.findings.contains { $0.rule == "mended-answer" })
    let raw = try await self.plan(Script(Self.outside), .init(repeats: 0, isMending: false))
    #expect(raw.layout?.objects.first?.region.bounds.x == 400)
    #expect(raw.findings.contains { $0.rule == "out-of-canvas" })
  }

  @Test func proseInsteadOfALayoutIsNoPlan() async throws {
    let plan = try await plan(Script("I can't help with that."), .init(repeats: 1))
    #expect(plan.layout == nil)
    #expect(plan.findings.map(\.code) == ["MQ421"])
    #expect(plan.attempts.count == 2)
  }

  @Test func ofSeveralSamplesTheBestOrTheLastIsTaken() async throws {
    let settings = LanguageModelPlanner.Settings(repeats: 0, samples: 3, isMending: false)
    let model = Script(Self.outside, Self.good, Self.outside)
    let best = try await plan(model, settings)
    #expect(best.layout?.provenance["sample"] == 1)
    #expect(model.requests.map(\.sample) == [0, 1, 2])
    #expect(Set(model.requests.map(\.seed)).count == 3)
    var last = settings
    last.choice = .last
    let latest = try await plan(Script(Self.outside, Self.good, Self.outside), last)
    #expect(latest.layout?.provenance["sample"] == 2)
  }

  // MARK: - Choosing

  private func boxes(_ cat: Int, _ dog: Int) -> String {
    """
    [('a cat', [\(cat), 200, 100, 100]), ('a dog', [\(dog), 200, 100, 100])]
    Background prompt: a room
    Negative prompt:
    """
  }

  @Test func ofFaultlessAnswersTheClearestIsTakenAndSaid() async throws {
    let model = Script(boxes(150, 260), boxes(20, 390), boxes(100, 300))
    let planner = LanguageModelPlanner(
      model: model, templates: try TemplateStore(), settings: .init(repeats: 0, samples: 3),
      rules: try RuleSet())
    let caption = Caption("a cat to the left of a dog in a room")
    let plan = try await planner.plan(PlanRequest(caption: caption, explains: true))
    #expect(plan.attempts.allSatisfy { $0.faults.isEmpty }, "\(plan.attempts.map(\.findings))")
    let pixels = plan.attempts.map { ($0.relationMargin ?? 0) * 512 }
    #expect(pixels == [110, 370, 200])
    #expect(plan.layout?.provenance["sample"] == 1)
    let words = plan.decisions.filter { $0.topic == .choice }.map(\.message)
    #expect(words.count == 4)
    #expect(words[0].hasPrefix("answer 2 of 3 is taken by --choose fewest-findings"))
    #expect(words[1].contains("21.5 % of the canvas to spare"), "\(words)")
  }

  @Test func equalAnswersLeaveTheLatest() async throws {
    let plan = try await plan(Script(Self.good), .init(repeats: 0, samples: 3))
    #expect(plan.layout?.provenance["sample"] == 2)
    #expect(plan.attempts.allSatisfy { $0.relationMargin == nil })
  }

  // MARK: - Failing

  /// An answer that fails by itself, as one cut at its limit does, or a service that fails.
  struct Cut: AnswerFailure, CustomStringConvertible {
    var partialText: String?
    var description: String { "cut off" }
  }

  /// A model that fails at some of its questions.
  final class Failing: LanguageModel {
    let name = "failing"
    let failures: [Int: Cut]
    let count = Mutex(0)

    init(_ failures: [Int: Cut]) { self.failures = failures }

    func complete(
      _ request: CompletionRequest, progress: @escaping @Sendable (CompletionProgress) -> Void
    ) async throws -> Completion {
      let index = count.withLock { count in
        defer { count += 1 }
        return count
      }
      if let failure = failures[index] { throw failure }
      return Completion(text: LanguageModelPlannerTests.good)
    }
  }

  private func plan(failing: Failing) async throws -> Plan {
    let planner = LanguageModelPlanner(
      model: failing, templates: try TemplateStore(), settings: .init(repeats: 0, samples: 3),
      rules: try RuleSet())
    return try await planner.plan(PlanRequest(caption: Caption("a cat in a room")))
  }

  @Test func anAnswerThatFailsCostsOnlyItself() async throws {
    let model = Failing([0: Cut(partialText: "[('a c")])
    let plan = try await plan(failing: model)
    #expect(plan.layout?.objects.count == 1)
    #expect(plan.attempts.map(\.completion.text) == ["[('a c", Self.good, Self.good])
    #expect(plan.findings.map(\.code).contains("MQ423"))
  }

  @Test func aServiceThatFailsEndsTheAskingButKeepsWhatCame() async throws {
    let model = Failing([1: Cut(partialText: nil)])
    let plan = try await plan(failing: model)
    #expect(plan.layout != nil)
    #expect(model.count.withLock { $0 } == 2)
    #expect(plan.findings.contains { $0.message.contains("sample 1, round 0: cut off") })
  }

  @Test func withoutAnyAnswerTheFailureIsThrownAndTheAttemptsAreKept() async throws {
    let kept = Kept()
    let cut = Cut(partialText: "x")
    let planner = LanguageModelPlanner(
      model: Failing([0: cut, 1: cut]), templates: try TemplateStore(),
      settings: .init(samples: 2), rules: try RuleSet(), keep: kept.add)
    await #expect(throws: Cut.self) {
      _ = try await planner.plan(PlanRequest(caption: Caption("a cat in a room")))
    }
    #expect(kept.attempts.withLock { $0.map(\.completion.text) } == ["x", "x"])
  }

  /// What a planner hands over.
  final class Kept: Sendable {
    let attempts = Mutex<[PlanAttempt]>([])
    @Sendable func add(_ attempt: PlanAttempt) { attempts.withLock { $0.append(attempt) } }
  }

  // MARK: - Asking twice

  static let blobs = """
    a-cat {major-radius: 90px; minor-radius: 60px; cx: 130px; cy: 300px; angle: 90}
    a-cat {major-radius: 90px; minor-radius: 60px; cx: 380px; cy: 300px; angle: 90}
    Background prompt: a room
    Negative prompt:
    """

  private func describe(_ model: Script, layout: Layout? = nil) async throws -> Plan {
    let planner = LanguageModelPlanner(
      model: model, templates: try TemplateStore(), settings: .init(constraint: .grammar),
      rules: try RuleSet())
    return try await planner.plan(
      PlanRequest(
        caption: Caption("two cats in a room"), style: .descriptions, seed: 5, layout: layout))
  }

  @Test func blobsAreDescribedInASecondCall() async throws {
    let model = Script(
      Self.blobs, "a-cat {The cat is black.}",
      "a-cat {It is grey.}\na-cat {It is white.}\na-dog {x}",
      "a-cat {It is grey.}\na-cat {It is white.}")
    let plan = try await describe(model)
    let layout = try #require(plan.layout)
    #expect(layout.objects.map(\.description) == ["It is grey.", "It is white."])
    #expect(plan.attempts.map(\.style) == [.cssBlobs, .descriptions, .descriptions, .descriptions])
    #expect(plan.attempts[1].findings.map(\.code) == ["MQ424"])
    #expect(plan.attempts[1].findings.first?.object == 1)
    let orphan = try #require(plan.attempts[2].findings.first)
    #expect(orphan.rule == "orphan-description" && orphan.source?.line == 3)
    #expect(layout.provenance["answer_tokens"] == 20)
    #expect(layout.provenance["style"] == "descriptions")
    let complaint = model.requests[2].prompt.messages.last?.content ?? ""
    #expect(complaint.contains("no description came for \"a cat\" (object 1)"))
    guard case .grammar(let grammar) = model.requests[1].constraint else {
      Issue.record("no grammar")
      return
    }
    #expect(grammar.contains(#"root ::= "a-cat {" sentence "}" "\n" "a-cat {" sentence "}""#))
  }

  @Test func aGivenLayoutIsDescribedInOneCallAndStaysAsItIs() async throws {
    let given = Layout(
      canvas: Canvas(width: 64, height: 32), background: "a yard",
      objects: [LayoutObject(name: "a box", box: Box(x: 1, y: 1, width: 9, height: 9))])
    let plan = try await describe(Script("a-box {It is of wood.}"), layout: given)
    #expect(plan.attempts.count == 1)
    var expected = given
    expected.objects[0].description = "It is of wood."
    expected.provenance = try #require(plan.layout?.provenance)
    #expect(plan.layout == expected)
  }

  @Test func whatStaysWithoutDescriptionIsSaid() async throws {
    let plan = try await describe(Script(Self.blobs, "I would rather not."))
    #expect(plan.layout?.objects.map(\.description) == ["", ""])
    #expect(plan.findings.filter { $0.code == "MQ424" }.map(\.object) == [0, 1])
  }

  @Test func surroundingsAreAskedForAlone() async throws {
    let given = Layout(
      objects: [LayoutObject(name: "a cat", box: Box(x: 100, y: 200, width: 150, height: 150))])
    let model = Script(
      "Background prompt: a cat in a room\nNegative prompt: dogs",
      "Background prompt: a room\nNegative prompt: dogs")
    let planner = LanguageModelPlanner(
      model: model, templates: try TemplateStore(), rules: try RuleSet())
    let plan = try await planner.plan(
      PlanRequest(
        caption: Caption("a cat in a room, no dogs"), style: .background, layout: given))
    #expect(plan.attempts.count == 2, "\(plan.attempts.map(\.findings))")
    #expect(plan.layout?.background == "a room")
    #expect(plan.layout?.negative == "dogs")
    #expect(plan.layout?.objects == given.objects)
  }
}

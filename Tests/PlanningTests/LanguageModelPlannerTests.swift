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
}

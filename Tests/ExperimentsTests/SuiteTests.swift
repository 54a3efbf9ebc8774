import Foundation
import Layouts
import TestSupport
import Testing

@testable import Experiments

/// The suites against the reference's own verdicts and figures, on whatever rows the data has.
@Suite(.enabled(if: sharedData != nil, "the data beside the project is absent"))
struct SuiteGoldenTests {
  static func rows(_ path: String) throws -> [JSONValue] {
    let place = try #require(sharedData).appending(path: path)
    return try String(contentsOf: place, encoding: .utf8).split(separator: "\n")
      .map { try JSONReader.read(String($0)).root.value }
  }

  /// Every verdict of the reference on LMD's tasks.
  @Test func lmdVerdictsAreTheReferences() throws {
    let suite = LMDSuite()
    for row in try Self.rows("lmd/reference_stage1.jsonl") {
      let suiteCase = try #require(try suite.readCase(row, at: 1))
      #expect(suiteCase.group == row["task"]?.string)
      let answer = try #require(
        try SuiteAnswers.read(row, at: 1, notation: LMDNotation(), canvas: .standard).first)
      let verdict = suite.judge(answer, to: suiteCase, by: "published")
      #expect(verdict.isRight == row["passed"]?.bool, "\(suiteCase.prompt): \(verdict.reason)")
    }
  }

  /// The prompts that the suite makes are the published ones.
  @Test func lmdPromptsAreThePublishedOnes() throws {
    let made = LMDSuite().cases
    #expect(made.count == 400)
    for row in try Self.rows("lmd/reference_stage1.jsonl") {
      let index = try #require(row["prompt_index"]?.integer)
      #expect(made[index].prompt == row["prompt"]?.string)
      #expect(made[index].group == row["task"]?.string)
    }
  }

  /// Every figure of the reference scores, to the digit, whatever files the data has.
  @Test func nsr1kScoresAreTheReferencesToTheDigit() throws {
    let place = try #require(sharedData).appending(path: "nsr1k/reference_scores.json")
    let text = try String(contentsOf: place, encoding: .utf8)
    let scores = try #require(try JSONReader.read(text).root.value.object).members
    try #require(!scores.isEmpty)
    for score in scores {
      let suite: any Suite = score.key.contains("counting") ? CountingSuite() : SpatialSuite()
      let kind = score.key.contains("counting") ? "counting" : "spatial"
      let cases = try Self.rows("nsr1k/\(kind).val.dev.jsonl")
        .compactMap { try suite.readCase($0, at: 1) }
      let matching = SuiteMatching(suite, cases: cases)
      let answers = try Self.rows("nsr1k/\(score.key).jsonl").flatMap {
        try SuiteAnswers.read($0, at: 1, notation: JSONNotation(), canvas: .standard)
      }
      for (rule, figures) in (score.value.object?.members ?? []).map({ ($0.key, $0.value) }) {
        let rows = try answers.map { answer in
          let suiteCase = try #require(matching.suiteCase(of: answer))
          return SuiteScore.Row(
            suiteCase: suiteCase, iteration: answer.iteration,
            verdict: suite.judge(answer, to: suiteCase, by: rule))
        }
        let json = SuiteScore(suite: suite.name, rule: rule, rows: rows).json
        for figure in figures.object?.members ?? [] {
          #expect(
            json[figure.key]?.double == figure.value.double,
            "\(score.key), \(rule), \(figure.key)")
        }
      }
    }
  }
}

/// What the suites do, without data.
@Suite struct SuiteTests {
  /// Drawn by NumPy 2: seeds 0, 1 and 2.
  @Test func choicesAreNumPys() {
    func drawn(_ seed: UInt32) -> [String] {
      var random = NumPyRandom(seed: seed)
      return random.choose(2, of: LMDSuite.colors) + random.choose(2, of: LMDSuite.nouns)
    }
    #expect(drawn(0) == ["blue", "white", "dog", "bowl"])
    #expect(drawn(1) == ["yellow", "green", "book", "cup"])
    #expect(drawn(2) == ["blue", "orange", "book", "chair"])
  }

  /// `difflib.get_close_matches` of CPython 3.11.
  @Test(arguments: [
    ("dog", ["dogs", "hot-dog", "cat"], "dogs"), ("potted plant", ["potted-plant"], "potted-plant"),
    ("tv", ["television"], nil), ("cup", ["cap", "cop"], "cop"), ("bus", [], nil),
  ])
  func nearestNamesArePythons(word: String, words: [String], best: String?) {
    #expect(CloseMatch.best(word, among: words) == best)
  }

  private func answer(_ objects: [(String, Box)]) -> SuiteAnswer {
    SuiteAnswer(
      id: nil, prompt: "", iteration: 0, objects: objects.map { SuiteObject(name: $0, box: $1) })
  }

  @Test(arguments: [
    ("a brown dog with a ball", ["brown dog", "dog"]), ("a slice of pizza", ["slice", "pizza"]),
    ("the moon", ["moon"]), ("", []),
  ])
  func phrasesHoldTheirCategories(name: String, categories: [String]) {
    let object = SuiteObject(name: name, box: Box(x: 0, y: 0, width: 1, height: 1))
    #expect(object.categories == categories)
  }

  @Test func hyphensCountOnlyByTheNormalisedRule() throws {
    let suite = CountingSuite()
    let row: JSONValue = ["prompt": "p", "counts": [["stop sign", 1]], "subtype": "real"]
    let suiteCase = try #require(try suite.readCase(row, at: 1))
    let answer = answer([("stop-sign", Box(x: 0, y: 0, width: 1, height: 1))])
    #expect(!suite.judge(answer, to: suiteCase, by: "published").isRight)
    #expect(suite.judge(answer, to: suiteCase, by: "normalised").isRight)
  }

  @Test func theStrictRuleOfLMDLooksAtTheWholeLayout() throws {
    let suite = LMDSuite()
    let suiteCase = try #require(
      LMDSuite.suiteCase("1", "A realistic photo of a scene without cats"))
    func judge(_ layout: Layout, _ rule: String) -> Bool {
      suite.judge(
        SuiteAnswer(id: nil, prompt: "", layout: layout), to: suiteCase, by: rule
      ).isRight
    }
    let silent = Layout(background: "a realistic scene")
    #expect(judge(silent, "published"))
    #expect(!judge(silent, "strict"))
    #expect(judge(Layout(background: "a realistic scene", negative: "cats"), "strict"))
    #expect(!judge(Layout(background: "a room full of cats", negative: "cats"), "strict"))
    let outside = LayoutObject(name: "a dog", box: Box(x: 500, y: 0, width: 100, height: 100))
    #expect(!judge(Layout(negative: "cats", objects: [outside]), "strict"))
  }

  @Test func intervalsHoldTheAccuracyAndShrinkWithMorePrompts() throws {
    func score(_ count: Int) -> SuiteScore {
      let rows = (0..<count).map { index in
        SuiteScore.Row(
          suiteCase: SuiteCase(
            id: "\(index)", prompt: "\(index)", group: "g", demand: .phrases([])),
          iteration: 0, verdict: SuiteVerdict(group: "g", isRight: index % 4 != 0))
      }
      return SuiteScore(suite: "s", rule: "r", rows: rows)
    }
    let (few, many) = (score(40), score(1000))
    #expect(few.accuracy == 0.75)
    #expect(few.interval.contains(0.75))
    // A binomial share of 0.75 has a standard deviation of 0.0137 over 1000 prompts.
    #expect(abs(many.interval.upperBound - many.interval.lowerBound - 0.0537) < 0.006)
    #expect(many.interval.upperBound < few.interval.upperBound)
  }

  /// Four wrong answers do not prove that none will ever be right (Clopper and Pearson: 0 to 0.6024).
  @Test(arguments: [true, false])
  func intervalsOfOneVerdictHaveAWidth(isRight: Bool) {
    let rows = (0..<8).map { index in
      SuiteScore.Row(
        suiteCase: SuiteCase(
          id: "\(index / 2)", prompt: "\(index / 2)", group: "g", demand: .phrases([])),
        iteration: index % 2, verdict: SuiteVerdict(group: "g", isRight: isRight))
    }
    let interval = SuiteScore(suite: "s", rule: "r", rows: rows).interval
    #expect(abs(interval.lowerBound - (isRight ? 0.3976 : 0)) < 1e-4)
    #expect(abs(interval.upperBound - (isRight ? 1 : 0.6024)) < 1e-4)
  }
}

import Testing

@testable import Layouts

@Suite struct CaptionRuleTests {
  @Test(arguments: CaptionCase.all)
  func tellsRightFromWrong(_ item: CaptionCase) throws {
    let rules = try RuleSet(select: ["MQ3"])
    let calm = rules.check(item.layout(item.right)).findings.filter { $0.severity > .note }
    #expect(calm.isEmpty, "\(calm.map(\.message))")
    let found = rules.check(item.layout(item.wrong)).findings.filter { $0.severity > .note }
    #expect(found.contains { $0.rule == item.rule }, "\(found.map(\.message))")
  }

  @Test func thereAreManyCaptionsAndEveryRuleIsTried() {
    #expect(CaptionCase.all.count >= 60)
    let rules = Set(CaptionCase.all.map(\.rule))
    let comparing = RuleSet.allRules.filter { $0.code.hasPrefix("MQ3") && $0.severity > .note }
    #expect(rules == Set(comparing.map(\.name)))
  }

  private func findings(_ rule: String, _ caption: String, _ objects: String) throws -> [Finding] {
    let item = CaptionCase(caption, right: objects, wrong: "", rule)
    return try RuleSet(select: [rule]).check(item.layout(objects)).findings
  }

  @Test func messagesGiveTheMeasure() throws {
    let left = try findings(
      "relation-violated", "a dog left of a cat", "a dog 300 200 100 100; a cat 100 200 100 100")
    #expect(left.map(\.object) == [0] && left.map(\.related) == [[1]])
    #expect(left.first?.message.contains("200 pixels right") == true)
    let count = try findings("wrong-count", "three cats", "a cat 0 0 99 99; a cat 99 99 99 99")
    #expect(count.first?.message.contains("that is 3, and the layout has 2") == true)
    let size = try findings(
      "size-violated", "a cat smaller than a dog", "a cat 0 0 200 100; a dog 300 0 100 100")
    #expect(size.first?.message.contains("20000 to 10000") == true)
  }

  @Test func aDirectionMayBeAskedForMoreNarrowly() throws {
    let item = CaptionCase(
      "a dog left of a cat", right: "a dog 100 0 100 100; a cat 150 300 100 100", wrong: "", "")
    var rules = try RuleSet(select: ["relation-violated"])
    #expect(rules.check(item.layout(item.right)).findings.isEmpty)
    try rules.setThreshold(45, of: "relation-violated")
    #expect(rules.check(item.layout(item.right)).findings.map(\.object) == [0])
  }

  @Test func whatIsOnlyMentionedIsNoError() throws {
    let table = try findings("missing-object", "a cup on a table", "a cup 100 100 200 200")
    #expect(table.map(\.severity) == [.note])
    let horse = try findings("missing-object", "a girl sitting on a horse", "a girl 1 1 200 200")
    #expect(horse.map(\.severity) == [.warning])
    #expect(try findings("missing-object", "a bench in the snow", "a bench 1 1 99 99").isEmpty)
  }

  @Test func bareLabelsNeedNoColours() throws {
    let labels = try findings(
      "wrong-attribute", "a red cup and a blue bowl", "cup 1 1 9 9; bowl 30 1 9 9")
    #expect(labels.map(\.severity) == [.note, .note])
    let phrases = try findings(
      "wrong-attribute", "a red cup and a blue bowl", "a cup 1 1 9 9; a bowl 30 1 9 9")
    #expect(phrases.map(\.severity) == [.warning, .warning])
  }

  @Test func extraObjectsAreNotes() throws {
    let found = try findings(
      "extra-object", "a dog on a beach",
      "a dog 1 1 99 99; an umbrella 200 1 99 99; a beach 1 300 500 99")
    #expect(found.map(\.object) == [1] && found.map(\.severity) == [.note])
  }

  @Test func saysWhenACaptionIsNotUnderstood() throws {
    let found = try findings("caption-not-understood", "猫と犬", "a cat 1 1 99 99")
    #expect(found.count == 1 && found.first?.severity == .note)
    #expect(try findings("caption-not-understood", "a cat and a dog", "a cat 1 1 9 9").isEmpty)
    #expect(try findings("missing-object", "猫と犬", "").isEmpty)
  }

  @Test func aCaptionThatIsGivenGoesBeforeTheLayoutsOwn() throws {
    let cat = CaptionCase("a dog", right: "a cat 1 1 99 99", wrong: "", "")
    let layout = cat.layout(cat.right)
    let rules = try RuleSet(select: ["missing-object"])
    #expect(rules.check(layout).findings.count == 1)
    #expect(rules.check(layout, caption: Caption("a cat")).findings.isEmpty)
    #expect(rules.check(layout, caption: Caption("")).findings.isEmpty)
  }

  @Test func descriptionsAndEllipsesCount() throws {
    var layout = Layout(
      caption: "a red fish above a blue shell",
      objects: [
        LayoutObject(
          name: "fish", description: "The fish is bright red.",
          ellipse: Ellipse(centerX: 200, centerY: 100, major: 90, minor: 50, angle: 20)),
        LayoutObject(
          name: "a shell", description: "A blue shell.",
          ellipse: Ellipse(centerX: 220, centerY: 350, major: 60, minor: 50, angle: 0)),
      ])
    let rules = try RuleSet(select: ["MQ3"])
    #expect(rules.check(layout).findings.isEmpty)
    layout.objects.swapAt(0, 1)
    #expect(rules.check(layout).findings.isEmpty)
    (layout.objects[0].region, layout.objects[1].region) =
      (layout.objects[1].region, layout.objects[0].region)
    #expect(rules.check(layout).findings.map(\.rule) == ["relation-violated"])
  }
}

@Suite struct TokenRuleTests {
  /// Every word is a token, and sixteen are read.
  struct Words: PromptTokens {
    var limit: Int { 16 }

    private func words(_ text: String) -> [String] {
      text.lowercased().split { !$0.isLetter }.map(String.init)
    }

    func tokenCount(of text: String) -> Int { words(text).count + 2 }

    func positions(of phrase: String, in prompt: String) -> [Range<Int>] {
      let (phrase, prompt) = (words(phrase), words(prompt).prefix(limit - 2))
      guard !phrase.isEmpty, phrase.count <= prompt.count else { return [] }
      return (0...(prompt.count - phrase.count)).filter { start in
        Array(prompt[start..<(start + phrase.count)]) == phrase
      }.map { ($0 + 1)..<($0 + 1 + phrase.count) }
    }
  }

  private func layout(_ background: String, _ names: String...) -> Layout {
    Layout(
      background: background,
      objects: names.map { .init(name: $0, box: Box(x: 9, y: 9, width: 200, height: 200)) })
  }

  private func findings(_ rule: String, _ layout: Layout) throws -> [Finding] {
    try RuleSet(select: [rule]).check(layout, tokens: Words()).findings
  }

  @Test func findsPromptsThatAreCut() throws {
    let long = layout(
      "a wide and empty beach at the end of a long summer day", "a red kite", "a cat")
    let found = try findings("prompt-too-long", long)
    #expect(found.map(\.object) == [nil])
    #expect(found.first?.message.contains("has 21 tokens; the model reads 16") == true)
    #expect(try findings("prompt-too-long", layout("a beach", "a red kite")).isEmpty)
    #expect(try RuleSet(select: ["MQ208"]).check(long).findings.isEmpty)
  }

  @Test func countsTheLeastTokensWithoutAModel() throws {
    let rules = try RuleSet(select: ["MQ207", "MQ208"])
    // 70 words, "with", three names of two words, two commas, start and end: 81.
    let words = Array(repeating: "sandy", count: 70).joined(separator: " ")
    let long = layout(words, "a kite", "a cat", "a dog")
    let found = rules.check(long).findings
    #expect(found.map(\.code) == ["MQ207", "MQ207", "MQ208"])
    #expect(found.map(\.object) == [1, 2, nil])
    #expect(found.last?.message.contains("at least 81 tokens; CLIP reads 77") == true)
    let short = Array(repeating: "sandy", count: 60).joined(separator: " ")
    #expect(rules.check(layout(short, "a kite", "a cat", "a dog")).findings.isEmpty)
  }

  @Test(arguments: [
    ("", 2), ("a cat's 3 hats", 7), ("2026", 6), ("wow!!! no-one", 7), ("…", 3), ("don't", 4),
    ("ein schöner Hund", 5), ("  spaced\tout  ", 4), ("\u{72D7}\u{72D7}", 3),
  ])
  func tokensAreAtLeast(text: String, count: Int) {
    #expect(LeastTokens().tokenCount(of: text) <= count)
  }

  @Test func findsPhrasesBehindTheLastToken() throws {
    let long = layout("a wide and empty beach at the end of a long", "a red kite", "a cat")
    #expect(try findings("phrase-not-in-prompt", long).map(\.object) == [0, 1])
    #expect(try findings("phrase-not-in-prompt", layout("a beach", "a red kite", "a cat")).isEmpty)
    #expect(try findings("phrase-not-in-prompt", layout("a beach", "!?")).map(\.object) == [0])
  }
}

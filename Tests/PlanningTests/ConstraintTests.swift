import Foundation
import Layouts
import TestSupport
import Testing

@testable import Planning

/// What answers are held to must allow what the exemplars teach, and nothing outside the canvas.
@Suite struct ConstraintTests {
  static let exemplars =
    (try? TemplateStore(root: repository.appending(path: "Templates")).exemplars()) ?? []
  static let canvases = [
    Canvas.standard, Canvas(width: 1024, height: 256), Canvas(width: 64, height: 64),
  ]

  @Test(arguments: [PromptStyle.descriptions, .background])
  func everyExemplarIsASentenceOfTheGrammarOfDetails(style: PromptStyle) throws {
    let store = try TemplateStore(root: repository.appending(path: "Templates"))
    let prompt = try store.prompt(for: PlanRequest(caption: Caption("a cat"), style: style))
    let answers = prompt.messages.filter { $0.role == .assistant }.map(\.content)
    let shown = Self.exemplars.filter { style == .background || !$0.layout.objects.isEmpty }
    try #require(answers.count == shown.count)
    let free = GrammarMatcher(OutputGrammar(style, canvas: .standard).text)
    #expect(free.undefined.isEmpty)
    for (answer, exemplar) in zip(answers, shown) {
      let isFree = free.matches(answer)
      #expect(isFree, "\(answer)")
      let headers = exemplar.layout.blobHeaders
      let bound = OutputGrammar(style, canvas: .standard, headers: headers).text
      let isBound = GrammarMatcher(bound).matches(answer)
      #expect(isBound, "\(answer)")
      if style == .descriptions, headers.count > 1 {
        let short = answer.split(separator: "\n").dropLast().joined(separator: "\n")
        #expect(!GrammarMatcher(bound).matches(short))
      }
    }
  }

  /// The longest answer that a grammar allows fits the template's limit, at three bytes a token and
  /// a digit a token as the vocabularies of small models have them.
  @Test(arguments: PromptStyle.layouts)
  func longestAnswerFitsItsLimit(style: PromptStyle) throws {
    let store = try TemplateStore(root: repository.appending(path: "Templates"))
    let prompt = try store.prompt(for: PlanRequest(caption: Caption("a cat"), style: style))
    let object = LayoutObject(
      name: "a large old wooden chair", box: Box(x: 100, y: 200, width: 300, height: 211))
    var layout = Layout(
      background: "a realistic photo of a sunny room with a window", negative: "people",
      objects: Array(repeating: object, count: OutputGrammar.objectLimit))
    if style.usesEllipses {
      let ellipse = Ellipse(centerX: 250, centerY: 250, major: 150, minor: 105, angle: 120)
      for index in layout.objects.indices { layout.objects[index].region = .ellipse(ellipse) }
    }
    let text =
      style == .json ? layout.compactJSON : try store.notation(of: style).print(layout).text
    let digits = text.count { $0.isNumber }
    let marks = text.count { !$0.isNumber && !$0.isLetter && $0 != " " }
    let words = text.split { !$0.isLetter }.count
    #expect(digits + marks / 2 + words < prompt.maxTokens, "\(style)")
  }

  @Test(arguments: PromptStyle.layouts)
  func everyExemplarIsASentenceOfItsGrammar(style: PromptStyle) throws {
    try #require(!Self.exemplars.isEmpty)
    let notation = try TemplateStore(root: repository.appending(path: "Templates"))
      .notation(of: style)
    for canvas in Self.canvases {
      let grammar = GrammarMatcher(OutputGrammar(style, canvas: canvas).text)
      #expect(grammar.undefined.isEmpty)
      for exemplar in Self.exemplars {
        let layout = exemplar.layout(on: canvas, asEllipses: style.usesEllipses)
        let text = style == .json ? layout.compactJSON : notation.print(layout).text
        let isSentence = grammar.matches(text)
        #expect(isSentence, "\(style) on \(canvas): \(text)")
      }
    }
  }

  @Test func grammarsRefuseWhatLiesOutsideAndWhatHasBlanks() {
    let grammar = GrammarMatcher(OutputGrammar(.boxes, canvas: .standard).text)
    let end = "\nBackground prompt: a room\nNegative prompt:"
    #expect(grammar.matches("[('a cat', [0, 511, 512, 1])]" + end))
    #expect(grammar.matches("[]" + end))
    for bad in [
      "[('a cat', [512, 0, 10, 10])]", "[('a cat', [0, 0, 0, 10])]", "[('a cat', [0, 0, 513, 10])]",
      "[('a cat',  [0, 0, 1, 10])]", "[('a cat', [00, 0, 1, 10])]", "[('a  cat', [0, 0, 1, 10])]",
      "[('고양이', [0, 0, 1, 10])]", "[('a cat', [0, 0, 1])]",
    ] {
      #expect(!grammar.matches(bad + end), "\(bad)")
    }
    let korean = OutputGrammar(.boxes, canvas: .standard, scripts: "고양이 두 마리").text
    #expect(GrammarMatcher(korean).matches("[('고양이', [0, 0, 1, 10])]" + end))
  }

  @Test(arguments: [0, 9, 10, 63, 99, 100, 512, 1000, 1024, 4095])
  func numbersGoExactlyUpToTheirBound(bound: Int) {
    let grammar = GrammarMatcher("root ::= " + OutputGrammar.number(upTo: bound))
    for number in Set([0, 1, 9, 10, 99, 100, 101, bound - 1, bound]) where number >= 0 {
      #expect(grammar.matches("\(number)") == (number <= bound), "\(number) up to \(bound)")
    }
    #expect(!grammar.matches("\(bound + 1)"))
    #expect(!grammar.matches("0\(bound)"))
  }

  @Test func schemasSpeakTheirServicesDialects() throws {
    func text(_ dialect: OutputSchema.Dialect) throws -> String {
      try JSONWriter.write(OutputSchema(dialect, canvas: .standard).json)
    }
    for dialect in OutputSchema.Dialect.allCases {
      #expect(try text(dialect).contains(#""additionalProperties":false"#))
      #expect(try text(dialect).contains(#""required":["objects","background","negative"]"#))
    }
    for dialect in [OutputSchema.Dialect.openai, .anthropic] {
      for word in ["minimum", "maximum", "maxItems", "maxLength"] {
        #expect(try !text(dialect).contains(word))
      }
    }
    #expect(try text(.full).contains(#""maximum":512"#))
  }

  // MARK: - Exemplars

  @Test func similarExemplarsComeLast() {
    let captions = ["a red car", "two cats on a mat", "a cat and two dogs", "a boat at sea"]
    let choice = ExemplarChoice(.similar, limit: 2)
    #expect(choice.places(of: captions, for: "two cats on a chair") { _ in 1 } == [2, 1])
    #expect(
      ExemplarChoice(.fixed, limit: 2).places(of: captions, for: "x") { _ in 1 } == [0, 1])
    let random = ExemplarChoice(.random, limit: 3, seed: 7).places(of: captions, for: "x") { _ in 1
    }
    #expect(random.count == 3)
    #expect(
      random == ExemplarChoice(.random, limit: 3, seed: 7).places(of: captions, for: "x") { _ in 1 }
    )
  }

  @Test func theBudgetKeepsTheMostWanted() {
    let captions = ["a red car", "two cats", "a cat", "a boat"]
    let choice = ExemplarChoice(.similar, tokenBudget: 25)
    #expect(choice.places(of: captions, for: "two cats") { _ in 10 }.last == 1)
    #expect(choice.places(of: captions, for: "two cats") { _ in 10 }.count == 2)
    #expect(choice.places(of: captions, for: "two cats") { _ in 100 } == [])
  }

  // MARK: - Languages

  @Test(arguments: [
    ("고양이 두 마리", "ko"), ("两只猫", "zh"), ("二匹の猫", "ja"), ("قطتان على سرير", "ar"),
    ("एक बिल्ली", "hi"), ("dos gatos con una pelota sobre el sofá", "es"),
    ("deux chats sur le canapé", "fr"), ("zwei Katzen auf dem Sofa und ein Hund", "de"),
    ("two cats on the sofa", "en"), ("a cat", "en"), ("penguin", "en"), ("две кошки", "ru"),
  ])
  func languagesAreTold(caption: String, language: String) {
    #expect(CaptionLanguage.of(Caption(caption)) == language)
  }

  @Test func foreignCaptionsGetExemplarsOfTheirLanguageLast() throws {
    let store = try TemplateStore(root: repository.appending(path: "Templates"))
    func captions(_ caption: String, keepsLanguage: Bool = false) throws -> [String] {
      try store.prompt(
        for: PlanRequest(caption: Caption(caption), keepsLanguage: keepsLanguage)
      ).messages.filter { $0.role == .user }.map(\.content)
    }
    let english = try captions("a cat")
    let korean = try captions("고양이 두 마리")
    #expect(korean.count > english.count)
    #expect(korean.dropLast().last?.contains("해변에서") == true)
    #expect(try captions("고양이 두 마리", keepsLanguage: true).count == english.count)
    let all = try store.exemplars(in: "exemplars/languages")
    let languages = Set(all.compactMap(\.layout.language))
    #expect(languages.isSuperset(of: ["ko", "zh", "ja", "ar", "es", "fr", "de", "hi"]))
    for exemplar in all {
      #expect(exemplar.layout.language == CaptionLanguage.of(Caption(exemplar.layout.caption)))
      #expect(exemplar.layout.objects.allSatisfy { $0.name.utf8.allSatisfy { $0 < 0x80 } })
    }
  }
}

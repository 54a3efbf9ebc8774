import Foundation
import Layouts
import TestSupport
import Testing

@testable import Planning

@Suite struct PromptTests {
  static let store = try? TemplateStore(root: repository.appending(path: "Templates"))

  func prompt(
    _ caption: String, style: PromptStyle = .boxes, canvas: Canvas = .standard, limit: Int? = nil
  ) throws -> Prompt {
    try #require(Self.store).prompt(
      for: PlanRequest(caption: Caption(caption), canvas: canvas, style: style),
      exemplars: ExemplarChoice(limit: limit))
  }

  @Test func textOfBoxesEndsInTheQuestionWithoutASpace() throws {
    let text = try prompt("a red cat on a mat.").text
    #expect(text.hasSuffix("\n\nCaption: a red cat on a mat\nObjects:"))
  }

  @Test(arguments: PromptStyle.allCases, [0, 1, 3, nil])
  func everyStyleRendersWithAnyNumberOfExemplars(style: PromptStyle, limit: Int?) throws {
    let prompt = try prompt("a dog", style: style, limit: limit)
    // A picture without objects has nothing to describe.
    let all = try #require(Self.store).exemplars().count {
      style != .descriptions || !$0.layout.objects.isEmpty
    }
    #expect(prompt.messages.count == 2 + 2 * min(limit ?? all, all))
    #expect(prompt.messages.first?.role == .system)
    #expect(prompt.messages.last?.role == .user)
    #expect(!prompt.text.contains("{{"))
    #expect(!prompt.stop.isEmpty && prompt.maxTokens > 0)
    for stop in prompt.stop {
      for message in prompt.messages where message.role == .assistant {
        #expect(!message.content.contains(stop), "an answer holds the stop text")
      }
    }
  }

  @Test(arguments: PromptStyle.layouts)
  func theCanvasReachesInstructionsAndExemplars(style: PromptStyle) throws {
    let canvas = Canvas(width: 1024, height: 256)
    let prompt = try prompt("a dog", style: style, canvas: canvas)
    #expect(prompt.messages[0].content.contains("1024"))
    #expect(prompt.messages[0].content.contains("256"))
    #expect(!prompt.messages[0].content.contains("512"))
    let notation = try #require(Self.store).notation(of: style)
    let answers = prompt.messages.filter { $0.role == .assistant }
    let exemplars = try #require(Self.store).exemplars()
    for (answer, exemplar) in zip(answers, exemplars) {
      let parsed = try notation.parse(answer.content, canvas: canvas)
      #expect(parsed.findings.allSatisfy { $0.severity == .note }, "\(parsed.findings)")
      let expected = exemplar.layout(on: canvas, asEllipses: style.usesEllipses)
      #expect(parsed.layout.objects.map(\.region) == expected.objects.map(\.region))
      #expect(parsed.layout.objects.map(\.name) == expected.objects.map(\.name))
      #expect(parsed.layout.background == expected.background)
      #expect(parsed.layout.negative == expected.negative)
    }
  }

  @Test(arguments: [
    "a \"sign\" & a <b>cat</b>", "braces {{caption}} {{{width}}} {{#x}}{{/x}}", "back\\slash 'n' `",
  ])
  func captionsReachTheModelAsTheyAre(caption: String) throws {
    let prompt = try prompt(caption)
    #expect(prompt.messages.last?.content == "Caption: \(caption)\nObjects:")
  }

  @Test func captionsOfSeveralLinesBecomeOne() throws {
    let prompt = try prompt("a cat\n\nCaption: a trap\r\n\ton a mat. ")
    #expect(
      prompt.messages.last?.content == "Caption: a cat Caption: a trap on a mat\nObjects:")
  }

  @Test func requestIsAnOpenAIChatBody() throws {
    let request = try prompt("a \"dog\"", limit: 0).request(model: "m")
    let data = try Data(JSONWriter.write(request).utf8)
    let body = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(body["model"] as? String == "m")
    #expect(body["max_tokens"] as? Int == 1200)
    #expect(body["temperature"] as? Double == 0.25)
    #expect(body["stop"] as? [String] == ["\n\n"])
    let messages = try #require(body["messages"] as? [[String: String]])
    #expect(messages.map { $0["role"] } == ["system", "user"])
    #expect(messages.last?["content"] == "Caption: a \"dog\"\nObjects:")
  }
}

/// What is asked about a layout that is there already.
@Suite struct DetailPromptTests {
  static let layout = Layout(
    background: "a room",
    objects: [
      LayoutObject(name: "a red cup", box: Box(x: 1, y: 2, width: 30, height: 40)),
      LayoutObject(name: "a red cup", box: Box(x: 50, y: 2, width: 30, height: 40)),
      LayoutObject(name: "잔 {x}", box: Box(x: 90, y: 2, width: 30, height: 40)),
    ])

  private func question(_ style: PromptStyle, _ layout: Layout?, limit: Int? = nil) throws -> Prompt
  {
    try #require(PromptTests.store).prompt(
      for: PlanRequest(caption: Caption("three cups"), style: style, layout: layout),
      exemplars: ExemplarChoice(limit: limit))
  }

  @Test func objectsAreNamedAsTheAnswerRepeatsThem() throws {
    let text = try question(.descriptions, Self.layout).messages.last?.content
    let headers = Self.layout.blobHeaders
    #expect(headers.count == 3 && headers[0] == "a-red-cup" && headers[1] == "a-red-cup")
    #expect(
      text == "Prompt: three cups\nObjects: \(headers.joined(separator: ", "))\nRegion Desc:")
    let answer = headers.map { "\($0) {It is red.}" }.joined(separator: "\n")
    let described = try Self.layout.described(by: answer)
    #expect(described.layout.objects.allSatisfy { $0.description == "It is red." })
    #expect(described.findings.isEmpty)
  }

  @Test func withoutALayoutNothingIsNamed() throws {
    #expect(
      try question(.descriptions, nil).messages.last?.content
        == "Prompt: three cups\nRegion Desc:")
    #expect(
      try question(.background, Self.layout).messages.last?.content
        == "Caption: three cups\nObjects: a red cup, a red cup, 잔 {x}")
  }

  @Test func exemplarsDescribeEachOfTheirObjects() throws {
    let store = try #require(PromptTests.store)
    let answers = try question(.descriptions, Self.layout).messages.filter { $0.role == .assistant }
    let shown = try store.exemplars().filter { !$0.layout.objects.isEmpty }
    try #require(answers.count == shown.count)
    for (answer, exemplar) in zip(answers, shown) {
      let described = try exemplar.layout.described(by: answer.content)
      #expect(described.findings.isEmpty, "\(exemplar.name): \(described.findings)")
      #expect(described.layout.objects == exemplar.layout.objects)
      let texts = exemplar.layout.objects.map(\.description)
      #expect(Set(texts).count == texts.count && !texts.contains(""), "\(exemplar.name)")
    }
  }

  @Test func surroundingsOfExemplarsAreTheirOwn() throws {
    let store = try #require(PromptTests.store)
    let answers = try question(.background, nil).messages.filter { $0.role == .assistant }
    for (answer, exemplar) in zip(answers, try store.exemplars()) {
      let parsed = try store.notation(of: .background).parse(answer.content, canvas: .standard)
      #expect(parsed.layout.background == exemplar.layout.background)
      #expect(parsed.layout.negative == exemplar.layout.negative)
    }
  }
}

/// What goes wrong with templates, each in a folder of its own.
@Suite struct TemplateFailureTests {
  /// A copy of the shipped templates with one file replaced, or removed when the text is nil.
  func failure(
    _ file: String, _ text: String?, style: PromptStyle = .boxes, limit: Int? = nil
  ) throws -> TemplateFailure? {
    let copy = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID())")
    try FileManager.default.copyItem(at: repository.appending(path: "Templates"), to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let place = copy.appending(path: file)
    try FileManager.default.removeItem(at: place)
    if let text { try Data(text.utf8).write(to: place) }
    do throws(TemplateFailure) {
      _ = try TemplateStore(root: copy).prompt(
        for: PlanRequest(caption: Caption("a cat"), style: style),
        exemplars: ExemplarChoice(limit: limit))
      return nil
    } catch {
      return error
    }
  }

  @Test func missingFolderIsNamed() {
    #expect(throws: TemplateFailure.noTemplates(searched: ["/nowhere"])) {
      try TemplateStore(root: URL(filePath: "/nowhere"))
    }
  }

  @Test func missingFileIsNamed() throws {
    guard case .missingFile(let file) = try failure("boxes/question.mustache", nil) else {
      Issue.record("no failure")
      return
    }
    #expect(file.hasSuffix("boxes/question.mustache"))
  }

  @Test func unknownVariableIsNamed() throws {
    let failure = try failure("boxes/question.mustache", "Caption: {{ captoin }}")
    guard case .unknownVariable("captoin", _, let known) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(known == ["caption", "height", "language", "width"])
  }

  /// Every template of every style, without what it cannot do without and with what nobody fills.
  @Test(arguments: PromptStyle.allCases)
  func everyMissingVariableIsNamed(style: PromptStyle) throws {
    let folder = repository.appending(path: "Templates")
    for part in ["instructions", "question"] {
      let file = "\(style.rawValue)/\(part).mustache"
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for limit in [0, 1, 1000] {
        guard
          case .unknownVariable("nobody", let place, _) = try failure(
            file, text + "{{nobody}}", style: style, limit: limit)
        else {
          Issue.record("\(file) with \(limit) exemplars: no failure")
          continue
        }
        #expect(place.hasSuffix(file))
      }
      let names = part == "question" ? ["caption"] : []
      for name in names {
        let without = text.replacing("{{\(name)}}", with: "")
        guard
          case .missingVariable(name, let place) = try failure(file, without, style: style)
        else {
          Issue.record("\(file) without \(name): no failure")
          continue
        }
        #expect(place.hasSuffix(file))
      }
    }
  }

  @Test func aComplaintWithoutFaultsIsRefused() throws {
    let copy = FileManager.default.temporaryDirectory.appending(path: "templates-\(UUID())")
    try FileManager.default.copyItem(at: repository.appending(path: "Templates"), to: copy)
    defer { try? FileManager.default.removeItem(at: copy) }
    let file = copy.appending(path: "repair/complaint.mustache")
    try Data("Try again.".utf8).write(to: file)
    #expect(throws: TemplateFailure.missingVariable("faults", file: file.path)) {
      try TemplateStore(root: copy).complaint(["x"])
    }
  }

  @Test func malformedTemplateIsNamed() throws {
    let failure = try failure("boxes/instructions.mustache", "{{#width}} open")
    guard case .malformedTemplate(let file, _) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(file.hasSuffix("boxes/instructions.mustache"))
  }

  @Test(arguments: [
    ("{\"joint\": \" \", \"stop\": [], \"max_tokens\": 1, \"temperature\": 1}", "notation"),
    (
      "{\"notation\": \"lmd\", \"joint\": 1, \"stop\": [], \"max_tokens\": 1, \"temperature\": 1}",
      "joint"
    ),
    (
      "{\"notation\": \"lmd\", \"joint\": \"\", \"stop\": [1], \"max_tokens\": 1, \"temperature\": 1}",
      "stop"
    ),
    (
      "{\"notation\": \"lmd\", \"joint\": \"\", \"stop\": [], \"max_tokens\": 0, \"temperature\": 1}",
      "max_tokens"
    ),
    ("{\"notation\": \"lmd\", \"joint\": \"\", \"stop\": [], \"max_tokens\": 1}", "temperature"),
  ])
  func malformedSettingIsNamed(text: String, key: String) throws {
    let failure = try failure("boxes/settings.json", text)
    guard case .malformedSetting(key, _, _) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func malformedFrameIsNamed() throws {
    let text = #"{"notation": "loose-json", "frame": "inches"}"#
    guard case .malformedSetting("frame", _, _) = try failure("boxes/settings.json", text) else {
      Issue.record("no failure")
      return
    }
  }

  /// The template says how boxes are measured: small numbers are no reason to guess otherwise.
  @Test func boxesInJSONAreReadInPixels() throws {
    let text = """
      {"objects":[{"name":"a boat","box":{"x":20,"y":290,"width":600,"height":170}}],\
      "background":"a sea","negative":""}
      """
    let notation = try #require(PromptTests.store).notation(of: .json)
    let parsed = try notation.parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.region.bounds.maxX) == [620])
    #expect(parsed.findings.allSatisfy { $0.rule == "out-of-canvas" }, "\(parsed.findings)")
  }

  @Test func malformedExemplarIsNamed() throws {
    let failure = try failure("exemplars/08-on.json", "{\"schema\": 1}")
    guard case .malformedExemplar(let file, _) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(file.hasSuffix("08-on.json"))
  }

  @Test func theProgramFindsItsOwnTemplates() throws {
    #expect(try !TemplateStore().exemplars().isEmpty)
  }
}

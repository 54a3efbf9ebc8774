import Diffusion
import Foundation
import Layouts
import Models
import TestSupport
import Testing

@Suite("Binding phrases to tokens")
struct GroundingTests {
  private let tokenizer: CLIPTokenizer

  init() throws { tokenizer = try DefaultCheckpoint.find().tokenizer() }

  private func layout(_ names: [String], caption: String = "", background: String = "a park")
    -> Layout
  {
    Layout(
      canvas: Canvas(width: 512, height: 512), caption: caption, background: background,
      objects: names.enumerated().map { index, name in
        LayoutObject(
          name: name, box: Box(x: Double(10 * index), y: 0, width: 100, height: 100))
      })
  }

  /// The text under each phrase's tokens.
  private func words(
    _ layout: Layout, source: Grounding.PromptSource = .caption,
    scope: Grounding.Scope = .phrase, length: Int = 77
  ) throws -> [String] {
    let grounding = try Grounding(
      layout, tokenizer: tokenizer, length: length, source: source, scope: scope)
    let encoding = tokenizer.encode(grounding.prompt, length: length)
    let bytes = Array(grounding.prompt.utf8)
    return grounding.phrases.map { phrase in
      let sources = phrase.tokens.map { encoding.tokens[$0 - 1].source }
      let range = (sources.first?.lowerBound ?? 0)..<(sources.last?.upperBound ?? 0)
      return String(decoding: bytes[range], as: UTF8.self)
    }
  }

  @Test func composesLikeLMD() throws {
    let layout = layout(["a cat", "a red apple", "a cat", "a cat"])
    let grounding = try Grounding(layout, tokenizer: tokenizer, length: 77)
    #expect(grounding.prompt == "a park with three cats, a red apple")
    #expect(grounding.phrases.map(\.text) == ["three cats", "a red apple"])
    #expect(grounding.phrases.map(\.objects) == [[0, 2, 3], [1]])
    #expect(grounding.phrases[0].regions.count == 3)
    #expect(try words(layout, source: .composed) == ["three cats", "a red apple"])
    #expect(try words(layout, source: .composed, scope: .noun) == ["cats", "apple"])
    let encoding = tokenizer.encode(grounding.prompt, length: 77)
    #expect(grounding.endToken == encoding.endPosition)
    #expect(
      grounding.phrases[1].wordToken == tokenizer.positions(of: "apple", in: encoding)[0].lowerBound
    )
  }

  @Test func objectsOutsideAreNeitherNamedNorCounted() throws {
    var layout = layout(["a cat", "a dog", "a cat", "a cat"])
    for index in [0, 1] {
      layout.objects[index].region = .box(Box(x: 600, y: 0, width: 50, height: 50))
    }
    let grounding = try Grounding(layout, tokenizer: tokenizer, length: 77)
    #expect(grounding.prompt == "a park with two cats")
    #expect(grounding.phrases.map(\.objects) == [[2, 3]])
    #expect(grounding.unbound == [0, 1])
    layout.caption = "a cat in a park"
    let captioned = try Grounding(layout, tokenizer: tokenizer, length: 77, source: .caption)
    #expect(captioned.prompt == "a cat in a park")
    #expect(captioned.phrases.map(\.objects) == [[2, 3]])
  }

  @Test func headOfANameMayStandInItsMiddle() throws {
    let layout = layout(["a man in a hat", "a man in a hat"])
    let grounding = try Grounding(layout, tokenizer: tokenizer, length: 77)
    #expect(grounding.prompt == "a park with two men in a hat")
    #expect(try words(layout, source: .composed, scope: .noun) == ["men"])
  }

  @Test(arguments: [
    (["a cat"], "a black cat and a dog", ["cat"]),
    (["a black cat"], "A Black Cat sleeps", ["A Black Cat"]),
    (["a dog", "a dog"], "two dogs on a beach", ["dogs"]),
    (["a dog", "a dog"], "a dog barks at a dog", ["a dog", "a dog"]),
    (["a cat", "a cat statue"], "a cat statue beside a cat", ["a cat", "a cat statue"]),
    (
      ["a red apple", "a green apple"], "a green apple and a red apple",
      ["a red apple", "a green apple"]
    ),
    (["a bed"], "a room described as a bed", ["a bed"]),
    (["a cat"], "cats", ["cats"]),
  ])
  func findsWhatTheCaptionSays(names: [String], caption: String, expected: [String]) throws {
    #expect(try words(layout(names, caption: caption)) == expected)
  }

  @Test func appendsWhatTheCaptionLacks() throws {
    let layout = layout(["a house", "a tree"], caption: "a tree at night")
    let grounding = try Grounding(layout, tokenizer: tokenizer, length: 77, source: .caption)
    #expect(grounding.prompt == "a tree at night| a house")
    #expect(Set(try words(layout)) == ["a tree", "a house"])
    #expect(grounding.phrases.map(\.objects) == [[1], [0]])
  }

  @Test func phrasesBeyondTheModelsTokensAreErrors() throws {
    let long = layout(
      ["a cat", "a dog"], caption: String(repeating: "very ", count: 80) + "old cat")
    #expect(throws: RenderError.unboundPhrase(phrase: "cat", object: 0, length: 77)) {
      try words(long)
    }
    #expect(throws: RenderError.namelessObject(index: 1)) { try words(layout(["a cat", " "])) }
  }

  @Test func layoutsWithoutObjectsHaveNoPhrases() throws {
    let grounding = try Grounding(layout([]), tokenizer: tokenizer, length: 77)
    #expect(grounding.prompt == "a park" && grounding.phrases.isEmpty)
  }
}

import Foundation
import Models
import TestSupport
import Testing

@Suite struct CLIPTokenizerTests {
  private let tokenizer: CLIPTokenizer

  init() throws {
    tokenizer = try CLIPTokenizer(
      contentsOf: repository.appending(path: "Checkpoints/bootstrap/tokenizer"))
  }

  @Test func fillsAndTruncatesToTheLength() {
    let short = tokenizer.encode("a cat")
    #expect(short.identifiers.count == 24)
    #expect(short.identifiers.first == tokenizer.startIdentifier)
    #expect(short.endPosition == short.tokens.count + 1)
    #expect(short.identifiers[short.endPosition] == tokenizer.endIdentifier)
    #expect(
      short.identifiers[short.endPosition...].allSatisfy { $0 == tokenizer.paddingIdentifier })

    let text = "a cat on a beach"
    let all = tokenizer.tokens(of: text)
    let cut = tokenizer.encode(text, length: 5)
    #expect(
      cut.identifiers == [tokenizer.startIdentifier] + all.prefix(3).map(\.identifier)
        + [tokenizer.endIdentifier])
    #expect(cut.truncatedCount == all.count - 3)
    #expect(cut.tokens == Array(all.prefix(3)))
    #expect(
      tokenizer.encode(text, length: 2).identifiers
        == [tokenizer.startIdentifier, tokenizer.endIdentifier])
  }

  @Test func rangesPointIntoTheText() {
    let text = "Two  CATS,\ta Café — 고양이 🐧!"
    let tokens = tokenizer.tokens(of: text)
    var words: [Int: Range<Int>] = [:]
    for token in tokens {
      let known = words[token.word]
      words[token.word] =
        (known?.lowerBound ?? token.source.lowerBound)..<token.source.upperBound
    }
    let utf8 = Array(text.utf8)
    let found = words.sorted { $0.key < $1.key }
      .map { String(decoding: utf8[$0.value], as: UTF8.self) }
    #expect(found == ["Two", "CATS", ",", "a", "Café", "—", "고양이", "🐧!"])
  }

  @Test func composedLettersShareTheRangeOfTheirParts() {
    let decomposed = "cafe\u{301} x"
    let tokens = tokenizer.tokens(of: decomposed)
    #expect(tokens.map(\.identifier) == tokenizer.tokens(of: "café x").map(\.identifier))
    #expect(tokens.last { $0.word == 0 }?.source == 3..<6)
    #expect(tokens.last?.source == 7..<8)
  }

  /// Phrases and the words of the text that they are to be found in, counted from 0.
  static let phrases: [(text: String, phrase: String, words: [Range<Int>])] = [
    ("a red apple and a green apple", "apple", [2..<3, 6..<7]),
    ("a red apple and a green apple", "green apple", [5..<7]),
    ("a red apple and a green apple", "a", [0..<1, 4..<5]),
    ("a red apple and a green apple", "A  RED\napple", [0..<3]),
    ("a red apple and a green apple", "red green", []),
    ("a red apple", "red apple and", []),
    ("a described bed", "bed", [2..<3]),
    ("a described bed", "described", [1..<2]),
    ("a cat's cat", "cat", [1..<2, 3..<4]),
    ("a cat's cat", "cat's", [1..<3]),
    ("\"Free Stuff\", he said", "\"Free Stuff\"", [0..<4]),
    ("\"Free Stuff\", he said", "Free Stuff", [1..<3]),
    ("cat cat cat", "cat cat", [0..<2]),
    ("wow?!?", "!", [1..<2]),
    ("a cafe\u{301} in 서울", "Café", [1..<2]),
    ("a café in 서울", "서울", [3..<4]),
    ("the 3d cat", "3", [1..<2]),
    ("a cat", "", []),
    ("", "cat", []),
    ("a <|endoftext|> cat", "<|endoftext|>", [1..<2]),
  ]

  @Test(arguments: phrases)
  func phrasesFindTheirTokens(text: String, phrase: String, words: [Range<Int>]) {
    let encoding = tokenizer.encode(text, length: 77)
    let expected = words.map { range in
      let positions = encoding.tokens.indices.filter { range.contains(encoding.tokens[$0].word) }
      return (positions[0] + 1)..<(positions[positions.count - 1] + 2)
    }
    #expect(tokenizer.positions(of: phrase, in: encoding) == expected)
  }

  @Test func truncatedPhrasesAreNotFound() {
    let text = "a cat and an antidisestablishmentarian"
    let all = tokenizer.encode(text, length: 77)
    let place = tokenizer.positions(of: "an antidisestablishmentarian", in: all)
    #expect(place == [4..<(all.tokens.count + 1)])
    let cut = tokenizer.encode(text, length: 8)
    #expect(tokenizer.positions(of: "an antidisestablishmentarian", in: cut) == [4..<7])
    #expect(
      tokenizer.positions(
        of: "antidisestablishmentarian", in: tokenizer.encode(text, length: 6)) == [])
  }

  @Test func longWordsTakeNoQuadraticTime() {
    let word = String(repeating: "antidisestablishmentarianism", count: 8000)
    var tokens = 0
    let time = ContinuousClock().measure { tokens = tokenizer.tokens(of: word).count }
    #expect(tokens > 8000)
    #expect(time < .seconds(20))
  }

  @Test func namesAreTheVocabularys() {
    #expect(tokenizer.vocabularyCount == 725)
    #expect(tokenizer.name(of: tokenizer.endIdentifier) == "<|endoftext|>")
    #expect(tokenizer.name(of: 725) == nil)
    #expect(tokenizer.tokens(of: "cat").map { tokenizer.name(of: $0.identifier) } == ["cat</w>"])
  }
}

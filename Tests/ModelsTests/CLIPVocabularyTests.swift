import Foundation
import Models
import Testing

@Suite struct CLIPVocabularyTests {
  private func tokenizer(of texts: [String]) throws -> CLIPTokenizer {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "maquette-vocabulary-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try CLIPVocabulary(of: texts).write(to: folder, length: 24)
    return try CLIPTokenizer(contentsOf: folder)
  }

  @Test func everyWordIsOneToken() throws {
    let captions = [
      "A photo of two red apples, and a cat's hat", "the penguin's 3 cafés — at sunset",
    ]
    let tokenizer = try tokenizer(of: captions)
    #expect(tokenizer.maximumLength == 24)
    for (caption, words) in zip(captions, [12, 8]) {
      let encoding = tokenizer.encode(caption, length: 24)
      #expect(encoding.tokens.count == words, "\(encoding.tokens)")
      #expect(encoding.tokens.map(\.word) == Array(0..<words))
    }
  }

  @Test func otherWordsFallIntoPieces() throws {
    let tokenizer = try tokenizer(of: ["a red apple"])
    let encoding = tokenizer.encode("a zebra 雪", length: 24)
    #expect(encoding.tokens.count == 1 + 5 + 3)
    #expect(encoding.identifiers.count == 24)
    #expect(encoding.identifiers.allSatisfy { (0..<tokenizer.vocabularyCount).contains($0) })
  }

  @Test func theSameTextsGiveTheSameVocabulary() {
    let texts = ["red apple", "green tree", "a tree"]
    let (one, other) = (CLIPVocabulary(of: texts), CLIPVocabulary(of: texts.reversed()))
    #expect(one.pieces == other.pieces)
    #expect(one.endIdentifier == one.pieces.count - 1)
    #expect(Set(one.pieces).count == one.pieces.count)
  }
}

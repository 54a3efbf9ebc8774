import Foundation
import Models
import TestSupport
import Testing

/// A row of the layouts of "LLM-grounded Diffusion" with what its code finds in the prompt.
private struct Row: Decodable {
  struct Single: Decodable {
    var prompt: String
    var positions: [Int]
  }

  var prompt: String
  var phrases: [String]
  var words: [String]
  var identifiers: [Int]
  var phrasePositions: [[Int]]
  var wordPositions: [Int]
  var singles: [Single]

  enum CodingKeys: String, CodingKey {
    case phrases, words
    case prompt = "prompt_after"
    case identifiers = "input_ids"
    case phrasePositions = "object_positions"
    case wordPositions = "word_token_indices"
    case singles = "per_box"
  }
}

private let vocabulary = ProcessInfo.processInfo.environment["MAQUETTE_CLIP_TOKENIZER"]

/// Needs CLIP's own vocabulary, which `Fixtures/make/clip_tokenizer.py` makes, and the shared data.
@Suite(
  .enabled(if: vocabulary != nil, "MAQUETTE_CLIP_TOKENIZER names no folder with CLIP's vocabulary"),
  .enabled(if: sharedData != nil, "the shared data are not there (MAQUETTE_DATA)"))
struct CLIPTokenizerReferenceTests {
  @Test func findsPhrasesWhereTheReferenceDoes() throws {
    let tokenizer = try CLIPTokenizer(contentsOf: URL(filePath: try #require(vocabulary)))
    let file = try #require(sharedData).appending(path: "lmd/reference_tokens.jsonl")
    let rows = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Row.self, from: Data($0.utf8)) }
    try #require(!rows.isEmpty)
    var singles = 0
    for row in rows {
      let prompt = tokenizer.encode(row.prompt, length: row.identifiers.count)
      #expect(prompt.identifiers == row.identifiers)
      let phrases = row.phrases.compactMap { tokenizer.positions(of: $0, in: prompt).first }
      #expect(phrases.map(Array.init) == row.phrasePositions, "\(row.prompt)")
      for (index, phrase) in phrases.enumerated() {
        let words = tokenizer.positions(of: row.words[index], in: prompt)
        let word = words.first { phrase.contains($0.upperBound - 1) }
        #expect(word?.last == row.wordPositions[index], "\(row.prompt)")
      }
      for single in row.singles {
        // The prompt of one box is the background "with" its phrase.
        let parts = single.prompt.split(separator: " with ")
        guard parts.count == 2 else { continue }
        singles += 1
        let found = tokenizer.positions(of: String(parts[1]), in: tokenizer.encode(single.prompt))
        #expect(found.map(Array.init) == [single.positions], "\(single.prompt)")
      }
    }
    #expect(singles > 0)
  }

  @Test func loadsInAMomentAndIsFast() throws {
    let folder = URL(filePath: try #require(vocabulary))
    let clock = ContinuousClock()
    var tokenizer: CLIPTokenizer?
    let time = try clock.measure { tokenizer = try CLIPTokenizer(contentsOf: folder) }
    print("tokenizer: \(try #require(tokenizer).vocabularyCount) tokens loaded in \(time)")
    #expect(time < .seconds(5))
  }
}

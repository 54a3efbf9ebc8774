import Foundation
import Models
import TestSupport
import Testing

/// A text with what transformers makes of it.
private struct Case: Decodable {
  var text: String
  var ids: [Int]
  /// The UTF-8 range of each token but the first and the last.
  ///
  /// Absent where letters are composed: transformers points at one of them, here it is all of them.
  var spans: [[Int]]?

  static func read(_ url: URL) throws -> [Case] {
    try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
      .map { try JSONDecoder().decode(Case.self, from: Data($0.utf8)) }
  }
}

private func tokenizerFolder(_ name: String) -> URL {
  name == "default"
    ? repository.appending(path: "Checkpoints/bootstrap/tokenizer")
    : fixture("tokenizers/\(name)")
}

private let otherCases = ProcessInfo.processInfo.environment["MAQUETTE_TOKENIZER_CASES"]

@Suite struct CLIPTokenizerParityTests {
  @Test(arguments: [("default", 724), ("sd1", 724), ("sd2", 0), ("later", 0), ("combined", 0)])
  func agreesWithTransformers(name: String, padding: Int) throws {
    let tokenizer = try CLIPTokenizer(contentsOf: tokenizerFolder(name))
    #expect(tokenizer.paddingIdentifier == padding)
    #expect(tokenizer.maximumLength == 24)
    try compare(tokenizer, Case.read(fixture("tokenizers/\(name).jsonl")))
  }

  /// `Fixtures/make/tokenizer.py FOLDER COUNT FOLDER/cases.jsonl` makes such a folder.
  @Test(.enabled(if: otherCases != nil, "MAQUETTE_TOKENIZER_CASES names a folder with cases.jsonl"))
  func agreesOnMoreTexts() throws {
    let folder = URL(filePath: try #require(otherCases))
    let tokenizer = try CLIPTokenizer(contentsOf: folder)
    let cases = try Case.read(folder.appending(path: "cases.jsonl"))
    try compare(tokenizer, cases)
    let clock = ContinuousClock()
    var count = 0
    let time = clock.measure { for row in cases { count += tokenizer.tokens(of: row.text).count } }
    print("tokenizer: \(cases.count) texts, \(Int(Double(count) / (time / .seconds(1)))) tokens/s")
  }

  private func compare(_ tokenizer: CLIPTokenizer, _ cases: [Case]) throws {
    try #require(!cases.isEmpty)
    for row in cases {
      let encoding = tokenizer.encode(row.text, length: row.ids.count + 3)
      let padding = Array(repeating: tokenizer.paddingIdentifier, count: 3)
      #expect(encoding.identifiers == row.ids + padding, "\(row.text.debugDescription)")
      #expect(encoding.truncatedCount == 0)
      if let spans = row.spans {
        #expect(
          encoding.tokens.map(\.source) == spans.map { $0[0]..<$0[1] },
          "\(row.text.debugDescription)")
      }
    }
  }
}

import Foundation
import Models
import TestSupport
import Testing

/// Every byte as the letter that stands for it, alone and at the end of a word, and the special tokens.
private let vocabulary: [String: Int] = {
  let source = try? CLIPTokenizer(
    contentsOf: repository.appending(path: "Checkpoints/bootstrap/tokenizer"))
  let letters = (0..<512).compactMap { source?.name(of: $0) }
  let tokens = letters + ["ca", "cat</w>", "<|startoftext|>", "<|endoftext|>"]
  return Dictionary(uniqueKeysWithValues: zip(tokens, 0...))
}()

@Suite struct CLIPTokenizerFileTests {
  /// Opens a folder of these files and returns what is complained of, without the folder's name.
  private func complaint(_ files: [String: String]) throws -> String? {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "maquette-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    do {
      _ = try CLIPTokenizer(contentsOf: folder)
      return nil
    } catch {
      #expect(error is TokenizerError)
      #expect(!"\(error)".contains("\n"))
      return "\(error)".replacingOccurrences(of: folder.path, with: "F")
    }
  }

  private func json(_ tokens: [String: Int]) throws -> String {
    String(decoding: try JSONEncoder().encode(tokens), as: UTF8.self)
  }

  @Test func readsTheSmallestTokenizer() throws {
    let words = try json(vocabulary)
    for merges in [
      "#version: 0.2\nc a\nca t</w>\n", "c a\r\nca t</w>\r\n", "c a\n\nca t</w>", "",
    ] {
      #expect(try complaint(["vocab.json": words, "merges.txt": merges]) == nil)
    }
  }

  @Test func missingFilesAreNamed() throws {
    let both = "neither vocab.json with merges.txt nor tokenizer.json"
    #expect(try complaint([:]) == "F: holds no tokenizer, \(both)")
    #expect(try complaint(["vocab.json": "{}"]) == "F: holds no tokenizer, \(both)")
    #expect(try complaint(["merges.txt": ""]) == "F: holds no tokenizer, \(both)")
  }

  @Test func malformedVocabulariesAreNamed() throws {
    func open(_ text: String) throws -> String? {
      try complaint(["vocab.json": text, "merges.txt": "c a\n"])
    }
    #expect(try open("[1]")?.hasPrefix("F/vocab.json: ") == true)
    #expect(try open("{\"a\": ")?.hasPrefix("F/vocab.json: not valid JSON") == true)
    #expect(try open(#"{"a": "b"}"#)?.hasPrefix("F/vocab.json: key 'a' must be an integer") == true)
    #expect(
      try open(#"{"a": -1}"#)
        == #"F/vocab.json: token "a" has the number -1, which is out of range"#)
    #expect(
      try open(#"{"a": 1, "b": 1}"#)
        == #"F/vocab.json: token "b" has the number 1, which "a" has too"#)
    #expect(try open("{}") == #"F/merges.txt: merge 1 needs "c", which the vocabulary lacks"#)
    var without = vocabulary
    without["<|endoftext|>"] = nil
    #expect(
      try open(json(without))
        == #"F/vocab.json: the eos_token is "<|endoftext|>", which the vocabulary lacks"#)
  }

  @Test(arguments: [
    ("c", #"merge 1 must be two pieces with a space between, found "c""#),
    ("c a\nc a t", #"merge 2 must be two pieces with a space between, found "c a t""#),
    ("c  a", #"merge 1 must be two pieces with a space between, found "c  a""#),
    ("c a\nca x</w>", #"merge 2 needs "cax</w>", which the vocabulary lacks"#),
    ("c €", #"merge 1 needs "€", which the vocabulary lacks"#),
  ])
  func malformedMergesAreNamed(merges: String, expected: String) throws {
    let files = ["vocab.json": try json(vocabulary), "merges.txt": merges]
    #expect(try complaint(files) == "F/merges.txt: \(expected)")
  }

  @Test(arguments: [
    (
      "tokenizer_config.json", #"{"pad_token": 7}"#,
      "F/tokenizer_config.json: key 'pad_token' must be an object, found number"
    ),
    (
      "tokenizer_config.json", #"{"pad_token": "<pad>"}"#,
      #"F/vocab.json: the pad_token is "<pad>", which the vocabulary lacks"#
    ),
    (
      "tokenizer_config.json", #"{"model_max_length": "77"}"#,
      "F/tokenizer_config.json: key 'model_max_length' must be a number, found a string"
    ),
    (
      "special_tokens_map.json", #"{"bos_token": {"lstrip": false}}"#,
      "F/special_tokens_map.json: key 'bos_token.content' is missing"
    ),
    (
      "tokenizer_config.json", #"{"added_tokens_decoder": {"x": "<new>"}}"#,
      #"F/tokenizer_config.json: key 'added_tokens_decoder.x' must be a number in quotes, found "x""#
    ),
    (
      "tokenizer_config.json", #"{"added_tokens_decoder": {"3": "<new>"}}"#,
      #"F/vocab.json: token "<new>" has the number 3, which "$" has too"#
    ),
    (
      "added_tokens.json", #"{"!": 600}"#,
      #"F/vocab.json: token "!" has the number 0, but is added as number 600"#
    ),
    (
      "tokenizer_config.json",
      #"{"pad_token": {"content": "!", "single_word": true}}"#,
      #"F/tokenizer_config.json: key 'single_word' is true for "!", supported is false"#
    ),
  ])
  func malformedSettingsAreNamed(file: String, text: String, expected: String) throws {
    let files = ["vocab.json": try json(vocabulary), "merges.txt": "c a\n", file: text]
    #expect(try complaint(files) == expected)
  }

  @Test func otherTokenizersAreRefused() throws {
    #expect(
      try complaint(["tokenizer.json": #"{"model": {"type": "Unigram", "vocab": []}}"#])
        == #"F/tokenizer.json: key 'model.type' is "Unigram", supported is "BPE" as CLIP's"#)
    #expect(
      try complaint(["tokenizer.json": "{}"]) == "F/tokenizer.json: key 'model' is missing")
  }
}

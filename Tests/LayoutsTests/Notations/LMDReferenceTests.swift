import Foundation
import Layouts
import TestSupport
import Testing

/// The rows of a file of LMD completions that lies beside the project.
private func rows(_ file: String) throws -> [JSONValue] {
  let folder = try #require(sharedData)
  let text = try String(contentsOf: folder.appending(path: "lmd/\(file)"), encoding: .utf8)
  return try text.split(separator: "\n").map { try JSONReader.read(String($0)).root.value }
}

/// The names and numbers that the reference's parser returned, where all are pairs of name and box.
private func objects(_ boxes: JSONValue?) -> [LayoutObject]? {
  guard let boxes = boxes?.array else { return nil }
  var objects: [LayoutObject] = []
  for box in boxes {
    let name = box["name"]?.string ?? box.array?.first?.string
    let sides = box["bounding_box"]?.array ?? box.array?.last?.array
    guard let name, let sides, box.array?.count ?? 2 == 2 else { return nil }
    if sides.isEmpty { continue }
    let numbers = sides.compactMap { $0.double ?? $0.bool.map { $0 ? 1 : 0 } }
    guard numbers.count == 4, sides.count == 4 else { return nil }
    objects.append(
      LayoutObject(
        name: name,
        box: Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])))
  }
  return objects
}

@Suite(.enabled(if: sharedData != nil, "needs the shared data, see MAQUETTE_DATA"))
struct LMDReferenceTests {
  private let notation = LMDNotation()

  private func parse(_ response: String) throws -> Layout {
    try notation.parse(response, canvas: .standard).layout
  }

  /// Checks a response that the reference accepts against what it returned.
  private func expectAgreement(_ response: String, with reference: JSONValue) throws {
    let layout = try parse(response)
    if let expected = objects(reference["gen_boxes"]) {
      #expect(layout.objects.map(\.withoutExtras) == expected, "\(response)")
    }
    #expect(layout.background == reference["bg_prompt"]?.string, "\(response)")
    #expect(layout.negative == reference["neg_prompt"]?.string, "\(response)")
  }

  @Test func cachedResponsesAgreeAndAreReproduced() throws {
    let responses = try rows("cached_responses.jsonl")
    let expectations = try rows("reference_parse.jsonl")
    #expect(!responses.isEmpty && responses.count == expectations.count)
    for (row, expectation) in zip(responses, expectations) {
      let response = try #require(row["response"]?.string)
      try expectAgreement(response, with: expectation)
      let printed = notation.print(try parse(response))
      #expect(printed.text == response)
      #expect(printed.losses == [])
    }
  }

  @Test(arguments: ["raw_responses.jsonl", "reference_probe.jsonl"])
  func acceptedResponsesAgree(file: String) throws {
    let accepted = try rows(file).filter { $0["reference"]?["parse_ok"] == true }
    #expect(!accepted.isEmpty)
    for row in accepted {
      try expectAgreement(#require(row["response"]?.string), with: #require(row["reference"]))
    }
  }

  /// What the reference refuses is read, with a finding, or refused in a sentence.
  @Test(arguments: ["raw_responses.jsonl", "reference_probe.jsonl"])
  func refusedResponsesAreReadWithFindings(file: String) throws {
    let refused = try rows(file).filter { $0["reference"]?["parse_ok"] != true }
    var readCount = 0
    for row in refused {
      let response = try #require(row["response"]?.string)
      guard let parsed = try? notation.parse(response, canvas: .standard) else { continue }
      readCount += 1
      #expect(!parsed.findings.isEmpty, "\(response)")
    }
    #expect(Double(readCount) >= 0.9 * Double(refused.count))
  }

  @Test func strangeCompletionsAgree() throws {
    let strange = try rows("strange_completions.jsonl")
    for row in strange {
      let response = try #require(row["response"]?.string)
      let parsed = try notation.parse(response, canvas: .standard)
      guard let outcome = row["reference_outcome"]?.object else { continue }
      #expect(parsed.layout.background == outcome["bg"]?.string, "\(response)")
      // The data give the first 200 characters of the longest prompts.
      let negative = try #require(outcome["neg"]?.string)
      #expect(String(parsed.layout.negative.prefix(200)) == negative, "\(response)")
      let filtered = try #require(outcome["filtered"]?.array)
      let names = parsed.layout.objects.map { $0.name.droppingFinalDots }
      for object in filtered {
        #expect(names.contains(try #require(object.array?.first?.string)), "\(response)")
      }
    }
  }
}

extension LayoutObject {
  fileprivate var withoutExtras: LayoutObject {
    LayoutObject(name: name, region: region)
  }
}

extension String {
  fileprivate var droppingFinalDots: String {
    var text = self[...]
    while text.last == "." { text.removeLast() }
    return String(text)
  }
}

import Foundation
import Layouts
import Tensors
import TestSupport
import Testing
import Yams

@testable import maquette

/// The pages of the documentation, held to the program.
@Suite struct DocumentationTests {
  /// The stretches of a page between fences, with the words behind the first fence.
  private func blocks(of page: String) throws -> [(language: String, text: String)] {
    let text = try String(
      contentsOf: repository.appending(path: "Documentation/\(page)"), encoding: .utf8)
    return text.matches(of: /(?ms)^```(\w+)\n(.*?)^```$/).map {
      (String($0.output.1), String($0.output.2))
    }
  }

  @Test func pageOfRulesIsWhatTheProgramWrites() throws {
    let page = try String(
      contentsOf: repository.appending(path: "Documentation/rules.md"), encoding: .utf8)
    let isSame = page == RulePage.text
    #expect(isSame, "run: maquette schema rules --markdown > Documentation/rules.md")
    for rule in RuleSet.allRules { #expect(page.contains("### \(rule.code) \(rule.name)\n")) }
  }

  @Test func pageOfParametersIsWhatTheProgramWrites() throws {
    let program = try Program()
    let page = try String(
      contentsOf: repository.appending(path: "Documentation/parameters.md"), encoding: .utf8)
    let isSame = page == (try program.run(["schema", "methods", "--markdown"]).text)
    #expect(isSame, "run: maquette schema methods --markdown > Documentation/parameters.md")
  }

  @Test func newUserFailsAndPassesAsThePageSays() throws {
    let program = try Program()
    let blocks = try blocks(of: "continuous-integration.md")
    let lines = blocks.filter { $0.language == "sh" }.map(\.text)
    let failing = try program.run(shell: lines[0])
    #expect(failing.status == 1 && failing.words.isEmpty)
    #expect(failing.text == blocks.first { $0.language == "text" }?.text)
    let passing = try program.run(shell: lines[1])
    #expect(passing.status == 0 && passing.text.isEmpty && passing.words.isEmpty)
    let compared = try program.run(shell: lines[2])
    #expect(compared.status == 1 && compared.words.isEmpty)
    #expect(compared.text == blocks.filter { $0.language == "text" }.dropFirst().first?.text)
    let shown = try program.run(shell: lines[3])
    #expect(shown.status == 0 && shown.text.contains("\n+[('a dog'"), "\(shown.words)")
    let mended = try program.run(shell: lines[3].replacing(" --diff", with: ""))
    #expect(mended.status == 0 && mended.text.isEmpty, "\(mended.text)")
    let baseline = try program.run(shell: lines[4])
    #expect(baseline.status == 0, "\(baseline.words)")
  }

  @Test func filesToCopyAreWhole() throws {
    let files = try blocks(of: "continuous-integration.md").filter { $0.language == "yaml" }
    try #require(files.count == 4)
    for file in files { #expect(try Yams.compose(yaml: file.text)?.mapping != nil) }
    let program = try Program()
    try program.write(try #require(files.last).text, to: ".maquette.yml")
    try program.write(
      "{\"findings\": [], \"schema\": \"maquette/baseline/1\"}", to: ".maquette-baseline.json")
    #expect(try program.run(["check", "."]).status == 0)
    let hooks = try String(
      contentsOf: repository.appending(path: ".pre-commit-hooks.yaml"), encoding: .utf8)
    #expect(try Yams.compose(yaml: hooks)?.sequence?.first?["id"]?.string == "maquette-check")
  }

  /// The settings that the page shows are settings, and what it shows of the planner is so.
  @Test func planningIsAsThePageSays() throws {
    let blocks = try blocks(of: "planning.md")
    let program = try Program()
    try program.write(
      try #require(blocks.first { $0.language == "yaml" }).text, to: ".maquette.yml")
    let service = try program.run(["doctor"]).text.split(separator: "\n").first {
      $0.contains("service")
    }
    #expect(service?.contains("openai, model gemma-3-4b, at http://127.0.0.1:8080/v1") == true)
    let transcript = try #require(blocks.first { $0.language == "text" }).text
    let lines = transcript.split(separator: "\n", maxSplits: 1)
    let outcome = try Program().run(shell: String(lines[0].dropFirst(2)))
    #expect(outcome.words == String(lines[1]), "\(outcome.words)")
  }

  /// The page's table of BlobGEN's tensors is what a converted checkpoint must have, no more and no less.
  @Test func layersOfBlobGENAreAsThePageSays() throws {
    let page = try String(
      contentsOf: repository.appending(path: "Documentation/checkpoints.md"), encoding: .utf8)
    let file = try SafetensorsFile(
      contentsOf: fixture("checkpoints/blob-tiny/diffusion_pytorch_model.safetensors"))
    let sizes = ["F": 32, "H": 24, "K": 6]
    func size(_ text: Substring, _ sizes: [String: Int]) throws -> Int {
      try text.split(separator: "+").map { product in
        try product.split(separator: " ").map { factor in
          try #require(Int(factor) ?? sizes[String(factor)])
        }.reduce(1, *)
      }.reduce(0, +)
    }
    let rows = page.matches(of: /(?m)^\| `(\S*blob_\w+\.\S+)` \| \[(.*)\] \|$/).map {
      (name: String($0.output.1), shape: $0.output.2.split(separator: ", "))
    }
    try #require(rows.count > 20)
    var told: Set<String> = []
    for row in rows {
      let ending = String(row.name.drop { $0 == "…" }).replacing("blocks.N.", with: "blocks.0.")
      let names = file.names.filter { $0 == ending || ending.first == "." && $0.hasSuffix(ending) }
      try #require(!names.isEmpty, "\(row.name)")
      for name in names {
        let block = name.prefix(upTo: name.firstRange(of: "blob_")?.lowerBound ?? name.startIndex)
        let channels = file.shape(of: "\(block)blob_fuser.norm1.weight")?.count ?? 0
        let expected = try row.shape.map { try size($0, sizes.merging(["C": channels]) { $1 }) }
        #expect(file.shape(of: name)?.sizes == expected, "\(name)")
      }
      told.formUnion(names)
    }
    #expect(told == Set(file.names))
  }
}

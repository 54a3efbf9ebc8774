import Foundation
import Layouts
import Testing

@testable import maquette

@Suite struct BenchCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func timesAPartOfTheDefaultModel() throws {
    let outcome = try program.run(["bench", "text", "--runs", "2", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(try #require(report["startup_ms"]?.double) > 0)
    let part = try #require(report["parts"]?.array?.first)
    #expect(part["part"]?.string == "text")
    #expect(part["runs"]?.integer == 2)
    let least = try #require(part["min_ms"]?.double)
    let middle = try #require(part["median_ms"]?.double)
    let most = try #require(part["max_ms"]?.double)
    #expect(0 < least && least <= middle && middle <= most)
    #expect(try #require(part["gflops"]?.double) > 0)
    #expect(try #require(part["peak_mb"]?.double) > 1)
    // The figures of a single part stand at the top, too.
    let keys = ["median_ms", "min_ms", "max_ms", "gflops", "peak_share", "peak_mb", "precision"]
    for key in keys { #expect(report[key] == part[key] && part[key] != nil, "\(key)") }
  }

  @Test func timesMovesOfOnePictureAndOfTwo() throws {
    let arguments = ["bench", "guidance", "--shape", "compact16", "--runs", "1", "--json"]
    let outcome = try program.run(arguments)
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["energy"]?.string == "lmd" && report["precision"]?.string == "fp32")
    #expect(report["moves"]?.array?.count == 1)
    for key in ["median_ms", "min_ms", "max_ms", "gflops", "peak_share", "peak_mb"] {
      #expect(try #require(report[key]?.double) > 0, "\(key)")
    }
    let forward = try #require(report["forward_ms"]?.double)
    #expect(try #require(report["median_ms"]?.double) > forward)
    let pair = try JSONReader.read(
      program.run(arguments + ["--batch", "2", "--precision", "bf16"]).text
    ).root.value
    #expect(pair["precision"]?.string == "bf16" && pair["batch"]?.integer == 2)
    #expect(pair["input"]?.array?.first?.integer == 2)
    // Two pictures' gradients are longer than one's; the noise of the second differs.
    let norms = [report, pair].compactMap { $0["gradient_norm"]?.double }
    #expect(norms.count == 2 && norms[1] > norms[0])
  }

  @Test func timesStepsOfTraining() throws {
    let outcome = try program.run([
      "bench", "train", "--shape", "compact16", "--batch", "1", "--runs", "2", "--json",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(report["part"]?.string == "train" && report["model"]?.string == "compact16")
    let least = try #require(report["min_ms"]?.double)
    let middle = try #require(report["median_ms"]?.double)
    #expect(0 < least && least <= middle && middle <= (report["max_ms"]?.double ?? 0))
    let speed = try #require(report["samples_per_s"]?.double)
    #expect(abs(speed - 1000 / middle) < 1e-6 * speed)
    for key in ["gflops", "peak_share", "peak_mb"] {
      #expect(try #require(report[key]?.double) > 0, "\(key)")
    }
    #expect(try #require(report["parameters"]?["unet"]?.integer) == 17_839_556)
    expectRefusal(
      try program.run(["bench", "train", "--shape", "sd15", "--model", "a"]), status: 2,
      naming: "--shape")
  }

  @Test func timesTheFittingOfMasks() throws {
    let outcome = try program.run(["bench", "fit", "--masks", "2", "--side", "128", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let speeds = try JSONReader.read(outcome.text).root.value["speeds"]?.array ?? []
    #expect(speeds.count == 5)
    for speed in speeds {
      #expect(speed["masks"]?.integer == 2 && speed["side"]?.integer == 128)
      let alone = try #require(speed["masks_per_s"]?.double)
      let decoded = try #require(speed["files_per_s"]?.double)
      #expect(0 < decoded && decoded < alone)
    }
    #expect(speeds.first?["min_iou"]?.double == 1)
  }

  @Test func measuresHowMethodsKeepToLayouts() throws {
    let outcome = try program.run([
      "bench", "grounding", "--layouts", "2", "--seeds", "1", "--steps", "2", "--method", "plain",
      "--method", "regional", "--json",
    ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    let scores = try #require(report["scores"]?.array)
    #expect(scores.compactMap { $0["method"]?.string } == ["plain", "regional"])
    for score in scores {
      #expect(score["pictures"]?.integer == 2 && score["failures"]?.array?.isEmpty == true)
      for measure in ["inside", "settled"] {
        let mean = try #require(score[measure]?["mean"]?.double)
        #expect(mean > 0 && mean < 1)
      }
      #expect(try #require(score["seconds"]?.double) > 0)
    }
    #expect(scores[0]["inside"]?["pairs"]?.integer == 0)
    let gain = try #require(scores[1]["inside"]?["gain"]?.double)
    let means = scores.compactMap { $0["inside"]?["mean"]?.double }
    #expect(abs(gain - (means[1] - means[0])) < 1e-9 && gain > 0.2)
    #expect(report["samples"]?.array?.count == 4)
  }

  @Test func measuresOnGivenLayouts() throws {
    try program.write(
      """
      {"schema": "maquette/layout/1", "caption": "a cat", "background": "", \
      "canvas": {"width": 512, "height": 512}, "objects": [{"name": "a cat", \
      "box": {"x": 64, "y": 64, "width": 256, "height": 256}}]}
      """, to: "cases.jsonl")
    let arguments = [
      "bench", "grounding", "--seeds", "1", "--steps", "1", "--method", "plain", "--cases",
    ]
    let table = try program.run(arguments + ["cases.jsonl"])
    #expect(table.status == 0 && table.text.contains("plain"), "\(table.words)")
    try program.write("\n{\"objects\": 3}\n", to: "bad.jsonl")
    expectRefusal(
      try program.run(arguments + ["bad.jsonl"]), status: 2, naming: "bad.jsonl, line 2")
    expectRefusal(
      try program.run(["bench", "grounding", "--layouts", "0"]), status: 2, naming: "--layouts")
  }

  @Test func timesTheOfflinePlanner() throws {
    let outcome = try program.run(["bench", "plan", "--captions", "3", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let speeds = try JSONReader.read(outcome.text).root.value["speeds"]?.array ?? []
    #expect(speeds.compactMap { $0["captions"]?.integer } == [3, 3, 3, 3, 12])
    for speed in speeds {
      #expect(speed["layouts"] == speed["captions"])
      #expect(try #require(speed["captions_per_s"]?.double) > 0)
    }
    let table = try program.run(["bench", "plan", "--captions", "1", "--style", "css-blobs"]).text
    #expect(table.split(separator: "\n").count == 6)
    expectRefusal(try program.run(["bench", "plan", "--captions", "0"]), status: 2)
  }

  @Test func printsATableOfAShapeWithoutACheckpoint() throws {
    let outcome = try program.run(["bench", "text", "--shape", "compact16", "--runs", "1"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let lines = outcome.text.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[1].contains("text"))
    #expect(lines[2].hasPrefix("first kernel "))
  }

  @Test(arguments: [
    ["--model", "a", "--shape", "sd15"], ["--shape", "sd99"], ["--runs", "0"], ["--batch", "0"],
    ["tokenizer"], ["--model", "none"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["bench"] + arguments), status: 2)
  }

  @Test(arguments: [
    (0.0, 2, "0.00"), (1.005, 1, "1.0"), (-2.25, 1, "-2.3"), (1234.5678, 2, "1234.57"),
    (9.96, 0, "10"), (0.05, 1, "0.1"),
  ])
  func roundsForReading(number: Double, decimals: Int, text: String) {
    #expect(number.rounded(decimals: decimals) == text)
  }
}

@Suite struct BenchParseCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func timesEveryKindOfTextAndItsGrowth() throws {
    let outcome = try program.run(
      ["bench", "parse", "--notation", "lmd", "--megabytes", "0.01", "--runs", "2", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    let speeds = try #require(report["speeds"]?.array)
    #expect(speeds.map { $0["corpus"]?.string } == ["clean", "malformed", "long"])
    for speed in speeds {
      #expect(try #require(speed["mb_per_s"]?.double) > 0)
      #expect(try #require(speed["min_ms"]?.double) <= #require(speed["median_ms"]?.double))
      #expect(try #require(speed["bytes"]?.integer) >= 8000)
    }
    let growths = try #require(report["growths"]?.array)
    #expect(growths.count > 20)
    for growth in growths { #expect(try #require(growth["ratio"]?.double) > 0) }
  }

  @Test func timesAFile() throws {
    let place = program.file("layout.txt")
    try Data("[('a cat', [1, 2, 30, 40])]\nBackground prompt: a".utf8).write(to: place)
    let outcome = try program.run(
      ["bench", "parse", "--input", place.path, "--notation", "lmd", "--notation", "auto"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.text.split(separator: "\n").count == 3)
  }

  /// Ten times the text is the most that reading may take; small texts take a little more.
  @Test(arguments: ["auto", "loose-json", "coco"]) func measuresMemory(notation: String) throws {
    let outcome = try program.run(
      ["bench", "parse", "--memory", "--notation", notation, "--megabytes", "0.2", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    let footprints = try #require(report["footprints"]?.array)
    #expect(footprints.count == (notation == "coco" ? 2 : 12))
    for footprint in footprints {
      #expect(footprint["notation"]?.string == notation)
      #expect(try #require(footprint["objects"]?.integer) > 60)
      let bytes = try #require(footprint["bytes"]?.integer)
      guard bytes > 100_000, let memory = footprint["memory_per_byte"]?.double else { continue }
      #expect(memory < 12, "\(footprint)")
    }
  }

  @Test(arguments: [
    ["--notation", "prose"], ["--megabytes", "0"], ["--runs", "0"], ["--input", "none"],
    ["--memory", "--input", "a"], ["--memory", "--runs", "2"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["bench", "parse"] + arguments), status: 2)
  }
}

@Suite struct BenchCheckCommandTests {
  let program: Program

  init() throws { program = try Program() }

  @Test func timesEveryFormAskedFor() throws {
    let outcome = try program.run(
      [
        "bench", "check", "--layouts", "20", "--runs", "2", "--output-format", "concise",
        "--output-format", "sarif", "--json",
      ])
    #expect(outcome.status == 0, "\(outcome.words)")
    let speeds = try #require(
      try JSONReader.read(outcome.text).root.value["speeds"]?.array)
    #expect(speeds.map { $0["format"]?.string } == ["concise", "sarif"])
    for speed in speeds {
      #expect(speed["layouts"]?.integer == 20 && speed["runs"]?.integer == 2)
      #expect(try #require(speed["layouts_per_s"]?.double) > 0)
      #expect(try #require(speed["min_ms"]?.double) <= #require(speed["max_ms"]?.double))
    }
  }

  @Test(arguments: [["--layouts", "0"], ["--runs", "0"], ["--output-format", "prose"]])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["bench", "check"] + arguments), status: 2)
  }
}

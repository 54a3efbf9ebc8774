import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

@Suite struct EvaluateImagesCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private var arguments: [String] {
    [
      "evaluate", "images", "--suite", "lmd", "--limit", "1", "--seeds", "2", "--steps", "1",
      "--model", fixture("checkpoints/sd1-tiny").path, "--method", "plain", "-o", "pictures",
    ]
  }

  private var painting: [String] { arguments + ["--paint-only"] }

  @Test func paintsOnceAndJudgesWhatADetectorFound() throws {
    let first = try program.run(painting)
    #expect(first.status == 0 && first.text.isEmpty, "\(first.words)")
    let index = try JSONReader.read(
      String(contentsOf: program.file("pictures/index.json"), encoding: .utf8)
    ).root.value
    let images = try #require(index["images"]?.array)
    #expect(images.count == 8)
    let file = program.file("pictures/plain/1-1.png")
    let bytes = try Data(contentsOf: file)
    let date = try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]
    try FileManager.default.removeItem(at: program.file("pictures/plain/0-0.png"))
    #expect(try program.run(painting).status == 0)
    #expect(
      try FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate] as? Date
        == date as? Date)
    #expect(FileManager.default.fileExists(atPath: program.file("pictures/plain/0-0.png").path))
    // The two pictures of one case differ.
    #expect(try Data(contentsOf: program.file("pictures/plain/1-0.png")) != bytes)

    // The first image of the case with one backpack has one, the second none.
    let two = try #require(
      images.firstIndex { $0["prompt"]?.string?.hasSuffix("one backpack") == true })
    let id = try #require(images[two]["id"]?.integer)
    try program.write(
      #"[{"image_id": \#(id), "category": "backpack", "bbox": [1, 1, 9, 9], "score": 0.9}]"#,
      to: "found.json")
    let judged = try program.run(
      arguments + ["--detections", "found.json", "--json", "--results", "verdicts.jsonl"])
    #expect(judged.status == 0, "\(judged.words)")
    let score = try #require(
      try JSONReader.read(judged.text).root.value["scores"]?.array?.first)
    #expect(score["method"] == "plain" && score["n"] == 8)
    #expect(score["negation"] == 100 && score["numeracy"] == 50 && score["spatial"] == 0)
    #expect(score["accuracy"] == 37.5)
    let verdicts = try String(contentsOf: program.file("verdicts.jsonl"), encoding: .utf8)
    #expect(verdicts.split(separator: "\n").count == 8)
    #expect(FileManager.default.fileExists(atPath: program.file("pictures/plain.png").path))
    let table = try program.run(arguments + ["--detections", "found.json"]).text
    #expect(table.contains("method") && table.contains("37.50"))
  }

  /// A detector knows pictures by the numbers of index.json, whatever is asked for later.
  @Test func detectionsGoByTheListThatIsThere() throws {
    var both = arguments
    let place = try #require(both.firstIndex(of: "--method"))
    both.removeSubrange(place...place + 1)
    let suite = both
    both += ["--method", "plain", "--method", "regional"]
    #expect(try program.run(both + ["--paint-only"]).status == 0)
    let list = try PictureList(program.file("pictures/index.json").path)
    let file = "plain/1-0.png"
    let id = try #require(list.pictures.first { $0.file == file }?.id)
    try program.write(
      #"[{"image_id": \#(id), "category": "backpack", "bbox": [1, 1, 9, 9], "score": 0.9}]"#,
      to: "found.json")
    func scores(_ methods: [String]) throws -> [String: Double] {
      let judged = try program.run(
        suite + methods.flatMap { ["--method", $0] } + ["--detections", "found.json", "--json"])
      #expect(judged.status == 0, "\(judged.words)")
      let scores = try JSONReader.read(judged.text).root.value["scores"]?.array ?? []
      return Dictionary(
        uniqueKeysWithValues: try scores.map {
          (try #require($0["method"]?.string), try #require($0["accuracy"]?.double))
        })
    }
    let (usual, turned) = (try scores(["plain", "regional"]), try scores(["regional", "plain"]))
    #expect(usual == turned)
    #expect(usual["plain"] != usual["regional"])
    #expect(try scores(["regional"])["regional"] == usual["regional"])
  }

  /// Without another the detector that comes along looks, and says what it does not know.
  @Test func theDetectorThatComesAlongJudges() throws {
    let judged = try program.run([
      "evaluate", "images", "--suite", "things", "--things", "cat,red book,unicorn", "--limit", "1",
      "--steps", "1", "--model", fixture("checkpoints/sd1-tiny").path,
      "--method", "plain", "-o", "pictures",
    ])
    #expect(judged.status == 0, "\(judged.words)")
    #expect(judged.words.contains("does not know unicorn of 3 things"), "\(judged.words)")
    #expect(judged.text.contains("unicorn"))
  }

  /// It finds what the scenes show, in pictures of half the size too, which it looks at enlarged.
  @Test(arguments: ["128x128", "64x64"])
  func theDetectorThatComesAlongKnowsScenes(size: String) throws {
    let made = try program.run([
      "scenes", "-n", "4", "--size", size, "--thing", "apple", "--objects", "1", "--seed",
      "9", "-o", "scenes",
    ])
    #expect(made.status == 0, "\(made.words)")
    let pictures = try program.names(in: "scenes/images").filter { $0.hasSuffix(".png") }
    #expect(pictures.count == 4)
    let found = try program.run(["detect"] + pictures.map { "scenes/images/\($0)" })
    #expect(found.status == 0, "\(found.words)")
    #expect(found.text.components(separatedBy: "apple  ").count == 5, "\(found.text)")
  }

  @Test func eachThingHasARowOfItsOwn() throws {
    let things = (1...9).map { "thing\($0)" } + ["cat"]
    let arguments = [
      "evaluate", "images", "--suite", "things", "--things", things.joined(separator: ", "),
      "--steps", "1", "--model", fixture("checkpoints/sd1-tiny").path, "--method", "plain",
      "-o", "pictures", "--limit", "1",
    ]
    let painted = try program.run(arguments + ["--paint-only"])
    #expect(painted.status == 0, "\(painted.words)")
    try program.write(
      #"[{"image_id": 10, "category": "cat", "bbox": [1, 1, 9, 9], "score": 0.9}]"#,
      to: "found.json")
    let judged = try program.run(arguments + ["--detections", "found.json"])
    #expect(judged.status == 0, "\(judged.words)")
    let rows = judged.text.split(separator: "\n").map(String.init)
    #expect(rows.contains { $0.hasPrefix("plain ") && $0.contains("10.00") })
    #expect(rows.contains { $0.hasPrefix("cat ") && $0.hasSuffix("100.00") })
    #expect(rows.contains { $0.hasPrefix("thing3 ") && $0.hasSuffix("  0.00") })
  }

  @Test func othersSettingsPaintAnew() throws {
    _ = try program.run(painting)
    let file = program.file("pictures/plain/0-0.png")
    let bytes = try Data(contentsOf: file)
    #expect(try program.run(painting + ["--steps", "2"]).status == 0)
    #expect(try Data(contentsOf: file) != bytes)
  }

  /// Pictures of another run under the same names are not judged.
  @Test func picturesOfAnotherRunAreRefused() throws {
    #expect(try program.run(painting).status == 0)
    try program.write("[]", to: "found.json")
    var other = arguments
    other[try #require(other.firstIndex(of: "1"))] = "2"
    let judged = try program.run(other + ["--detections", "found.json"])
    #expect(judged.status == 2 && judged.words.contains("of another run"), "\(judged.words)")
  }

  @Test func whatStandsInTheWayOfAllPicturesEndsTheRun() throws {
    let run = try program.run(arguments + ["--adapter", "nowhere"])
    #expect(run.status != 0 && run.words.contains("nowhere"), "\(run.words)")
    let methods = try program.run(arguments + ["--method", "gligen"])
    #expect(methods.status != 0, "\(methods.words)")
  }

  @Test func wrongInputIsToldInASentence() throws {
    try program.write(
      "[{\"image_id\": 99, \"category\": \"a\", \"bbox\": [0,0,1,1], \"score\": 1}]", to: "a.json")
    try program.write("[]", to: "empty.json")
    for (extra, words) in [
      (["--detections", "a.json"], "a.json: image_id 99: expected 1 to 8"),
      (["--detections", "none.json"], "none.json"),
      (["--detections", "empty.json"], "expected pictures of this run, found none"),
      (["--suite", "cats"], "lmd"), (["--suite", "multigen"], "--cases"),
      (["--suite", "things"], "does not say what it knows"),
      (["--suite", "multigen", "--things", "cat,dog"], "nothing to judge"),
      (["--seeds", "0"], "--seeds"),
      (["--paint-only", "--detections", "empty.json"], "exclude each other"),
    ] {
      let run = try program.run(arguments + extra)
      #expect(run.status == 2 && run.words.contains(words), "\(extra) \(run.status) \(run.words)")
    }
  }
}

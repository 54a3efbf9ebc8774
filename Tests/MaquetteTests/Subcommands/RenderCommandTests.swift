import Diffusion
import Drawing
import Foundation
import Layouts
import Tensors
import TestSupport
import Testing

@testable import maquette

@Suite struct RenderCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func render(_ arguments: String..., input: String = "") throws -> Program.Outcome {
    try program.run(["render", "--steps", "2", "--no-progress"] + arguments, input: input)
  }

  private func picture(_ name: String) throws -> PNGFile {
    try PNGFile(contentsOf: program.file(name))
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    let first = try render("a cat on a chair", "-o", "a.png", "--seed", "7")
    #expect(first.status == 0, "\(first.words)")
    #expect(first.text.isEmpty)
    _ = try render("a cat on a chair", "-o", "b.png", "--seed", "7")
    _ = try render("a cat on a chair", "-o", "c.png", "--seed", "8")
    #expect(try Data(contentsOf: program.file("a.png")) == Data(contentsOf: program.file("b.png")))
    #expect(try picture("a.png").image != picture("c.png").image)
    #expect(try program.names() == ["a.png", "b.png", "c.png"])
  }

  @Test func theModelsOwnSizeIsTheDefault() throws {
    _ = try render("a cat", "-o", "a.png")
    #expect(try picture("a.png").image.width == 128)
    let outcome = try render("a cat", "-o", "b.png", "--size", "48x32")
    #expect(outcome.status == 0, "\(outcome.words)")
    let image = try picture("b.png").image
    #expect((image.width, image.height) == (48, 32))
  }

  @Test func drawnSeedsAreToldAndStored() throws {
    let outcome = try render("a cat", "-o", "a.png", "--json")
    let report = try JSONReader.read(outcome.text).root.value
    let seed = try #require(report["settings"]?["seed"]?.integer)
    #expect(outcome.words.contains("seed \(seed) (drawn)"))
    #expect(try PictureRecord(pictureAt: program.file("a.png").path).settings.seed == seed)
  }

  @Test func aPictureCanBePaintedAgain() throws {
    _ = try render("a red apple left of a cat", "-o", "a.png", "--guidance-scale", "2.1")
    let same = try program.run(["render", "--again", "a.png", "-o", "b.png"])
    #expect(same.status == 0, "\(same.words)")
    #expect(try Data(contentsOf: program.file("a.png")) == Data(contentsOf: program.file("b.png")))
    _ = try program.run(["render", "--again", "a.png", "-o", "c.png", "--method", "plain"])
    let record = try PictureRecord(pictureAt: program.file("c.png").path)
    #expect(record.settings.method == .plain)
    #expect(record.settings.guidanceScale == 2.1)
    #expect(try picture("a.png").image != picture("c.png").image)
  }

  @Test func aPictureOfHalvedWeightsLooksTheSameAndIsPaintedAgain() throws {
    _ = try render("a red apple left of a cat", "-o", "a.png", "--seed", "5")
    let outcome = try render(
      "a red apple left of a cat", "-o", "b.png", "--seed", "5", "--precision", "bf16")
    #expect(outcome.status == 0, "\(outcome.words)")
    let again = try program.run(["render", "--again", "b.png", "-o", "c.png"])
    #expect(again.status == 0, "\(again.words)")
    #expect(try Data(contentsOf: program.file("b.png")) == Data(contentsOf: program.file("c.png")))
    #expect(try PictureRecord(pictureAt: program.file("c.png").path).precision == .bf16)
    let (exact, near) = (try picture("a.png").image.pixels, try picture("b.png").image.pixels)
    let differences = zip(exact, near).map { abs(Int($0) - Int($1)) }
    #expect(differences.reduce(0, +) < 4 * differences.count)
  }

  @Test func aPictureKnowsItsModelFromAnyFolder() throws {
    let place = program.file("models/tiny")
    try FileManager.default.createDirectory(
      at: program.file("models"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      at: place, withDestinationURL: repository.appending(path: "Checkpoints/bootstrap"))
    let first = try render("a cat", "-o", "a.png", "--model", "models/../models/tiny/")
    #expect(first.status == 0, "\(first.words)")
    let model = try #require(try PictureRecord(pictureAt: program.file("a.png").path).model)
    #expect(
      model.hasPrefix("/") && model.hasSuffix("\(program.folder.lastPathComponent)/models/tiny"))
    _ = try render("a cat", "-o", "b.png", "--method", "regional")
    #expect(try PictureRecord(pictureAt: program.file("b.png").path).model == nil)
    _ = try program.run(["render", "--again", "b.png", "--model", "models/tiny", "-o", "c.png"])
    #expect(try PictureRecord(pictureAt: program.file("c.png").path).model == model)
  }

  @Test func aPictureCanBePaintedAgainInItsPlace() throws {
    _ = try render("a cat", "-o", "a.png")
    let bytes = try Data(contentsOf: program.file("a.png"))
    let outcome = try program.run(["render", "--again", "a.png", "-o", "./a.png"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(try Data(contentsOf: program.file("a.png")) == bytes)
  }

  @Test(arguments: [
    (["a cat", "-o", "p.png", "--save-latents", "p.png"], ["--save-latents", "-o"]),
    (["a cat", "-o", "p.png", "--trace", "new/../p.png"], ["--trace", "-o"]),
    (["a cat", "-o", "new/p.png", "--trace", "link/new/p.png"], ["--trace", "-o"]),
    (["a cat", "-o", "p.png", "--trace", "t", "--save-latents", "./t"], ["--trace", "t"]),
    (["--layout", "l.png", "-o", "link/l.png"], ["--layout", "-o"]),
    (["--again", "l.png", "-o", "p.png", "--trace", "l.png"], ["--trace", "--again"]),
    (["a cat", "-o", "p.png", "--latents", "l", "--save-latents", "l"], ["--latents"]),
  ])
  func refusesOneFileForTwoThings(arguments: [String], words: [String]) throws {
    try program.write("kept", to: "l.png")
    try FileManager.default.createSymbolicLink(
      at: program.file("link"), withDestinationURL: program.folder)
    let outcome = try program.run(["render"] + arguments)
    expectRefusal(outcome, status: 2, naming: "expected another file")
    for word in words { #expect(outcome.words.contains(word), "\(outcome.words)") }
    #expect(try program.names() == ["l.png", "link"])
    #expect(try String(contentsOf: program.file("l.png"), encoding: .utf8) == "kept")
  }

  @Test func severalOutputsMayGoNowhere() throws {
    let outcome = try render(
      "a cat", "-o", "/dev/null", "--trace", "/dev/null", "--method", "plain")
    #expect(outcome.status == 0, "\(outcome.words)")
  }

  @Test(arguments: [
    ("--steps", "1 to 1000"), ("--seed", "0 to"), ("--guidance-scale", "0.0 to 100.0"),
    ("--threads", "1 to 1024"),
  ])
  func namesTheRangeOfNegativeNumbers(flag: String, range: String) throws {
    expectRefusal(
      try program.run(["render", "a cat", "-o", "a.png", flag, "-1"]), status: 2,
      naming: "\(flag): expected a number from \(range)", "found -1")
  }

  @Test func repeatsOnlyTheBeginningOfALongCaption() throws {
    let caption = String(repeating: "quux ", count: 400)
    let outcome = try render(caption, "-o", "a.png", "--method", "plain")
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("[MQ701 prompt-truncated]"))
    #expect(outcome.words.contains("\"\(caption.prefix(80))…\""), "\(outcome.words)")
  }

  @Test func metadataCanBeLeftOut() throws {
    _ = try render("a cat", "-o", "a.png", "--no-metadata")
    #expect(try picture("a.png").texts.isEmpty)
    expectRefusal(
      try program.run(["render", "--again", "a.png", "-o", "b.png"]), status: 2, naming: "a.png",
      "layout")
  }

  @Test func latentsGoOutAndInAgain() throws {
    let first = try render(
      "a cat", "--method", "plain", "-o", "a.png", "--save-latents", "out/l.npy", "--trace",
      "out/t.jsonl")
    #expect(first.status == 0, "\(first.words)")
    let lines = try String(contentsOf: program.file("out/t.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    #expect(lines.count == 2)
    #expect(try JSONReader.read(String(lines[1])).root.value["step"]?.integer == 2)
    let second = try render("a cat", "--method", "plain", "-o", "b.png", "--latents", "out/l.npy")
    #expect(second.status == 0, "\(second.words)")
    let record = try PictureRecord(pictureAt: program.file("b.png").path)
    #expect(record.latents == "out/l.npy")
  }

  @Test func plainPaintsCaptionsThatNoPlannerReads() throws {
    let caption = "gleefully quux the frobnicator"
    #expect(try render(caption, "-o", "a.png", "--method", "plain").status == 0)
    #expect(try PictureRecord(pictureAt: program.file("a.png").path).layout.caption == caption)
    let refused = try render(caption, "-o", "b.png")
    #expect(refused.status == 1)
    #expect(try program.names() == ["a.png"])
  }

  @Test func settingsDecideWhatFlagsLeaveOpen() throws {
    try program.write("steps: 3\nguidance-scale: 1\n", to: ".maquette.yml")
    _ = try program.run(["render", "a cat", "-o", "a.png"])
    let settings = try PictureRecord(pictureAt: program.file("a.png").path).settings
    #expect(settings.steps == 3)
    #expect(settings.guidanceScale == 1)
  }

  @Test(arguments: [
    [], ["a cat", "--layout", "l.json"], ["a cat", "--again", "a.png"], ["a cat", "--steps", "0"],
    ["a cat", "--guidance-scale", "-1"], ["a cat", "--guidance-scale", "nan"],
    ["a cat", "--seed", "x"], ["a cat", "--seed", "-1"], ["a cat", "--size", "63x64"],
    ["a cat", "--size", "65536x64"], ["a cat", "--scheduler", "eular"],
    ["a cat", "--precision", "fp8"], ["a cat", "--rng", "dice"], ["a cat", "--method", "magic"],
    ["a cat", "--threads", "0"], ["a cat", "--latents", "none.npy"], ["a cat", "--model", "none"],
    ["a cat", "--save-latents", "/proc/version/l.npy"], ["a cat", "--trace", "."],
    ["--layout", "none.json"], ["--again", "none.png"],
  ])
  func refusesWrongUse(arguments: [String]) throws {
    expectRefusal(try program.run(["render", "-o", "x.png"] + arguments), status: 2)
    #expect(try program.names().isEmpty)
  }

  @Test(arguments: ["x.jpg", "x", "", "/", "/proc/version/x.png"])
  func refusesOutputsThatCannotBe(output: String) throws {
    expectRefusal(try program.run(["render", "a cat", "-o", output]), status: 2)
  }

  @Test func refusesLatentsOfAnotherShape() throws {
    _ = try render("a cat", "-o", "a.png", "--save-latents", "l.npy")
    let outcome = try render("a cat", "-o", "b.png", "--latents", "l.npy", "--size", "32x32")
    expectRefusal(
      outcome, status: 2, naming: "maquette: l.npy: ", "[1, 24, 16, 16]", "[1, 24, 4, 4]")
  }

  @Test func refusesLatentsThatAreNoNumbers() throws {
    _ = try render("a cat", "-o", "a.png", "--save-latents", "l.npy")
    var data = try Data(contentsOf: program.file("l.npy"))
    data.replaceSubrange((data.count - 4)..., with: [0, 0, 0xC0, 0x7F])
    try data.write(to: program.file("l.npy"))
    let outcome = try render("a cat", "-o", "b.png", "--latents", "l.npy")
    expectRefusal(outcome, status: 2, naming: "maquette: l.npy: ", "not finite")
  }

  @Test func anInterruptionLeavesNothingBehind() throws {
    let process = try program.start(["render", "a cat", "-o", "out/a.png", "--steps", "500"])
    // Until it paints there is nothing to interrupt.
    let words = program.file("home/words")
    for _ in 0..<600 where try String(contentsOf: words, encoding: .utf8).isEmpty {
      Thread.sleep(forTimeInterval: 0.05)
    }
    process.interrupt()
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try program.outcome(of: process).words.hasSuffix("maquette: interrupted\n"))
    #expect(try program.names().isEmpty)
  }
}

/// Models that are not what they say they are.
@Suite struct DamagedModelTests {
  let program: Program
  private let model: URL

  init() throws {
    program = try Program()
    model = program.file("model")
    try FileManager.default.copyItem(
      at: repository.appending(path: "Checkpoints/bootstrap"), to: model)
  }

  private var weights: URL { model.appending(path: "unet/diffusion_pytorch_model.safetensors") }

  /// Expects that painting fails with one sentence and leaves nothing.
  private func expectFailure(
    naming words: String..., status: Int32 = 4, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try program.run(["render", "a cat", "--model", "model", "-o", "x.png"])
    expectRefusal(outcome, status: status, sourceLocation: sourceLocation)
    for word in words {
      #expect(
        outcome.words.contains(word), "\(outcome.words) does not name \(word)",
        sourceLocation: sourceLocation)
    }
    #expect(try program.names() == ["model"], sourceLocation: sourceLocation)
  }

  private func edit(_ file: String, _ old: String, _ new: String) throws {
    let place = model.appending(path: file)
    let text = try String(contentsOf: place, encoding: .utf8)
    try #require(text.contains(old))
    try Data(text.replacing(old, with: new).utf8).write(to: place)
  }

  /// Rewrites the header of the weights, keeping its length.
  private func editHeader(_ old: String, _ new: String) throws {
    var data = try Data(contentsOf: weights)
    let range = try #require(data.range(of: Data(old.utf8)))
    let padded = new + String(repeating: " ", count: old.utf8.count - new.utf8.count)
    data.replaceSubrange(range, with: Data(padded.utf8))
    try data.write(to: weights)
  }

  @Test func missingWeights() throws {
    try FileManager.default.removeItem(at: weights)
    try expectFailure(naming: "model/unet", "diffusion_pytorch_model.safetensors")
  }

  @Test(arguments: [0, 1, 7, 8, 100, 40_000, 10_000_000])
  func truncatedWeights(length: Int) throws {
    try Data(contentsOf: weights).prefix(length).write(to: weights)
    try expectFailure(naming: "diffusion_pytorch_model.safetensors")
  }

  @Test func aHeaderLongerThanTheFile() throws {
    var data = try Data(contentsOf: weights)
    data.replaceSubrange(0..<8, with: [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F])
    try data.write(to: weights)
    try expectFailure(naming: "diffusion_pytorch_model.safetensors")
  }

  @Test func aHeaderThatLiesAboutSizes() throws {
    try editHeader("\"shape\":[64,", "\"shape\":[63,")
    try expectFailure(naming: "diffusion_pytorch_model.safetensors", "63")
  }

  @Test func anUnknownType() throws {
    try editHeader("\"F16\"", "\"F9\"")
    try expectFailure(naming: "diffusion_pytorch_model.safetensors", "F9")
  }

  @Test func aWeightThatIsNotThere() throws {
    try editHeader("conv_in.weight", "conv_in.weighs")
    try expectFailure(naming: "diffusion_pytorch_model.safetensors", "conv_in.weight")
  }

  @Test func weightsOfAnotherShape() throws {
    try edit("unet/config.json", "\"in_channels\": 12", "\"in_channels\": 13")
    try expectFailure(naming: "13", "12")
  }

  @Test(arguments: [
    ("unet/config.json", "\"in_channels\": 12", "\"in_channels\": \"many\"", "in_channels"),
    ("vae/config.json", "\"latent_channels\": 12", "\"latent_channels\": [1]", "latent_channels"),
    ("scheduler/scheduler_config.json", "\"beta_end\": 0.012", "\"beta_end\": \"x\"", "beta_end"),
  ])
  func configurationsOfTheWrongType(file: String, old: String, new: String, key: String) throws {
    try edit(file, old, new)
    try expectFailure(naming: file, key)
  }

  @Test(arguments: [
    "unet/config.json", "vae/config.json", "text_encoder/config.json",
    "scheduler/scheduler_config.json", "tokenizer/vocab.json",
  ])
  func malformedJSON(file: String) throws {
    let place = model.appending(path: file)
    try Data(contentsOf: place).prefix(20).write(to: place)
    try expectFailure(naming: file)
  }

  @Test func aFolderThatIsNoModel() throws {
    try FileManager.default.removeItem(at: model.appending(path: "model_index.json"))
    try expectFailure(naming: "model_index.json", status: 2)
  }
}

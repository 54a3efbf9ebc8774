import Foundation
import Layouts
import Tensors
import TestSupport
import Testing
import Training

@testable import maquette

@Suite struct TrainCommandTests {
  let program: Program

  init() throws { program = try Program() }

  /// A run of the small model, small enough for a few seconds.
  private func writeRun(_ more: String = "") throws {
    let model = fixture("checkpoints/sd1-tiny").path
    try program.write(
      """
      model: \(model)
      autoencoder: \(model)/vae
      output: out
      steps: 6
      batch: 2
      checkpoints: {every: 3, log-every: 1, samples-every: 0}
      learning-rate: {peak: 1.0e-3, warmup: 2}
      data: {size: 32x32, things: [apple, cat], objects: [1, 2]}
      \(more)
      """, to: "run.yml")
  }

  @Test func aRunIsStoppedResumedMeasuredAndExported() throws {
    try writeRun()
    let first = try program.run(["train", "base", "run.yml", "--until", "4"])
    #expect(first.status == 0, "\(first.words)")
    #expect(
      try program.names(in: "out/checkpoints") == [
        "step-00000003.safetensors", "step-00000004.safetensors",
      ])
    let second = try program.run(["train", "base", "run.yml"])
    #expect(second.status == 0, "\(second.words)")
    #expect(second.words.contains("goes on from"))
    let log = try String(contentsOf: program.file("out/log.jsonl"), encoding: .utf8)
      .split(separator: "\n").map { try JSONReader.read(String($0)).root.value }
    #expect(log.compactMap { $0["step"]?.integer } == [1, 2, 3, 4, 5, 6])
    #expect(log.allSatisfy { ($0["loss"]?.double ?? 0) > 0 })
    // The finished model paints, and says what it learnt.
    let said = try JSONReader.read(
      String(contentsOf: program.file("out/model/maquette.json"), encoding: .utf8)
    ).root.value
    #expect(said["things"]?.array?.compactMap(\.string).sorted() == ["apple", "cat"])
    #expect(said["steps"]?.integer == 25)
    let picture = try program.run([
      "render", "a cat", "--method", "plain", "--model", "out/model", "--steps", "1",
      "-o", "cat.png",
    ])
    #expect(picture.status == 0, "\(picture.words)")
    let measured = try program.run([
      "train", "base", "run.yml", "--measure", "32", "--json",
    ])
    #expect(measured.status == 0, "\(measured.words)")
    let figures = try JSONReader.read(measured.text).root.value
    #expect(figures["step"]?.integer == 6)
    #expect(try #require(figures["loss"]?.double) > 0)
  }

  @Test func aRehearsalWritesNothing() throws {
    try writeRun()
    let outcome = try program.run(["train", "base", "run.yml", "--dry-run", "--json"])
    #expect(outcome.status == 0, "\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    #expect(try #require(report["parameters"]?["unet"]?.integer) > 300_000)
    let step = try #require(report["seconds_per_step"]?.double)
    let steps = try #require(report["steps"]?.integer)
    #expect(step > 0 && steps == 6)
    #expect(try #require(report["seconds"]?.double) == Double(steps) * step)
    #expect(try #require(report["peak_mib_so_far"]?.double) > 1)
    #expect(try program.names() == ["run.yml"])
  }

  @Test(arguments: [
    ("batchsize: 2", "found \"batchsize\"; the nearest is \"batch\""),
    ("spoken: 1", "found \"spoken\"; it belongs into the section data"),
    ("vae: {errors: pixels}", "found \"errors\"; it belongs into the section base"),
    ("base: {latent-noise: 1}", "it belongs into the section vae or the section detector"),
    ("base: {batch: 2}", "found \"batch\"; it belongs into no section"),
    ("base: {caption_drop: 1}", "found \"caption_drop\"; the nearest is \"caption-drop\""),
    ("ema: yes", "training.ema: expected a number, found yes"),
    ("clip: -1", "training.clip: expected a number from 0.0 to"),
    ("optimizer: {betas: [0.9]}", "training.optimizer.betas: expected a list of two numbers"),
    ("base: {timestep-shift: 0}", "training.base.timestep-shift: expected a number from 0.01 to"),
    (
      "base: {errors: pixel}",
      "training.base.errors: expected one of latents, pixels, found the text \"pixel\""
    ),
    ("seed: 1.5", "training.seed: expected a whole number"),
    ("optimizer: {betas: [0.9, 0.8, 0.7]}", "found the list [0.9, 0.8, 0.7]"),
  ])
  func slipsAreToldWithTheirPlace(line: String, words: String) throws {
    try writeRun(line)
    let outcome = try program.run(["train", "base", "run.yml"])
    #expect(outcome.status == 2)
    #expect(outcome.words.contains("run.yml:9: "), "\(outcome.words)")
    #expect(outcome.words.contains(words), "\(outcome.words)")
    #expect(try program.names() == ["run.yml"])
  }

  /// An export takes no other folder's place.
  @Test(arguments: [
    (".", "lies there"), ("docs", "it holds thesis.txt"), ("docs/thesis.txt", "it is a file"),
    ("out", "lies there"), ("out/checkpoints", "lies there"), ("", "expected a folder"),
  ])
  func anExportSparesWhatIsThere(place: String, words: String) throws {
    try writeRun()
    try program.write("chapter one", to: "docs/thesis.txt")
    let trained = try program.run(["train", "base", "run.yml", "-o", "out", "--until", "1"])
    #expect(trained.status == 0, "\(trained.words)")
    let outcome = try program.run(["train", "base", "run.yml", "-o", "out", "--export", place])
    #expect(outcome.status == 2 && outcome.words.contains(words), "\(outcome.words)")
    #expect(FileManager.default.fileExists(atPath: program.file("docs/thesis.txt").path))
    #expect(FileManager.default.fileExists(atPath: program.file("out/checkpoints").path))
    for _ in 0..<2 {
      let fine = try program.run(["train", "base", "run.yml", "-o", "out", "--export", "new"])
      #expect(fine.status == 0, "\(fine.words)")
    }
    #expect(try program.names().filter { $0.contains("part") }.isEmpty)
  }

  /// What is particular to a task is told when it has changed, as what all tasks share is.
  @Test func changesAreTold() throws {
    try writeRun()
    #expect(try program.run(["train", "base", "run.yml", "--until", "1"]).status == 0)
    try writeRun("base: {object-weight: 7}")
    let outcome = try program.run(["train", "base", "run.yml", "--until", "2"])
    #expect(outcome.words.contains("base.objectWeight was 5, is 7"), "\(outcome.words)")
  }

  @Test func whatIsMissingIsNamed() throws {
    try writeRun()
    let other = try program.run([
      "train", "base", "run.yml", "--latents", "basis.safetensors",
    ])
    #expect(other.status == 2)
    #expect(other.words.contains("no basis of latents"))
    let nothing = try program.run(["train", "base", "run.yml", "--measure", "32"])
    #expect(nothing.status == 2)
    #expect(nothing.words.contains("no checkpoint of a training yet"))
    let thing = try program.write(
      "model: \(fixture("checkpoints/sd1-tiny").path)\noutput: out\ndata: {things: [doog]}\n",
      to: "things.yml")
    let unknown = try program.run(["train", "detector", thing.path])
    #expect(unknown.status == 2)
    #expect(
      unknown.words.contains("\(thing.path): data: ")
        && unknown.words.contains("no thing \"doog\"; it has dog"), "\(unknown.words)")
  }

  @Test(arguments: [
    ("size: 8x8", "of 16 to 1024 pixels"), ("objects: [1, 13]", "from 1 to 12, found 13"),
    ("objects: [2, 1]", "found the list [2, 1]"),
  ])
  func whatNoSceneCanBeIsToldWithItsPlace(key: String, words: String) throws {
    try program.write("model: model\noutput: out\ndata:\n  \(key)\n", to: "run.yml")
    let outcome = try program.run(["train", "base", "run.yml"])
    #expect(outcome.status == 2 && outcome.words.contains("run.yml:4: "), "\(outcome.words)")
    #expect(outcome.words.contains(words), "\(outcome.words)")
  }

  /// A model without an autoencoder opens nowhere, which is said before and after the training.
  @Test func aModelWithoutAnAutoencoderIsNotComplete() throws {
    try writeRun()
    let flags = ["--autoencoder", "nowhere", "--latents", "basis.safetensors"]
    let basis = PatchBasis(
      fitting: [Tensor([1, 32, 32, 3], (0..<3072).map { Float($0 % 97) / 97 })], side: 8,
      channels: 4, whitening: 0)
    try basis.write(to: program.file("basis.safetensors"))
    let outcome = try program.run(["train", "base", "run.yml"] + flags)
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("nowhere has no autoencoder"), "\(outcome.words)")
    #expect(
      outcome.words.contains("without vae") && !outcome.words.contains("is complete"),
      "\(outcome.words)")
  }

  /// What can't be fitted is said before anything is fitted, and leaves nothing behind.
  @Test(arguments: ["36x36", "100x100"])
  func picturesThatAreNoWholeCellsAreRefused(size: String) throws {
    let model = repository.appending(path: "Configurations/default/model").path
    try program.write("model: \(model)\noutput: out\ndata: {size: \(size)}\n", to: "run.yml")
    for extra in [[], ["--dry-run"]] {
      let outcome = try program.run(["train", "vae", "run.yml"] + extra)
      #expect(outcome.status == 2, "\(outcome.words)")
      #expect(outcome.words.contains("the pictures have \(size) pixels"), "\(outcome.words)")
    }
    let measured = try program.run(["train", "vae", "run.yml", "--measure", "32"])
    #expect(measured.status == 2 && measured.words.contains("no basis"), "\(measured.words)")
    #expect(try program.names() == ["run.yml"])
  }

  /// Latents that were fitted otherwise are not taken for those that the configuration asks for.
  @Test func otherLatentsNeedAnotherFolder() throws {
    let model = repository.appending(path: "Configurations/default/model").path
    func writeRun(whitening: String) throws {
      try program.write(
        "model: \(model)\noutput: out\nsteps: 1\nbatch: 1\ndata: {size: 32x32, things: [apple]}\n"
          + "vae: {basis-pictures: 50, whitening: \(whitening), crop-cells: 2}\n", to: "run.yml")
    }
    try writeRun(whitening: "0.5")
    let first = try program.run(["train", "vae", "run.yml"])
    #expect(first.status == 0, "\(first.words)")
    try writeRun(whitening: "0.75")
    let second = try program.run(["train", "vae", "run.yml"])
    #expect(second.status == 2)
    #expect(
      second.words.contains(
        "with whitening 0.75, as the configuration says, found 50 pictures of seed")
        && second.words.contains("with whitening 0.5; other latents need a folder"),
      "\(second.words)")
  }

  /// The committed configurations can be read, and their networks fit each other.
  @Test(arguments: ["vae", "base", "detector"])
  func committedRunsAreRead(task: String) throws {
    let file = try TrainingFile(
      repository.appending(path: "Configurations/default/\(task).yml").path)
    #expect(file.configuration.steps > 1000)
    for place in [file.model, file.latents, file.initial, file.autoencoder].compactMap(\.self) {
      #expect(FileManager.default.fileExists(atPath: place.path), "\(place.path)")
    }
  }

  @Test func aVocabularyHasAWordATokenForCaptions() throws {
    let model = program.file("model")
    let encoder = model.appending(path: "text_encoder")
    try FileManager.default.createDirectory(at: encoder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: fixture("checkpoints/sd1-tiny/text_encoder/config.json"),
      to: encoder.appending(path: "config.json"))
    try program.write(
      "model: model\noutput: out\nwords: [zebra crossing]\ndata: {size: 32x32, things: [apple]}\n",
      to: "run.yml")
    let outcome = try program.run(["train", "tokenizer", "run.yml"])
    #expect(outcome.status == 0, "\(outcome.words)")
    #expect(outcome.words.contains("vocab_size must be"))
    #expect(
      try program.names(in: "model/tokenizer") == [
        "merges.txt", "special_tokens_map.json", "tokenizer_config.json", "vocab.json",
      ])
    let names = try String(
      contentsOf: program.file("model/tokenizer/vocab.json"), encoding: .utf8)
    for word in ["apple", "crossing", "photo"] { #expect(names.contains("\"\(word)</w>\"")) }
    // Weights that are there belong to their vocabulary.
    try program.write("", to: "model/text_encoder/model.safetensors")
    let refused = try program.run(["train", "tokenizer", "run.yml"])
    #expect(refused.status == 2 && refused.words.contains("-o DIR"), "\(refused.words)")
    #expect(try program.run(["train", "tokenizer", "run.yml", "-o", "new"]).status == 0)
    #expect(try program.names(in: "new/tokenizer").contains("vocab.json"))
  }

  /// A detector that has learnt nothing yet, asked for everything that it believes a little.
  @Test func aDetectorIsTrainedAndLooksAtPictures() throws {
    try writeRun("detector: {channels: [8, 8, 8, 8], reconstructed: 0.5}")
    let trained = try program.run(["train", "detector", "run.yml"])
    #expect(trained.status == 0, "\(trained.words)")
    let picture = "cat.png"
    let painted = try program.run([
      "render", "a cat", "--method", "plain", "--steps", "1", "-o", picture,
      "--model", fixture("checkpoints/sd1-tiny").path,
    ])
    #expect(painted.status == 0, "\(painted.words)")
    let arguments = ["detect", "--model", "out/model", "--threshold", "0.001"]
    let lines = try program.run(arguments + [picture])
    #expect(lines.status == 0, "\(lines.words)")
    #expect(lines.text.hasPrefix(picture))
    let layout = try program.run(arguments + [picture, "--json"])
    let value = try JSONReader.read(layout.text).root.value
    #expect(value["canvas"]?["width"]?.double == 32)
    let found = try #require(value["objects"]?.array)
    for object in found { #expect(["apple", "cat"].contains(object["name"]?.string)) }
    try program.write(
      "{\"images\": [{\"id\": 7, \"file_name\": \"\(picture)\"}]}", to: "index.json")
    let listed = try program.run(arguments + ["--index", "index.json"])
    #expect(listed.status == 0, "\(listed.words)")
    let results = try #require(try JSONReader.read(listed.text).root.value.array)
    #expect(results.count == found.count)
    #expect(results.allSatisfy { $0["image_id"]?.integer == 7 })
    let missing = try program.run(["detect", picture, "--model", "nowhere"])
    #expect(missing.status == 2 && missing.words.contains("nowhere"))
    try judgesAlikeByDetectorAndByItsResults()
  }

  /// What the detector finds counts the same whether it looks itself or its results are read.
  private func judgesAlikeByDetectorAndByItsResults() throws {
    let suite = [
      "evaluate", "images", "--suite", "lmd", "--limit", "1", "--steps", "1", "--method", "plain",
      "--model", fixture("checkpoints/sd1-tiny").path, "-o", "pictures", "--threshold", "0.001",
    ]
    let own = try program.run(
      suite + ["--detector", "out/model", "--json", "--results", "own.jsonl"])
    #expect(own.status == 0, "\(own.words)")
    let found = try program.run([
      "detect", "--index", "pictures/index.json", "--model", "out/model", "--threshold", "0.001",
    ])
    try program.write(found.text, to: "found.json")
    let read = try program.run(
      suite + ["--detections", "found.json", "--json", "--results", "read.jsonl"])
    #expect(read.status == 0 && read.text == own.text, "\(read.words)")
    #expect(
      try Data(contentsOf: program.file("own.jsonl"))
        == Data(contentsOf: program.file("read.jsonl")))
    let both = try program.run(suite + ["--detector", "out/model", "--detections", "found.json"])
    #expect(both.status == 2 && both.words.contains("exclude"))
    let none = try program.run(suite + ["--detector", "nowhere"])
    #expect(none.status == 2 && none.words.contains("--detector nowhere"))
  }

  /// Ctrl-C on one core, where the training holds the only common thread: it saves and says so.
  @Test func anInterruptionSavesAndStops() throws {
    try writeRun("clip: 2")
    let text = try String(contentsOf: program.file("run.yml"), encoding: .utf8)
    try program.write(text.replacing("steps: 6", with: "steps: 100000"), to: "run.yml")
    var arguments = [Program.executable.path, "train", "base", "run.yml", "--threads", "1"]
    if FileManager.default.isExecutableFile(atPath: "/usr/bin/taskset") {
      arguments = ["/usr/bin/taskset", "-c", "0"] + arguments
    }
    let process = try program.start(
      Array(arguments.dropFirst()), executable: URL(filePath: arguments[0]))
    let log = program.file("out/log.jsonl")
    for _ in 0..<600 where !FileManager.default.fileExists(atPath: log.path) { usleep(100_000) }
    process.interrupt()
    process.waitUntilExit(atMost: 60)
    let outcome = try program.outcome(of: process)
    #expect(outcome.status == 130)
    #expect(outcome.words.contains("goes on from there"), "\(outcome.words)")
    let last = try #require(try program.names(in: "out/checkpoints").last)
    let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
    let line = try JSONReader.read(String(try #require(lines.last))).root.value
    let step = try #require(line["step"]?.integer)
    #expect(last.contains("\(step).safetensors"))
  }
}

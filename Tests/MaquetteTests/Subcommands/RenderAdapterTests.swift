import Diffusion
import Drawing
import Foundation
import Layouts
import TestSupport
import Testing

@testable import maquette

/// Methods that need trained layers, through the program.
@Suite struct RenderAdapterTests {
  private let program: Program

  init() throws {
    program = try Program()
    try program.write(
      """
      {"canvas": {"width": 64, "height": 64}, "caption": "a cat and a dog", "objects": [
        {"name": "a cat", "box": {"x": 4, "y": 8, "width": 30, "height": 40}},
        {"name": "a dog", "ellipse": {"cx": 46, "cy": 40, "major": 16, "minor": 12, "angle": 30}}]}
      """, to: "layout.json")
  }

  private func render(_ arguments: String...) throws -> Program.Outcome {
    try program.run(
      [
        "render", "--layout", "layout.json", "--steps", "2", "--size", "32x32", "--seed", "1",
        "--no-progress",
      ] + arguments)
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: program.file(name))
  }

  @Test func gligenPaintsWithItsOwnCheckpoint() throws {
    let model = fixture("checkpoints/gligen-tiny").path
    let outcome = try render("--method", "gligen", "--model", model, "-o", "a.png")
    #expect(outcome.status == 0, "\(outcome.words)")
    let record = try PictureRecord(pictureAt: program.file("a.png").path)
    #expect(record.settings.method == .gligen && record.adapter == nil)
    #expect(
      record.settings.parameters == ["beta": "0.3", "falling": "0.0", "wording": "name"])
    _ = try render("--method", "plain", "--model", model, "-o", "b.png")
    let again = try program.run(
      ["render", "--again", "a.png", "--set", "beta=0.9", "-o", "c.png", "--no-progress"])
    #expect(again.status == 0, "\(again.words)")
    #expect(
      try PNGFile(contentsOf: program.file("a.png")).image
        != PNGFile(contentsOf: program.file("c.png")).image)
  }

  @Test func blobgenPaintsWithAnAdapterAndRemembersIt() throws {
    let model = fixture("checkpoints/sd1-tiny").path
    let adapter = fixture("checkpoints/blob-tiny")
    try FileManager.default.createSymbolicLink(
      at: program.file("blobs"), withDestinationURL: adapter)
    let outcome = try render(
      "--method", "blobgen", "--model", model, "--adapter", "blobs", "-o", "a.png")
    #expect(outcome.status == 0, "\(outcome.words)")
    let record = try PictureRecord(pictureAt: program.file("a.png").path)
    #expect(record.adapter?.hasPrefix("/") == true && record.adapter?.hasSuffix("/blobs") == true)
    let again = try program.run(["render", "--again", "a.png", "-o", "b.png", "--no-progress"])
    #expect(again.status == 0, "\(again.words)")
    #expect(try bytes("a.png") == bytes("b.png"))
    let boxes = try program.run(
      ["render", "--again", "a.png", "--set", "mask=box", "-o", "c.png", "--no-progress"])
    #expect(boxes.status == 0, "\(boxes.words)")
    #expect(
      try PNGFile(contentsOf: program.file("a.png")).image
        != PNGFile(contentsOf: program.file("c.png")).image)
  }

  @Test func aModelMayBringItsAdapterAndRecommendItsMethod() throws {
    let model = program.file("model")
    try FileManager.default.copyItem(at: fixture("checkpoints/sd1-tiny"), to: model)
    let adapter = fixture("checkpoints/blob-tiny")
    let given = try render(
      "--method", "blobgen", "--model", "model", "--adapter", adapter.path, "-o", "a.png")
    #expect(given.status == 0, "\(given.words)")
    let without = try render("--model", "model", "-o", "b.png")
    #expect(without.status == 0, "\(without.words)")
    #expect(try PictureRecord(pictureAt: program.file("b.png").path).settings.method == .regional)

    try FileManager.default.copyItem(at: adapter, to: model.appending(path: "adapter"))
    try program.write(
      #"{"method": "blobgen", "parameters": {"mask": "box"}}"#, to: "model/maquette.json")
    let own = try render("--model", "model", "-o", "c.png")
    #expect(own.status == 0, "\(own.words)")
    let record = try PictureRecord(pictureAt: program.file("c.png").path)
    #expect(record.settings.method == .blobgen && record.adapter == nil)
    #expect(record.settings.parameters["mask"] == "box")
    _ = try render("--model", "model", "--set", "mask=ellipse", "-o", "f.png")
    #expect(
      try PNGFile(contentsOf: program.file("a.png")).image
        == PNGFile(contentsOf: program.file("f.png")).image)
    let plain = try render("--model", "model", "--method", "plain", "-o", "d.png")
    #expect(plain.status == 0, "\(plain.words)")

    try program.write("{\"method\": \"blobs\"}", to: "model/maquette.json")
    expectRefusal(
      try render("--model", "model", "-o", "e.png"), status: 2,
      naming: "maquette.json: method: expected one of plain,", "found blobs")
  }

  @Test func modelsWithoutTheLayersAreRefused() throws {
    let model = fixture("checkpoints/sd1-tiny").path
    expectRefusal(
      try render("--method", "gligen", "--model", model, "-o", "a.png"), status: 2,
      naming: "no GLIGEN layers", "--model", "--adapter")
    expectRefusal(
      try render("--method", "blobgen", "--model", model, "-o", "a.png"), status: 2,
      naming: "no BlobGEN layers")
    #expect(try program.names() == ["layout.json"])
  }

  @Test(arguments: ["gligen", "lmd+", "blobgen"])
  func theModelThatComesAlongHasTheLayers(method: String) throws {
    let outcome = try render("--method", method, "-o", "a.png")
    #expect(outcome.status == 0, "\(outcome.words)")
    let record = try PictureRecord(pictureAt: program.file("a.png").path)
    #expect(record.settings.method.rawValue == method && record.adapter == nil)
  }

  @Test func adaptersThatAreNoneAreRefused() throws {
    expectRefusal(
      try render("--adapter", "none", "-o", "a.png"), status: 2, naming: "none: no such folder")
    let model = fixture("checkpoints/sd1-tiny").path
    expectRefusal(
      try render("--adapter", "\(model)/unet", "--model", model, "-o", "a.png"), status: 2,
      naming: "names no adapter")
    try program.write("{\"attention_type\": \"gated\"}", to: "empty/config.json")
    expectRefusal(
      try render("--adapter", "empty", "--model", model, "-o", "a.png"), status: 4,
      naming: "empty: no weights")
    try FileManager.default.copyItem(
      at: fixture("checkpoints/blob-tiny/diffusion_pytorch_model.safetensors"),
      to: program.file("empty/diffusion_pytorch_model.safetensors"))
    expectRefusal(
      try render("--adapter", "empty", "--model", model, "-o", "a.png"), status: 2,
      naming: "does not fit the model \(model): weight 'position_net")
  }

  @Test func moreObjectsThanPlacesAreAFinding() throws {
    let objects = (0..<31).map {
      "{\"name\": \"a cat\", \"box\": {\"x\": \($0), \"y\": 1, \"width\": 9, \"height\": 9}}"
    }
    try program.write(
      "{\"canvas\": {\"width\": 64, \"height\": 64}, \"objects\": [\(objects.joined(separator: ","))]}",
      to: "layout.json")
    expectRefusal(
      try render(
        "--method", "gligen", "--model", fixture("checkpoints/gligen-tiny").path, "-o", "a.png"),
      status: 1, naming: "31 objects, the adapter has room for at most 30")
  }
}

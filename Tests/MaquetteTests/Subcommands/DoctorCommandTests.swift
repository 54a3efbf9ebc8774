import Foundation
import Layouts
import Tensors
import TestSupport
import Testing

@testable import maquette

@Suite struct DoctorCommandTests {
  let program: Program

  init() throws { program = try Program() }

  private func checks(_ outcome: Program.Outcome) throws -> [String: JSONValue] {
    let report = try JSONReader.read(outcome.text).root.value
    let checks = try #require(report["checks"]?.array)
    return Dictionary(checks.map { ($0["name"]?.string ?? "", $0) }) { first, _ in first }
  }

  @Test func findsEverythingInTheBuildFolder() throws {
    let outcome = try program.run(["doctor", "--json"])
    #expect(outcome.status == 0, "\(outcome.text)\(outcome.words)")
    let report = try JSONReader.read(outcome.text).root.value
    let folder = try #require(report["default_model"]?.string)
    #expect(FileManager.default.fileExists(atPath: "\(folder)/model_index.json"))
    let checks = try checks(outcome)
    let detector = try #require(report["default_detector"]?.string)
    #expect(FileManager.default.fileExists(atPath: "\(detector)/config.json"))
    for name in [
      "maquette", "processor", "BLAS", "libpng", "librsvg", "model", "detector", "templates",
    ] {
      #expect(checks[name]?["state"]?.string == "ok", "\(name)")
    }
  }

  @Test func saysWhereSettingsComeFrom() throws {
    try program.write("steps: 12\n", to: ".maquette.yml")
    let outcome = try program.run(["doctor"])
    #expect(outcome.text.contains("steps: 12 (from \(program.file(".maquette.yml").path))"))
  }

  @Test func endsWithOneWhenTheModelIsMissing() throws {
    try program.write("{}", to: "model/model_index.json")
    let outcome = try program.run(["doctor", "--model", "model", "--json"])
    #expect(outcome.status == 1)
    #expect(try checks(outcome)["model"]?["state"]?.string == "broken")
    let nothing = try program.run(["doctor", "--model", "nowhere", "--json"])
    #expect(nothing.status == 1)
    #expect(try checks(nothing)["model"]?["state"]?.string == "missing")
  }

  @Test func findsWeightsThatAreNoNumbers() throws {
    try FileManager.default.copyItem(
      at: fixture("checkpoints/sd1-tiny"), to: program.file("model"))
    // Its text encoder holds integers, as Stable Diffusion's does.
    let whole = try program.run(["doctor", "--model", "model", "--json"])
    #expect(try checks(whole)["model"]?["state"]?.string == "ok")
    let file = program.file("model/unet/diffusion_pytorch_model.safetensors")
    let weights = try SafetensorsFile(contentsOf: file)
    var tensors = Dictionary(
      uniqueKeysWithValues: try weights.names.map { ($0, try weights.tensor(named: $0)) })
    tensors["conv_in.bias"] = try #require(tensors["conv_in.bias"]) * Float.nan
    try SafetensorsFile.write(tensors, to: file, metadata: weights.metadata)
    let outcome = try program.run(["doctor", "--model", "model", "--json"])
    #expect(outcome.status == 1)
    let model = try checks(outcome)["model"]
    #expect(model?["state"]?.string == "broken")
    #expect(model?["detail"]?.string?.contains("conv_in.bias") == true)
  }

  @Test func readsWhatTheProcessorCanDo() {
    let processor = Processor(
      cpuinfo: "model name\t: Some CPU\nflags\t\t: fpu avx2 fma f16c bmi2\n\nmodel name\t: Other\n")
    #expect(processor.name == "Some CPU")
    #expect(processor.features == ["f16c", "fma", "bmi2", "avx2"])
    #expect(processor.kernels == "x86-64-v3")
    #expect(Processor(cpuinfo: "").kernels == "x86-64")
  }
}

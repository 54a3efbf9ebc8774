import ArgumentParser
import Diffusion
import Foundation
import Models
import Tensors

/// Which model paints many pictures of one kind, and how long it takes over each.
struct DenoiserOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: a folder in the diffusers layout. (default: the one that comes along)",
      valueName: "dir"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Layers of GLIGEN or BlobGEN to put into the model: a folder. (default: those that the model"
        + " brings along)", valueName: "dir"))
  var adapter: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of sampling steps. (default: what the model recommends, else 50)",
      valueName: "n"))
  var steps: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The number of threads. (default: all cores)", valueName: "n"))
  var threads: Int?

  func validate() throws {
    try checkRange(steps, in: RenderOptions.stepsRange, flag: "--steps")
    try checkRange(threads, in: RenderOptions.threadsRange, flag: "--threads")
  }

  /// Sets the number of threads for the whole process.
  func useThreads(_ settings: Settings) throws {
    if let threads = try settings.resolve(Settings.threads, flag: threads) { Threads.use(threads) }
  }

  /// Finds the model.
  func checkpoint(_ settings: Settings) throws -> CheckpointFolder {
    try Checkpoints.find(settings.resolve(Settings.model, flag: model))
  }

  /// How every picture is painted: as the model recommends, unless flags say otherwise.
  func painting(by checkpoint: CheckpointFolder) throws -> RenderSettings {
    let recommended = try checkpoint.recommendedSettings()
    var settings = RenderSettings()
    settings.steps = steps ?? recommended.steps ?? settings.steps
    settings.guidanceScale = recommended.guidanceScale ?? settings.guidanceScale
    return settings
  }
}

extension CheckpointFolder {
  /// The numbers that the makers of a checkpoint recommend for a method, none for any but their own.
  func recommendedParameters(of method: Diffusion.Method) throws -> [String: String] {
    try recommendedMethod() == method ? recommendedSettings().parameters : [:]
  }

  /// The method that the makers of a checkpoint recommend, if they do.
  ///
  /// - Throws: a `Failure` that names the file and both sides where there is no such method.
  func recommendedMethod() throws -> Diffusion.Method? {
    guard let name = try recommendedSettings().method else { return nil }
    guard let method = Diffusion.Method(rawValue: name) else {
      throw Failure(
        .usage,
        "\(url.appending(path: "maquette.json").path): method: expected one of "
          + Diffusion.Method.allCases.map(\.rawValue).joined(separator: ", ") + ", found \(name)")
    }
    return method
  }
}

import Foundation
import Layouts
import Training
import Yams

/// The file that describes a training.
///
///     model: model                  # folder in the diffusers layout; its weights are yet to be learnt
///     output: ../../out/base        # checkpoints, log, samples, the finished model
///     seed: 1
///     steps: 200000
///     batch: 32
///     learning-rate: {peak: 1.0e-3, warmup: 200, shape: cosine, final: 0.02}
///     data: {size: 128x128, objects: [1, 4]}
///     latents: ../../out/vae/basis.safetensors
///     base: {object-weight: 5, caption-drop: 0.1}
///
/// Paths count from the folder of the file. One file may hold the sections of several tasks.
struct TrainingFile: Sendable {
  /// The file, for messages.
  let path: String
  /// The folder of the file.
  let folder: URL
  /// What all tasks share.
  let configuration: TrainingConfiguration
  /// The folder of the networks' configurations.
  let model: URL
  /// The folder whose weights are started from, if any.
  let initial: URL?
  /// Where files go, unless a flag says otherwise.
  let output: URL?
  /// Words that the tokenizer is to know beside those of the captions.
  let words: [String]
  /// The file with the basis of the latents, if they are not the autoencoder's.
  let latents: URL?
  /// The folder of the autoencoder that goes with the model.
  let autoencoder: URL?
  /// The section `base`.
  let base: BaseTraining.Settings
  /// The section `vae`.
  let vae: AutoencoderTraining.Settings
  /// The section `detector`.
  let detector: DetectorTraining.Settings
  /// The section `adapter`.
  let adapter: AdapterTraining.Settings

  /// Reads a file.
  ///
  /// - Throws: a `Failure` naming file, line, key and both sides.
  init(_ path: String) throws {
    self.path = path
    let url = URL(filePath: path)
    folder = url.deletingLastPathComponent()
    guard let node = try SettingsFile.compose(try InputText(path).text, file: path) else {
      throw Failure(.usage, "\(path): expected keys with values, found nothing")
    }
    let reader = TrainingFileReader(folder: folder)
    let keys = try SettingsField(node, file: path, path: "training", line: 1).members(of: .top)
    guard let model = keys["model"] else {
      throw Failure(.usage, "\(path): expected the key model, the folder of the configurations")
    }
    self.model = try reader.path(model)
    output = try keys["output"].map(reader.path)
    initial = try keys["initial"].map(reader.path)
    configuration = try reader.configuration(keys)
    words = try keys["words"]?.oneOrMore().map { try $0.text("a word") } ?? []
    latents = try keys["latents"].map(reader.path)
    autoencoder = try keys["autoencoder"].map(reader.path)
    base = try keys["base"].map(reader.base) ?? BaseTraining.Settings()
    vae = try keys["vae"].map(reader.autoencoder) ?? AutoencoderTraining.Settings()
    detector = try keys["detector"].map(reader.detector) ?? DetectorTraining.Settings()
    adapter = try keys["adapter"].map(reader.adapter) ?? AdapterTraining.Settings()
  }
}

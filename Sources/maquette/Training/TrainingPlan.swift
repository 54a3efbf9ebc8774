import Foundation
import Models
import Training

/// The tasks that a training's file describes.
struct TrainingPlan {
  let description: TrainingFile
  let folder: TrainingFolder
  /// What becomes of latents that nobody has fitted yet.
  let fits: Fitting

  /// What becomes of latents that nobody has fitted yet.
  enum Fitting {
    /// They are fitted and written.
    case forGood
    /// They are fitted and forgotten.
    case forNow
    /// They are missed.
    case never
  }

  /// What flags name in the place of the file.
  let flags: (latents: URL?, autoencoder: URL?)

  private var configuration: TrainingConfiguration { description.configuration }

  /// The pictures.
  private func source() throws -> any SampleSource {
    try TrainingScenes.source(of: description)
  }

  /// The training of denoiser and text encoder.
  func base() throws -> BaseTraining {
    guard let codec = try codec() else {
      throw Failure(.usage, "base: expected the key latents, autoencoder, or both")
    }
    try checkAutoencoder(for: codec)
    return try BaseTraining(
      ModelBlueprint(description.model), codec: codec, source: try source(),
      settings: description.base, seed: configuration.seed,
      initial: try description.initial.map(CheckpointFolder.init), autoencoder: autoencoder)
  }

  /// What the finished model will lack, in a sentence: an autoencoder may be trained beside it.
  var lackingAutoencoder: String? {
    guard let autoencoder else { return "no autoencoder is named" }
    let place = autoencoder.appending(path: "config.json").path
    return FileManager.default.fileExists(atPath: place)
      ? nil : "\(autoencoder.path) has no autoencoder"
  }

  /// An autoencoder that is there must fit the latents; one that is not may be there in the end.
  private func checkAutoencoder(for codec: LatentCodec) throws {
    guard let autoencoder, FileManager.default.fileExists(atPath: autoencoder.path) else { return }
    let configuration = try AutoencoderKL(folder: autoencoder).configuration
    guard configuration.latentChannels == codec.channels,
      configuration.downsampling == codec.downsampling
    else {
      throw Failure(
        .usage,
        "\(autoencoder.path): expected an autoencoder of \(codec.channels) channels for"
          + " \(codec.downsampling)x\(codec.downsampling) pixels, as the latents have, found"
          + " \(configuration.latentChannels) for"
          + " \(configuration.downsampling)x\(configuration.downsampling)")
    }
  }

  /// Only a denoiser can begin with the weights of another.
  private func refuseInitial(_ task: String) throws {
    guard let initial = description.initial else { return }
    throw Failure(
      .usage, "\(task): expected no key initial, found \(initial.path); base alone starts from it")
  }

  /// The training of the detector.
  func detector() throws -> DetectorTraining {
    try refuseInitial("detector")
    return try DetectorTraining(
      source: try source(), codec: try codec(), settings: description.detector,
      seed: configuration.seed)
  }

  /// The training of an adapter's layers in a model that stays; its latents are the model's own.
  func adapter() throws -> AdapterTraining {
    try refuseInitial("adapter")
    return try AdapterTraining(
      CheckpointFolder(description.model), codec: try codec(), source: try source(),
      settings: description.adapter, seed: configuration.seed)
  }

  /// What makes latents: the basis where one is named, else the autoencoder.
  private func codec() throws -> LatentCodec? {
    if let latents = flags.latents ?? description.latents {
      return .basis(try PatchBasis(contentsOf: latents))
    }
    return try autoencoder.map { .autoencoder(try AutoencoderKL(folder: $0)) }
  }

  /// The folder of the autoencoder that goes with the model, wherever it is named.
  var autoencoder: URL? { flags.autoencoder ?? description.autoencoder }

  /// The training of the autoencoder; its basis is fitted the first time.
  func autoencoder(_ console: Console) throws -> AutoencoderTraining {
    try refuseInitial("vae")
    let source = try source()
    let file = description.model.appending(path: "vae/config.json")
    let basis = try basis(file, source, console)
    return try AutoencoderTraining(
      file, basis: basis, source: source, settings: description.vae,
      seed: configuration.seed)
  }

  private func basis(
    _ file: URL, _ source: any SampleSource, _ console: Console
  ) throws -> PatchBasis {
    let place = folder.url.appending(path: "basis.safetensors")
    let fitting = PatchBasis.Fitting(
      pictures: description.vae.basisPictures, whitening: description.vae.whitening,
      variance: description.vae.variance, seed: configuration.seed)
    if FileManager.default.fileExists(atPath: place.path) {
      let basis = try PatchBasis(contentsOf: place)
      if let found = try PatchBasis.fitting(in: place), found != fitting {
        throw Failure(
          .usage,
          "\(place.path): expected latents fitted to \(Self.shown(fitting)), as the configuration"
            + " says, found \(Self.shown(found)); other latents need a folder of their own")
      }
      return basis
    }
    if fits == .never { return try PatchBasis(contentsOf: place) }
    let network = try ConfigurationFile.decode(AutoencoderKL.Configuration.self, from: file)
    try AutoencoderTraining.check(network, source, description.vae)
    console.say("maquette: fitting the latents to \(description.vae.basisPictures) pictures")
    let basis = try AutoencoderTraining.fitBasis(
      side: network.downsampling, channels: network.latentChannels,
      settings: description.vae, source: source, seed: configuration.seed)
    if fits == .forGood {
      try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
      try basis.write(to: place, fitting: fitting)
    }
    return basis
  }

  private static func shown(_ fitting: PatchBasis.Fitting) -> String {
    "\(fitting.pictures) pictures of seed \(fitting.seed) with whitening \(fitting.whitening)"
      + (fitting.variance.map { " and variance \($0)" } ?? "")
  }

  /// Makes the vocabulary of the captions and says which numbers depend on it.
  ///
  /// - Parameters:
  ///   - description: the training's file.
  ///   - folder: the model that gets the folder `tokenizer`.
  ///   - console: where the numbers are told.
  /// - Throws: a `Failure` where weights lie beside, which belong to the vocabulary that is there.
  static func makeTokenizer(
    _ description: TrainingFile, in folder: URL, _ console: Console
  ) throws {
    let weights = folder.appending(path: "text_encoder/model.safetensors").path
    guard !FileManager.default.fileExists(atPath: weights) else {
      throw Failure(
        .usage,
        "\(folder.path): expected no weights yet, found \(weights), which belongs to the vocabulary"
          + " beside it; -o DIR makes another")
    }
    let source = try TrainingScenes.source(of: description)
    // Enough that a word of one thing among hundreds, in a colour, is seen.
    let captions = try (0..<UInt64(20_000)).map { try source.sample($0).caption }
    let vocabulary = CLIPVocabulary(
      of: captions + source.things + source.colors + description.words)
    let place = folder.appending(path: "tokenizer")
    let text = try ConfigurationFile.decode(
      CLIPTextModel.Configuration.self,
      from: description.model.appending(path: "text_encoder/config.json"))
    try vocabulary.write(to: place, length: text.positions)
    let tokenizer = try CLIPTokenizer(contentsOf: place)
    let longest = captions.map { tokenizer.encode($0, length: 1024).tokens.count }.max() ?? 0
    console.say(
      "maquette: \(place.path): \(vocabulary.pieces.count) tokens; the longest of"
        + " \(captions.count) captions has \(longest + 2) of \(text.positions)")
    guard text.vocabularySize != vocabulary.pieces.count else { return }
    console.say(
      "maquette: text_encoder/config.json: vocab_size must be \(vocabulary.pieces.count),"
        + " bos_token_id \(vocabulary.startIdentifier), eos_token_id and pad_token_id"
        + " \(vocabulary.endIdentifier)")
  }
}

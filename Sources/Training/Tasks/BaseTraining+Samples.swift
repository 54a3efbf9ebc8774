internal import Diffusion
public import Drawing
public import Foundation
internal import Layouts
internal import Models
public import Networks
internal import Tensors

extension BaseTraining {
  /// Paints the prompts, each from the noise of its own number.
  public func sheet(_ parameters: Parameters) throws -> Image? {
    guard !settings.prompts.isEmpty else { return nil }
    let pictures = try settings.prompts.enumerated().map { index, prompt in
      try sample(prompt, seed: index, parameters)
    }
    return SampleSheet.image(of: pictures, columns: min(8, pictures.count))
  }

  /// Paints one prompt, `[1, height, width, 3]` in about −1...1.
  func sample(_ prompt: String, seed: Int, _ parameters: Parameters) throws -> Tensor {
    let encoder = try CLIPTextModel(blueprint.textEncoder, parameters[Self.textEncoder])
    let unet = try UNet2DConditionModel(blueprint.unet, parameters[Self.denoiser])
    let guidance = ClassifierFree(scale: settings.guidanceScale)
    let texts = guidance.isActive ? ["", prompt] : [prompt]
    let painter = SamplePainter(
      unet: unet, codec: codec, scheduling: blueprint.scheduling, steps: settings.sampleSteps,
      guidance: guidance, size: (source.width, source.height))
    return try painter.paint(
      seed: seed, text: encoder(texts.map(blueprint.tokens)).lastHiddenState)
  }

  /// Measures the loss on pictures that are never trained on, the same noise each time.
  public func measure(_ parameters: Parameters, count: Int) throws -> [TrainingFigure] {
    var sum = 0.0
    for draw in BatchDraw.heldOut(seed: seed, pictures: count, batch: 32) {
      let loss = try loss(of: try batch(draw), under: parameters).value.scalar
      sum += Double(loss) * Double(draw.count)
    }
    return [
      TrainingFigure("pictures", Double(count)), TrainingFigure("loss", sum / Double(count)),
    ]
  }
}

// MARK: - Exporting

extension BaseTraining {
  /// Writes the model in the diffusers layout, weights in half precision.
  ///
  /// Without a trained autoencoder the folder has no `vae`, and no pipeline opens it yet.
  public func export(_ parameters: Parameters, to folder: URL) throws {
    try ModelFolder.write(folder) { target in
      for path in ["unet/config.json", "text_encoder/config.json", "tokenizer", "scheduler"] {
        try target.copy(blueprint.folder.appending(path: path), to: path)
      }
      try target.write(recommendations(), to: "maquette.json")
      try target.write(ModelIndex.text(of: blueprint.scheduling), to: "model_index.json")
      for (part, network) in [(Self.denoiser, .denoiser), (Self.textEncoder, .textEncoder)]
        as [(String, CheckpointFolder.Network)]
      {
        try target.writeWeights(
          parameters, part: part, fileName: network.fileName, in: network.rawValue)
      }
      if let autoencoder { try target.copy(autoencoder, to: "vae", isOptional: true) }
    }
  }

  /// What is recommended for the model: what its configuration's folder says, or the samples' settings,
  /// and the things that it learnt here.
  private func recommendations() throws -> String {
    let said = try RecommendedSettings(of: blueprint.folder)
    let settings: JSONValue = [
      "steps": .integer(said.steps ?? self.settings.sampleSteps),
      "guidance_scale": .number(Double(said.guidanceScale ?? self.settings.guidanceScale)),
      "things": .array(source.things.map { .string($0) }),
    ]
    return try JSONWriter.write(settings, style: .pretty)
  }
}

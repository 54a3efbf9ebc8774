import Training

/// What an error of a denoiser is measured in.
private enum ErrorMeasure: String, CaseIterable {
  /// Latents: channels alike.
  case latents
  /// The pictures that the latents stand for.
  case pixels
}

/// What is particular to each task.
extension TrainingFileReader {
  /// The section `base`.
  func base(_ field: SettingsField) throws -> BaseTraining.Settings {
    var settings = BaseTraining.Settings()
    let keys = try field.members(of: .base)
    if let errors = keys["errors"] {
      settings.countsPixels = try errors.choice() == ErrorMeasure.pixels
    }
    if let weight = keys["token-loss"] {
      settings.tokenLoss = Float(try weight.number(in: 0...1e6))
    }
    if let weight = keys["pixel-loss"] {
      settings.pixelLoss = Float(try weight.number(in: 0...1e6))
    }
    try read(
      keys, drop: &settings.captionDrop, weight: &settings.objectWeight,
      limit: &settings.ratioLimit, shift: &settings.timestepShift,
      steps: &settings.sampleSteps, scale: &settings.guidanceScale)
    if let prompts = keys["prompts"] {
      settings.prompts = try prompts.oneOrMore().map { try $0.text("a prompt") }
    }
    return settings
  }

  /// The section `adapter`.
  func adapter(_ field: SettingsField) throws -> AdapterTraining.Settings {
    var settings = AdapterTraining.Settings()
    let keys = try field.members(of: .adapter)
    if let kind = keys["kind"] { settings.kind = try kind.choice() }
    if let drop = keys["thing-drop"] { settings.thingDrop = try drop.number(in: 0...1) }
    if let gate = keys["gate"] { settings.gate = Float(try gate.number(in: 0...3)) }
    if let weight = keys["attention-loss"] {
      settings.attentionLoss = Float(try weight.number(in: 0...1e6))
    }
    try read(
      keys, drop: &settings.captionDrop, weight: &settings.objectWeight,
      limit: &settings.ratioLimit, shift: &settings.timestepShift,
      steps: &settings.sampleSteps, scale: &settings.guidanceScale)
    if let samples = keys["samples"] { settings.samples = try samples.wholeNumber(in: 0...64) }
    return settings
  }

  /// Reads the keys that trainings of denoisers share.
  private func read(
    _ keys: [String: SettingsField], drop: inout Double, weight: inout Float, limit: inout Float?,
    shift: inout Float, steps: inout Int, scale: inout Float
  ) throws {
    if let field = keys["caption-drop"] { drop = try field.number(in: 0...1) }
    if let field = keys["object-weight"] { weight = Float(try field.number(in: 0...1e6)) }
    if let field = keys["min-snr"] { limit = Float(try field.number(in: 1e-3...1e6)) }
    if let field = keys["timestep-shift"] { shift = Float(try field.number(in: 0.01...100)) }
    if let field = keys["sample-steps"] {
      steps = try field.wholeNumber(in: RenderOptions.stepsRange)
    }
    if let field = keys["guidance-scale"] {
      scale = Float(try field.number(in: RenderOptions.guidanceRange))
    }
  }

  /// The section `vae`.
  func autoencoder(_ field: SettingsField) throws -> AutoencoderTraining.Settings {
    var settings = AutoencoderTraining.Settings()
    let keys = try field.members(of: .vae)
    if let count = keys["basis-pictures"] {
      settings.basisPictures = try count.wholeNumber(in: 1...1_000_000)
    }
    if let whitening = keys["whitening"] { settings.whitening = try whitening.number(in: 0...1) }
    if let variance = keys["variance"] { settings.variance = try variance.number(in: 1e-4...1e4) }
    if let cells = keys["crop-cells"] { settings.cropCells = try cells.wholeNumber(in: 1...4096) }
    func weight(_ key: String, _ fallback: Float, in range: ClosedRange<Double> = 0...1e6) throws
      -> Float
    { try keys[key].map { Float(try $0.number(in: range)) } ?? fallback }
    settings.latentNoise = try weight("latent-noise", settings.latentNoise)
    settings.squaredWeight = try weight("squared-weight", settings.squaredWeight)
    settings.edgeWeight = try weight("edge-weight", settings.edgeWeight)
    settings.objectWeight = try weight("object-weight", settings.objectWeight)
    settings.logVariance = try weight("log-variance", settings.logVariance, in: -30...20)
    return settings
  }

  /// The section `detector`.
  func detector(_ field: SettingsField) throws -> DetectorTraining.Settings {
    var settings = DetectorTraining.Settings()
    let keys = try field.members(of: .detector)
    if let channels = keys["channels"] {
      settings.channels = try channels.elements().map { try $0.wholeNumber(in: 1...4096) }
      guard settings.channels.count == 4, settings.channels.allSatisfy({ $0 % 8 == 0 }) else {
        throw channels.failure("four multiples of 8")
      }
    }
    if let share = keys["reconstructed"] { settings.reconstructed = try share.number(in: 0...1) }
    if let share = keys["blurred"] { settings.blurred = try share.number(in: 0...1) }
    func weight(_ key: String, _ fallback: Float) throws -> Float {
      try keys[key].map { Float(try $0.number(in: 0...1e6)) } ?? fallback
    }
    settings.latentNoise = try weight("latent-noise", settings.latentNoise)
    settings.pixelNoise = try weight("pixel-noise", settings.pixelNoise)
    settings.boxWeight = try weight("box-weight", settings.boxWeight)
    settings.colorWeight = try weight("color-weight", settings.colorWeight)
    return settings
  }
}

import Layouts

/// A section of a training's file, with the keys that may stand in it.
enum TrainingSection: String, CaseIterable {
  /// What stands in no section.
  case top
  case optimizer
  case learningRate = "learning-rate"
  case checkpoints
  case divergence
  case data
  case base
  case adapter
  case vae
  case detector

  /// The keys, in the order of the documentation.
  var keys: [String] {
    switch self {
    case .top:
      [
        "model", "output", "initial", "seed", "steps", "batch", "accumulation", "precision",
        "optimizer", "learning-rate", "clip", "ema", "checkpoints", "divergence", "data", "base",
        "vae", "words", "latents", "autoencoder", "detector", "adapter",
      ]
    case .optimizer: ["betas", "epsilon", "weight-decay"]
    case .learningRate: ["peak", "warmup", "shape", "final"]
    case .checkpoints: ["every", "keep", "log-every", "samples-every"]
    case .divergence: ["answer", "spike", "attempts"]
    case .data:
      [
        "size", "cut-outs", "objects", "things", "variants", "single", "close-ups", "scale",
        "spoken", "recoloured", "variety",
      ]
    case .base:
      [
        "caption-drop", "object-weight", "min-snr", "timestep-shift", "errors", "token-loss",
        "pixel-loss", "prompts", "sample-steps", "guidance-scale",
      ]
    case .adapter:
      [
        "kind", "caption-drop", "thing-drop", "gate", "attention-loss", "object-weight",
        "min-snr", "timestep-shift", "samples", "sample-steps", "guidance-scale",
      ]
    case .vae:
      [
        "basis-pictures", "whitening", "variance", "crop-cells", "latent-noise",
        "squared-weight", "edge-weight", "object-weight", "log-variance",
      ]
    case .detector:
      [
        "channels", "reconstructed", "latent-noise", "blurred", "pixel-noise", "box-weight",
        "color-weight",
      ]
    }
  }

  /// Where a key that has no meaning here belongs; nil where it belongs nowhere.
  func home(of key: String) -> String? {
    let homes = Self.allCases.filter { $0 != self && $0.keys.contains(key) }
    guard !homes.isEmpty else { return nil }
    let places = homes.map { $0 == .top ? "no section" : "the section \($0.rawValue)" }
    return "it belongs into \(places.joined(separator: " or "))"
  }
}

extension SettingsField {
  /// The members of a section of a training's file by their keys.
  func members(of section: TrainingSection) throws -> [String: SettingsField] {
    try members(section.keys, hint: section.home)
  }
}

internal import Diffusion
internal import Foundation

/// The `model_index.json` of a folder in the diffusers layout.
enum ModelIndex {
  /// Returns the file's text for a pipeline with one of our schedulers.
  static func text(of scheduling: SchedulerFile) throws -> String {
    let scheduler = try scheduling.kind.className
    let parts = [
      ("scheduler", "diffusers", scheduler), ("text_encoder", "transformers", "CLIPTextModel"),
      ("tokenizer", "transformers", "CLIPTokenizer"),
      ("unet", "diffusers", "UNet2DConditionModel"), ("vae", "diffusers", "AutoencoderKL"),
    ]
    let lines =
      ["  \"_class_name\": \"StableDiffusionPipeline\"", "  \"_diffusers_version\": \"0.30.0\""]
      + ["feature_extractor", "image_encoder", "safety_checker"].map { "  \"\($0)\": [null, null]" }
      + ["  \"requires_safety_checker\": false"]
      + parts.map { "  \"\($0.0)\": [\"\($0.1)\", \"\($0.2)\"]" }
    return "{\n\(lines.joined(separator: ",\n"))\n}\n"
  }
}

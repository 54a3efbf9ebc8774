/// The keys of a denoiser's `config.json` that say which adapters are among its layers.
///
/// | key | values |
/// |---|---|
/// | `attention_type` | diffusers' own: `default`, `gated` (GLIGEN with text) or `gated-text-image` |
/// | `blob_attention_type` | Maquette's own: `none`, or `gated` for BlobGEN's gated masked cross-attention |
/// | `blob_fourier_frequencies` | frequencies in the embedding of a blob's parameters, 8 unless given |
/// | `blob_hidden_features` | features of the hidden layers of `blob_net`, 512 unless given |
///
/// An adapter on its own is a folder with a `config.json` of these keys and a
/// `diffusion_pytorch_model.safetensors` of its layers; see `CheckpointFolder.unet(adapter:)`.
public struct AdapterConfiguration: Codable, Sendable, Hashable {
  /// What GLIGEN's tokens are made of.
  public enum Grounding: String, Sendable, Hashable, CaseIterable {
    /// A phrase and a box.
    case text = "gated"
    /// A phrase, a picture and a box.
    case textAndImage = "gated-text-image"
  }

  /// The sizes of BlobGEN's token network.
  public struct Blobs: Sendable, Hashable {
    /// Frequencies in the embedding of a blob's parameters.
    public var frequencies = 8
    /// Features of the hidden layers.
    public var hiddenFeatures = 512

    /// Creates the sizes of GLIGEN's network; BlobGEN's paper gives none.
    public init() {}
  }

  /// What GLIGEN's tokens are made of; nil without GLIGEN.
  public var grounding: Grounding?
  /// BlobGEN's token network; nil without BlobGEN.
  public var blobs: Blobs?

  /// Creates a configuration.
  public init(grounding: Grounding? = nil, blobs: Blobs? = nil) {
    self.grounding = grounding
    self.blobs = blobs
  }

  /// Reads the keys; without them there is no adapter.
  public init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: ConfigurationKey.self)
    let type = try keys.value("attention_type", default: "default")
    grounding = Grounding(rawValue: type)
    guard grounding != nil || type == "default" else {
      throw ConfigurationError.unsupported(
        file: "", key: "attention_type", found: "'\(type)'",
        expected: "'default', 'gated' or 'gated-text-image'")
    }
    switch try keys.value("blob_attention_type", default: "none") {
    case "none": break
    case "gated":
      var sizes = Blobs()
      sizes.frequencies = try keys.integer(
        "blob_fourier_frequencies", default: sizes.frequencies)
      sizes.hiddenFeatures = try keys.integer("blob_hidden_features", default: sizes.hiddenFeatures)
      try require([("blob_fourier_frequencies", sizes.frequencies)], in: 1...largestDepth)
      try require([("blob_hidden_features", sizes.hiddenFeatures)], in: 1...largestSize)
      blobs = sizes
    case let type:
      throw ConfigurationError.unsupported(
        file: "", key: "blob_attention_type", found: "'\(type)'", expected: "'none' or 'gated'")
    }
  }

  /// Writes the keys that reading needs to give the same adapters.
  public func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: ConfigurationKey.self)
    func encode(_ value: some Encodable, _ key: String) throws {
      try keys.encode(value, forKey: ConfigurationKey(stringValue: key))
    }
    try encode(grounding?.rawValue ?? "default", "attention_type")
    guard let blobs else { return }
    try encode("gated", "blob_attention_type")
    try encode(blobs.frequencies, "blob_fourier_frequencies")
    try encode(blobs.hiddenFeatures, "blob_hidden_features")
  }

  /// The names of the adapters' layers in the checkpoint.
  public var layers: Set<String> {
    Set(
      (grounding == nil ? [] : ["position_net", "fuser"])
        + (blobs == nil ? [] : ["blob_net", "blob_fuser"]))
  }

  /// Returns these adapters and others; where both have one of a kind, the others'.
  public func adding(_ others: AdapterConfiguration) -> AdapterConfiguration {
    AdapterConfiguration(grounding: others.grounding ?? grounding, blobs: others.blobs ?? blobs)
  }
}

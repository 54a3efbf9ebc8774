// The text encoder of CLIP (arXiv 2103.00020, section 2.4), as transformers' CLIPTextModel computes it:
// https://github.com/huggingface/transformers/blob/main/src/transformers/models/clip/modeling_clip.py

public import Networks
public import Tensors

/// The text encoder of CLIP: token ids in, one feature vector a token out.
public struct CLIPTextModel: Sendable {
  /// The published `text_encoder/config.json`.
  public struct Configuration: Decodable, Sendable, Hashable {
    /// Tokens in the vocabulary.
    public var vocabularySize = 49408
    /// Features of a token.
    public var hiddenSize = 512
    /// Features of a block's hidden layer.
    public var intermediateSize = 2048
    /// The number of blocks.
    public var layers = 12
    /// Heads of each attention.
    public var heads = 8
    /// The longest sequence, in tokens.
    public var positions = 77
    /// The nonlinearity.
    public var activation = Activation.quickGELU
    /// Added to the variance in the normalizations.
    public var epsilon: Float = 1e-5
    /// The id that ends a text.
    public var endOfText = 49407

    /// Creates the published defaults.
    public init() {}

    /// Reads the published keys; absent ones take the published defaults.
    public init(from decoder: any Decoder) throws {
      let keys = try decoder.container(keyedBy: ConfigurationKey.self)
      let published = Configuration()
      vocabularySize = try keys.integer("vocab_size", default: published.vocabularySize)
      hiddenSize = try keys.integer("hidden_size", default: published.hiddenSize)
      intermediateSize = try keys.integer("intermediate_size", default: published.intermediateSize)
      layers = try keys.integer("num_hidden_layers", default: published.layers)
      heads = try keys.integer("num_attention_heads", default: published.heads)
      positions = try keys.integer("max_position_embeddings", default: published.positions)
      epsilon = try keys.value("layer_norm_eps", default: published.epsilon)
      endOfText = try keys.integer("eos_token_id", default: published.endOfText)
      activation = try Activation(
        published: try keys.value("hidden_act", default: "quick_gelu"), key: "hidden_act")
      try require(
        [
          ("vocab_size", vocabularySize), ("hidden_size", hiddenSize),
          ("intermediate_size", intermediateSize), ("num_attention_heads", heads),
          ("max_position_embeddings", positions),
        ], in: 1...largestSize)
      try require([("num_hidden_layers", layers)], in: 1...largestDepth)
      try require([("layer_norm_eps", epsilon)], atLeast: 0)
      try requireDivisible(hiddenSize, "hidden_size", by: heads, "num_attention_heads")
    }
  }

  /// What the encoder gives for a batch of token sequences.
  public struct Output: Sendable {
    /// The features after the last normalization, `[batch, tokens, features]`.
    public let lastHiddenState: Tensor
    /// The features at each sequence's end of text, `[batch, features]`.
    public let pooled: Tensor
  }

  /// The configuration.
  public let configuration: Configuration
  private let tokenEmbedding: Tensor
  private let positionEmbedding: Tensor
  private let layers: [Layer]
  private let finalNorm: LayerNorm

  /// Loads the encoder; older checkpoints put `text_model.` before every name.
  public init(_ configuration: Configuration, _ weights: Weights) throws {
    self.configuration = configuration
    let prefixed = weights["text_model"]
    let weights =
      prefixed.contains("embeddings.token_embedding.weight") ? prefixed : weights
    let width = configuration.hiddenSize
    tokenEmbedding = try weights.tensor(
      "embeddings.token_embedding.weight", [configuration.vocabularySize, width])
    positionEmbedding = try weights.tensor(
      "embeddings.position_embedding.weight", [configuration.positions, width])
    layers = try (0..<configuration.layers).map {
      try Layer(configuration, weights["encoder.layers"][$0])
    }
    finalNorm = try LayerNorm(
      features: width, epsilon: configuration.epsilon, weights["final_layer_norm"])
  }

  /// Returns the features of token sequences of one length.
  public func callAsFunction(_ sequences: [[Int]]) -> Output {
    let tokens = sequences.first?.count ?? 0
    precondition(
      sequences.allSatisfy { $0.count == tokens } && tokens <= configuration.positions,
      "CLIPTextModel: sequences differ in length or exceed \(configuration.positions) tokens")
    let shape: Shape = [sequences.count, tokens, configuration.hiddenSize]
    let positions = positionEmbedding.slice(0..<tokens).repeatedBatch(sequences.count)
    var x = (tokenEmbedding.rows(sequences.flatMap { $0 }) + positions).reshaped(shape)
    let mask = Self.causalMask(tokens)
    for layer in layers { x = layer(x, mask: mask) }
    x = finalNorm(x)
    let ends = sequences.enumerated().map { $0 * tokens + endOfText(in: $1) }
    return Output(
      lastHiddenState: x,
      pooled: x.reshaped([shape[0] * tokens, shape[2]]).rows(ends))
  }

  /// The place of a sequence's end of text.
  ///
  /// Checkpoints converted before transformers 4.30 say `eos_token_id: 2`, which is wrong; there the
  /// highest id is the end.
  private func endOfText(in sequence: [Int]) -> Int {
    let legacy = 2
    let id = configuration.endOfText == legacy ? sequence.max() : configuration.endOfText
    return sequence.firstIndex { $0 == id } ?? 0
  }

  private static func causalMask(_ tokens: Int) -> Tensor {
    Tensor(
      [1, tokens, tokens],
      (0..<tokens).flatMap { row in (0..<tokens).map { $0 <= row ? 0 : -Float.infinity } })
  }
}

extension CLIPTextModel {
  fileprivate struct Layer: Sendable {
    let norm1: LayerNorm
    let attention: Attention
    let norm2: LayerNorm
    let expand: Linear
    let contract: Linear
    let activation: Activation

    init(_ configuration: Configuration, _ weights: Weights) throws {
      let width = configuration.hiddenSize
      activation = configuration.activation
      norm1 = try LayerNorm(
        features: width, epsilon: configuration.epsilon, weights["layer_norm1"])
      attention = try Attention(
        features: width, contextFeatures: width, inner: width, heads: configuration.heads,
        bias: true, names: .clip, weights["self_attn"])
      norm2 = try LayerNorm(
        features: width, epsilon: configuration.epsilon, weights["layer_norm2"])
      expand = try Linear(
        inputs: width, outputs: configuration.intermediateSize, weights["mlp.fc1"])
      contract = try Linear(
        inputs: configuration.intermediateSize, outputs: width, weights["mlp.fc2"])
    }

    func callAsFunction(_ x: Tensor, mask: Tensor) -> Tensor {
      let x = attention(norm1(x), adding: x, mask: mask)
      return contract(expand(norm2(x), then: activation), adding: x)
    }
  }
}

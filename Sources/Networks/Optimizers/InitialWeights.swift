internal import Synchronization
public import Tensors

/// Weights that a training starts from, drawn as the published layers draw theirs.
///
/// Numbers depend on the seed and the name of a tensor alone.
public final class InitialWeights: WeightSource {
  /// How a kind of network draws its weights.
  public enum Convention: Sendable, Hashable {
    /// PyTorch's linear layers and convolutions, which diffusers' models leave as they are: weights and
    /// biases uniform within ±1/√inputs, norms one and zero, gates zero.
    case layers
    /// `CLIPPreTrainedModel._init_weights` of transformers for the text encoder: normal numbers whose
    /// deviation falls with width and depth, biases zero.
    case clip(features: Int, layers: Int)
  }

  /// How messages name this source.
  public let place = "initial weights"

  private let seed: UInt64
  private let convention: Convention
  /// The inputs of the matrices asked for so far: a bias is drawn by those of its weight.
  private let inputs = Mutex<[String: Int]>([:])

  /// Creates a source.
  public init(_ convention: Convention, seed: UInt64) {
    self.convention = convention
    self.seed = seed
  }

  /// Always true but for `query`, an old spelling that models look for.
  public func contains(_ name: String) -> Bool { !name.hasSuffix("query.weight") }

  /// Returns a tensor of the shape, drawn for the name.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    switch convention {
    case .layers: layer(name, shape)
    case .clip(let features, let layers): clip(name, shape, features: features, layers: layers)
    }
  }

  private func layer(_ name: String, _ shape: Shape) -> Tensor {
    let isBias = name.hasSuffix(".bias")
    let path = name.split(separator: ".").dropLast().joined(separator: ".")
    guard shape.rank > 1 || isBias else {
      return Tensor(repeating: name.hasSuffix(".weight") ? 1 : 0, shape)
    }
    let fanIn =
      isBias
      ? inputs.withLock { $0[path] } ?? 0 : shape.sizes.dropFirst().reduce(1, *)
    if !isBias { inputs.withLock { $0[path] = fanIn } }
    // A bias without a matrix is a norm's.
    guard fanIn > 0 else { return Tensor(repeating: 0, shape) }
    let bound = 1 / Float(fanIn).squareRoot()
    var source = numbers(for: name)
    return (source.uniform(shape) * 2 + -1) * bound
  }

  private func clip(_ name: String, _ shape: Shape, features: Int, layers: Int) -> Tensor {
    guard shape.rank > 1 else {
      return Tensor(repeating: name.hasSuffix(".weight") ? 1 : 0, shape)
    }
    let width = 1 / Float(features).squareRoot()
    let depth = 1 / Float(2 * layers).squareRoot()
    let deviation: Float =
      if name.contains("embedding") {
        0.02
      } else if name.hasSuffix("out_proj.weight") {
        width
      } else if name.hasSuffix("fc1.weight") {
        width / Float(2).squareRoot()
      } else {
        // Queries, keys, values, and what leads back out of the hidden layer.
        width * depth
      }
    var source = numbers(for: name)
    return source.normal(shape) * deviation
  }

  private func numbers(for name: String) -> PhiloxRandomSource {
    // FNV-1a over the name gives the stream.
    let stream = name.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3
    }
    return PhiloxRandomSource(seed: seed, stream: stream)
  }
}

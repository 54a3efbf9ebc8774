internal import Synchronization
public import Tensors

/// Hands weights on and remembers those of products, which are worth keeping as they are packed.
public final class PackingWeights: WeightSource {
  private let source: any WeightSource
  private let weights = Mutex<[String: PackedWeight]>([:])

  /// Creates a source over another.
  public init(_ source: any WeightSource) { self.source = source }

  /// How messages name this source.
  public var place: String { source.place }

  /// The weights that were asked for, by name.
  public var packed: [String: PackedWeight] { weights.withLock { $0 } }

  /// Tells whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { source.contains(name) }

  /// Returns the tensor of a name and a shape.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    try source.tensor(named: name, shape: shape)
  }

  /// Returns a matrix, and remembers it.
  public func packedMatrix(named name: String, shape: Shape) throws -> PackedWeight {
    remembering(name, try source.packedMatrix(named: name, shape: shape))
  }

  /// Returns a convolution's kernels, and remembers them.
  public func packedKernel(named name: String, shape: Shape) throws -> PackedWeight {
    remembering(name, try source.packedKernel(named: name, shape: shape))
  }

  private func remembering(_ name: String, _ weight: PackedWeight) -> PackedWeight {
    weights.withLock { $0[name] = weight }
    return weight
  }
}

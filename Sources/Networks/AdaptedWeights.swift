public import Tensors

/// A base network's weights with an adapter's layers among them.
///
/// With `RandomWeights` as the adapter, its layers stand untrained over a base that stays as it is.
public struct AdaptedWeights: WeightSource {
  private let base: any WeightSource
  private let adapter: any WeightSource
  private let layers: Set<String>

  /// Creates a source.
  ///
  /// - Parameters:
  ///   - base: the weights of all other layers.
  ///   - adapter: the weights of the adapter's layers.
  ///   - layers: the names of the adapter's layers, such as `fuser`: whatever has one in its path.
  public init(base: any WeightSource, adapter: any WeightSource, layers: Set<String>) {
    self.base = base
    self.adapter = adapter
    self.layers = layers
  }

  /// How messages name this source.
  public var place: String { "\(base.place) with \(adapter.place)" }

  /// Tells whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { source(of: name).contains(name) }

  /// Returns the tensor of a name and a shape.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    try source(of: name).tensor(named: name, shape: shape)
  }

  /// Returns the kernels of a name and a published shape in the order of our pictures.
  public func kernel(named name: String, shape: Shape) throws -> Tensor {
    try source(of: name).kernel(named: name, shape: shape)
  }

  /// Returns a matrix of a name and a published shape for products.
  public func packedMatrix(named name: String, shape: Shape) throws -> PackedWeight {
    try source(of: name).packedMatrix(named: name, shape: shape)
  }

  /// Returns the kernels of a name and a published shape for products.
  public func packedKernel(named name: String, shape: Shape) throws -> PackedWeight {
    try source(of: name).packedKernel(named: name, shape: shape)
  }

  private func source(of name: String) -> any WeightSource {
    name.split(separator: ".").contains { layers.contains(String($0)) } ? adapter : base
  }
}

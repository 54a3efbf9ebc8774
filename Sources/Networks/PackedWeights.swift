public import Tensors

/// A checkpoint's weights, those of products packed already where a file has them so.
public struct PackedWeights: WeightSource {
  private let base: SafetensorsFile
  private let packed: PackedFile

  /// Creates a source from a checkpoint's weights and what was packed from them.
  public init(base: SafetensorsFile, packed: PackedFile) {
    self.base = base
    self.packed = packed
  }

  /// How messages name this source.
  public var place: String { base.place }

  /// Tells whether there is a tensor of this name.
  public func contains(_ name: String) -> Bool { base.contains(name) }

  /// Returns the tensor of a name and a shape.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    try base.tensor(named: name, shape: shape)
  }

  /// Returns a matrix, packed already where the file has it.
  public func packedMatrix(named name: String, shape: Shape) throws -> PackedWeight {
    // A matrix that is mapped is kept beside its panels without a file, too.
    let tensor =
      base.isMapped(name)
      ? try base.tensor(named: name, shape: shape).reshaped([shape[0], shape[1]]) : nil
    return try weight(named: name, as: [shape[0], shape[1]], of: shape, tensor)
      ?? base.packedMatrix(named: name, shape: shape)
  }

  /// Returns a convolution's kernels, packed already where the file has them.
  public func packedKernel(named name: String, shape: Shape) throws -> PackedWeight {
    let ours: Shape = [shape[0], shape[2], shape[3], shape[1]]
    return try weight(named: name, as: ours, of: shape, nil)
      ?? base.packedKernel(named: name, shape: shape)
  }

  /// The weight from the file, nil where the checkpoint has another shape than is expected.
  private func weight(
    named name: String, as ours: Shape, of shape: Shape, _ tensor: Tensor?
  ) -> PackedWeight? {
    guard base.shape(of: name) == shape else { return nil }
    return packed.weight(named: name, shape: ours, tensor: tensor, precision: .current)
  }
}

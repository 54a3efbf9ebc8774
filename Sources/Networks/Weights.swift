public import Tensors

/// A cursor into a checkpoint: constructing a layer with it loads the layer.
///
/// Each layer asks by name and shape at the place where it is declared, so shapes are checked with the
/// full path in the message.
///
///     let query = try Linear(inputs: 64, outputs: 64, bias: false, weights["attn1"]["to_q"])
public struct Weights: Sendable {
  private let source: any WeightSource
  private let path: String

  /// Creates a cursor at the root of a source.
  public init(_ source: any WeightSource) {
    self.source = source
    path = ""
  }

  private init(_ source: any WeightSource, path: String) {
    self.source = source
    self.path = path
  }

  /// The cursor one name further down; dots in the name are steps too.
  public subscript(name: String) -> Weights {
    Weights(source, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// The cursor at a numbered child.
  public subscript(index: Int) -> Weights { self["\(index)"] }

  /// Tells whether the checkpoint has a tensor of this name here.
  public func contains(_ name: String) -> Bool { source.contains(self[name].path) }

  /// Returns the tensor of this name and shape.
  public func tensor(_ name: String, _ shape: Shape) throws -> Tensor {
    try source.tensor(named: self[name].path, shape: shape)
  }

  /// Returns the matrix of this name and published shape, `[outputs, inputs]` or
  /// `[outputs, inputs, 1, 1]`, for products.
  public func matrix(_ name: String, _ shape: Shape) throws -> PackedWeight {
    try source.packedMatrix(named: self[name].path, shape: shape)
  }

  /// Returns the kernels of this name and published shape, `[outputs, inputs, height, width]`, for
  /// products.
  public func kernel(_ name: String, _ shape: Shape) throws -> PackedWeight {
    try source.packedKernel(named: self[name].path, shape: shape)
  }
}

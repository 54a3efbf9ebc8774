public import Tensors

/// Where a network's learnable numbers come from: a checkpoint, or an initialiser.
public protocol WeightSource: Sendable {
  /// The file or initialiser, as messages name it.
  var place: String { get }

  /// Tells whether there is a tensor of this name.
  func contains(_ name: String) -> Bool

  /// Returns the tensor of a name and a shape, both as the checkpoint spells them.
  ///
  /// - Throws: `WeightsError` when there is none or its shape is another, or what reading it throws.
  func tensor(named name: String, shape: Shape) throws -> Tensor

  /// Returns a convolution's kernels in the order of our pictures, `[outputs, height, width, inputs]`.
  ///
  /// - Parameters:
  ///   - name: as the checkpoint spells it.
  ///   - shape: as the checkpoint spells it, `[outputs, inputs, height, width]`.
  /// - Returns: the kernels.
  /// - Throws: what `tensor` throws.
  func kernel(named name: String, shape: Shape) throws -> Tensor

  /// Returns a matrix for products in the current precision.
  ///
  /// - Parameters:
  ///   - name: as the checkpoint spells it.
  ///   - shape: as the checkpoint spells it, `[outputs, inputs]`, or `[outputs, inputs, 1, 1]` of a
  ///     convolution that is the same product.
  /// - Returns: the matrix, of shape `[outputs, inputs]`.
  /// - Throws: what `tensor` throws.
  func packedMatrix(named name: String, shape: Shape) throws -> PackedWeight

  /// Returns a convolution's kernels for products in the current precision.
  ///
  /// - Parameters:
  ///   - name: as the checkpoint spells it.
  ///   - shape: as the checkpoint spells it, `[outputs, inputs, height, width]`.
  /// - Returns: the kernels, of shape `[outputs, height, width, inputs]`.
  /// - Throws: what `tensor` throws.
  func packedKernel(named name: String, shape: Shape) throws -> PackedWeight
}

extension WeightSource {
  /// Returns the checkpoint's kernels with their axes in the order of our pictures.
  public func kernel(named name: String, shape: Shape) throws -> Tensor {
    try tensor(named: name, shape: shape).permuted([0, 2, 3, 1])
  }

  /// Returns the checkpoint's matrix, which is packed before it is first used.
  public func packedMatrix(named name: String, shape: Shape) throws -> PackedWeight {
    let matrix = try tensor(named: name, shape: shape)
    return PackedWeight(
      shape.rank == 2 ? matrix : matrix.reshaped([shape[0], shape[1]]), precision: .current)
  }

  /// Returns the checkpoint's kernels, which are packed before they are first used.
  public func packedKernel(named name: String, shape: Shape) throws -> PackedWeight {
    PackedWeight(try kernel(named: name, shape: shape), precision: .current)
  }
}

/// Why a network could not be built from its weights.
public enum WeightsError: Error, Hashable, CustomStringConvertible {
  /// The checkpoint has no tensor of this name.
  case missing(place: String, name: String, shape: Shape)
  /// The checkpoint's tensor has another shape than the configuration asks for.
  case misshapen(place: String, name: String, found: Shape, expected: Shape)

  /// The error as one sentence.
  public var description: String {
    "\(place): \(fault)"
  }

  /// The error without the place.
  public var fault: String {
    switch self {
    case .missing(_, let name, let shape):
      "weight '\(name)' is missing, the configuration asks for shape \(shape)"
    case .misshapen(_, let name, let found, let expected):
      "weight '\(name)' has shape \(found), the configuration asks for \(expected)"
    }
  }

  /// The file or initialiser.
  public var place: String {
    switch self {
    case .missing(let place, _, _), .misshapen(let place, _, _, _): place
    }
  }
}

internal import FoundationEssentials
public import Tensors

extension SafetensorsFile: WeightSource {
  /// The path of the file.
  public var place: String { url.path }

  /// Tells whether the file has a tensor of this name.
  public func contains(_ name: String) -> Bool { shape(of: name) != nil }

  /// Returns the tensor of a name after comparing its shape with the one expected.
  public func tensor(named name: String, shape: Shape) throws -> Tensor {
    guard let found = self.shape(of: name) else {
      throw WeightsError.missing(place: place, name: name, shape: shape)
    }
    guard found == shape else {
      throw WeightsError.misshapen(place: place, name: name, found: found, expected: shape)
    }
    return try tensor(named: name)
  }
}

public import Tensors

/// Why things and their places can't be turned into tokens for an adapter.
public enum GroundingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The checkpoint does not have the adapter's layers.
  case noLayers(adapter: String, key: String)
  /// There is nothing to ground.
  case noObjects
  /// There are more things than the adapter has room for.
  case tooManyObjects(count: Int, limit: Int)
  /// An object has a number that is not finite.
  case notFinite(object: Int)
  /// A box's right or lower side lies before its left or upper one, or a semi-axis is negative.
  case turnedInsideOut(object: Int)
  /// An object's features have another shape than the adapter reads.
  case misshapenFeatures(object: Int, found: Shape, expected: String)
  /// An object has a picture, and the adapter reads none.
  case pictureUnread(object: Int)
  /// An object has neither a text nor a picture that the adapter could read.
  case nothingToRead(object: Int)
  /// The masks for a size of feature map do not fit it or the number of blobs.
  case misshapenMasks(height: Int, width: Int, found: Shape, expected: Shape)

  /// The error as one sentence.
  public var description: String {
    switch self {
    case .noLayers(let adapter, let key):
      "the model has no \(adapter) layers, its unet/config.json sets no '\(key)'; give a"
        + " \(adapter) checkpoint as --model or its adapter with --adapter"
    case .noObjects: "there is no object to ground"
    case .tooManyObjects(let count, let limit):
      "\(count) objects, the adapter has room for at most \(limit); methods without an adapter paint "
        + "any number, attention-refocusing too with gligen=0"
    case .notFinite(let object): "objects[\(object)] has a number that is not finite"
    case .turnedInsideOut(let object):
      "objects[\(object)] has a box or an ellipse of negative extent"
    case .misshapenFeatures(let object, let found, let expected):
      "objects[\(object)] has features of shape \(found), the adapter reads \(expected)"
    case .pictureUnread(let object):
      "objects[\(object)] has a picture, the adapter reads text alone"
    case .nothingToRead(let object):
      "objects[\(object)] has nothing that the adapter reads"
    case .misshapenMasks(let height, let width, let found, let expected):
      "the masks for \(height) × \(width) pixels have shape \(found), expected \(expected)"
    }
  }
}

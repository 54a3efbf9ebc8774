public import Tensors

/// A thing for GLIGEN: a box, and what stands in it.
public struct GLIGENObject: Sendable {
  /// The left side, as a share of the picture's width.
  public var left: Float
  /// The upper side, as a share of the picture's height.
  public var top: Float
  /// The right side, as a share of the picture's width.
  public var right: Float
  /// The lower side, as a share of the picture's height.
  public var bottom: Float
  /// The phrase: what CLIP's text encoder pools from it, as many features as the text's.
  public var text: Tensor?
  /// A picture of it, in features that the text-image adapter was trained with.
  public var image: Tensor?

  /// Creates a thing.
  public init(
    left: Float, top: Float, right: Float, bottom: Float, text: Tensor?, image: Tensor? = nil
  ) {
    self.left = left
    self.top = top
    self.right = right
    self.bottom = bottom
    self.text = text
    self.image = image
  }
}

public import Tensors

/// A tilted ellipse and the description of what stands in it.
public struct Blob: Sendable {
  /// The centre, as a share of the picture's width.
  public var centerX: Float
  /// The centre, as a share of the picture's height.
  public var centerY: Float
  /// The major semi-axis, as a share of the picture's longer side.
  public var major: Float
  /// The minor semi-axis, as a share of the picture's longer side.
  public var minor: Float
  /// The angle from the x-axis to the major axis in radians, clockwise on screen.
  ///
  /// The paper leaves zero and the sense open; this is the layout's own convention. Turning by half a
  /// turn gives the same ellipse and, since angles are taken modulo π, the same tokens.
  public var angle: Float
  /// What CLIP's text encoder makes of the description, `[tokens, features]`.
  ///
  /// All of the last hidden state between the mark of the start and that of the end, both included; the
  /// paper does not say whether padding was read, and nothing is learnt from it.
  public var description: Tensor

  /// Creates a blob.
  public init(
    centerX: Float, centerY: Float, major: Float, minor: Float, angle: Float, description: Tensor
  ) {
    self.centerX = centerX
    self.centerY = centerY
    self.major = major
    self.minor = minor
    self.angle = angle
    self.description = description
  }
}

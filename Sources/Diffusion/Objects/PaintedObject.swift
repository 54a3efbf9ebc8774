public import Tensors

/// What is known of an object that was painted by itself.
public struct PaintedObject: Sendable {
  /// The latents before each step and after the last that is kept, `[1, height, width, channels]`.
  public internal(set) var trajectory: [Tensor]
  /// How its word was attended at a step, by the path of the layer: `[heads, height · width]`.
  public internal(set) var attention: [[String: Tensor]] = []
  /// How its word was attended in the mean over late steps and heads, `[height, width]`.
  public internal(set) var saliency: Tensor?

  /// Creates what is known before the first step.
  ///
  /// - Parameter start: the noise that the object is painted from.
  public init(start: Tensor) { trajectory = [start] }
}

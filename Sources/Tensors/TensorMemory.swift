/// The memory of tensors that are gone, which is kept for the next ones.
public enum TensorMemory {
  /// Keeps all that one step of a training gives back, for the next step.
  ///
  /// A step's activations are all there at once and then all gone; of the gibibyte that is kept otherwise at
  /// most, a large batch would have the rest cleared and mapped again by the system, page by page, at each
  /// step. What is kept stays near what a step takes.
  public static func keepWholeSteps() { TensorArena.shared.keep(upTo: 8 << 30) }
}

public import Tensors

/// What a walk leaves as it is: a picture's latents outside a mask.
///
/// Before and after every step they are put back, as noisy as the step's own: masked sampling, as in
/// RePaint without its resampling (arXiv 2201.09865, equation 8) and diffusers' inpainting with an
/// ordinary denoiser.
public struct KeptLatents: Sendable {
  private let original: Tensor
  private let noise: Tensor
  private let painted: Tensor
  private let left: Tensor

  /// Keeps latents.
  ///
  /// - Parameters:
  ///   - original: the picture's latents, `[1, height, width, channels]`.
  ///   - noise: what makes them noisy, of that shape; the same at every step.
  ///   - mask: one number a cell, row by row: 1 where the walk paints, 0 where the latents stay.
  public init(_ original: Tensor, noise: Tensor, mask: [Float]) {
    let shape = original.shape
    precondition(
      noise.shape == shape && mask.count * shape.last == shape.count,
      "KeptLatents: latents \(shape), noise \(noise.shape), a mask of \(mask.count) cells")
    self.original = original
    self.noise = noise
    let channels = shape.last
    painted = Tensor(shape, mask.flatMap { Array(repeating: $0, count: channels) })
    left = 1 - painted
  }

  /// Returns latents with what is kept put back.
  ///
  /// - Parameters:
  ///   - latents: the walk's, of the shape of the original.
  ///   - index: the step that they are for, or the number of steps for the last ones.
  ///   - scheduler: the steps.
  /// - Returns: latents of that shape.
  func restored(in latents: Tensor, at index: Int, of scheduler: any Scheduler) -> Tensor {
    let isLast = index == scheduler.timesteps.count
    let kept =
      isLast ? original : scheduler.addingNoise(to: original, noise: noise, at: index)
    return latents * painted + kept * left
  }
}

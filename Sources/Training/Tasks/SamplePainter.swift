internal import Diffusion
internal import Models
internal import Tensors

/// Paints samples of a denoiser in training.
struct SamplePainter {
  let unet: UNet2DConditionModel
  let codec: LatentCodec
  let scheduling: SchedulerFile
  let steps: Int
  let guidance: ClassifierFree
  /// The size of pictures in pixels.
  let size: (width: Int, height: Int)

  /// Paints from the noise of a number, `[1, height, width, 3]` in about −1...1.
  ///
  /// - Parameters:
  ///   - seed: the number.
  ///   - text: the features of the text that is led away from, if the guidance is active, and the prompt.
  ///   - adapters: what the layers of an adapter read at so many steps.
  /// - Returns: the picture.
  /// - Throws: what the scheduler's file throws.
  func paint(
    seed: Int, text: Tensor, adapters: (Int) throws -> AdapterConditioning? = { _ in nil }
  ) throws -> Tensor {
    let scheduler = try scheduling.configuration().scheduler(steps: steps)
    var numbers = TorchRandomSource(seed: seed)
    let cell = codec.downsampling
    let shape = [1, codec.channels, size.height / cell, size.width / cell]
    let noise = numbers.normal(Shape(shape)).channelsLast()
    var walk = Sampling(
      unet: unet, scheduler: scheduler, guidance: guidance,
      conditioning: Conditioning(text: text, adapters: try adapters(scheduler.timesteps.count)),
      noise: noise, noiseSource: numbers)
    while try walk.next() != nil {}
    return codec.decode(walk.latents)
  }
}

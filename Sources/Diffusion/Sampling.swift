public import Models
public import Tensors

/// The walk from noise to latents as a sequence that the caller drives, one denoising step an element.
///
/// Progress, previews and cancelling need nothing more than a `for` loop:
///
///     for step in sampling { show(step.index + 1, of: step.count) }
public struct Sampling: Sequence, IteratorProtocol, Sendable {
  /// One denoising step, done.
  public struct Step: Sendable {
    /// Its position, from zero.
    public let index: Int
    /// The number of steps.
    public let count: Int
    /// The training step at which the model was asked; it may lie between whole ones.
    public let timestep: Float
    /// The latents for the next step, `[1, height, width, channels]`.
    public let latents: Tensor
    /// The model's idea of the latents without noise, of the same shape.
    public let original: Tensor
  }

  private let unet: UNet2DConditionModel
  private let scheduler: any Scheduler
  private let guidance: ClassifierFree
  private let conditioning: Conditioning
  private var noiseSource: any RandomSource
  private var history = SchedulerHistory()
  private var index = 0

  /// The latents so far, `[1, height, width, channels]`.
  public private(set) var latents: Tensor

  /// Creates a walk.
  ///
  /// - Parameters:
  ///   - unet: the denoiser.
  ///   - scheduler: the steps.
  ///   - guidance: how predictions are combined.
  ///   - conditioning: two texts when the guidance is active, else one.
  ///   - noise: standard normal noise, `[1, height, width, channels]`.
  ///   - noiseSource: where schedulers that add noise have it from; theirs is drawn as
  ///     `[1, channels, height, width]`, as diffusers does.
  public init(
    unet: UNet2DConditionModel, scheduler: any Scheduler, guidance: ClassifierFree,
    conditioning: Conditioning, noise: Tensor, noiseSource: any RandomSource
  ) {
    precondition(
      conditioning.text.shape[0] == (guidance.isActive ? 2 : 1),
      "Sampling: \(conditioning.text.shape[0]) texts for guidance scale \(guidance.scale)")
    self.unet = unet
    self.scheduler = scheduler
    self.guidance = guidance
    self.conditioning = conditioning
    self.noiseSource = noiseSource
    latents = noise * scheduler.initialNoiseScale
  }

  /// The number of steps.
  public var count: Int { scheduler.timesteps.count }

  /// Does the next step, or returns nil after the last.
  public mutating func next() -> Step? {
    guard index < count else { return nil }
    let timestep = scheduler.timesteps[index]
    let input = scheduler.modelInput(latents, index: index)
    let prediction = unet(
      guidance.isActive ? input.repeatedBatch(2) : input, timesteps: [timestep],
      context: conditioning.text, control: conditioning.control)
    let step = scheduler.step(
      modelOutput: guidance.isActive ? guidance.combine(prediction) : prediction, index: index,
      sample: latents, history: history, noise: scheduler.needsNoise ? freshNoise() : nil)
    (latents, history) = (step.sample, step.history)
    defer { index += 1 }
    return Step(
      index: index, count: count, timestep: timestep, latents: latents, original: step.original)
  }

  /// Noise in the shape of the latents.
  private mutating func freshNoise() -> Tensor {
    let sizes = latents.shape.sizes
    return noiseSource.normal([sizes[0], sizes[3], sizes[1], sizes[2]]).channelsLast()
  }
}

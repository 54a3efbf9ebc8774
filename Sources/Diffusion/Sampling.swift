public import Models
public import Networks
public import Tensors

/// A way from noise to latents, one denoising step after the other, that the caller drives.
public protocol Walk: Sendable {
  /// The number of steps.
  var count: Int { get }

  /// The latents so far, `[1, height, width, channels]`.
  var latents: Tensor { get }

  /// Does the next step, or returns nil after the last.
  mutating func next() throws -> Sampling.Step?
}

/// The walk from noise to latents as a sequence that the caller drives, one denoising step an element.
///
/// Progress, previews and cancelling need nothing more than a loop:
///
///     while let step = try sampling.next() { show(step.index + 1, of: step.count) }
public struct Sampling: Walk {
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
    /// What the guider did before the step.
    public let guidance: [GuidanceTrace]
    /// The name of the object that is painted by itself, or nil for the whole picture.
    public var subject: String?
  }

  private let unet: UNet2DConditionModel
  private let scheduler: any Scheduler
  private let guidance: ClassifierFree
  private let conditioning: Conditioning
  private var guider: (any Guider)?
  private let witness: (any AttentionWitness)?
  private let kept: KeptLatents?
  private var noiseSource: any RandomSource
  private var history = SchedulerHistory()
  /// The position of the next step.
  private(set) var index = 0

  /// The latents so far, `[1, height, width, channels]`.
  public internal(set) var latents: Tensor

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
  ///   - guider: moves the latents before each step, if there is one.
  ///   - witness: looks at the attention of every step, if somebody does.
  ///   - kept: what is not to be painted anew, if something is.
  public init(
    unet: UNet2DConditionModel, scheduler: any Scheduler, guidance: ClassifierFree,
    conditioning: Conditioning, noise: Tensor, noiseSource: any RandomSource,
    guider: (any Guider)? = nil, witness: (any AttentionWitness)? = nil, kept: KeptLatents? = nil
  ) {
    precondition(
      conditioning.text.shape[0] == (guidance.isActive ? 2 : 1),
      "Sampling: \(conditioning.text.shape[0]) texts for guidance scale \(guidance.scale)")
    self.unet = unet
    self.scheduler = scheduler
    self.guidance = guidance
    self.conditioning = conditioning
    self.noiseSource = noiseSource
    self.guider = guider
    self.witness = witness
    self.kept = kept
    let beginning = noise * scheduler.initialNoiseScale
    latents = kept?.restored(in: beginning, at: 0, of: scheduler) ?? beginning
  }

  /// The number of steps.
  public var count: Int { scheduler.timesteps.count }

  /// Does the next step, or returns nil after the last.
  ///
  /// - Returns: the step.
  /// - Throws: `GuidanceError` when the guider can't go on; the latents are then those of the step before.
  public mutating func next() throws -> Step? {
    guard index < count else { return nil }
    let timestep = scheduler.timesteps[index]
    var guidanceTrace: [GuidanceTrace] = []
    if guider != nil {
      let moment = GuidanceMoment(
        index: index, unet: unet, scheduler: scheduler, conditioning: conditioning,
        latents: latents.shape)
      if let guided = try guider?.guide(latents, at: moment) {
        latents = kept?.restored(in: guided.latents, at: index, of: scheduler) ?? guided.latents
        guidanceTrace = guided.trace
      }
    }
    let input = scheduler.modelInput(latents, index: index)
    let tokens = conditioning.adapters?.tokens(at: index)
    let prediction = unet(
      guidance.isActive ? input.repeatedBatch(2) : input, timesteps: [timestep],
      context: conditioning.text, objects: tokens?.objects, blobs: tokens?.blobs,
      control: conditioning.control, witness: witness)
    let step = scheduler.step(
      modelOutput: guidance.isActive ? guidance.combine(prediction) : prediction, index: index,
      sample: latents, history: history, noise: scheduler.needsNoise ? freshNoise() : nil)
    latents = kept?.restored(in: step.sample, at: index + 1, of: scheduler) ?? step.sample
    history = step.history
    defer { index += 1 }
    return Step(
      index: index, count: count, timestep: timestep, latents: latents, original: step.original,
      guidance: guidanceTrace)
  }

  /// Noise in the shape of the latents.
  private mutating func freshNoise() -> Tensor {
    let sizes = latents.shape.sizes
    return noiseSource.normal([sizes[0], sizes[3], sizes[1], sizes[2]]).channelsLast()
  }
}

/// How a picture is to be painted.
public struct RenderSettings: Hashable, Sendable {
  /// Where the initial noise comes from.
  public enum Noise: String, Hashable, Sendable, CaseIterable {
    /// The numbers that PyTorch's CPU generator gives for the seed, as diffusers uses them.
    case torch
    /// A counter-based generator of our own.
    case philox
  }

  /// What is set up as in published code, besides what papers say.
  public enum Compatibility: String, Hashable, Sendable, CaseIterable {
    /// Methods as they are meant.
    case none
    /// Methods with the quirks of the code that their figures were made with.
    case reference
  }

  /// The grounding method.
  public var method: Method
  /// The method's numbers that are set, by name; the others have their published values.
  public var parameters: [String: String]
  /// Whether the method has the quirks of its published code.
  public var compatibility: Compatibility
  /// The width in pixels; the model's own unless given.
  public var width: Int?
  /// The height in pixels; the model's own unless given.
  public var height: Int?
  /// The number of denoising steps.
  public var steps: Int
  /// The scale of classifier-free guidance; up to 1 there is none.
  public var guidanceScale: Float
  /// The sampling algorithm; the one that the model's configuration names unless given.
  public var scheduler: SchedulerKind?
  /// What decides the noise.
  public var seed: Int
  /// How the seed becomes noise.
  public var noise: Noise

  /// Creates settings; steps and scale default to those of the published pipelines.
  public init(
    method: Method = .regional, parameters: [String: String] = [:],
    compatibility: Compatibility = .none, width: Int? = nil, height: Int? = nil, steps: Int = 50,
    guidanceScale: Float = 7.5, scheduler: SchedulerKind? = nil, seed: Int = 0,
    noise: Noise = .torch
  ) {
    self.method = method
    self.parameters = parameters
    self.compatibility = compatibility
    self.width = width
    self.height = height
    self.steps = steps
    self.guidanceScale = guidanceScale
    self.scheduler = scheduler
    self.seed = seed
    self.noise = noise
  }
}

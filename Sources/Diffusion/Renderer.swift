public import Drawing
public import Layouts
internal import Models
public import Tensors

/// Paints layouts with a model.
///
///     var painting = try Renderer(model).begin(layout, settings)
///     while let step = try painting.sampling.next() { … }
public struct Renderer: Sendable {
  /// A picture about to be painted.
  public struct Painting: Sendable {
    /// The denoising steps, to be driven by the caller.
    public var sampling: any Walk
    /// The algorithm behind the steps.
    public let scheduler: SchedulerKind
    /// The method's numbers by name, the published ones included.
    public let parameters: [String: String]
    /// What could not be kept.
    public let findings: [Finding]
    /// Sees the attention of each step, where it was wished for.
    public let watch: AttentionWatch?
    /// Which keys of the text stand for which objects, where attention was wished for.
    public let grounding: Grounding?
    /// The width in pixels.
    public let width: Int
    /// The height in pixels.
    public let height: Int
  }

  /// Pixels that a side may have; beyond it the latents of the published models make no sense.
  public static let largestSide = 4096

  /// The size of a picture when neither the caller nor the model names one, in latent cells (SD 1.x).
  private static let customaryCells = 64

  let model: DiffusionModel
  private let objectStore: ObjectStore?

  /// Creates a renderer.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - objectStore: where objects painted by themselves are kept, if anywhere.
  public init(_ model: DiffusionModel, objectStore: ObjectStore? = nil) {
    self.model = model
    self.objectStore = objectStore
  }

  /// Prepares the painting of a layout.
  ///
  /// - Parameters:
  ///   - layout: what to paint; its canvas is stretched over the picture.
  ///   - settings: how.
  ///   - latents: the initial noise, `[1, channels, height, width]` as diffusers keeps it; drawn from
  ///     the seed unless given.
  ///   - wish: which attention is to be seen, if any.
  ///   - repainting: the picture of which only a part is painted, if any.
  /// - Returns: the painting.
  /// - Throws: `RenderError`, `RecipeError`, `ConfigurationError` for a scheduler that the checkpoint's settings don't
  ///   suit, or `SchedulerError` for a number of steps that can't be scheduled.
  public func begin(
    _ layout: Layout, _ settings: RenderSettings, latents: Tensor? = nil,
    watching wish: AttentionWish? = nil, repainting: Repainting? = nil
  ) throws -> Painting {
    guard !layout.caption.isEmpty || !layout.composedPrompt.isEmpty else {
      throw RenderError.nothingToPaint
    }
    let (width, height) = try pictureSize(settings, latents: latents)
    let cell = model.downsampling
    let shape: Shape = [
      1, model.unet.configuration.inputChannels, height / cell, width / cell,
    ]
    if let latents { try check(latents, shape) }
    let scheduling = try model.scheduling.configuration(for: settings.scheduler)
    let scheduler = try scheduling.scheduler(steps: settings.steps)
    let guidance = ClassifierFree(scale: settings.guidanceScale)
    let recipe = try settings.method.recipe(
      setting: settings.parameters, compatibility: settings.compatibility)
    var source = settings.noiseSource
    let noise = latents ?? source.normal(shape)
    let watch = wish.map {
      AttentionWatch(
        $0, among: model.unet.configuration.attentionSites(height: shape[2], width: shape[3]),
        latents: (shape[2], shape[3]))
    }
    let request = PaintingRequest(
      layout: layout, model: model, scheduler: scheduler, guidance: guidance,
      noise: noise.channelsLast(), noiseSource: source, seed: settings.seed,
      noiseKind: settings.noise, compatibility: settings.compatibility,
      objectStore: objectStore, witness: watch,
      kept: try repainting.map {
        try kept($0, noise: noise.channelsLast(), width: width, height: height)
      })
    let preparation = try recipe.prepare(request)
    let notes = scheduling.notes.map(Finding.checkpointNote)
    return Painting(
      sampling: preparation.walk, scheduler: scheduling.kind,
      parameters: Dictionary(uniqueKeysWithValues: recipe.values.map { ($0.name, $0.value) }),
      findings: notes + model.findings + Self.squeeze(of: layout, width: width, height: height)
        + preparation.findings, watch: watch,
      grounding: try watch.map { _ in try recipe.grounding(of: request) }, width: width,
      height: height)
  }

  /// A finding for a picture whose proportions are not the layout's: all its regions are squeezed.
  private static func squeeze(of layout: Layout, width: Int, height: Int) -> [Finding] {
    let canvas = layout.canvas
    let ratio = Double(width * canvas.height) / Double(height * canvas.width)
    // A picture of whole latent cells misses the canvas' proportions by a little.
    guard !layout.objects.isEmpty, max(ratio, 1 / ratio) > 1.15 else { return [] }
    return [
      Finding(
        rule: "squeezed-layout", code: "MQ707", severity: .warning,
        message:
          "the layout's canvas is \(canvas), the picture \(width)x\(height): its regions are"
          + " squeezed to fit")
    ]
  }

  /// The latents of a picture's part that is not painted anew.
  private func kept(
    _ repainting: Repainting, noise: Tensor, width: Int, height: Int
  ) throws(RenderError) -> KeptLatents {
    let picture = repainting.picture
    guard (picture.width, picture.height) == (width, height) else {
      throw .misfittingPicture(
        picture: [picture.width, picture.height], wanted: [width, height])
    }
    let original =
      model.autoencoder.encode(repainting.input).mean
      * model.autoencoder.configuration.scalingFactor
    return KeptLatents(original, noise: noise, mask: repainting.cells(ofSide: model.downsampling))
  }

  /// Returns the picture of finished latents of one item, `[1, height, width, channels]`.
  ///
  /// - Parameter latents: what the last step left.
  /// - Returns: the picture, 8 bits a channel.
  /// - Throws: `RenderError.diverged` when a value is not finite.
  public func picture(of latents: Tensor) throws -> Image {
    let configuration = model.autoencoder.configuration
    let picture = model.autoencoder.decode(latents / configuration.scalingFactor)
    // diffusers' VaeImageProcessor: x / 2 + 0.5, clamped, times 255, rounded half to even.
    let pixels = try picture.values.map { value in
      guard value.isFinite else { throw RenderError.diverged }
      return UInt8((min(max(value / 2 + 0.5, 0), 1) * 255).rounded(.toNearestOrEven))
    }
    return Image(
      width: picture.shape[2], height: picture.shape[1], format: .rgb, pixels: pixels)
  }

  private func pictureSize(
    _ settings: RenderSettings, latents: Tensor?
  ) throws -> (width: Int, height: Int) {
    let cell = model.downsampling
    let trained =
      latents.flatMap { $0.shape.rank == 4 ? ($0.shape[3] * cell, $0.shape[2] * cell) : nil }
      ?? model.trainedSize ?? (Self.customaryCells * cell, Self.customaryCells * cell)
    let (width, height) = (settings.width ?? trained.0, settings.height ?? trained.1)
    guard width > 0, height > 0, width % cell == 0, height % cell == 0 else {
      throw RenderError.indivisibleSize(width: width, height: height, cell: cell)
    }
    guard max(width, height) <= Self.largestSide else {
      throw RenderError.tooLarge(width: width, height: height, limit: Self.largestSide)
    }
    return (width, height)
  }

  private func check(_ latents: Tensor, _ expected: Shape) throws {
    guard latents.shape == expected else {
      throw RenderError.misshapenLatents(
        found: latents.shape.sizes, expected: expected.sizes)
    }
    guard latents.values.allSatisfy(\.isFinite) else { throw RenderError.unusableLatents }
  }
}

extension RenderSettings {
  /// The random numbers that the seed stands for; whatever draws follow those of the initial noise,
  /// as diffusers has it with one generator.
  var noiseSource: any RandomSource { noise.source(seed: seed) }
}

extension RenderSettings.Noise {
  /// The random numbers of a seed.
  func source(seed: Int) -> any RandomSource {
    switch self {
    case .torch: TorchRandomSource(seed: seed)
    case .philox: PhiloxRandomSource(seed: UInt64(bitPattern: Int64(seed)))
    }
  }
}

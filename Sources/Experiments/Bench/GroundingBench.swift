public import Diffusion
public import Layouts

/// Measures how much attention each method brings inside the regions, and what that costs.
///
/// Every method paints the same layouts with the same seeds. The walk is watched without being disturbed;
/// `AttentionMass` says what is measured, and `Renderer.settledMass` what is measured of the finished
/// latents, where a method that optimises or masks attention has no head start.
public struct GroundingBench: Sendable {
  /// One picture.
  public struct Sample: Sendable {
    /// The method.
    public let method: Method
    /// The layout, by index.
    public let layout: Int
    /// The seed.
    public let seed: Int
    /// The share inside the regions, the mean over phrases, layers and steps of the walk.
    public let inside: Double?
    /// The share that the finished latents draw there by themselves.
    public let settled: Double?
    /// How long the walk and the decoding took.
    public let seconds: Double
    /// By how much the memory grew at most, in MiB, where the system tells.
    public let megabytes: Double?
    /// Why there is no picture, if there is none.
    public let failure: String?
  }

  private let renderer: Renderer
  private let layouts: [Layout]
  private let seeds: [Int]
  private let settings: RenderSettings

  /// Prepares the measurements.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - layouts: what is painted.
  ///   - seeds: with which noise.
  ///   - settings: how, but for method and seed.
  public init(
    _ model: DiffusionModel, layouts: [Layout], seeds: [Int], settings: RenderSettings
  ) {
    renderer = Renderer(model)
    self.layouts = layouts
    self.seeds = seeds
    self.settings = settings
  }

  /// Whether the model has what a method needs; layouts are not looked at.
  public func canPaint(_ method: Method) -> Bool {
    var settings = settings
    settings.method = method
    let layout = Layout(
      caption: "a cat",
      objects: [LayoutObject(name: "a cat", box: Box(x: 64, y: 64, width: 256, height: 256))])
    return (try? renderer.begin(layout, settings)) != nil
  }

  /// How many pictures a method paints.
  public var count: Int { layouts.count * seeds.count }

  /// Paints every layout with every seed by one method.
  ///
  /// - Parameters:
  ///   - method: the method.
  ///   - tell: takes each sample as soon as it is there.
  public func measure(_ method: Method, _ tell: (Sample) -> Void) {
    for index in layouts.indices {
      for seed in seeds { tell(sample(method, index, seed)) }
    }
  }

  /// What a walk left.
  private struct Walked {
    var masses: [AttentionMass] = []
    var settled: AttentionMass?
    var seconds = 0.0
    var failure: String?
  }

  private func sample(_ method: Method, _ index: Int, _ seed: Int) -> Sample {
    var walked = Walked()
    let growth = ProcessFigures.peakGrowth {
      do { walked = try walk(method, layouts[index], seed) } catch {
        walked.failure = "\(error)"
      }
    }
    return Sample(
      method: method, layout: index, seed: seed,
      inside: AttentionMass(meanOf: walked.masses)?.inside, settled: walked.settled?.inside,
      seconds: walked.seconds, megabytes: growth.map { $0 / 1_048_576 },
      failure: walked.failure)
  }

  private func walk(_ method: Method, _ layout: Layout, _ seed: Int) throws -> Walked {
    var settings = settings
    (settings.method, settings.seed) = (method, seed)
    var walked = Walked()
    let start = ContinuousClock.now
    var painting = try renderer.begin(layout, settings, watching: AttentionWish())
    while try painting.sampling.next() != nil {
      guard let maps = painting.watch?.take(), let grounding = painting.grounding else { continue }
      if let mass = AttentionMass(of: maps.maps, for: grounding) { walked.masses.append(mass) }
    }
    let latents = painting.sampling.latents
    _ = try renderer.picture(of: latents)
    walked.seconds = (ContinuousClock.now - start) / .seconds(1)
    walked.settled = try renderer.settledMass(of: latents, for: layout)
    return walked
  }
}

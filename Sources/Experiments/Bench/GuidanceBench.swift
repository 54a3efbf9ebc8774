internal import Diffusion
internal import Foundation
internal import Layouts
internal import Models
internal import Networks
internal import Tensors

/// Times one move of the latents along the gradient of a method's energy, and says what memory it takes.
public struct GuidanceBench: Sendable {
  /// The energies that can be timed.
  public enum Subject: String, Sendable, CaseIterable {
    /// LMD's.
    case lmd
    /// BoxDiff's.
    case boxdiff
    /// Layout-guidance's.
    case layoutGuidance = "layout-guidance"
    /// Attention-refocusing's, with the self-attentions.
    case attentionRefocusing = "attention-refocusing"
    /// Attend-and-Excite's.
    case attendExcite = "attend-excite"

    fileprivate var energy: any Energy {
      switch self {
      case .lmd: LMDEnergy()
      case .boxdiff: BoxDiffEnergy()
      case .layoutGuidance: LayoutGuidanceEnergy()
      case .attentionRefocusing: AttentionRefocusingEnergy()
      case .attendExcite: AttendExciteEnergy()
      }
    }
  }

  /// What was measured of one energy.
  public struct Report: Sendable, Encodable {
    /// The part, `guidance`.
    public let part = "guidance"
    /// The energy.
    public let energy: String
    /// The checkpoint or shape.
    public let model: String
    /// How weights are held.
    public let precision: String
    /// The kernels that run.
    public let kernels: String
    /// Pictures that are moved at once.
    public let batch: Int
    /// Threads of BLAS and of our own loops.
    public let threads: Int
    /// Timed moves, after one that was not.
    public let runs: Int
    /// The latents' shape.
    public let input: [Int]
    /// Layers whose maps the energy reads.
    public let layers: Int
    /// Running the denoiser up to the last of them, without a gradient, in milliseconds; the median.
    public let forwardMilliseconds: Double
    /// A whole move: the denoiser, the energy and its gradient, in milliseconds; the median.
    public let medianMilliseconds: Double
    /// The fastest move, in milliseconds.
    public let minimumMilliseconds: Double
    /// The slowest move, in milliseconds.
    public let maximumMilliseconds: Double
    /// Billions of floating-point operations of matrix products a second, over the median move.
    public let gigaflops: Double
    /// That speed as a share of the processor's peak, measured in the same run.
    public let peakShare: Double
    /// The length of the gradient.
    public let gradientNorm: Double
    /// By how much a move raises the resident memory over the weights at most, in MiB, if known.
    public let growthMegabytes: Double?
    /// The process's largest resident memory so far, in MiB.
    public let peakMegabytes: Double

    private enum CodingKeys: String, CodingKey {
      case part, energy, model, precision, kernels, batch, threads, runs, input, layers
      case forwardMilliseconds = "forward_ms"
      case medianMilliseconds = "median_ms"
      case minimumMilliseconds = "min_ms"
      case maximumMilliseconds = "max_ms"
      case gigaflops = "gflops"
      case peakShare = "peak_share"
      case gradientNorm = "gradient_norm"
      case growthMegabytes = "growth_mb"
      case peakMegabytes = "peak_mb"
    }
  }

  private let subject: BenchSubject
  private let batch: Int
  private let runs: Int
  private let forgets: Bool
  private let unet: UNet2DConditionModel
  private let latents: Tensor
  private let text: Tensor

  /// Loads the denoiser of a subject.
  ///
  /// - Parameters:
  ///   - subject: the model.
  ///   - batch: how many pictures are moved at once.
  ///   - runs: how often each energy is timed.
  ///   - forgets: whether layers run once more for the gradient instead of keeping what it needs.
  /// - Throws: what loading throws.
  public init(
    _ subject: BenchSubject, batch: Int = 1, runs: Int = 3, forgets: Bool = false
  ) throws {
    self.subject = subject
    self.forgets = forgets
    self.batch = max(1, batch)
    self.runs = max(1, runs)
    unet = try subject.unet()
    let size = subject.latentSize(unet.configuration)
    var source = PhiloxRandomSource(seed: 1)
    latents = source.normal([
      self.batch, size.height, size.width, unet.configuration.inputChannels,
    ])
    text = source.normal([
      self.batch, try subject.tokens(), unet.configuration.contextFeatures[0],
    ])
    // The first run touches every weight and warms the kernels.
    _ = unet(latents, timesteps: [500], context: text)
  }

  /// Times one energy.
  ///
  /// - Parameter subject: the energy.
  /// - Returns: the figures.
  public func measure(_ subject: Subject) -> Report {
    let energy = subject.energy
    let all = unet.configuration.attentionSites(
      height: latents.shape[1], width: latents.shape[2])
    let sites = energy.sites(among: all, latents: (latents.shape[1], latents.shape[2]))
    var norm = 0.0
    func move() {
      let x = latents.tracked()
      let values = maps(of: x, sites).map {
        energy.value(of: $0, for: Self.grounding, step: 0).loss
      }
      let loss = values.dropFirst().reduce(values[0]) { $0 + $1 }
      let slope = loss.gradients(of: [x])[0]
      norm = slope.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    }
    let growth = ProcessFigures.peakGrowth(move)
    let forwards = (0..<runs).map { _ in
      ProcessFigures.milliseconds { _ = maps(of: latents, sites) }
    }.sorted()
    let before = FloatingPointOperations.count
    let moves = (0..<runs).map { _ in ProcessFigures.milliseconds(move) }.sorted()
    let operations = Double(FloatingPointOperations.count - before) / Double(runs)
    let speed = operations / moves.median / 1e6
    return Report(
      energy: subject.rawValue, model: self.subject.name, precision: Precision.current.rawValue,
      kernels: KernelChoice.current.level.rawValue, batch: batch, threads: Threads.count,
      runs: runs,
      input: latents.shape.sizes, layers: sites.count,
      forwardMilliseconds: forwards.median, medianMilliseconds: moves.median,
      minimumMilliseconds: moves[0], maximumMilliseconds: moves[runs - 1], gigaflops: speed,
      peakShare: speed / ModelBench.peak(of: .current), gradientNorm: norm,
      growthMegabytes: growth.map { $0 / 1_048_576 },
      peakMegabytes: ProcessFigures.peakMegabytes())
  }

  /// The maps of each picture.
  private func maps(of x: Tensor, _ sites: [AttentionSite]) -> [AttentionMaps] {
    let wanted = Set(sites)
    let recorder = BatchAttentionRecorder(of: batch, expecting: wanted.count) {
      wanted.contains($0)
    }
    unet.attend(x, timesteps: [500], context: text, control: recorder, forgets: forgets)
    return recorder.items.map(\.maps)
  }

  /// "a red apple and two pears" with a box for each, as such a prompt's tokens lie.
  private static let grounding = Grounding(
    canvas: Canvas(width: 512, height: 512), prompt: "a red apple and two pears", endToken: 7,
    phrases: [
      Grounding.Phrase(
        text: "a red apple", tokens: [1, 2, 3], wordToken: 3, objects: [0],
        regions: [.box(Box(x: 40, y: 220, width: 180, height: 180))]),
      Grounding.Phrase(
        text: "two pears", tokens: [5, 6], wordToken: 6, objects: [1, 2],
        regions: [
          .box(Box(x: 260, y: 200, width: 110, height: 200)),
          .ellipse(Ellipse(centerX: 430, centerY: 300, major: 100, minor: 50, angle: 80)),
        ]),
    ])
}

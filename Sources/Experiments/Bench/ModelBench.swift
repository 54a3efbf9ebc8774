internal import Foundation
internal import Models
public import Tensors

/// Times the parts of a diffusion model.
public struct ModelBench: Sendable {
  /// A part that can be timed.
  public enum Part: String, Sendable, CaseIterable {
    /// One forward of the denoiser.
    case unet
    /// One forward of the text encoder.
    case text
    /// One decoding of latents into a picture.
    case vae
  }

  /// What was measured of one part.
  public struct Report: Sendable, Encodable {
    /// The part.
    public let part: String
    /// The checkpoint or shape.
    public let model: String
    /// How weights are held.
    public let precision: String
    /// The kernels that run.
    public let kernels: String
    /// Items in a batch.
    public let batch: Int
    /// Threads of BLAS and of our own loops.
    public let threads: Int
    /// Timed runs, after one that was not.
    public let runs: Int
    /// The input's shape.
    public let input: [Int]
    /// The middle of the runs, in milliseconds.
    public let medianMilliseconds: Double
    /// The fastest run, in milliseconds.
    public let minimumMilliseconds: Double
    /// The slowest run, in milliseconds.
    public let maximumMilliseconds: Double
    /// Billions of floating-point operations of matrix products a second, over the median run;
    /// convolutions count as written out, so Winograd's algorithm can pass the machine's peak.
    public let gigaflops: Double
    /// That speed as a share of the processor's peak, measured in the same run.
    public let peakShare: Double
    /// The process's largest resident memory so far, in MiB.
    public let peakMegabytes: Double

    private enum CodingKeys: String, CodingKey {
      case part, model, precision, kernels, batch, threads, runs, input, gigaflops = "gflops"
      case medianMilliseconds = "median_ms"
      case minimumMilliseconds = "min_ms"
      case maximumMilliseconds = "max_ms"
      case peakShare = "peak_share"
      case peakMegabytes = "peak_mb"
    }
  }

  private let subject: BenchSubject
  private let batch: Int
  private let runs: Int

  /// Creates a bench of a subject, a batch size and a number of timed runs.
  public init(_ subject: BenchSubject, batch: Int = 1, runs: Int = 5) {
    self.subject = subject
    self.batch = max(1, batch)
    self.runs = max(1, runs)
  }

  /// Loads a part and times it.
  ///
  /// - Parameter part: the part.
  /// - Returns: the figures.
  /// - Throws: what loading throws.
  public func measure(_ part: Part) throws -> Report {
    let (input, body) = try work(for: part)
    return report(part, input: input, body)
  }

  /// How soon a program that has just been started gets to its first kernel, in milliseconds.
  public struct StartUp: Sendable {
    /// From the start of the process to the end of the first forward of the text encoder.
    public let total: Double
    /// Of that, loading the text encoder; random weights must all be drawn, a file is only mapped.
    public let loading: Double
    /// Whether its weights were packed beforehand.
    public let isPacked: Bool
  }

  /// Loads the text encoder and runs it once: the first kernels that a render needs.
  ///
  /// - Returns: the times.
  /// - Throws: what loading throws.
  public func startUp() throws -> StartUp {
    let start = ContinuousClock.now
    let encoder = try subject.textEncoder()
    let loading = (ContinuousClock.now - start) / .milliseconds(1)
    _ = encoder([[0]])
    return StartUp(
      total: ProcessFigures.millisecondsSinceStart(), loading: loading,
      isPacked: try subject.isPacked(.textEncoder))
  }

  private func work(for part: Part) throws -> (input: Shape, body: () -> Void) {
    switch part {
    case .unet:
      let unet = try subject.unet()
      let size = subject.latentSize(unet.configuration)
      let input = noise([batch, size.height, size.width, unet.configuration.inputChannels])
      let context = noise([
        batch, try subject.tokens(), unet.configuration.contextFeatures[0],
      ])
      return (input.shape, { _ = unet(input, timesteps: [500], context: context) })
    case .text:
      let encoder = try subject.textEncoder()
      let tokens = encoder.configuration.positions
      let sequence = (0..<tokens).map { $0 % encoder.configuration.vocabularySize }
      let sequences = Array(repeating: sequence, count: batch)
      return ([batch, tokens], { _ = encoder(sequences) })
    case .vae:
      let autoencoder = try subject.autoencoder()
      let size = subject.latentSize(try subject.unetConfiguration())
      let input = noise([
        batch, size.height, size.width, autoencoder.configuration.latentChannels,
      ])
      return (input.shape, { _ = autoencoder.decode(input) })
    }
  }

  private func noise(_ shape: Shape) -> Tensor {
    var source = PhiloxRandomSource(seed: 1)
    return source.normal(shape)
  }

  private func report(_ part: Part, input: Shape, _ body: () -> Void) -> Report {
    body()
    let before = FloatingPointOperations.count
    let times = (0..<runs).map { _ in ProcessFigures.milliseconds(body) }.sorted()
    let operations = Double(FloatingPointOperations.count - before) / Double(runs)
    let median = times.median
    let speed = operations / median / 1e6
    return Report(
      part: part.rawValue, model: subject.name, precision: Precision.current.rawValue,
      kernels: KernelChoice.current.level.rawValue, batch: batch, threads: Threads.count,
      runs: runs,
      input: input.sizes, medianMilliseconds: median, minimumMilliseconds: times[0],
      maximumMilliseconds: times[times.count - 1], gigaflops: speed,
      peakShare: speed / Self.peak(of: .current), peakMegabytes: ProcessFigures.peakMegabytes())
  }

  /// The peak of all threads in billions of operations a second: of registers alone, or where BLAS does
  /// the work, of a product of 1536 × 1536 matrices, the best of five.
  public static func peak(of precision: Precision = .fp32) -> Double {
    if let peak = FloatingPointPeak.gigaflops(precision) { return peak }
    let side = 1536
    let matrix = Tensor(repeating: 0.5, [side, side])
    _ = matrix.matmul(matrix)
    let best = (0..<5).map { _ in ProcessFigures.milliseconds { _ = matrix.matmul(matrix) } }.min()
    guard let best, best > 0 else { return 0 }
    return 2 * Double(side * side * side) / best / 1e6
  }
}

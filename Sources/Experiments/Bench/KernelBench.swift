internal import Foundation
internal import Tensors

/// Times the kernels at the sizes of denoisers, each one after it was found right.
public struct KernelBench {
  /// What was measured of a kernel.
  public struct Report: Sendable, Encodable {
    /// What is computed.
    public let kernel: String
    /// The sizes.
    public let sizes: String
    /// The largest error among the elements that were computed in double, relative to the root mean
    /// square of these.
    public let error: Double
    /// The middle of the runs, in milliseconds.
    public let medianMilliseconds: Double
    /// The fastest run, in milliseconds.
    public let minimumMilliseconds: Double
    /// The slowest run, in milliseconds.
    public let maximumMilliseconds: Double
    /// Billions of floating-point operations a second, convolutions as written out.
    public let gigaflops: Double
    /// That speed as a share of the processor's peak at this precision; see `FloatingPointPeak`.
    public let peakShare: Double

    private enum CodingKeys: String, CodingKey {
      case kernel, sizes, error, gigaflops = "gflops"
      case medianMilliseconds = "median_ms"
      case minimumMilliseconds = "min_ms"
      case maximumMilliseconds = "max_ms"
      case peakShare = "peak_share"
    }
  }

  /// A kernel computed something else than its definition says.
  public struct Fault: Error, CustomStringConvertible {
    /// What was computed.
    public let kernel: String
    /// The sizes.
    public let sizes: String
    /// The error found.
    public let error: Double
    /// The largest error that passes.
    public let tolerance: Double

    /// One sentence.
    public var description: String {
      "\(kernel) of \(sizes): an element is off by \(error) of the result's root mean square,"
        + " expected at most \(tolerance)"
    }
  }

  /// The elements of each result that are computed in double, spread evenly.
  public static let checkedElements = 97

  /// The peak of the processor in single precision, in billions of operations a second.
  public let peak: Double
  private let peaks: [Precision: Double]
  private let runs: Int

  /// Creates a bench that times each kernel so often.
  public init(runs: Int = 5) {
    self.runs = max(1, runs)
    peak = ModelBench.peak()
    peaks = Dictionary(
      uniqueKeysWithValues: Precision.distinct.map { ($0, ModelBench.peak(of: $0)) })
  }

  /// Verifies and times all kernels, one after the other.
  ///
  /// - Parameter tell: is told each report as soon as it is there.
  /// - Returns: the reports.
  /// - Throws: `Fault` at the first kernel that is wrong.
  public func measure(_ tell: (Report) -> Void = { _ in }) throws -> [Report] {
    try Self.cases.map { make in
      let report = try measure(make())
      tell(report)
      return report
    }
  }

  private func measure(_ kernel: KernelCase) throws -> Report {
    let error = Self.error(of: kernel)
    guard error <= kernel.tolerance else {
      throw Fault(
        kernel: kernel.name, sizes: kernel.sizes, error: error, tolerance: kernel.tolerance)
    }
    let before = FloatingPointOperations.count
    let times = (0..<runs).map { _ in
      ProcessFigures.milliseconds { _ = kernel.run() }
    }.sorted()
    let operations = Double(FloatingPointOperations.count - before) / Double(runs)
    let speed = operations / times.median / 1e6
    return Report(
      kernel: kernel.name, sizes: kernel.sizes, error: error,
      medianMilliseconds: times.median, minimumMilliseconds: times[0],
      maximumMilliseconds: times[times.count - 1], gigaflops: speed,
      peakShare: speed / (peaks[kernel.precision] ?? peak))
  }

  /// The error of some elements; what is no number is infinitely wrong.
  static func error(of kernel: KernelCase) -> Double {
    let found = kernel.run().values
    // A prime number of steps, so that no row or column is met again and again.
    let indices = (0..<checkedElements).map { $0 * found.count / checkedElements }
    let expected = indices.map(kernel.element)
    let square = expected.reduce(0) { $0 + $1 * $1 } / Double(expected.count)
    let worst = zip(indices, expected).map { abs(Double(found[$0]) - $1) }.max { $0 < $1 } ?? 0
    let isFinite = indices.allSatisfy { found[$0].isFinite }
    return isFinite ? worst / square.squareRoot() : .infinity
  }

  /// The sizes of Stable Diffusion 1.5 at 512 × 512 pixels, then those of small denoisers in batches.
  static var cases: [() -> KernelCase] {
    let products = [
      (4096, 320, 320), (4096, 320, 1280), (1024, 640, 640), (256, 1280, 1280), (64, 1280, 1280),
      (256, 256, 256), (256, 64, 64),
    ]
    return Precision.distinct.flatMap { precision in
      products.map { size in
        { .product(rows: size.0, inputs: size.1, outputs: size.2, precision) }
      } + [{ .weightGradient(rows: 4096, inputs: 128, outputs: 128, precision) }]
        + convolutions(precision) + attentions(precision)
    }
  }

  private static func convolutions(_ precision: Precision) -> [() -> KernelCase] {
    [
      { .convolution(side: 64, channels: 320, precision) },
      { .convolution(side: 32, channels: 640, precision) },
      { .convolution(side: 16, channels: 1280, precision) },
      { .convolution(side: 8, channels: 1280, precision) },
      { .convolution(side: 64, channels: 320, stride: 2, precision) },
      { .convolution(items: 8, side: 16, channels: 64, precision) },
      { .convolution(items: 8, side: 16, channels: 64, isLearnt: true, precision) },
    ]
  }

  /// Without instructions for it attention is single precision whatever the weights are.
  private static func attentions(_ precision: Precision) -> [() -> KernelCase] {
    let isOther = KernelChoice.current.level.roundsAttention(precision)
    guard precision == .fp32 || isOther else { return [] }
    return [
      { .attention(queries: 4096, keys: 4096, heads: 8, size: 40, precision) },
      { .attention(queries: 1024, keys: 1024, heads: 8, size: 80, precision) },
      { .attention(queries: 4096, keys: 77, heads: 8, size: 40, precision) },
      { .attention(queries: 256, keys: 256, heads: 8, size: 8, precision) },
      { .attentionGradient(queries: 4096, keys: 4096, heads: 8, size: 40, precision) },
      { .attentionGradient(queries: 1024, keys: 1024, heads: 8, size: 80, precision) },
      { .attentionGradient(queries: 256, keys: 256, heads: 8, size: 8, precision) },
    ]
  }
}

/// Times the checking of layouts, whoever checks them.
///
/// Times are those that the checking thread spent on a core.
public enum CheckBench {
  /// How fast layouts were checked.
  public struct Speed: Sendable, Encodable {
    /// The form of the report.
    public let format: String
    /// The layouts.
    public let layouts: Int
    /// Timed runs, after one that was not.
    public let runs: Int
    /// The middle of the runs, in milliseconds.
    public let medianMilliseconds: Double
    /// The fastest run, in milliseconds.
    public let minimumMilliseconds: Double
    /// The slowest run, in milliseconds.
    public let maximumMilliseconds: Double
    /// Layouts a second, over the median run.
    public let layoutsPerSecond: Double
    /// By how much the resident memory grew at most, in MiB; nil where the system does not say.
    public let peakMegabytes: Double?
    /// The largest resident memory of the process so far, in MiB.
    public let residentMegabytes: Double

    private enum CodingKeys: String, CodingKey {
      case format, layouts, runs
      case medianMilliseconds = "median_ms"
      case minimumMilliseconds = "min_ms"
      case maximumMilliseconds = "max_ms"
      case layoutsPerSecond = "layouts_per_s"
      case peakMegabytes = "peak_mb"
      case residentMegabytes = "resident_mb"
    }
  }

  /// Times checking, after a run that only shows how much memory it takes.
  ///
  /// - Parameters:
  ///   - format: the form of the report.
  ///   - layouts: how many layouts are checked.
  ///   - runs: how often that is timed.
  ///   - check: checks them all.
  /// - Returns: the speed.
  /// - Throws: what `check` throws.
  public static func speed(
    format: String, layouts: Int, runs: Int, check: () throws -> Void
  ) throws -> Speed {
    var outcome = Result<Void, any Error>.success(())
    func once() { if case .success = outcome { outcome = Result(catching: check) } }
    let peak = ProcessFigures.peakGrowth(once)
    let times = (0..<max(1, runs)).map { _ in ProcessFigures.threadMilliseconds(once) }.sorted()
    try outcome.get()
    let median = times.median
    return Speed(
      format: format, layouts: layouts, runs: times.count, medianMilliseconds: median,
      minimumMilliseconds: times[0], maximumMilliseconds: times[times.count - 1],
      layoutsPerSecond: Double(layouts) / median * 1000, peakMegabytes: peak.map { $0 / 1_048_576 },
      residentMegabytes: ProcessFigures.peakMegabytes())
  }
}

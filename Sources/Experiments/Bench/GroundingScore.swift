public import Diffusion
public import Layouts

/// What the samples of one method amount to, beside those of the plain one.
public struct GroundingScore: Sendable {
  /// A share over many pictures.
  public struct Share: Hashable, Sendable {
    /// The mean.
    public let mean: Double
    /// The standard deviation over pictures.
    public let deviation: Double
    /// The mean of the differences to the plain pictures of the same layouts and seeds.
    public let gain: Double?
    /// The standard error of that mean.
    public let gainError: Double?
    /// How many of the pairs rise.
    public let rises: Int
    /// The number of pairs.
    public let pairs: Int

    /// Sums up values, some of which have partners; nil where there are none.
    init?(_ values: [Double], differences: [Double]) {
      guard !values.isEmpty else { return nil }
      mean = values.mean
      deviation = values.deviation
      gain = differences.isEmpty ? nil : differences.mean
      gainError =
        differences.count < 2
        ? nil : differences.deviation / Double(differences.count).squareRoot()
      rises = differences.count { $0 > 0 }
      pairs = differences.count
    }
  }

  /// The method.
  public let method: Method
  /// The number of pictures.
  public let pictures: Int
  /// The share of the walk's own attention inside the regions.
  public let inside: Share?
  /// The share that the finished latents draw there by themselves.
  public let settled: Share?
  /// The mean of the seconds that a picture took.
  public let seconds: Double
  /// The largest growth of the memory in MiB.
  public let megabytes: Double?
  /// Why pictures failed, each reason once.
  public let failures: [String]

  /// Sums up the samples of one method.
  ///
  /// - Parameters:
  ///   - samples: the samples of the method, not empty.
  ///   - plain: those of the plain method; none where it was not measured.
  public init(_ samples: [GroundingBench.Sample], beside plain: [GroundingBench.Sample]) {
    precondition(!samples.isEmpty, "GroundingScore: no samples")
    method = samples[0].method
    let painted = samples.filter { $0.failure == nil }
    pictures = painted.count
    let partners = method == .plain ? [] : plain
    func share(_ value: (GroundingBench.Sample) -> Double?) -> Share? {
      let differences = painted.compactMap { sample -> Double? in
        let partner = partners.first { $0.layout == sample.layout && $0.seed == sample.seed }
        guard let one = value(sample), let other = partner.flatMap(value) else { return nil }
        return one - other
      }
      return Share(painted.compactMap(value), differences: differences)
    }
    inside = share(\.inside)
    settled = share(\.settled)
    seconds = painted.map(\.seconds).mean
    megabytes = painted.compactMap(\.megabytes).max()
    failures = Array(Set(samples.compactMap(\.failure))).sorted()
  }

  /// The score as one JSON object.
  public var json: JSONValue {
    [
      "method": .string(method.rawValue), "pictures": .integer(pictures),
      "inside": inside?.json ?? .null, "settled": settled?.json ?? .null,
      "seconds": .number(seconds), "peak_mb": megabytes.map(JSONValue.number) ?? .null,
      "failures": .array(failures.map(JSONValue.string)),
    ]
  }
}

extension GroundingScore.Share {
  /// The share as one JSON object.
  fileprivate var json: JSONValue {
    [
      "mean": .number(mean), "deviation": .number(deviation),
      "gain": gain.map(JSONValue.number) ?? .null,
      "gain_error": gainError.map(JSONValue.number) ?? .null, "rises": .integer(rises),
      "pairs": .integer(pairs),
    ]
  }
}

extension [Double] {
  /// The mean; zero of nothing.
  var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }

  /// The median of sorted values: the one in the middle, or the mean of both; zero where there are none.
  var median: Double { isEmpty ? 0 : (self[(count - 1) / 2] + self[count / 2]) / 2 }

  /// The standard deviation of a sample; zero of fewer than two.
  fileprivate var deviation: Double {
    guard count > 1 else { return 0 }
    let mean = mean
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)).squareRoot()
  }
}

internal import Tensors

/// Clamps each item of a batch to a quantile of its magnitudes and scales it back to 1 (Imagen's
/// dynamic thresholding, arXiv 2205.11487, section 2.3).
public struct DynamicThreshold: Hashable, Sendable {
  /// The share of magnitudes below the threshold.
  public var quantile: Float = 0.995
  /// The largest threshold.
  public var largest: Float = 1

  /// Creates the published defaults.
  public init() {}

  /// Returns the items, each clamped and scaled by itself.
  func callAsFunction(_ original: Tensor) -> Tensor {
    let width = original.shape.count / original.shape[0]
    let values = original.values
    var result: [Float] = []
    result.reserveCapacity(values.count)
    for start in stride(from: 0, to: values.count, by: width) {
      let item = values[start..<start + width]
      let limit = min(max(quantile(of: item.map { abs($0) }), 1), largest)
      result += item.map { min(max($0, -limit), limit) / limit }
    }
    return Tensor(original.shape, result)
  }

  /// The linearly interpolated quantile.
  private func quantile(of values: [Float]) -> Float {
    let sorted = values.sorted()
    let rank = quantile * Float(sorted.count - 1)
    let below = Int(rank)
    let (low, high) = (sorted[below], sorted[min(below + 1, sorted.count - 1)])
    let weight = rank - Float(below)
    return weight < 0.5 ? low + weight * (high - low) : high - (1 - weight) * (high - low)
  }
}

extension DynamicThreshold {
  /// Reads the published keys; nil where samples are not to be thresholded.
  init?(_ keys: inout SchedulerKeys) throws {
    let isOn = try keys.flag("thresholding", default: false)
    quantile = Float(
      try keys.number("dynamic_thresholding_ratio", default: Double(quantile), in: 0...1))
    let limits = Double(Float.leastNormalMagnitude)...Double(Float.greatestFiniteMagnitude)
    largest = Float(try keys.number("sample_max_value", default: Double(largest), in: limits))
    if !isOn { return nil }
  }
}

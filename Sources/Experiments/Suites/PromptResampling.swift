internal import Planning

/// Intervals by drawing prompts anew, each with all that was answered to it (a bootstrap by clusters).
///
/// Answers to one prompt are alike; to draw them one by one would make intervals too narrow.
enum PromptResampling {
  /// How often prompts are drawn.
  private static let rounds = 2000

  /// The 95 % interval of the mean of all values; nil where there are none.
  ///
  /// - Parameter prompts: the values of each prompt, in any order.
  /// - Returns: the interval.
  static func interval(of prompts: [[Double]]) -> ClosedRange<Double>? {
    let sums = prompts.filter { !$0.isEmpty }
      .map { (sum: $0.reduce(0, +), count: $0.count) }
      .sorted { ($0.sum, $0.count) < ($1.sum, $1.count) }
    guard !sums.isEmpty else { return nil }
    var random = SplitMix(seed: 0)
    let means = (0..<rounds).map { _ in
      var (sum, count) = (0.0, 0)
      for _ in sums {
        let drawn = sums[Int.random(in: 0..<sums.count, using: &random)]
        sum += drawn.sum
        count += drawn.count
      }
      return sum / Double(count)
    }.sorted()
    return means[rounds / 40]...means[rounds - 1 - rounds / 40]
  }
}

/// How often latents move at most in each of some steps, written such as "4x5+3x10".
struct MoveCounts: Hashable, Sendable, LosslessStringConvertible {
  /// One count a step.
  let counts: [Int]
  /// Whether one number was given for however many steps there are.
  let isOneForAll: Bool

  init(_ counts: [Int]) {
    self.counts = counts
    isOneForAll = false
  }

  /// Reads terms of a count, or a count and the number of steps that have it.
  init?(_ description: String) {
    let terms = description.split(separator: "+", omittingEmptySubsequences: false)
    var counts: [Int] = []
    for term in terms {
      let numbers = term.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
      // A schedule has at most a thousand steps.
      guard (1...2).contains(numbers.count), let count = numbers[0], (0...1000).contains(count),
        let steps = numbers.count == 2 ? numbers[1] : 1, (0...1000).contains(steps)
      else { return nil }
      counts += Array(repeating: count, count: steps)
    }
    self.counts = counts
    isOneForAll = terms.count == 1 && Int(description) != nil
  }

  /// The counts, equal neighbours together.
  var description: String {
    var runs: [(count: Int, steps: Int)] = []
    for count in counts {
      if let last = runs.last, last.count == count {
        runs[runs.count - 1].steps += 1
      } else {
        runs.append((count, 1))
      }
    }
    return runs.isEmpty ? "0x0" : runs.map { "\($0.count)x\($0.steps)" }.joined(separator: "+")
  }
}

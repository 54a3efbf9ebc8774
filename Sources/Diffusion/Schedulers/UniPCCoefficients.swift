internal import Foundation

/// The weights of a step of UniPC (arXiv 2302.04867, section 3.2 and appendix E.5).
struct UniPCCoefficients {
  /// eʰ − 1, with the exponent as h.
  let growth: Float
  /// B(h).
  let base: Float
  /// The weight of each slope.
  private(set) var weights: [Float] = []

  /// Creates the weights.
  ///
  /// - Parameters:
  ///   - exponent: how much λ grows in the step; its negative where original samples are predicted.
  ///   - ratios: where earlier answers lie, in steps from its beginning, and 1 for its end.
  ///   - variant: what B(h) is.
  ///   - isCorrector: whether there is an answer at the end of the step.
  init(exponent: Float, ratios: [Float], variant: UniPC.Variant, isCorrector: Bool) {
    growth = expm1(exponent)
    base = variant == .linear ? exponent : growth
    let order = ratios.count
    // The published code leaves out solving where one slope is used, and has one half for B(h)'s
    // first order.
    let unknowns = isCorrector ? order : order - 1
    guard unknowns > 0 else { return }
    guard unknowns > 1 else {
      weights = [0.5]
      return
    }
    var rows: [[Double]] = []
    var (phi, factorial) = (growth / exponent - 1, Float(1))
    for power in 0..<unknowns {
      let right = phi * factorial / base
      rows.append(
        ratios.prefix(unknowns).map { pow(Double($0), Double(power)) } + [Double(right)])
      factorial *= Float(power + 2)
      phi = phi / exponent - 1 / factorial
    }
    weights = Self.solution(of: rows).map(Float.init)
  }

  /// Solves linear equations, the right sides of which are the last column.
  private static func solution(of equations: [[Double]]) -> [Double] {
    var rows = equations
    let count = rows.count
    for column in 0..<count {
      let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      for row in column + 1..<count {
        let factor = rows[row][column] / rows[column][column]
        for index in column...count { rows[row][index] -= factor * rows[column][index] }
      }
    }
    var solution = [Double](repeating: 0, count: count)
    for row in (0..<count).reversed() {
      let known = (row + 1..<count).reduce(0) { $0 + rows[row][$1] * solution[$1] }
      solution[row] = (rows[row][count] - known) / rows[row][row]
    }
    return solution
  }
}

internal import Foundation

/// A separable Gaussian blur over a plane that is continued outwards by its rim.
struct GaussianBlur {
  /// Half the kernel: the weight of the middle and of each distance from it.
  private let weights: [Float]

  /// Creates a blur of a standard deviation in cells; three of them are kept on either side.
  init(deviation: Double) {
    precondition(
      deviation.isFinite && deviation >= 0,
      "blur: the width must be a number of cells ≥ 0, got \(deviation)")
    let radius = Int((3 * deviation).rounded(.up))
    let raw = (0...radius).map { distance in
      distance == 0 ? 1 : exp(-0.5 * pow(Double(distance) / deviation, 2))
    }
    let sum = 2 * raw.reduce(0, +) - raw[0]
    weights = raw.map { Float($0 / sum) }
  }

  /// Blurs a plane along both axes and scales it so that its largest value is 1.
  func peakNormalized(_ plane: [Float], height: Int, width: Int) -> [Float] {
    let across = blurred(plane, lines: height, lineStride: width, count: width, stride: 1)
    let both = blurred(across, lines: width, lineStride: 1, count: height, stride: width)
    guard let peak = both.max(), peak > 0 else { return both }
    return both.map { min($0 / peak, 1) }
  }

  /// Blurs each of a number of parallel lines of cells.
  private func blurred(
    _ plane: [Float], lines: Int, lineStride: Int, count: Int, stride: Int
  ) -> [Float] {
    var result = plane
    let radius = weights.count - 1
    var padded = [Float](repeating: 0, count: count + 2 * radius)
    for line in 0..<lines {
      let start = line * lineStride
      for place in padded.indices {
        padded[place] = plane[start + min(max(place - radius, 0), count - 1) * stride]
      }
      for place in 0..<count {
        var sum = weights[0] * padded[place + radius]
        for distance in 1..<max(radius + 1, 1) {
          sum +=
            weights[distance]
            * (padded[place + radius - distance] + padded[place + radius + distance])
        }
        result[start + place * stride] = sum
      }
    }
    return result
  }
}

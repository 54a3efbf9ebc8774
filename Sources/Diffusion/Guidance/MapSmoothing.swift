internal import Foundation
internal import Tensors

/// A blur of attention maps, whose borders are mirrored.
///
/// Attend-and-Excite (arXiv 2301.13826, section 3) blurs before it takes maxima, so that a patch is
/// attended, not a lonely pixel; BoxDiff and attention-refocusing took its code over.
public struct MapSmoothing: Hashable, Sendable {
  /// The shape of the kernel.
  public enum Kernel: String, Hashable, Sendable, CaseIterable {
    /// e^−(x / 2σ)², as in the published `gaussian_smoothing.py`: wider than a Gaussian of that deviation.
    case published
    /// e^−x² / 2σ²: the Gaussian of that deviation.
    case gaussian
  }

  /// The shape of the kernel.
  public var kernel: Kernel
  /// σ in cells.
  public var deviation: Float
  /// How many cells the kernel is wide, an odd number.
  public var size: Int

  /// Creates a blur; the defaults are the published ones.
  public init(kernel: Kernel = .published, deviation: Float = 0.5, size: Int = 3) {
    precondition(
      deviation > 0 && size > 0 && size % 2 == 1,
      "MapSmoothing: deviation \(deviation), size \(size); expected more than 0 and an odd size")
    (self.kernel, self.deviation, self.size) = (kernel, deviation, size)
  }

  /// The weights of the kernel in one direction; they sum to 1.
  var taps: [Double] {
    let taps = (0..<size).map { index in
      let x = Double(index - size / 2) / Double(deviation)
      return exp(kernel == .published ? -x * x / 4 : -x * x / 2)
    }
    let sum = taps.reduce(0, +)
    return taps.map { $0 / sum }
  }

  /// Returns maps `[maps, height, width]` blurred.
  func callAsFunction(_ maps: Tensor) -> Tensor {
    maps.linear(weight: matrix(maps.shape[2])).permuted([0, 2, 1])
      .linear(weight: matrix(maps.shape[1])).permuted([0, 2, 1])
  }

  /// The blur of a row of cells as a matrix, `[cells, cells]`.
  private func matrix(_ count: Int) -> Tensor {
    var values = [Double](repeating: 0, count: count * count)
    for cell in 0..<count {
      for (index, tap) in taps.enumerated() {
        values[cell * count + mirrored(cell + index - size / 2, count)] += tap
      }
    }
    return Tensor([count, count], values.map { Float($0) })
  }

  /// The cell that a mirror at the middle of the outermost cells shows.
  private func mirrored(_ cell: Int, _ count: Int) -> Int {
    guard count > 1 else { return 0 }
    let period = 2 * (count - 1)
    let place = (cell % period + period) % period
    return min(place, period - place)
  }
}

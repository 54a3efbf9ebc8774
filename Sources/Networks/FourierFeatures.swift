public import Tensors

#if canImport(Darwin)
  internal import Darwin
#else
  internal import Glibc
#endif

/// Sines and cosines of coordinates at rising frequencies (GLIGEN: arXiv 2301.07093, equation 5).
///
/// The frequencies are temperature^(k / count), without 2π; the order is that of GLIGEN's
/// `FourierEmbedder`: for each frequency the sines of all coordinates, then their cosines.
public struct FourierFeatures: Sendable {
  private let frequencies: [Float]

  /// Creates features; GLIGEN has eight frequencies and a temperature of 100.
  public init(frequencies count: Int = 8, temperature: Float = 100) {
    frequencies = (0..<count).map { powf(temperature, Float($0) / Float(count)) }
  }

  /// Returns an angle's sine and cosine, the two coordinates that it goes in as.
  public static func direction(of angle: Float) -> [Float] { [sinf(angle), cosf(angle)] }

  /// The number of features of so many coordinates.
  public func features(of coordinates: Int) -> Int { 2 * frequencies.count * coordinates }

  /// Returns `[1, features]` for the coordinates of one thing.
  public func callAsFunction(_ coordinates: [Float]) -> Tensor {
    let values = frequencies.flatMap { frequency in
      coordinates.map { sinf(frequency * $0) } + coordinates.map { cosf(frequency * $0) }
    }
    return Tensor([1, values.count], values)
  }
}

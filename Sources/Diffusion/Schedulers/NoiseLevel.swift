internal import Foundation
public import Tensors

/// How noisy a sample is: sample = `signalScale` · original + `noiseScale` · noise.
///
/// Schedulers keep samples in one of two frames. What a model is shown is the same in both.
public struct NoiseLevel: Hashable, Sendable {
  /// The frame in which samples are kept.
  public enum Frame: Hashable, Sendable {
    /// Signal fades as noise grows: the squares of both scales are 1 together.
    case preserving
    /// Signal stays as it is: noise of deviation σ is added.
    case exploding
  }

  /// The frame.
  public let frame: Frame
  /// What the original is multiplied by.
  public let signalScale: Float
  /// What standard normal noise is multiplied by.
  public let noiseScale: Float
  /// The share of the signal's variance, ᾱ.
  public let alphaCumulative: Float

  /// Creates the level of a share of signal, ᾱ, preserving variance.
  public init(alphaCumulative: Float) {
    frame = .preserving
    signalScale = alphaCumulative.squareRoot()
    noiseScale = (1 - alphaCumulative).squareRoot()
    self.alphaCumulative = alphaCumulative
  }

  /// Creates the level of a ratio of noise to signal, σ.
  public init(sigma: Float, _ frame: Frame) {
    let signal = 1 / (sigma * sigma + 1).squareRoot()
    self.frame = frame
    signalScale = frame == .exploding ? 1 : signal
    noiseScale = frame == .exploding ? sigma : sigma * signal
    alphaCumulative = 1 / (sigma * sigma + 1)
  }

  /// The ratio of noise to signal.
  public var sigma: Float { noiseScale / signalScale }

  /// Half the logarithm of the ratio of signal to noise, λ.
  var logSignalToNoise: Float { log(signalScale) - log(noiseScale) }

  /// Returns an original made as noisy as this level.
  ///
  /// - Parameters:
  ///   - noise: standard normal noise in the shape of `original`.
  ///   - original: the sample without noise.
  /// - Returns: the noisy sample.
  public func adding(_ noise: Tensor, to original: Tensor) -> Tensor {
    signalScale * original + noiseScale * noise
  }
}

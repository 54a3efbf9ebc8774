public import Tensors

/// What a model's output stands for, as `prediction_type` names it.
public enum Prediction: String, CaseIterable, Sendable {
  /// The noise.
  case epsilon
  /// The sample without noise.
  case sample
  /// √ᾱ noise − √(1 − ᾱ) sample (arXiv 2202.00512).
  case velocity = "v_prediction"

  /// Returns the noiseless sample that an output stands for.
  ///
  /// - Parameters:
  ///   - output: what the model answered, in the shape of `sample`.
  ///   - sample: the noisy sample.
  ///   - level: how noisy it is.
  /// - Returns: the noiseless sample.
  public func original(of output: Tensor, for sample: Tensor, at level: NoiseLevel) -> Tensor {
    let (signalScale, noiseScale) = (level.signalScale, level.noiseScale)
    switch (self, level.frame) {
    case (.sample, _): return output
    case (.epsilon, .preserving): return (sample - noiseScale * output) / signalScale
    case (.velocity, .preserving): return signalScale * sample - noiseScale * output
    case (.epsilon, .exploding): return sample - noiseScale * output
    case (.velocity, .exploding):
      // The velocity belongs to the sample as the model saw it, divided by √(σ² + 1).
      let variance = noiseScale * noiseScale + 1
      return output * (-noiseScale / variance.squareRoot()) + sample / variance
    }
  }

  /// Returns the noise that an output stands for.
  ///
  /// - Parameters:
  ///   - output: what the model answered, in the shape of `sample`.
  ///   - sample: the noisy sample.
  ///   - level: how noisy it is.
  /// - Returns: the noise.
  public func noise(of output: Tensor, for sample: Tensor, at level: NoiseLevel) -> Tensor {
    switch (self, level.frame) {
    case (.epsilon, _): return output
    case (.velocity, .preserving):
      return level.signalScale * output + level.noiseScale * sample
    case (.sample, _), (.velocity, .exploding):
      let original = original(of: output, for: sample, at: level)
      return (sample - level.signalScale * original) / level.noiseScale
    }
  }
}

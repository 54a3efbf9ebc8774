public import Diffusion
public import Tensors

/// What a denoiser is asked and how its answer is judged.
public struct DiffusionObjective: Sendable {
  /// Noisy latents with the answer that is right.
  public struct Question: Sendable {
    /// What the denoiser sees, `[batch, height, width, channels]`.
    public let input: Tensor
    /// The training step of each item.
    public let timesteps: [Float]
    /// The right answer, of the input's shape.
    public let target: Tensor
    /// What each squared error counts, of the input's shape.
    public let weights: Tensor

    /// Returns Σ weight · (answer − target)².
    public func loss(of answer: Tensor) -> Tensor { ((answer - target).squared() * weights).sum() }
  }

  /// The noise and what the answer stands for, as the scheduler's configuration says.
  public let training: NoiseTraining
  /// The largest signal-to-noise ratio that counts in full (arXiv 2303.09556), nil for no such weight.
  public let ratioLimit: Float?
  /// How far steps are drawn towards noise (arXiv 2403.03206, equation 23); 1 draws them evenly.
  public let timestepShift: Float
  /// What an error in each channel of a latent counts, 1 in the mean; empty for 1 everywhere.
  public let channelWeights: [Float]
  private let signal: [Float]

  /// Creates an objective.
  ///
  /// - Parameters:
  ///   - training: the noise and the prediction.
  ///   - ratioLimit: γ of min-SNR weighting, nil for plain errors.
  ///   - timestepShift: how far steps are drawn towards noise, 1 for not at all.
  ///   - channelWeights: what an error in each channel counts, 1 in the mean.
  /// - Throws: `TrainingError.mismatch` where a prediction means nothing at the last step.
  public init(
    _ training: NoiseTraining, ratioLimit: Float? = nil, timestepShift: Float = 1,
    channelWeights: [Float] = []
  ) throws {
    self.training = training
    self.ratioLimit = ratioLimit
    self.timestepShift = timestepShift
    self.channelWeights = channelWeights
    signal = training.schedule.signal
    if training.prediction == .epsilon, signal.last == 0 {
      throw TrainingError.mismatch(
        "the scheduler's betas leave no signal at the last step",
        "its prediction_type is epsilon, which says nothing about the picture there")
    }
  }

  /// The number of training steps to draw from.
  public var steps: Int { signal.count }

  /// Mixes latents with noise.
  ///
  /// - Parameters:
  ///   - latents: `[batch, height, width, channels]`, as the denoiser is to make them.
  ///   - noise: standard normal, of the same shape.
  ///   - timesteps: one an item, each in 0..<steps.
  ///   - counts: what each place counts, `[batch, height, width]`; only proportions matter.
  /// - Returns: the question; its weights sum to 1 over a batch, were there no min-SNR weighting.
  public func question(
    _ latents: Tensor, noise: Tensor, timesteps: [Int], counts: Tensor
  ) -> Question {
    let items = latents.shape[0]
    precondition(
      noise.shape == latents.shape && timesteps.count == items
        && counts.shape.count * latents.shape.last == latents.shape.count,
      "question: latents \(latents.shape), noise \(noise.shape), \(timesteps.count) steps, "
        + "counts \(counts.shape)")
    let itemShape = Shape([1] + latents.shape.sizes.dropFirst())
    var parts: (input: [Tensor], target: [Tensor]) = ([], [])
    for item in 0..<items {
      let left = signal[timesteps[item]]
      let (keep, mix) = (left.squareRoot(), (1 - left).squareRoot())
      let clean = latents.slice(item..<item + 1).reshaped(itemShape)
      let noise = noise.slice(item..<item + 1).reshaped(itemShape)
      parts.input.append(clean * keep + noise * mix)
      let target =
        switch training.prediction {
        case .epsilon: noise
        case .sample: clean
        case .velocity: noise * keep - clean * mix
        }
      parts.target.append(target)
    }
    return Question(
      input: .concatenated(parts.input, axis: 0), timesteps: timesteps.map { Float($0) },
      target: .concatenated(parts.target, axis: 0),
      weights: weights(counts, timesteps: timesteps, shape: latents.shape))
  }

  /// Mixes the latents of pictures with the noise of a draw, at its time steps.
  ///
  /// - Parameters:
  ///   - latents: `[batch, height, width, channels]`.
  ///   - batch: the pictures.
  ///   - draw: where random numbers are from.
  ///   - cell: pixels of a picture to one cell of a latent, along a side.
  ///   - objectWeight: what an error inside an object's box counts; one outside counts 1.
  /// - Returns: the question.
  func question(
    _ latents: Tensor, of batch: PictureBatch, _ draw: BatchDraw, cell: Int, objectWeight: Float
  ) -> Question {
    var clock = draw.random(.timesteps)
    let timesteps = clock.uniform([draw.count]).values.map { timestep(at: $0) }
    var noise = draw.random(.noise)
    return question(
      latents, noise: noise.normal(latents.shape), timesteps: timesteps,
      counts: batch.counts(
        rows: latents.shape[1], columns: latents.shape[2], cell: cell, weight: objectWeight))
  }

  /// The step that a number drawn evenly from 0..<1 stands for.
  func timestep(at share: Float) -> Int {
    let shifted = timestepShift * share / (1 + (timestepShift - 1) * share)
    return min(steps - 1, Int(shifted * Float(steps)))
  }

  private func weights(_ counts: Tensor, timesteps: [Int], shape: Shape) -> Tensor {
    let channels = shape.last
    let places = counts.shape.count / timesteps.count
    return counts.withUnsafeElements { counts in
      let total = counts.reduce(0.0) { $0 + Double($1) } * Double(channels)
      return Tensor(shape) { target in
        for (index, count) in counts.enumerated() {
          let factor = Double(factor(at: timesteps[index / places]))
          let weight = total > 0 ? Float(Double(count) * factor / total) : 0
          for channel in 0..<channels {
            target.initializeElement(
              at: index * channels + channel,
              to: channelWeights.isEmpty ? weight : weight * channelWeights[channel])
          }
        }
      }
    }
  }

  /// What errors at a step count: min(ratio, γ) over what the prediction's own error stands for
  /// (arXiv 2303.09556, section 3.4 and appendix), as diffusers' training scripts have it.
  func factor(at timestep: Int) -> Float {
    guard let ratioLimit else { return 1 }
    let left = signal[timestep]
    let ratio = left / max(1 - left, .leastNormalMagnitude)
    switch training.prediction {
    case .epsilon: return min(ratio, ratioLimit) / max(ratio, .leastNormalMagnitude)
    case .sample: return min(ratio, ratioLimit)
    case .velocity: return min(ratio, ratioLimit) / (ratio + 1)
    }
  }
}

/// How a training stands after some steps: one line of its log.
public struct TrainingReport: Sendable, Encodable {
  /// The steps that were done.
  public var step: Int
  /// The steps in all.
  public var steps: Int
  /// The mean loss since the line before.
  public var loss: Double
  /// The learning rate of the last step.
  public var rate: Double
  /// The length of the last step's gradients before they were shortened.
  public var norm: Double
  /// Samples seen since the beginning.
  public var samples: Int
  /// Samples a second since the line before.
  public var samplesPerSecond: Double
  /// Seconds spent on steps since the beginning.
  public var seconds: Double
  /// What the task says beside the loss, of the last step.
  public var figures: [String: Double]

  private enum CodingKeys: String, CodingKey {
    case step, steps, loss, rate, norm, samples, seconds, figures
    case samplesPerSecond = "samples_per_s"
  }
}

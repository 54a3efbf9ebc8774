public import Networks
public import Tensors

/// Everything that a training carries from step to step.
public struct TrainingState: Sendable {
  /// The steps that were done.
  public internal(set) var step = 0
  /// What is learnt.
  public internal(set) var parameters: Parameters
  /// The optimizer's means.
  public internal(set) var optimizer: AdamW
  /// The running average of each parameter, which samples and exports are made from; nil without one.
  public internal(set) var average: [Tensor]?
  /// The running mean of the loss, nil before the first step.
  public internal(set) var meanLoss: Double?
  /// The loss of the first step, nil before it.
  public internal(set) var firstLoss: Double?
  /// The losses since the last line of the log, together, and how many they are.
  var unlogged: (sum: Double, count: Int) = (0, 0)
  /// How often the training was rolled back.
  public internal(set) var attempt = 0
  /// Seconds spent on steps over all sittings.
  public internal(set) var seconds = 0.0

  /// Creates the state before the first step.
  init(_ parameters: Parameters, _ configuration: TrainingConfiguration) {
    self.parameters = parameters
    optimizer = AdamW(configuration.optimizer, for: parameters)
    average = configuration.averageDecay > 0 ? parameters.values : nil
  }

  init(parameters: Parameters, optimizer: AdamW, average: [Tensor]?) {
    self.parameters = parameters
    self.optimizer = optimizer
    self.average = average
  }

  /// The parameters to show and to ship: their average where there is one.
  public var shown: Parameters { average.map(parameters.replacing) ?? parameters }

  /// Lets the average follow the parameters; over the first steps it forgets its beginning quickly.
  mutating func follow(decay: Float) {
    guard var average else { return }
    self.average = nil
    let steps = Float(step)
    let share = 1 - min(decay, (1 + steps) / (10 + steps))
    for index in average.indices { average[index].approach(parameters.values[index], by: share) }
    self.average = average
  }
}

/// Many moves at the first ten steps of fifty, then some at every fifth until the thirty-fifth.
///
/// The schedule of Attention-Refocusing@2c265cb (`ldm/models/diffusion/plms.py`, SAR_CAR).
public struct RefocusingPlan: GuidancePlan {
  /// What the published lengths of moves are multiplied by.
  public var scale: Float = 1
  /// The steps that are guided, of fifty.
  public var steps = 36
  /// The loss at which latents are left alone.
  public var sufficientLoss: Float = 0.1
  /// The attention inside the least attended region at which latents are left alone.
  public var sufficientInside: Float = 0.2

  /// Creates the published schedule.
  public init() {}

  /// Goes on while moves are left.
  public func continues(_ state: GuidanceState, at moment: GuidanceMoment) -> Bool {
    !state.hasEndedStep && state.iterations < stage(at: moment).iterations
  }

  /// Follows the loss until it is small, or until every region is attended.
  public func move(
    for value: EnergyValue, _ state: GuidanceState, at moment: GuidanceMoment
  ) -> GuidanceMove? {
    if state.lastLoss <= sufficientLoss { return nil }
    if let inside = value.leastInside, inside >= sufficientInside { return nil }
    return GuidanceMove(loss: value.loss, rate: scale * stage(at: moment).rate, ends: false)
  }

  private func stage(at moment: GuidanceMoment) -> (rate: Float, iterations: Int) {
    let index = Int(moment.publishedIndex(of: 50))
    guard index < steps else { return (0, 0) }
    return switch index {
    case ..<2: (4, 2)
    case ..<5: (4, 6)
    case ..<10: (3, 3)
    // Where there are fewer than fifty steps, none may be a fifth: each stands for those it skips.
    case ...35 where moment.coversMultiple(of: 5, among: 50): (index <= 20 ? 3 : 1, 2)
    default: (0, 0)
    }
  }
}

extension GuidanceMoment {
  /// Tells whether a multiple lies among the published steps that this step stands for.
  func coversMultiple(of divisor: Int, among steps: Int) -> Bool {
    let first = publishedIndex(of: steps)
    let next = Double(index + 1) * Double(steps) / Double(count)
    let multiple = (first / Double(divisor)).rounded(.up) * Double(divisor)
    return multiple < next
  }
}

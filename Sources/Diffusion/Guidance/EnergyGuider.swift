public import Tensors

/// Follows the gradient of an energy: latents −= rate · ∇(loss), as often as a plan says.
public struct EnergyGuider: Guider {
  private let energy: any Energy
  private let grounding: Grounding
  private let plan: any GuidancePlan
  private var state = GuidanceState()

  /// Creates a guider.
  ///
  /// - Parameters:
  ///   - energy: what is to become small.
  ///   - grounding: the phrases and where they are to be seen.
  ///   - plan: when and how far latents move.
  public init(energy: any Energy, grounding: Grounding, plan: any GuidancePlan) {
    self.energy = energy
    self.grounding = grounding
    self.plan = plan
  }

  /// Moves the latents as often as the plan says.
  public mutating func guide(_ latents: Tensor, at moment: GuidanceMoment) throws -> Guided {
    guard !grounding.phrases.isEmpty else { return Guided(latents: latents) }
    let size = (height: latents.shape[1], width: latents.shape[2])
    let sites = energy.sites(among: moment.sites, latents: size)
    guard !sites.isEmpty else {
      throw GuidanceError.nothingToRead(energy: "\(type(of: energy))")
    }
    var latents = latents
    var trace: [GuidanceTrace] = []
    state.beginStep()
    while plan.continues(state, at: moment) {
      let start = ContinuousClock.now
      let x = latents.tracked()
      let value = energy.value(
        of: moment.maps(of: x, at: sites), for: grounding, step: moment.index)
      let loss = try finite(value, at: moment)
      state.note(value, loss)
      let move = plan.move(for: value, state, at: moment)
      var norm: Float?
      if let move {
        let slope = move.loss.gradients(of: [x])[0]
        norm = slope.withUnsafeElements { elements in
          Float(elements.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot())
        }
        guard norm?.isFinite == true else { throw diverged("the gradient", value, at: moment) }
        let moved = latents - slope * move.rate
        try check(moved, after: latents, value, at: moment)
        latents = moved
      }
      trace.append(
        GuidanceTrace(
          iteration: trace.count, loss: loss, terms: value.terms, gradientNorm: norm,
          duration: ContinuousClock.now - start))
      state.end(step: move?.ends ?? true)
      if state.hasEndedStep { break }
    }
    return Guided(latents: latents, trace: trace)
  }

  private func finite(_ value: EnergyValue, at moment: GuidanceMoment) throws -> Float {
    let loss = value.loss.scalar
    guard loss.isFinite else { throw diverged("the energy", value, at: moment) }
    return loss
  }

  /// Throws when a move left what a denoiser has ever seen.
  private func check(
    _ moved: Tensor, after latents: Tensor, _ value: EnergyValue, at moment: GuidanceMoment
  ) throws {
    let factor = moved.largestMagnitude / max(latents.largestMagnitude, 1)
    guard !(factor < Self.largestFactor) else { return }
    let worst = value.terms.filter { $0.phrase != nil }.max { $0.value < $1.value }?.phrase
    throw GuidanceError.exploded(
      step: moment.index, count: moment.count,
      factor: factor.isFinite ? factor : .greatestFiniteMagnitude,
      phrase: worst.map { grounding.phrases[$0].text })
  }

  /// How many times as large latents may be after a move.
  ///
  /// Moves of the published methods change latents by less than their own size; the denoiser's
  /// normalizations would hide any size, and paint noise.
  private static let largestFactor: Float = 100

  private func diverged(
    _ quantity: String, _ value: EnergyValue, at moment: GuidanceMoment
  ) -> GuidanceError {
    let culprit = value.terms.first { !$0.value.isFinite }?.phrase
    return .diverged(
      step: moment.index, count: moment.count, quantity: quantity,
      phrase: culprit.map { grounding.phrases[$0].text })
  }
}

extension Tensor {
  /// The largest distance of an element from zero.
  fileprivate var largestMagnitude: Float {
    withUnsafeElements { elements in elements.reduce(0) { max($0, $1.magnitude) } }
  }
}

/// When latents move, and how far: a method's schedule.
public protocol GuidancePlan: Sendable {
  /// Tells whether the energy is to be computed once more at a step.
  func continues(_ state: GuidanceState, at moment: GuidanceMoment) -> Bool

  /// Returns what is to be followed and how far, or nil to leave the latents and end the step.
  func move(
    for value: EnergyValue, _ state: GuidanceState, at moment: GuidanceMoment
  ) -> GuidanceMove?
}

/// A move of the latents: minus rate times the gradient of a loss.
public struct GuidanceMove: Sendable {
  /// The loss, tracked; mostly the energy's own.
  public let loss: Tensor
  /// What its gradient is multiplied by.
  public let rate: Float
  /// Whether it is the last of its step.
  public let ends: Bool

  /// Creates a move.
  public init(loss: Tensor, rate: Float, ends: Bool = true) {
    self.loss = loss
    self.rate = rate
    self.ends = ends
  }
}

/// What a plan may know of what was done so far.
public struct GuidanceState: Sendable {
  /// How often the energy has been computed at this step.
  public private(set) var iterations = 0
  /// The loss when it was computed last, at this step or an earlier one; infinite before the first.
  public private(set) var lastLoss = Float.infinity
  /// The terms of that loss.
  public private(set) var lastTerms: [EnergyValue.Term] = []

  /// Whether the last move was the last of its step.
  public private(set) var hasEndedStep = false

  /// Creates the state before the first step.
  public init() {}

  mutating func beginStep() {
    iterations = 0
    hasEndedStep = false
  }

  mutating func end(step: Bool) { hasEndedStep = step }

  mutating func note(_ value: EnergyValue, _ loss: Float) {
    iterations += 1
    lastLoss = loss
    lastTerms = value.terms
  }
}

internal import Drawing
internal import Layouts
internal import Networks
internal import Tensors

/// The walks of LMD one behind the other: each object's own, then the whole picture's.
struct LMDWalk: Walk {
  private let plan: LMDPreparation
  private let grounding: Grounding
  private let conditioning: Conditioning
  private var waiting: [ObjectTask]
  private var current: ObjectWalk?
  private var placed: [PlacedObject] = []
  private var overall: Sampling?
  private var index = 0

  let count: Int
  private(set) var latents: Tensor

  init(
    _ plan: LMDPreparation, grounding: Grounding, conditioning: Conditioning, tasks: [ObjectTask]
  ) {
    self.plan = plan
    self.grounding = grounding
    self.conditioning = conditioning
    waiting = tasks
    let steps = plan.request.scheduler.timesteps.count
    count = steps + tasks.count { $0.known == nil } * ObjectWalk.steps(of: plan)
    latents = plan.request.noise * plan.request.scheduler.initialNoiseScale
  }

  mutating func next() throws -> Sampling.Step? {
    while overall == nil {
      if let step = try objectStep() { return step }
    }
    return try overallStep()
  }

  /// Does a step of an object's own walk, or what lies between two walks.
  private mutating func objectStep() throws -> Sampling.Step? {
    if let step = try current?.next() {
      latents = step.latents
      return numbered(step, subject: current?.task.name)
    }
    if let done = current {
      try plan.request.objectStore?.keep(done.painted, for: done.task.key)
      placed.append(PlacedObject(done.painted, done.task, in: plan))
      current = nil
      return nil
    }
    guard !waiting.isEmpty else {
      overall = beginning()
      return nil
    }
    let task = waiting.removeFirst()
    if let known = task.known {
      placed.append(PlacedObject(known, task, in: plan))
    } else {
      current = ObjectWalk(task, in: plan)
    }
    return nil
  }

  /// The whole picture before its first step.
  private mutating func beginning() -> Sampling {
    // Large ones first: small ones lie on top (`utils/latents.py`).
    placed.sort { ($1.mask.area, $0.object) < ($0.mask.area, $1.object) }
    var energy = plan.energy
    if energy.transferWeight > 0 {
      energy.transfer = placed.reduce(into: AttentionTransfer()) { $1.transfer(to: &$0) }
    }
    let request = plan.request
    var sampling = Sampling(
      unet: request.model.unet, scheduler: request.scheduler, guidance: request.guidance,
      conditioning: conditioning, noise: request.noise, noiseSource: request.noiseSource,
      guider: EnergyGuider(energy: energy, grounding: grounding, plan: plan.plan),
      witness: request.witness, kept: request.kept)
    if plan.frozenSteps > 0 {
      let beginning = placed.reduce(sampling.latents) { $1.beginning(on: $0) }
      sampling.latents =
        request.kept?.restored(in: beginning, at: 0, of: request.scheduler) ?? beginning
    }
    latents = sampling.latents
    return sampling
  }

  private mutating func overallStep() throws -> Sampling.Step? {
    guard let step = try overall?.next() else { return nil }
    latents = step.latents
    if step.index < plan.frozenSteps {
      let frozen = placed.reduce(latents) { $1.frozen(on: $0, after: step.index) }
      let request = plan.request
      latents =
        request.kept?.restored(in: frozen, at: step.index + 1, of: request.scheduler) ?? frozen
      overall?.latents = latents
    }
    return numbered(step, subject: nil)
  }

  private mutating func numbered(_ step: Sampling.Step, subject: String?) -> Sampling.Step {
    defer { index += 1 }
    return Sampling.Step(
      index: index, count: count, timestep: step.timestep, latents: latents,
      original: step.original, guidance: step.guidance, subject: subject)
  }
}

/// An object's own walk.
struct ObjectWalk: Sendable {
  let task: ObjectTask
  private(set) var painted: PaintedObject
  private let recorder: WordRecorder
  private let kept: Int
  private let total: Int
  private var sampling: Sampling
  private var saliencies: [Tensor] = []

  /// The share of the steps before cutting out begins to look at attention: 10 of 50 (`models/attn.py`).
  private static let restlessShare = 0.2

  init(_ task: ObjectTask, in plan: LMDPreparation) {
    self.task = task
    kept = plan.readSteps
    total = Self.steps(of: plan)
    let request = plan.request
    recorder = WordRecorder(
      sites: task.attended + [task.salient].compactMap { $0 },
      token: task.grounding.phrases.first?.wordToken ?? 0, item: request.guidance.isActive ? 1 : 0)
    sampling = Sampling(
      unet: request.model.unet, scheduler: Self.scheduler(of: plan), guidance: request.guidance,
      conditioning: Conditioning(
        text: task.conditioning.text, control: recorder, adapters: task.conditioning.adapters),
      noise: task.start, noiseSource: task.noiseSource,
      guider: plan.stage.isGuided
        ? EnergyGuider(energy: plan.energy, grounding: task.grounding, plan: plan.plan) : nil)
    painted = PaintedObject(start: sampling.latents)
  }

  /// How many steps such a walk does.
  static func steps(of plan: LMDPreparation) -> Int {
    let all = scheduler(of: plan).timesteps.count
    return plan.stage.schedule == .stopped ? min(max(plan.readSteps, 1), all) : all
  }

  private static func scheduler(of plan: LMDPreparation) -> any Scheduler {
    plan.stage.schedule == .thinned
      ? ThinnedScheduler(plan.request.scheduler, keeping: plan.readSteps) : plan.request.scheduler
  }

  /// Does the next step, or returns nil after the last.
  mutating func next() throws -> Sampling.Step? {
    guard sampling.index < total, let step = try sampling.next() else {
      cutOut()
      return nil
    }
    if step.index < kept { painted.trajectory.append(step.latents) }
    let maps = recorder.take()
    let attended = Set(task.attended.map(\.path))
    if step.index < kept { painted.attention.append(maps.filter { attended.contains($0.key) }) }
    if let salient = task.salient, let map = maps[salient.path],
      step.index >= Int(Double(total) * Self.restlessShare)
    {
      saliencies.append(map.sum(axis: 0) / Float(map.shape[0]))
    }
    return step
  }

  private mutating func cutOut() {
    guard let salient = task.salient, let first = saliencies.first else { return }
    let sum = saliencies.dropFirst().reduce(first, +)
    painted.saliency = (sum / Float(saliencies.count)).reshaped([salient.height, salient.width])
    saliencies = []
  }
}

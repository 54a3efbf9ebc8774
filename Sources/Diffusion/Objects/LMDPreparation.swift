internal import Drawing
internal import Layouts
internal import Models
internal import Networks
internal import Tensors

/// What LMD needs before its first step: a task for every object, and the whole picture's prompt.
struct LMDPreparation: Sendable {
  let request: PaintingRequest
  let energy: LMDEnergy
  let plan: DescentPlan
  let stage: ObjectStage
  /// How GLIGEN's layers are used, if they are (LMD+).
  var layers: LMDLayers?

  /// The whole walk; what an object store holds is not painted again.
  func preparation() throws -> Preparation {
    try request.objectStore?.create()
    let grounding = try request.grounding(stage.prompt)
    let layout = request.layout
    let conditioning = request.conditioning(
      prompt: grounding.prompt,
      negative: ObjectStage.joined(layout.negative, stage.negative)
    ).adding(try adapters(of: layout.visible.objects), findings: [])
    var findings = layout.outsideFindings + conditioning.findings
    var tasks: [ObjectTask] = []
    if stage.isUsed {
      tasks = try layout.visibleIndices.map(task(for:))
      try recall(&tasks)
      for task in tasks where task.known != nil {
        findings.append(.reused(layout.objects[task.object], index: task.object))
      }
    }
    return Preparation(
      walk: LMDWalk(self, grounding: grounding, conditioning: conditioning, tasks: tasks),
      findings: findings)
  }

  /// The steps in which objects stay as they were painted.
  var frozenSteps: Int { Int(Double(request.scheduler.timesteps.count) * stage.frozenShare) }

  /// The steps in which the whole picture is led.
  var guidedSteps: Int {
    let count = request.scheduler.timesteps.count
    let exact = Double(plan.iterations.count * count) / Double(plan.publishedSteps)
    return min(Int(exact.rounded(.up)), count)
  }

  /// The steps of objects' own walks that the whole picture reads.
  var readSteps: Int { max(frozenSteps, energy.transferWeight > 0 ? guidedSteps : 0) }

  /// The latents' rows and columns.
  var size: (height: Int, width: Int) { (request.noise.shape[1], request.noise.shape[2]) }

  /// The cells of a region of the layout's canvas.
  func cells(of region: LayoutObject.Region) -> Mask {
    energy.raster.mask(
      of: region, on: request.layout.canvas, height: size.height, width: size.width)
  }

  private var sites: [AttentionSite] {
    request.model.unet.configuration.attentionSites(height: size.height, width: size.width)
  }

  private func task(for index: Int) throws -> ObjectTask {
    let object = request.layout.objects[index]
    let region = stage.isCentered ? centered(object.region) : object.region
    var alone = Layout(canvas: request.layout.canvas, background: request.layout.background)
    alone.objects = [LayoutObject(name: object.name, region: region)]
    let grounding = try Grounding(
      alone, tokenizer: request.model.tokenizer, length: request.model.maximumTokens)
    let negative = ObjectStage.joined(
      request.layout.negative, stage.negative, stage.objectNegative)
    let seed = seed(of: index)
    let conditioning = request.conditioning(prompt: grounding.prompt, negative: negative)
    return ObjectTask(
      object: index, name: object.name, region: cells(of: region),
      conditioning: conditioning.adding(try adapters(of: alone.objects), findings: []),
      grounding: grounding, start: start(seed: seed, in: cells(of: region)),
      noiseSource: request.noiseKind.source(seed: seed),
      attended: energy.sites(
        among: sites, latents: size), salient: salientSite)
  }

  /// The layer by whose maps objects are cut out: the last before the middle (`models/sam.py`).
  private var salientSite: AttentionSite? {
    let cross = sites.filter { $0.kind == .cross }
    return cross.last { $0.path.hasPrefix("down_blocks") } ?? cross.first
  }

  /// A region moved to the middle, a fifth of the canvas above its lower edge if it is not too high.
  private func centered(_ region: LayoutObject.Region) -> LayoutObject.Region {
    let canvas = request.layout.canvas
    let bounds = region.bounds
    // so_floor_padding 0.2 (`generation/lmd.py`).
    let bottom = max(0.8 * Double(canvas.height), min(bounds.height, Double(canvas.height)))
    return region.moved(
      x: (Double(canvas.width) - bounds.width) / 2 - bounds.x, y: bottom - bounds.maxY)
  }

  /// A seed for an object's noise, which other objects have no say in.
  ///
  /// The reference counts objects (`123456789 + i`), so that to remove one changes all behind it.
  private func seed(of index: Int) -> Int {
    let objects = request.layout.objects
    let name = objects[index].name
    let number =
      request.compatibility == .reference
      ? index
      : Int(Digest(name).value % 1_000_003) * 64 + objects[..<index].count { $0.name == name }
    return request.seed &+ 123_456_789 &+ number
  }

  /// The noise of the whole picture, with some of the object's own where it belongs.
  private func start(seed: Int, in region: Mask) -> Tensor {
    var source = request.noiseKind.source(seed: seed)
    let sizes = request.noise.shape.sizes
    let own = source.normal([1, sizes[3], sizes[1], sizes[2]]).channelsLast()
    let share = stage.noiseShare
    let mixed = request.noise * (1 - share).squareRoot() + own * share.squareRoot()
    return request.noise.replaced(by: mixed, in: region)
  }

  /// What GLIGEN's layers read of some objects.
  private func adapters(of objects: [LayoutObject]) throws -> AdapterConditioning? {
    guard let layers else { return nil }
    _ = try request.model.positionNet()
    guard !objects.isEmpty else { return nil }
    var adapters = try request.model.gligenConditioning(
      of: objects.map(\.name), at: objects.map(\.region), on: request.layout.canvas,
      guided: request.guidance.isActive,
      strengths: GroundingSchedule(beta: layers.beta)
        .scales(steps: request.scheduler.timesteps.count))
    adapters.guiderView = layers.guiderView
    return adapters
  }

  /// Looks the objects up in the store, if there is one.
  private func recall(_ tasks: inout [ObjectTask]) throws {
    guard let store = request.objectStore else { return }
    let denoiser = try request.model.denoiserDigest()
    for index in tasks.indices {
      tasks[index].key = key(of: tasks[index], denoiser: denoiser)
      tasks[index].known = store.object(for: tasks[index].key)
    }
  }

  private func key(of task: ObjectTask, denoiser: Digest) -> String {
    let schedule = request.scheduler
    let parts: [String] = [
      "maquette object 2", "\(denoiser)", "\(Digest(task.conditioning.text))",
      "\(Digest(task.start))", "\(schedule.kind) \(Digest("\(schedule)"))",
      "\(schedule.timesteps) \(stage.schedule) \(readSteps)", "\(request.guidance.scale)",
      stage.isGuided ? "\(plan) \(energy)" : "", "\(request.layout.canvas)",
      "\(Digest(task.region.values))", "\(task.grounding.phrases)",
      layers.map { "\($0) \(request.layout.objects[task.object].region)" } ?? "",
    ]
    return parts.joined(separator: "\n")
  }
}

/// An object to be painted by itself.
struct ObjectTask: Sendable {
  let object: Int
  let name: String
  let region: Mask
  let conditioning: Conditioning
  let grounding: Grounding
  let start: Tensor
  let noiseSource: any RandomSource
  let attended: [AttentionSite]
  let salient: AttentionSite?
  /// What decides how it will look.
  var key = ""
  /// What is known of it already.
  var known: PaintedObject?
}

extension Finding {
  fileprivate static func reused(_ object: LayoutObject, index: Int) -> Finding {
    Finding(
      rule: "object-reused", code: "MQ706", severity: .note,
      message:
        "\"\(object.name.shortened(to: JSONWriter.quotedLength))\" has been painted before and is taken from the store",
      object: index)
  }
}

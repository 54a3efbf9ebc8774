@testable import Diffusion
import Drawing
import Foundation
import Layouts
import Models
import Networks
import Tensors
import TestSupport
import Testing

private func model() throws -> DiffusionModel {
  try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
}

private let layout = Layout(
  canvas: Canvas(width: 64, height: 64), background: "a room",
  objects: [
    LayoutObject(name: "a cat", box: Box(x: 0, y: 8, width: 28, height: 40)),
    LayoutObject(
      name: "a dog", ellipse: Ellipse(centerX: 46, centerY: 40, major: 16, minor: 12, angle: 30)),
  ])

private func settings(_ parameters: [String: String] = [:], steps: Int = 4) -> RenderSettings {
  RenderSettings(
    method: .lmd, parameters: parameters, steps: steps, guidanceScale: 3, scheduler: .ddim, seed: 1)
}

private func paint(
  _ settings: RenderSettings, _ layout: Layout = layout, store: URL? = nil
) throws -> (latents: Tensor, steps: [Sampling.Step], findings: [Finding]) {
  let painting = try Renderer(model(), objectStore: store.map(ObjectStore.init))
    .begin(layout, settings)
  var walk = painting.sampling
  var steps: [Sampling.Step] = []
  while let step = try walk.next() { steps.append(step) }
  #expect(steps.count == walk.count)
  #expect(steps.map(\.index) == Array(0..<walk.count))
  return (walk.latents, steps, painting.findings)
}

@Suite("LMD: objects by themselves, then all in one picture")
struct LMDTests {
  @Test func paintsEveryObjectThenTheWhole() throws {
    let (latents, steps, _) = try paint(settings())
    #expect(
      steps.map(\.subject) == [String](repeating: "a cat", count: 4)
        + [String](repeating: "a dog", count: 4) + [String?](repeating: nil, count: 4))
    #expect(latents.values.allSatisfy { $0.isFinite })
    #expect(steps.contains { !$0.guidance.isEmpty && $0.subject == nil })
    let again = try paint(settings()).latents
    #expect(again.values == latents.values)
  }

  /// What is frozen is the object's own walk, unmoved where nothing is aligned.
  @Test func objectsStayAsTheyWerePainted() throws {
    let one = Layout(canvas: layout.canvas, background: "a room", objects: [layout.objects[0]])
    let (_, steps, _) = try paint(
      settings(["center-objects": "false", "align": "false", "mask": "region"]), one)
    let (own, whole) = (steps[..<4], steps[4...])
    for (step, alone) in zip(whole, own).prefix(2) {
      for row in 0..<8 {
        for column in 0..<8 {
          let inside = (1..<6).contains(row) && column < 4
          let cell = (row * 8 + column) * 4..<(row * 8 + column + 1) * 4
          #expect(
            !inside || Array(step.latents.values[cell]) == Array(alone.latents.values[cell]))
        }
      }
    }
    #expect(largestDifference(whole[6].latents, own[2].latents) > 0)
  }

  @Test func anEditPaintsOnlyWhatItChanged() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "maquette-objects-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try paint(settings(), store: folder)
    let second = try paint(settings(), store: folder)
    #expect(second.latents.values == first.latents.values)
    #expect(second.steps.count == 4)
    #expect(second.findings.filter { $0.code == "MQ706" }.count == 2)
    // One object moved: the other is known, wherever it stands in the list.
    var edited = layout
    edited.objects[0].region = .box(Box(x: 4, y: 0, width: 20, height: 30))
    edited.objects.swapAt(0, 1)
    let third = try paint(settings(), edited, store: folder)
    #expect(Set(third.steps.compactMap(\.subject)) == ["a cat"])
    // Other numbers, another picture of each object.
    #expect(try paint(settings(["noise-share": "0.5"]), store: folder).steps.count == 12)
    // A damaged file is as none.
    for file in try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    {
      try Data("damaged".utf8).write(to: file)
    }
    let repaired = try paint(settings(), store: folder)
    #expect(repaired.latents.values == first.latents.values && repaired.steps.count == 12)
  }

  /// Weights that differ anywhere paint other objects.
  @Test func theStoreTellsDenoisersApart() throws {
    let checkpoint = try CheckpointFolder(fixture("checkpoints/sd1-tiny"))
    let plain = try DiffusionModel(checkpoint).denoiserDigest()
    #expect(try DiffusionModel(checkpoint).denoiserDigest() == plain)
    let blobs = try DiffusionModel(checkpoint, adapter: fixture("checkpoints/blob-tiny"))
    let digests: Set = [
      plain, try blobs.denoiserDigest(),
      try DiffusionModel(CheckpointFolder(fixture("checkpoints/gligen-tiny"))).denoiserDigest(),
      try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd2-tiny"))).denoiserDigest(),
    ]
    #expect(digests.count == 4)
  }

  @Test func theStoreTellsScheduleSettingsApart() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "maquette-objects-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try paint(settings(), store: folder)
    var other = settings()
    other.scheduler = .euler
    #expect(try paint(other, store: folder).steps.count == 12)
    var wide = layout
    wide.canvas = Canvas(width: 65, height: 64)
    #expect(try paint(settings(), wide, store: folder).steps.count == 12)
  }

  @Test(arguments: ["whole": 12, "thinned": 10, "stopped": 8])
  func schedules(name: String, count: Int) throws {
    let (latents, steps, _) = try paint(
      settings(["schedule": name, "steps": "12", "frozen": "0.5"]))
    // Of four steps the whole picture reads two frozen ones and the first guided one.
    #expect(steps.count == count)
    #expect(latents.values.allSatisfy { $0.isFinite })
  }

  @Test func bareLayoutsArePlain() throws {
    let bare = Layout(canvas: layout.canvas, caption: "a cat and a dog")
    let lmd = try paint(settings(["negative": ""]), bare)
    var plain = try Renderer(model()).begin(
      bare, RenderSettings(method: .plain, steps: 4, guidanceScale: 3, scheduler: .ddim, seed: 1)
    ).sampling
    while try plain.next() != nil {}
    #expect(lmd.latents.values == plain.latents.values)
  }

  @Test func oddLayouts() throws {
    let whole = Box(x: 0, y: 0, width: 64, height: 64)
    let objects = [
      LayoutObject(name: "a dog", box: Box(x: 100, y: 0, width: 10, height: 10)),
      LayoutObject(name: "a cat", box: whole),
      LayoutObject(name: "a cat", box: Box(x: 3, y: 3, width: 1, height: 1)),
    ]
    let odd = Layout(canvas: layout.canvas, background: "a room", objects: objects)
    let result = try paint(settings(steps: 2), odd)
    #expect(result.latents.values.allSatisfy { $0.isFinite })
    #expect(result.findings.contains { $0.code == "MQ702" && $0.object == 0 })
    // Objects outside are neither painted nor named, those of one name have noise of their own.
    let seen = Layout(canvas: layout.canvas, background: "a room", objects: Array(objects[1...]))
    #expect(try paint(settings(steps: 2), seen).latents.values == result.latents.values)
    #expect(result.steps.count == 6)
    #expect(result.steps[0].latents.values != result.steps[2].latents.values)
  }

  @Test func theReferencesQuirks() throws {
    let plain = try Method.lmd.recipe()
    let reference = try Method.lmd.recipe(compatibility: .reference)
    #expect(plain.values.contains { $0.name == "stale-loss" && $0.value == "false" })
    #expect(reference.values.contains { $0.name == "stale-loss" && $0.value == "true" })
    // An object beyond the canvas has the whole layout rescaled.
    var beyond = layout
    beyond.objects[0].region = .box(Box(x: -4, y: 8, width: 28, height: 40))
    var compatible = settings(["objects": "false", "stale-loss": "false"], steps: 2)
    let mine = try paint(compatible, beyond)
    compatible.compatibility = .reference
    #expect(largestDifference(try paint(compatible, beyond).latents, mine.latents) > 0)
  }
}

@Suite("Cutting objects out by their attention")
struct ObjectCutoutTests {
  private let region = Mask(
    .box(Box(x: 2, y: 2, width: 4, height: 4)), canvas: Canvas(width: 8, height: 8), height: 8,
    width: 8)

  private func attention(_ cells: [(Int, Int)]) -> Tensor {
    var values = [Float](repeating: 0, count: 64)
    for (row, column) in cells { values[row * 8 + column] = 1 }
    return Tensor([8, 8], values)
  }

  @Test func thresholdTakesThePieceThatMeetsTheRegion() {
    let block = (2..<6).flatMap { row in (2..<6).map { (row, $0) } }
    let mask = ObjectCutout().mask(from: attention(block + [(0, 7)]), region: region)
    #expect(mask[3, 3] == 1 && mask[0, 7] == 0)
    #expect(mask.area >= 12)
  }

  @Test func elsewhereIsTheRegionItself() {
    #expect(ObjectCutout().mask(from: attention([(7, 0)]), region: region) == region)
    #expect(ObjectCutout().mask(from: attention([]), region: region) == region)
  }

  @Test func strongestTakesAShareOfTheRegion() {
    var cutout = ObjectCutout()
    cutout.kind = .strongest
    let mask = cutout.mask(from: attention([(2, 2), (2, 3), (3, 2)]), region: region)
    #expect(mask.area == 12)
    #expect(mask[2, 2] == 1 && mask[5, 5] == 0)
    #expect(zip(mask.values, region.values).allSatisfy { $0 <= $1 })
  }
}

@Suite("Leaving steps out")
struct ThinnedSchedulerTests {
  /// A model that knows the noise leads to the original, however long the steps are.
  @Test(arguments: [SchedulerKind.ddim, .euler, .dpmSolver, .pndm])
  func jumpsLeadToTheOriginal(kind: SchedulerKind) throws {
    let file = try SchedulerFile(
      contentsOf: fixture("checkpoints/sd1-tiny/scheduler/scheduler_config.json"))
    let base = try file.configuration(for: kind).scheduler(steps: 20)
    let thinned = ThinnedScheduler(base, keeping: 8)
    #expect(thinned.timesteps.count < base.timesteps.count)
    #expect(thinned.timesteps.prefix(8) == base.timesteps.prefix(8))
    let original = Tensor([1, 1, 1, 2], [0.3, -0.8])
    let noise = Tensor([1, 1, 1, 2], [1.1, 0.4])
    var sample = thinned.addingNoise(to: original, noise: noise, at: 0)
    var history = SchedulerHistory()
    for index in thinned.timesteps.indices {
      let step = thinned.step(modelOutput: noise, index: index, sample: sample, history: history)
      (sample, history) = (step.sample, step.history)
      let expected = thinned.addingNoise(to: original, noise: noise, at: index + 1)
      #expect(largestDifference(sample, expected) < 2e-3)
    }
  }
}

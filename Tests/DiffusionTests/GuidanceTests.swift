@testable import Diffusion
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
  canvas: Canvas(width: 64, height: 64), caption: "a cat and a dog",
  objects: [
    LayoutObject(name: "a cat", box: Box(x: 0, y: 8, width: 28, height: 40)),
    LayoutObject(
      name: "a dog", ellipse: Ellipse(centerX: 46, centerY: 40, major: 16, minor: 12, angle: 30)),
  ])

/// The latents after all steps, and what was done at each.
private func paint(
  _ settings: RenderSettings, _ layout: Layout = layout
) throws -> (latents: Tensor, steps: [Sampling.Step]) {
  var walk = try Renderer(model()).begin(layout, settings).sampling
  var steps: [Sampling.Step] = []
  while let step = try walk.next() { steps.append(step) }
  return (walk.latents, steps)
}

@Suite("Guidance within the sampling loop")
struct GuidanceTests {
  static let guided: [Method] = [.boxdiff, .layoutGuidance, .attentionRefocusing, .attendExcite]

  @Test(arguments: guided)
  func movesLatentsAndTellsHow(method: Method) throws {
    let settings = RenderSettings(method: method, steps: 4, guidanceScale: 3, seed: 1)
    let (latents, steps) = try paint(settings)
    let plain = try paint(RenderSettings(method: .plain, steps: 4, guidanceScale: 3, seed: 1))
    #expect(latents.values.allSatisfy { $0.isFinite })
    #expect(largestDifference(latents, plain.latents) > 1e-4)
    let entries = steps.flatMap(\.guidance)
    #expect(!entries.isEmpty)
    #expect(entries.allSatisfy { $0.loss.isFinite && !$0.terms.isEmpty })
    #expect(entries.contains { ($0.gradientNorm ?? 0) > 0 })
    // The same again gives the same.
    let again = try paint(settings).latents
    #expect(again.values == latents.values)
  }

  @Test(arguments: guided)
  func noScaleMovesNothing(method: Method) throws {
    let still = try paint(
      RenderSettings(
        method: method, parameters: ["scale": "0"], steps: 2, guidanceScale: 3, seed: 1))
    let plain = try paint(RenderSettings(method: .plain, steps: 2, guidanceScale: 3, seed: 1))
    #expect(still.latents.values == plain.latents.values)
  }

  @Test(arguments: guided)
  func layoutsWithoutObjectsArePlain(method: Method) throws {
    let bare = Layout(canvas: layout.canvas, caption: "a cat and a dog")
    let guided = try paint(RenderSettings(method: method, steps: 2, seed: 1), bare)
    let plain = try paint(RenderSettings(method: .plain, steps: 2, seed: 1), bare)
    #expect(guided.latents.values == plain.latents.values)
  }

  /// One object over all, sixty, and objects outside: a picture or one sentence.
  @Test(arguments: guided)
  func oddLayouts(method: Method) throws {
    func finite(_ objects: [LayoutObject]) throws -> Bool {
      let odd = Layout(canvas: layout.canvas, background: "a room", objects: objects)
      return try paint(RenderSettings(method: method, steps: 1, seed: 1), odd)
        .latents.values.allSatisfy { $0.isFinite }
    }
    let whole = Box(x: 0, y: 0, width: 64, height: 64)
    let covering = try finite([LayoutObject(name: "a cat", box: whole)])
    #expect(covering)
    let many = (0..<60).map { index in
      LayoutObject(
        name: "a cat",
        box: Box(x: Double(index % 8) * 8, y: Double(index / 8) * 8, width: 7, height: 7))
    }
    let crowded = try finite(many)
    #expect(crowded)
    let outside = Box(x: 100, y: 0, width: 10, height: 10)
    let partly = try finite([
      LayoutObject(name: "a dog", box: outside), LayoutObject(name: "a cat", box: whole),
    ])
    #expect(partly)
  }

  /// A gradient step along the energy makes it smaller: the sign and the maps are right.
  @Test(arguments: guided)
  func followingTheGradientLowersTheEnergy(method: Method) throws {
    let steps = try paint(
      RenderSettings(
        method: method,
        parameters: method == .layoutGuidance ? ["scale": "1"] : ["scale": "0.5"], steps: 1,
        guidanceScale: 3, seed: 1)
    ).steps
    let losses = steps.flatMap(\.guidance).map(\.loss)
    guard losses.count > 1 else { return }
    #expect(losses[losses.count - 1] < losses[0])
  }

  @Test func movesWithoutMeasureStopThePainting() throws {
    let settings = RenderSettings(
      method: .boxdiff, parameters: ["scale": "1e20"], steps: 2, guidanceScale: 3, seed: 1)
    var walk = try Renderer(model()).begin(layout, settings).sampling
    let before = walk.latents
    let error = #expect(throws: GuidanceError.self) { try walk.next() }
    #expect("\(try #require(error))".contains("step 1 of 2"))
    #expect("\(try #require(error))".contains("more than a million times"))
    #expect(walk.latents.values == before.values)
  }

  @Test func divergenceNamesTheStepAndKeepsTheLatents() throws {
    struct Broken: Energy {
      func sites(
        among sites: [AttentionSite], latents: (height: Int, width: Int)
      ) -> [AttentionSite] { Array(sites.filter { $0.kind == .cross }.prefix(1)) }

      func value(of maps: AttentionMaps, for grounding: Grounding, step: Int) -> EnergyValue {
        EnergyValue(
          loss: maps.maps[0].weights.sum() * .nan,
          terms: [EnergyValue.Term("inner", phrase: 1, value: .nan)])
      }
    }
    let model = try model()
    let grounding = try Grounding(
      layout, tokenizer: model.tokenizer, length: model.maximumTokens, source: .caption)
    let scheduling = try model.scheduling.configuration(for: nil)
    let noise = Tensor(repeating: 0.5, [1, 8, 8, 4])
    var walk = Sampling(
      unet: model.unet, scheduler: try scheduling.scheduler(steps: 2),
      guidance: ClassifierFree(scale: 1),
      conditioning: Conditioning(text: model.encode([grounding.prompt])), noise: noise,
      noiseSource: PhiloxRandomSource(seed: 1),
      guider: EnergyGuider(energy: Broken(), grounding: grounding, plan: ExcitePlan()))
    let before = walk.latents
    #expect(
      throws: GuidanceError.diverged(
        step: 0, count: 2, quantity: "the energy", phrase: grounding.phrases[1].text)
    ) { try walk.next() }
    #expect(walk.latents.values == before.values)
  }
}

@Suite("Numbers of methods")
struct RecipeParameterTests {
  @Test func namesAndValuesAreChecked() {
    #expect(throws: RecipeError.self) { try Method.boxdiff.recipe(setting: ["sclae": "1"]) }
    #expect(throws: RecipeError.self) { try Method.boxdiff.recipe(setting: ["scale": "much"]) }
    #expect(throws: RecipeError.self) { try Method.boxdiff.recipe(setting: ["share": "0"]) }
    #expect(throws: RecipeError.self) { try Method.plain.recipe(setting: ["scale": "1"]) }
  }

  @Test(arguments: Method.allCases)
  func everyParameterCanBeSetToItsOwnValue(method: Method) throws {
    let manual = method.manual
    #expect(Set(manual.map(\.name)).count == manual.count)
    let values = Dictionary(uniqueKeysWithValues: manual.map { ($0.name, $0.value) })
    let recipe = try method.recipe(setting: values)
    #expect(recipe.values.map(\.value) == manual.map(\.value))
    #expect(manual.allSatisfy { $0.explanation.hasSuffix(".") && !method.explanation.isEmpty })
  }

  @Test func publishedNumbers() throws {
    let boxdiff = try Method.boxdiff.recipe().values
    #expect(boxdiff.contains { $0.name == "scale" && $0.value == "20.0" })
    let layoutGuidance = try Method.layoutGuidance.recipe().values
    #expect(layoutGuidance.contains { $0.name == "threshold" && $0.value == "0.2" })
    #expect(layoutGuidance.contains { $0.name == "steps" && $0.value == "10" })
    let more = try LayoutGuidance(
      setting: ["steps": "12", "iterations": "3"], of: .layoutGuidance)
    #expect(more.plan.iterations == Array(repeating: 3, count: 12))
  }
}

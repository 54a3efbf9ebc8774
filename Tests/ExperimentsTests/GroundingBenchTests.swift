import Diffusion
import Layouts
import Models
import TestSupport
import Testing

@testable import Experiments

@Suite("Keeping to layouts, measured")
struct GroundingBenchTests {
  @Test func builtInLayoutsAreAllDifferentAndWhole() {
    let layouts = GroundingCorpus(count: 200).layouts
    #expect(Set(layouts.map(\.caption)).count == 200)
    for layout in layouts {
      #expect((2...3).contains(layout.objects.count), "\(layout.caption)")
      #expect(Set(layout.objects.map(\.name)).count == layout.objects.count, "\(layout.caption)")
    }
    #expect(GroundingCorpus(count: 5).layouts == Array(layouts.prefix(5)))
  }

  private func sample(
    _ method: Method, _ layout: Int, _ inside: Double?, failure: String? = nil
  ) -> GroundingBench.Sample {
    GroundingBench.Sample(
      method: method, layout: layout, seed: 0, inside: inside, settled: inside, seconds: 2,
      megabytes: Double(layout), failure: failure)
  }

  @Test func gainsArePaired() throws {
    let plain = [sample(.plain, 0, 0.1), sample(.plain, 1, 0.3), sample(.plain, 2, 0.5)]
    // Out of order, one without a picture, one without a partner.
    let others = [
      sample(.boxdiff, 1, 0.4), sample(.boxdiff, 0, 0.05), sample(.boxdiff, 3, 0.9),
      sample(.boxdiff, 2, nil, failure: "no room"),
    ]
    let score = GroundingScore(others, beside: plain)
    let inside = try #require(score.inside)
    #expect(score.pictures == 3 && inside.pairs == 2 && inside.rises == 1)
    #expect(abs(inside.mean - 0.45) < 1e-12)
    #expect(abs(try #require(inside.gain) - 0.025) < 1e-12)
    // The differences are 0.1 and −0.05.
    #expect(abs(try #require(inside.gainError) - 0.075) < 1e-12)
    #expect(score.failures == ["no room"] && score.megabytes == 3 && score.seconds == 2)
    let own = GroundingScore(plain, beside: plain)
    #expect(own.inside?.gain == nil && own.inside?.pairs == 0)
    #expect(abs(try #require(own.inside).deviation - 0.2) < 1e-12)
  }

  @Test func layoutsThatCannotBePaintedAreToldAndSkipped() throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let layouts = [
      Layout(
        caption: "a cat",
        objects: [LayoutObject(name: " ", box: Box(x: 0, y: 0, width: 64, height: 64))]),
      Layout(
        caption: "a cat",
        objects: [LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 256, height: 256))]),
    ]
    let bench = GroundingBench(
      model, layouts: layouts, seeds: [3], settings: RenderSettings(steps: 1))
    var samples: [GroundingBench.Sample] = []
    bench.measure(.layoutGuidance) { samples.append($0) }
    #expect(samples.map { $0.failure == nil } == [false, true])
    #expect(samples[0].inside == nil && samples[1].inside != nil && samples[1].settled != nil)
    #expect(bench.canPaint(.plain) && !bench.canPaint(.gligen))
  }

  /// Attention is measured in the whole picture's walk; objects' own walks are not watched.
  @Test func objectsPaintedByThemselvesDoNotDilute() throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let layout = Layout(
      caption: "a cat",
      objects: [LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 256, height: 256))])
    var settings = RenderSettings(method: .lmd, steps: 2, seed: 3)
    var painting = try Renderer(model).begin(layout, settings, watching: AttentionWish())
    let (watch, grounding) = (try #require(painting.watch), try #require(painting.grounding))
    var masses: [AttentionMass] = []
    while let step = try painting.sampling.next() {
      let mass = AttentionMass(of: watch.take().maps, for: grounding)
      #expect((mass == nil) == (step.subject != nil))
      if let mass { masses.append(mass) }
    }
    #expect(masses.count == 2 && painting.sampling.count == 4)
    settings.method = .plain
    let bench = GroundingBench(model, layouts: [layout], seeds: [3], settings: settings)
    bench.measure(.lmd) { #expect($0.inside == AttentionMass(meanOf: masses)?.inside) }
  }

  /// The same latents give the same share, whatever painted them.
  @Test func settledMassIsAFunctionOfTheLatents() throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let layout = Layout(
      caption: "a cat and a dog",
      objects: [LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 256, height: 512))])
    let renderer = Renderer(model)
    let painting = try renderer.begin(layout, RenderSettings(method: .plain, steps: 1))
    let latents = painting.sampling.latents
    let mass = try #require(try renderer.settledMass(of: latents, for: layout))
    #expect(mass == (try renderer.settledMass(of: latents, for: layout)))
    #expect(mass.phrases.map(\.text) == ["a cat"] && abs(mass.phrases[0].area - 0.5) < 1e-6)
    var mirrored = layout
    mirrored.objects[0].region = .box(Box(x: 256, y: 0, width: 256, height: 512))
    let rest = try #require(try renderer.settledMass(of: latents, for: mirrored))
    #expect(abs(mass.phrases[0].inside + rest.phrases[0].inside - 1) < 1e-5)
  }
}

import Diffusion
import Foundation
import Layouts
import Models
import Networks
import Tensors
import TestSupport
import Testing

@Suite("GLIGEN and BlobGEN on whatever layout comes")
struct AdapterRecipeTests {
  static let methods: [Method] = [.gligen, .blobgen]

  private let canvas = Canvas(width: 64, height: 64)
  private let box = Box(x: 4, y: 8, width: 30, height: 40)

  private func model(_ method: Method) throws -> DiffusionModel {
    method == .gligen
      ? try DiffusionModel(CheckpointFolder(fixture("checkpoints/gligen-tiny")))
      : try DiffusionModel(
        CheckpointFolder(fixture("checkpoints/sd1-tiny")),
        adapter: fixture("checkpoints/blob-tiny"))
  }

  private func paint(
    _ method: Method, _ objects: [LayoutObject], like other: Method? = nil,
    setting parameters: [String: String] = [:]
  ) throws -> (latents: [Float], findings: [Finding]) {
    let layout = Layout(canvas: canvas, caption: "a cat in a room", objects: objects)
    let painting = try Renderer(model(method)).begin(
      layout,
      RenderSettings(
        method: other ?? method, parameters: parameters, width: 32, height: 32, steps: 4,
        guidanceScale: 3, seed: 1))
    var sampling = painting.sampling
    while try sampling.next() != nil {}
    #expect(sampling.latents.values.allSatisfy { $0.isFinite })
    return (sampling.latents.values, painting.findings)
  }

  @Test(arguments: methods) func objectsMakeADifference(method: Method) throws {
    let cat = LayoutObject(name: "a cat", box: box)
    let grounded = try paint(method, [cat])
    let plain = try paint(method, [cat], like: .plain)
    #expect(grounded.latents != plain.latents)
    #expect(grounded.findings.isEmpty)
    let moved = LayoutObject(name: "a cat", box: Box(x: 30, y: 20, width: 30, height: 40))
    #expect(try paint(method, [moved]).latents != grounded.latents)
    // Where no step is grounded, nothing is.
    #expect(try paint(method, [cat], setting: ["beta": "0"]).latents == plain.latents)
  }

  @Test(arguments: methods) func picturesWithoutObjectsArePlain(method: Method) throws {
    #expect(try paint(method, []).latents == paint(method, [], like: .plain).latents)
  }

  @Test(arguments: methods) func objectsOutsideAreLeftOutAndTold(method: Method) throws {
    let cat = LayoutObject(name: "a cat", box: box)
    let outside = LayoutObject(
      name: "a dog", ellipse: Ellipse(centerX: 200, centerY: 0, major: 20, minor: 10, angle: 0))
    let both = try paint(method, [outside, cat])
    #expect(try both.latents == paint(method, [cat]).latents)
    #expect(both.findings.map(\.code) == ["MQ702"] && both.findings[0].object == 0)
    #expect(try paint(method, [outside]).latents == paint(method, [], like: .plain).latents)
    // Partly outside, over all, or without area, an object is still one.
    for region in [
      Box(x: -40, y: 30, width: 60, height: 60), Box(x: -10, y: -10, width: 90, height: 90),
      Box(x: 30, y: 30, width: 0, height: 0),
    ] {
      #expect(try paint(method, [LayoutObject(name: "a cat", box: region)]).findings.isEmpty)
    }
  }

  @Test(arguments: methods) func sixtyObjects(method: Method) throws {
    let many = (0..<60).map { index in
      LayoutObject(
        name: "a cat \(index)",
        box: Box(x: Double(index % 8) * 8, y: Double(index / 8) * 8, width: 7, height: 7))
    }
    if method == .gligen {
      #expect(throws: GroundingError.tooManyObjects(count: 60, limit: 30)) {
        try paint(method, many)
      }
      #expect(try paint(method, Array(many.prefix(30))).findings.isEmpty)
    } else {
      #expect(try paint(method, many).findings.isEmpty)
    }
  }

  @Test(arguments: methods) func longPhrasesAreCutAndTold(method: Method) throws {
    let long = String(repeating: "very ", count: 100) + "large cat"
    let cut = try paint(method, [LayoutObject(name: long, box: box)])
    #expect(cut.findings.map(\.code) == ["MQ701"])
    let longer = try paint(method, [LayoutObject(name: long + " asleep", box: box)])
    #expect(longer.latents == cut.latents)
  }

  @Test func blobgenMayBeToldTheLayoutForTheCaption() throws {
    let cat = LayoutObject(name: "a cat", box: box)
    func latents(_ layout: Layout, _ prompt: String) throws -> [Float] {
      let settings = RenderSettings(
        method: .blobgen, parameters: ["prompt": prompt], width: 32, height: 32, steps: 2,
        guidanceScale: 3, seed: 1)
      var sampling = try Renderer(model(.blobgen)).begin(layout, settings).sampling
      while try sampling.next() != nil {}
      return sampling.latents.values
    }
    let spoken = Layout(
      canvas: canvas, caption: "no dog", background: "a room", objects: [cat])
    var said = spoken
    said.caption = "a room with a cat"
    #expect(try latents(spoken, "composed") == latents(said, "caption"))
    #expect(try latents(spoken, "caption") != latents(said, "caption"))
    // Attention is looked for in what was said.
    let settings = RenderSettings(
      method: .blobgen, parameters: ["prompt": "composed"], width: 32, height: 32, steps: 2)
    let watched = try Renderer(model(.blobgen)).begin(spoken, settings, watching: AttentionWish())
    #expect(watched.grounding?.prompt == said.caption)
    // A layout that says nothing leaves the caption.
    let bare = Layout(canvas: canvas, caption: "a room")
    #expect(try latents(bare, "composed") == latents(bare, "caption"))
  }

  @Test(arguments: methods) func wordingDecidesWhatIsSaid(method: Method) throws {
    let described = LayoutObject(name: "a cat", description: "it is black", box: box)
    let named = LayoutObject(name: "a cat", box: box)
    let joined = LayoutObject(name: "a cat, it is black", box: box)
    let nameless = LayoutObject(name: " ", description: "a cat", box: box)
    func latents(_ object: LayoutObject, _ wording: String) throws -> [Float] {
      try paint(method, [object], setting: ["wording": wording]).latents
    }
    #expect(try latents(described, "name") == latents(named, "name"))
    #expect(try latents(described, "everything") == latents(joined, "everything"))
    #expect(try latents(nameless, "name") == latents(named, "name"))
    #expect(throws: RenderError.namelessObject(index: 0)) {
      try paint(method, [LayoutObject(name: " ", box: box)])
    }
  }

  @Test func strengthMayFall() throws {
    let cat = LayoutObject(name: "a cat", box: box)
    let abrupt = try paint(.gligen, [cat], setting: ["beta": "0.25"])
    let falling = try paint(.gligen, [cat], setting: ["beta": "0.25", "falling": "0.75"])
    #expect(abrupt.latents != falling.latents)
    #expect(throws: GroundingScheduleError.impossibleShares(full: 0.8, falling: 0.5)) {
      try paint(.gligen, [cat], setting: ["beta": "0.8", "falling": "0.5"])
    }
  }

  /// Guiders see gated layers exactly at the steps that run them.
  @Test func guidersSeeWhatRuns() throws {
    struct Witness: Guider {
      mutating func guide(_ latents: Tensor, at moment: GuidanceMoment) throws -> Guided {
        let gated = moment.sites.filter { $0.kind == .gated }
        #expect(gated.isEmpty == (moment.index >= 2))
        let maps = moment.maps(of: latents, at: moment.sites)
        #expect(maps.maps.map(\.site) == moment.sites)
        if let map = maps.maps(of: .gated).first {
          let pixels = map.site.height * map.site.width
          #expect(map.weights.shape[2] == pixels + GLIGENTextBoundingboxProjection.places)
        }
        return Guided(latents: latents)
      }
    }
    let model = try model(.gligen)
    let adapters = try model.gligenConditioning(
      of: ["a cat"], at: [.box(box)], on: canvas, guided: true, strengths: [1, 0.5, 0])
    var walk = Sampling(
      unet: model.unet, scheduler: try model.scheduling.configuration(for: nil).scheduler(steps: 3),
      guidance: ClassifierFree(scale: 3),
      conditioning: Conditioning(text: model.encode(["", "a cat"]), adapters: adapters),
      noise: Tensor(repeating: 0.5, [1, 8, 8, 4]), noiseSource: PhiloxRandomSource(seed: 1),
      guider: Witness())
    var steps = 0
    while try walk.next() != nil { steps += 1 }
    #expect(steps == 3)
  }

  /// Energies that read grounding tokens find those of their own objects, and boxes still lead.
  @Test(arguments: [Method.attentionRefocusing, .boxdiff])
  func guidedMethodsMayStandOnGLIGEN(method: Method) throws {
    let outside = LayoutObject(name: "a bird", box: Box(x: 100, y: 0, width: 9, height: 9))
    let objects = [
      outside, LayoutObject(name: "a cat", box: box),
      LayoutObject(name: "a dog", box: Box(x: 36, y: 20, width: 24, height: 40)),
    ]
    let layout = Layout(canvas: canvas, caption: "a cat and a dog, no bird", objects: objects)
    func paint(
      gligen: String, scale: String = "0.1"
    ) throws -> (latents: [Float], terms: [[EnergyValue.Term]], findings: [Finding]) {
      let painting = try Renderer(model(.gligen)).begin(
        layout,
        RenderSettings(
          method: method, parameters: ["gligen": gligen, "scale": scale], steps: 5,
          guidanceScale: 3, seed: 1))
      var sampling = painting.sampling
      var terms: [[EnergyValue.Term]] = []
      while let step = try sampling.next() { terms.append(step.guidance.flatMap(\.terms)) }
      return (sampling.latents.values, terms, painting.findings)
    }
    let without = try paint(gligen: "0")
    let with = try paint(gligen: "0.4")
    #expect(with.latents != without.latents)
    #expect(with.latents.allSatisfy { $0.isFinite })
    #expect(with.findings.map(\.code) == ["MQ702"])
    func steps(_ run: [[EnergyValue.Term]]) -> [Bool] {
      run.map { $0.contains { $0.name == "grounding" } }
    }
    #expect(!steps(without.terms).contains(true))
    if method == .attentionRefocusing {
      #expect(steps(with.terms).prefix(2).allSatisfy { $0 })
      #expect(!steps(with.terms).dropFirst(2).contains(true))
    }
    // Without moves it is GLIGEN's picture.
    let still = try paint(gligen: "0.4", scale: "0").latents
    let visible = Layout(
      canvas: canvas, caption: "a cat and a dog, no bird", objects: Array(objects.dropFirst()))
    var plain = try Renderer(model(.gligen)).begin(
      visible,
      RenderSettings(
        method: .gligen, parameters: ["beta": "0.4"], steps: 5, guidanceScale: 3, seed: 1)
    ).sampling
    while try plain.next() != nil {}
    #expect(still == plain.latents.values)
  }
}

import Layouts

/// Puts into words what became of a caption.
struct Explanation {
  /// The decisions in the order of the caption, those about the whole last.
  private(set) var decisions: [PlanDecision] = []

  private let scene: SceneGraph
  private let placed: [Placement.Placed]
  private let canvas: Canvas

  /// Explains a placed scene.
  init(_ scene: SceneGraph, _ placed: [Placement.Placed], _ request: PlanRequest) {
    self.scene = scene
    self.placed = placed
    canvas = request.canvas
    for index in scene.things.indices { explain(thing: index) }
    for relation in scene.relations { explain(relation) }
    for surrounding in scene.surroundings {
      decisions.append(
        PlanDecision(
          topic: .surroundings,
          message: "“\(surrounding.phrase)” surrounds the things: it is in the background prompt",
          source: surrounding.source))
    }
    for exclusion in scene.exclusions {
      decisions.append(
        PlanDecision(
          topic: .exclusion,
          message: "“\(exclusion.phrase.bareText)” is excluded: it is in the negative prompt",
          source: exclusion.phrase.source))
    }
    decisions = decisions.enumerated()
      .sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
      .map(\.element)
    explainArrangement(seed: request.seed)
  }

  private func objects(of things: [Int]) -> [Int] {
    placed.indices.filter { things.contains(placed[$0].thing) }
  }

  // MARK: - Things

  private mutating func explain(thing index: Int) {
    let thing = scene.things[index]
    let phrase = thing.phrase
    let own = objects(of: [index])
    let looks =
      phrase.modifiers.isEmpty ? "" : ", looking \(phrase.modifiers.joined(separator: " "))"
    decisions.append(
      PlanDecision(
        topic: .thing,
        message: "“\(phrase.name)” is a thing of the kind “\(phrase.category)”\(looks)",
        source: phrase.source, objects: own))
    let reason =
      thing.isVague
      ? "the caption leaves it open"
      : phrase.count == nil && thing.count == 1 ? "the caption names one" : "the caption says so"
    decisions.append(
      PlanDecision(
        topic: .count, message: "“\(phrase.category)”: \(thing.count), because \(reason)",
        source: phrase.countSource ?? phrase.source, objects: own))
    explainSize(of: index, own)
    if !thing.places.isEmpty {
      let names = SceneGraph.Place.allCases.filter(thing.places.contains).map { "\($0)" }
      decisions.append(
        PlanDecision(
          topic: .place,
          message: "“\(phrase.name)” lies \(names.joined(separator: " and ")) of centre"
            .replacing("center of centre", with: "in the centre"),
          source: thing.placeSource ?? phrase.source, objects: own))
    }
  }

  private mutating func explainSize(of index: Int, _ own: [Int]) {
    let phrase = scene.things[index].phrase
    guard let box = own.first.map({ placed[$0].box }) else { return }
    let (usual, isKnown) = ThingSize.of(modifiers: phrase.modifiers, head: phrase.head)
    let adjectives = phrase.modifiers.filter { ThingSize.adjectives[$0] != nil }
    let origin =
      isKnown
      ? "usually \(percent(usual.width)) × \(percent(usual.height)) beside other things, "
        + (usual.samples > 0 ? "measured on \(usual.samples) boxes" : "by estimate")
      : "no usual size is known, so a middling one was taken"
    let change = adjectives.isEmpty ? "" : ", changed by “\(adjectives.joined(separator: "”, “"))”"
    decisions.append(
      PlanDecision(
        topic: .size,
        message: "“\(phrase.category)” is \(Int(box.width)) × \(Int(box.height)) pixels: "
          + origin + change, source: phrase.source, objects: own))
  }

  private func percent(_ fraction: Double) -> String { "\(Int((100 * fraction).rounded())) %" }

  // MARK: - Relations

  private mutating func explain(_ relation: SceneGraph.Relation) {
    let subjects = names(relation.subjects)
    let landmarks = names(relation.landmarks)
    let verb =
      relation.subjects.count > 1 || scene.things[relation.subjects[0]].count > 1
      ? "are" : "is"
    let ending =
      relation.isInferred
      ? ", as the words suggest" : relation.isPairwise ? ", each its own" : ""
    decisions.append(
      PlanDecision(
        topic: relation.kind.comparesSize ? .size : .relation,
        message: "\(subjects) \(verb) \(relation.kind.rawValue) \(landmarks)\(ending)",
        source: relation.source, objects: objects(of: relation.subjects + relation.landmarks)))
  }

  private func names(_ things: [Int]) -> String {
    things.map { "“\(scene.things[$0].phrase.name)”" }.joined(separator: " and ")
  }

  // MARK: - The whole

  private mutating func explainArrangement(seed: UInt64) {
    guard !placed.isEmpty else { return }
    let area = placed.reduce(0) { $0 + $1.box.area } / canvas.bounds.area
    let variety = seed == 0 ? "the plain arrangement" : "varied by seed \(seed)"
    decisions.append(
      PlanDecision(
        topic: .arrangement,
        message: "\(placed.count) objects on \(canvas), as large as all relations allow "
          + "(\(percent(area)) of the canvas); \(variety)",
        objects: Array(placed.indices)))
  }
}

extension PlanDecision {
  fileprivate var start: Int { source?.offset ?? .max }
}

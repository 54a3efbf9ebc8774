internal import Layouts

/// Plans captions with a grammar, without a network and in milliseconds.
///
/// English captions are read as things with numbers, attributes and relations, surroundings and
/// exclusions. Words without a place in the grammar are left out with a warning that points at them,
/// or refused when the request is strict; assumptions are declared as notes. The same caption, canvas,
/// style and seed give the same layout.
public struct OfflinePlanner: Planner {
  /// The version of the grammar and the placement, recorded with every layout.
  public static let version = 2

  /// The name `offline`.
  public let name = "offline"

  /// Creates the planner.
  public init() {}

  /// Plans one picture.
  public func plan(_ request: PlanRequest) -> Plan {
    do throws(Refusal) {
      var (scene, findings) = try CaptionGrammar.read(request.caption, isStrict: request.isStrict)
      let placed = try place(&scene, request, &findings)
      var plan = Plan(layout: layout(request, scene, placed), findings: findings)
      plan.categories = placed.map { scene.things[$0.thing].phrase.category }
      if request.explains { plan.decisions = Explanation(scene, placed, request).decisions }
      plan.scene = scene
      return plan
    } catch {
      return Plan(layout: nil, findings: [error.finding])
    }
  }

  /// Places a scene; a tolerant request gives up what the words only suggest when it leaves no room.
  private func place(
    _ scene: inout SceneGraph, _ request: PlanRequest, _ findings: inout [Finding]
  ) throws(Refusal) -> [Placement.Placed] {
    while true {
      do throws(Refusal) {
        return try Placement.place(scene, on: request.canvas, seed: request.seed)
      } catch {
        guard !request.isStrict, error.finding.code == PlanningRule.contradiction.code else {
          throw error
        }
        let culprit = scene.relations.lastIndex {
          error.givesWay && $0.source == error.finding.source
        }
        guard let index = culprit ?? scene.relations.lastIndex(where: \.isInferred) else {
          throw error
        }
        let dropped = scene.relations.remove(at: index)
        findings.append(
          PlanningRule.droppedRelation.finding(
            "“\(dropped.kind.rawValue)” is given up here: \(error.finding.message)",
            at: dropped.source))
      }
    }
  }

  private func layout(
    _ request: PlanRequest, _ scene: SceneGraph, _ placed: [Placement.Placed]
  ) -> Layout {
    let objects = placed.map { placed in
      let phrase = scene.things[placed.thing].phrase
      guard request.style.usesEllipses else {
        return LayoutObject(name: phrase.name, box: placed.box)
      }
      let tilt = BlobTilt(of: phrase, mirrored: !request.seed.isMultiple(of: 2))
      return LayoutObject(name: phrase.name, ellipse: tilt.ellipse(in: placed.box))
    }
    return Layout(
      canvas: request.canvas, caption: request.caption.text, language: "en",
      background: scene.background, negative: scene.negative, objects: objects,
      provenance: [
        "planner": .string(name), "version": .integer(Self.version),
        "seed": Int(exactly: request.seed).map(JSONValue.integer) ?? .string("\(request.seed)"),
      ])
  }
}

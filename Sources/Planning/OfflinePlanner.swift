internal import Layouts

/// Plans captions with a grammar, without a network and in milliseconds.
///
/// English captions are read as things with numbers, attributes and relations, surroundings and
/// exclusions. Whatever has no place in the grammar is refused with an error-level finding that
/// points at the words; assumptions are declared as notes. The same caption, canvas, style and seed
/// give the same layout.
public struct OfflinePlanner: Planner {
  /// The version of the grammar and the placement, recorded with every layout.
  public static let version = 1

  /// The name `offline`.
  public let name = "offline"

  /// Creates the planner.
  public init() {}

  /// Plans one picture.
  public func plan(_ request: PlanRequest) -> Plan {
    do throws(Refusal) {
      let (scene, findings) = try CaptionGrammar.read(request.caption)
      let placed = try Placement.place(scene, on: request.canvas, seed: request.seed)
      return Plan(layout: layout(request, scene, placed), findings: findings)
    } catch {
      return Plan(layout: nil, findings: [error.finding])
    }
  }

  private func layout(
    _ request: PlanRequest, _ scene: SceneGraph, _ placed: [Placement.Placed]
  ) -> Layout {
    let objects = placed.map { placed in
      let name = scene.things[placed.thing].phrase.name
      return request.style.usesEllipses
        ? LayoutObject(name: name, ellipse: Ellipse(placed.box, fit: .inscribed))
        : LayoutObject(name: name, box: placed.box)
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

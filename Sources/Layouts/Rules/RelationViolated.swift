/// Objects that lie otherwise than the caption says.
///
/// Left, right, above and below compare centres; "on the left … on the right" compares the two things.
/// What is on something touches it, with its centre above when it is "on top"; what is in something
/// touches it; "between" means between the centres; "next to" and "near" are within half the canvas,
/// and "next to" is not straight above or below; what stands in front has its foot lower. When each of
/// several pairs must lie so and only some do, it is a warning.
public struct RelationViolated: Rule {
  /// The name `relation-violated`.
  public var name: String { "relation-violated" }
  /// The code `MQ305`.
  public var code: String { "MQ305" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "Objects lie otherwise than the caption says." }
  /// Why it matters.
  public var explanation: String {
    """
    Regions decide where things are painted, whatever the caption says. Move one of the two, or \
    exchange their regions. The threshold is the angle up to which a direction counts: 90 is LMD's \
    comparison of centres, 45 is NSR-1K's.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad:
        "('a dog', [300, 200, 150, 150]), ('a cat', [50, 200, 150, 150]) for 'a dog left of a cat'",
      good:
        "('a dog', [50, 200, 150, 150]), ('a cat', [300, 200, 150, 150]) for 'a dog left of a cat'"
    )
  }
  /// The angle in degrees between the stated direction and the line of the centres.
  public var threshold: Double? { 90 }
  /// The regions, names and which objects are painted.
  public var reads: LayoutParts { [.regions, .names, .placement] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    faults(in: layout, context).map { fault in
      finding(
        fault.message, object: fault.object, related: fault.related,
        severity: fault.isPartial ? .warning : nil)
    }
  }

  /// Moves one of the objects by as little as it takes, or exchanges two.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    let fault = faults(in: layout, context).first { fault in
      fault.object == finding.object && fault.related == finding.related
        && finding.message.hasSuffix(fault.message)
    }
    guard let fault else { return [] }
    return Rearrangement(layout: layout, fault: fault).ways.map { way in
      let moved = way.regions.sorted { $0.key < $1.key }
      let names = moved.map { JSONWriter.quoted(layout.objects[$0.key].name) }
      let words = moved.first.map { layout.objects[$0.key].region.displacementText(to: $0.value) }
      return Fix(
        .unsafe,
        moved.count == 1
          ? "move \(names[0])\(words ?? "")" : "exchange \(names.joined(separator: " and "))",
        edits: moved.map { .setRegion($0.value, object: $0.key) })
    }
  }

  private func faults(in layout: Layout, _ context: RuleContext) -> [RelationCheck.Fault] {
    guard let (caption, scene, matching) = context.comparison else { return [] }
    return RelationCheck(
      layout: layout, caption: caption, scene: scene, matching: matching,
      angle: context.threshold ?? 90
    ).faults
  }
}

/// Objects whose sizes compare otherwise than the caption says.
///
/// "Bigger than" and "smaller than" compare areas, "taller" and "shorter" heights, "wider" and
/// "narrower" widths; "as big as" allows one area to be twice the other. Regions tell models how large
/// to paint, so that a mouse larger than a house stays one.
public struct SizeViolated: Rule {
  /// The name `size-violated`.
  public var name: String { "size-violated" }
  /// The code `MQ306`.
  public var code: String { "MQ306" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "Sizes of objects compare otherwise than the caption says." }
  /// Why it matters.
  public var explanation: String {
    """
    Regions tell how large things are painted. Enlarge one or shrink the other. The threshold is \
    how many times as large the larger one must be.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a mouse', [20, 20, 300, 300]), ('a cat', [340, 200, 90, 90]) for "
        + "'a mouse smaller than a cat'",
      good: "('a mouse', [20, 400, 60, 60]), ('a cat', [140, 160, 300, 300]) for "
        + "'a mouse smaller than a cat'")
  }
  /// How many times as large the larger one must be at least.
  public var threshold: Double? { 1 }
  /// The regions, names and which objects are painted.
  public var reads: LayoutParts { [.regions, .names, .placement] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (_, scene, matching) = context.comparison else { return [] }
    let times = context.threshold ?? 1
    var findings: [Finding] = []
    for relation in scene.relations where relation.kind.comparesSize {
      for subject in relation.subjects {
        for landmark in relation.landmarks where !matching.twins[subject].contains(landmark) {
          findings += faults(
            relation.kind, matching.objects[subject], matching.objects[landmark], times, layout)
        }
      }
    }
    return findings
  }

  /// One finding for each object that is not so compared with every landmark.
  private func faults(
    _ kind: SceneGraph.Kind, _ subjects: [Int], _ landmarks: [Int], _ times: Double,
    _ layout: Layout
  ) -> [Finding] {
    subjects.compactMap { subject in
      for landmark in landmarks {
        let (one, other) = (layout.objects[subject], layout.objects[landmark])
        let comparison = SizeComparison(kind, one.region, other.region)
        guard !comparison.holds(times: times) else { continue }
        let isPartial = landmarks.contains { other in
          SizeComparison(kind, one.region, layout.objects[other].region).holds(times: times)
        }
        return finding(
          "\(JSONWriter.quoted(one.name)) (object \(subject)) should be \(kind.rawValue) "
            + "\(JSONWriter.quoted(other.name)) (object \(landmark)), but its \(comparison.measure) is "
            + "\(comparison.subject.shortText) to \(comparison.landmark.shortText) pixels",
          object: subject, related: [landmark], severity: isPartial ? .warning : nil)
      }
      return nil
    }
  }

  /// Scales one of the two objects about its centre by as little as it takes.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding), let other = finding.related.first
    else { return [] }
    let times = context.threshold ?? 1
    let (own, its) = (object.region, layout.objects[other].region)
    let ratios = [
      (its.area / own.area).squareRoot(), its.bounds.height / own.bounds.height,
      its.bounds.width / own.bounds.width,
    ]
    // What the comparisons ask for: so many times as large, so many times smaller, half to double.
    let bounds = [
      times, 1 / times, times.squareRoot(), (1 / times).squareRoot(), (2.0).squareRoot(),
      (0.5).squareRoot(),
    ]
    var ways: [(factor: Double, object: Int)] = []
    for ratio in ratios where ratio.isFinite && ratio > 0 {
      for factor in bounds.flatMap({ [ratio * $0 * Self.slack, ratio * $0 / Self.slack] }) {
        ways += [(factor, index), (1 / factor, other)]
      }
    }
    func change(_ factor: Double) -> Double { max(factor, 1 / factor) }
    return ways.sorted { change($0.factor) < change($1.factor) }.map { way in
      let scaled = layout.objects[way.object].region.scaled(by: way.factor).inside(layout.canvas)
      let name = JSONWriter.quoted(layout.objects[way.object].name)
      return Fix(
        .unsafe, "scale \(name) by \(way.factor.shortText)",
        edits: [.setRegion(scaled, object: way.object)])
    }
  }

  /// By how much more than the bound a size is changed.
  private static let slack = 1.02

  /// Two sizes side by side.
  private struct SizeComparison {
    let kind: SceneGraph.Kind
    let measure: String
    let subject: Double
    let landmark: Double

    init(_ kind: SceneGraph.Kind, _ one: LayoutObject.Region, _ other: LayoutObject.Region) {
      self.kind = kind
      switch kind {
      case .tallerThan, .shorterThan:
        measure = "height"
        (subject, landmark) = (one.bounds.height, other.bounds.height)
      case .widerThan, .narrowerThan:
        measure = "width"
        (subject, landmark) = (one.bounds.width, other.bounds.width)
      default:
        measure = "area"
        (subject, landmark) = (one.area, other.area)
      }
    }

    func holds(times: Double) -> Bool {
      switch kind {
      case .biggerThan, .tallerThan, .widerThan: subject > landmark && subject >= landmark * times
      case .smallerThan, .shorterThan, .narrowerThan:
        subject < landmark && subject * times <= landmark
      default: subject <= landmark * 2 && landmark <= subject * 2
      }
    }
  }
}

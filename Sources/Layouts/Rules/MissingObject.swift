/// Something that the caption asks for and no object stands for.
///
/// What is not in the layout is painted by chance or not at all. An object that LMD drops, because it
/// covers the whole canvas or lies outside, is missing too. It is an error for what the picture is of, a
/// warning for what only tells the place of another thing ("on a horse"), and a note for what things
/// stand on ("on a table"), for what is named in the name of another object ("an elephant tag"), and for
/// what follows words that were not understood. Scenery, masses and parts of things need no object of their own; in a layout
/// whose names are all bare classes of COCO, neither does what has no class there.
public struct MissingObject: Rule {
  /// The name `missing-object`.
  public var name: String { "missing-object" }
  /// The code `MQ301`.
  public var code: String { "MQ301" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "Something that the caption asks for has no object." }
  /// Why it matters.
  public var explanation: String {
    """
    What is not in the layout is painted by chance or not at all. Add an object, or name the one \
    that is meant as the caption does.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a dog', ...) for the caption 'a dog and a cat'",
      good: "('a dog', ...), ('a cat', ...) for the caption 'a dog and a cat'")
  }
  /// The names, background prompt and which objects are painted.
  public var reads: LayoutParts { [.names, .background, .placement] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (caption, scene, matching) = context.comparison else { return [] }
    let background = context.background(of: layout)
    let usesClasses =
      !matching.names.isEmpty && matching.names.allSatisfy { !$0.isPhrase && $0.isClass }
    return scene.things.indices.compactMap { thing in
      let demand = caption.demands[thing]
      guard matching.objects[thing].isEmpty, demand > .optional else { return nil }
      if demand < .required, background.names(matching.things[thing]) { return nil }
      if usesClasses, !matching.things[thing].kinds.contains(where: ThingKinds.isLabelled) {
        return nil
      }
      let phrase = JSONWriter.quoted(caption.phrase(of: thing))
      let isSure =
        scene.things[thing].phrase.count != nil
        || !matching.mayBeMeant(thing) && !matching.isNamedInPassing(thing)
      let severity: Finding.Severity =
        !isSure || demand == .incidental ? .note : demand == .required ? .error : .warning
      guard let dropped = matching.unplacedObjects(of: thing).first else {
        return finding(
          "the caption asks for \(phrase), and no object stands for it", severity: severity)
      }
      // One thing may fill the picture as its background does; the others are painted before it.
      let fills = scene.things[thing].count == 1 && matching.isPlaced.contains(true)
      return finding(
        "the caption asks for \(phrase), and the region of object \(dropped), "
          + "\(JSONWriter.quoted(layout.objects[dropped].name)), is none that is painted: it is empty, "
          + "outside the canvas or all of it",
        object: dropped, severity: fills ? .note : severity)
    }
  }

  /// Gives the object a place, names one that stands for nothing, or adds one.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let account = CaptionAccount(context) else { return [] }
    let newcomers = Newcomers(layout: layout, scene: account.scene, matching: account.matching)
    return account.lacking.flatMap { thing, count -> [Fix] in
      guard account.matching.objects[thing].isEmpty,
        finding.message.contains(JSONWriter.quoted(account.caption.phrase(of: thing)))
      else { return [] }
      if let (index, object) = layout.object(of: finding) {
        return newcomers.ways(of: thing, count: 1).map { way in
          Fix(
            .unsafe, "put it where it is painted",
            edits: [.setRegion(object.region.fitted(to: way[0].region.bounds), object: index)])
        }
      }
      let name = JSONWriter.quoted(newcomers.name(of: thing))
      return account.renaming(thing, count: count, in: layout)
        + newcomers.ways(of: thing, count: count).map { way in
          Fix(
            .unsafe, "add \(count == 1 ? name : "\(count) objects named \(name)")",
            edits: way.map { .insert($0, before: layout.objects.count) })
        }
    }
  }
}

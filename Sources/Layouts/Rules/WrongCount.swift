/// More or fewer objects than the caption asks for.
///
/// A number must be met exactly, and so must "a" and "the", where more than one is a warning. "Some" and
/// bare plurals ask for two or more, and one is a note: people call one cloud "clouds". One box for several things, as "two chairs" in one box, counts
/// as one, as LMD's evaluation counts it.
public struct WrongCount: Rule {
  /// The name `wrong-count`.
  public var name: String { "wrong-count" }
  /// The code `MQ303`.
  public var code: String { "MQ303" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "The caption asks for another number of objects." }
  /// Why it matters.
  public var explanation: String {
    """
    One object is painted for each region. Add objects or remove them until their number is the \
    caption's.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('two chairs', ...) for the caption 'two chairs'",
      good: "('a chair', ...), ('a chair', ...) for the caption 'two chairs'")
  }
  /// The names and which objects are painted.
  public var reads: LayoutParts { [.names, .placement] }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (caption, scene, matching) = context.comparison else { return [] }
    return scene.things.indices.compactMap { index in
      let thing = scene.things[index]
      let objects = matching.objects[index]
      guard !objects.isEmpty, caption.demands[index] > .optional || thing.phrase.count != nil else {
        return nil
      }
      let names = objects.map { matching.names[$0] }
      // "Two slices of pizza" may be one pizza.
      if names.contains(where: { matching.things[index].isOf($0) }) { return nil }
      guard let (asked, severity) = Self.fault(thing, names) else { return nil }
      if let total = caption.total(of: index),
        (thing.count...max(thing.count, total)) ~= names.count
      {
        return nil
      }
      let found = objects.count == 1 ? "object \(objects[0])" : "\(objects.count) objects"
      let named =
        names.first { ($0.count ?? 1) > 1 }.map { " (named as \($0.count ?? 0) in one box)" } ?? ""
      return finding(
        "the caption asks for \(JSONWriter.quoted(caption.phrase(of: index))), that is \(asked), and "
          + "the layout has \(objects.count)\(named): \(found)",
        object: objects.last, related: objects.dropLast(), severity: severity)
    }
  }

  /// Takes away what is too much, splits what is several in one region, or adds objects of the kind.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let account = CaptionAccount(context), let last = finding.object,
      let thing = account.scene.things.indices.first(where: {
        account.matching.objects[$0].contains(last)
      })
    else { return [] }
    let objects = account.matching.objects[thing]
    let accepted = account.accepted(thing)
    let several = objects.filter { (account.matching.names[$0].count ?? 1) > 1 }
    if objects.count > accepted.upperBound {
      return Self.removals(of: objects, count: objects.count - accepted.upperBound)
    }
    let split = several.flatMap { object in
      CountedName().fixes(
        of: CountedName().finding("", object: object), in: layout, context: context)
    }
    guard objects.count < accepted.lowerBound else {
      return Self.singulars(of: several, in: layout) + split
    }
    let lacking = accepted.lowerBound - objects.count
    guard lacking <= CountedPhrase.most else { return split }
    let newcomers = Newcomers(layout: layout, scene: account.scene, matching: account.matching)
    return split + account.renaming(thing, count: lacking, in: layout)
      + newcomers.copies(of: layout.objects[last], count: lacking).map { copies in
        Fix(
          .unsafe, "add \(lacking) like \(JSONWriter.quoted(layout.objects[last].name))",
          edits: copies.map { .insert($0, before: last + 1) })
      }
  }

  /// The last ones, or other ones where they lie better than those that stay.
  private static func removals(of objects: [Int], count: Int) -> [Fix] {
    let starts = (0...(objects.count - count)).reversed()
    return starts.map { start in
      let surplus = objects[start..<start + count]
      return Fix(
        .unsafe, count == 1 ? "take object \(surplus[start]) away" : "take \(count) objects away",
        edits: surplus.map { .remove(object: $0) })
    }
  }

  /// Names in the singular for objects that were named as several.
  private static func singulars(of objects: [Int], in layout: Layout) -> [Fix] {
    let edits = objects.compactMap { object in
      CountedPhrase(layout.objects[object].name).map {
        LayoutEdit.rename($0.name, object: object)
      }
    }
    return edits.isEmpty ? [] : [Fix(.unsafe, "name each as one", edits: edits)]
  }

  /// The number that was asked for, in words, and how bad it is to miss it; nil when it is met.
  private static func fault(
    _ thing: SceneGraph.Thing, _ names: [NounSense]
  ) -> (asked: String, severity: Finding.Severity)? {
    let phrase = thing.phrase
    let isPair =
      phrase.head == "pair"
      || phrase.determiner != .indefinite && phrase.count == nil
        && Lexicon.pairedThings.contains(phrase.writtenHead)
    if let allowed = thing.allowedCounts {
      guard !allowed.contains(names.count) else { return nil }
      let isTooFew = names.count < allowed.lowerBound
      return (isTooFew ? "\(allowed.lowerBound) or more" : "\(allowed.upperBound) at most", .error)
    }
    if thing.isVague || phrase.isUncounted {
      let isMet = names.count > 1 || names.contains(where: \.isSeveral)
      return isMet || !thing.isVague || isPair ? nil : ("two or more", .note)
    }
    let isStated = phrase.count != nil
    let stated = names.reduce(0) { $0 + max(1, $1.count ?? 1) }
    if names.count == thing.count {
      guard stated > thing.count, isStated || thing.count == 1, !isPair else { return nil }
      return ("\(thing.count)", .error)
    }
    if isPair, thing.count <= 2 { return nil }
    return ("\(thing.count)", isStated || names.count < thing.count ? .error : .warning)
  }
}

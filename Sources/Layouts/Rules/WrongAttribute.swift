/// An object that has lost what the caption says of its looks, or has it from another thing.
///
/// The name is the phrase that is painted: a "red dog" beside a "white bowl" must not be a "dog" or a
/// "white dog". An attribute that another thing of the caption has, and another colour, are errors; a
/// colour that was lost is a warning, a note where the names are bare labels ("dog") that have no
/// attributes at all; other adjectives that were lost are notes. Sizes are for the boxes to show.
public struct WrongAttribute: Rule {
  /// The name `wrong-attribute`.
  public var name: String { "wrong-attribute" }
  /// The code `MQ304`.
  public var code: String { "MQ304" }
  /// Usually an error.
  public var severity: Finding.Severity { .error }
  /// What it finds.
  public var summary: String { "An object looks otherwise than the caption says." }
  /// Why it matters.
  public var explanation: String {
    """
    The name is the phrase that is painted. Write into it the colours and materials that the \
    caption gives this thing, and none of another's.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('a white dog', ...), ('a blue bowl', ...) for 'a blue dog and a white bowl'",
      good: "('a blue dog', ...), ('a white bowl', ...) for 'a blue dog and a white bowl'")
  }
  /// The names, descriptions and which objects are painted.
  public var reads: LayoutParts { [.names, .descriptions, .placement] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    guard let (caption, scene, matching) = context.comparison else { return [] }
    let hasPhrases = matching.names.contains(where: \.isPhrase)
    var findings: [Finding] = []
    for thing in scene.things.indices {
      for object in matching.objects[thing] {
        let looks = Looks(
          thing: matching.things[thing], object: matching.names[object],
          description: layout.objects[object].description, things: matching.things)
        guard let fault = looks.fault else { continue }
        let phrase = JSONWriter.quoted(caption.phrase(of: thing))
        let name = JSONWriter.quoted(layout.objects[object].name)
        let severity: Finding.Severity =
          fault.isContradiction ? .error : fault.isColour && hasPhrases ? .warning : .note
        findings.append(
          finding(
            "the caption asks for \(phrase); \(name), object \(object), \(fault.words)",
            object: object, severity: severity))
      }
    }
    return findings.sorted { ($0.object ?? 0) < ($1.object ?? 0) }
  }

  /// Changes the looks in the name, or names the object as the caption does.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (_, scene, matching) = context.comparison,
      let (index, object) = layout.object(of: finding),
      let thing = scene.things.indices.first(where: { matching.objects[$0].contains(index) })
    else { return [] }
    let repair = LookRepair(
      thing: matching.things[thing], object: matching.names[index], things: matching.things)
    let names = [repair.repaired(object.name), scene.things[thing].phrase.name]
    return names.compactMap { $0 }.filter { $0 != object.name }.map { name in
      Fix(
        .unsafe, "rename it to \(JSONWriter.quoted(name))", edits: [.rename(name, object: index)])
    }
  }

  /// How a thing is to look, and how its object does.
  private struct Looks {
    let thing: NounSense
    let object: NounSense
    let description: String
    /// All things of the caption.
    let things: [NounSense]

    struct Fault {
      var words: String
      var isContradiction: Bool
      var isColour: Bool
    }

    /// The first attribute that is not as asked for.
    var fault: Fault? {
      colourFault(thing.colours, object.colours, carried: false)
        ?? colourFault(thing.carriedColours, object.carriedColours, carried: true)
        ?? adjectiveFault
    }

    private func colourFault(_ asked: Set<String>, _ found: Set<String>, carried: Bool) -> Fault? {
      guard !asked.isEmpty, !asked.isSubset(of: found) else { return nil }
      let elsewhere = found.union(carried ? object.colours : object.carriedColours)
        .union(NounWords.split(description).compactMap(ColourWords.canonical))
      let lost = asked.subtracting(elsewhere).sorted()
      guard let colour = lost.first else { return nil }
      if let other = found.subtracting(asked).sorted().first, found.isDisjoint(with: asked) {
        return Fault(words: "is \(other), not \(colour)", isContradiction: true, isColour: true)
      }
      // What is "black and white" is not wrongly called black.
      let isWhole = !carried && lost.count == asked.count
      return Fault(
        words: "does not say \(carried ? "what is \(colour) about it" : "that it is \(colour)")",
        isContradiction: false, isColour: isWhole)
    }

    /// Adjectives other than colours and sizes.
    private var adjectiveFault: Fault? {
      let looks = thing.modifiers.filter(Self.isLook)
      guard !looks.isEmpty else { return nil }
      let words = Set(object.modifiers + object.complements + NounWords.split(description))
      let lost = looks.filter { !words.contains($0) }
      guard let adjective = lost.first else { return nil }
      let theirs = object.modifiers.first { modifier in
        Self.isLook(modifier) && !thing.modifiers.contains(modifier)
          && things.contains { $0.modifiers.contains(modifier) }
      }
      if let theirs {
        return Fault(
          words: "is \(theirs), not \(adjective)", isContradiction: true, isColour: false)
      }
      return Fault(
        words: "does not say that it is \(adjective)", isContradiction: false, isColour: false)
    }

    private static func isLook(_ word: String) -> Bool {
      Lexicon.adjectives.contains(word) && ColourWords.canonical(word) == nil
        && ThingSize.adjectives[word] == nil && !vague.contains(word)
    }

    /// Adjectives that no box or phrase need keep.
    private static let vague = Lexicon.words(
      """
      different similar same identical other matching assorted nearby distant main close lone
      left-hand right-hand upper lower bottom top front rear left right middle beautiful pretty
      lovely realistic famous strange weird odd simple plain busy full fat cute adorable
      light dark bright pale
      """)
  }
}

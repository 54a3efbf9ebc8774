/// What could be read of a caption, prepared for comparing layouts with it; every rule shares one.
package final class CaptionReading: Sendable {
  /// How much a caption insists on a thing.
  enum Demand: Int, Hashable, Comparable {
    /// Part of the surroundings, a mass or a part of something: no layout need have it.
    case optional
    /// Something to stand on, or something unheard of: "on a shelf".
    case incidental
    /// The place of another thing is told by it: "on a horse".
    case mentioned
    /// The picture is of it.
    case required

    static func < (left: Demand, right: Demand) -> Bool { left.rawValue < right.rawValue }
  }

  /// The caption.
  package let caption: Caption
  /// The scene, as far as it was understood; nil when nothing was.
  package let scene: SceneGraph?
  /// The findings that say what was not understood.
  package let gaps: [Finding]
  /// The phrases of the things, taken apart.
  let things: [NounSense]
  /// The things that nothing in their names tells apart, for each of them.
  let twins: [Set<Int>]
  /// The phrases of what is excluded, taken apart.
  let exclusions: [NounSense]
  /// How much the caption insists on each thing.
  let demands: [Demand]
  /// The scripts of the caption, and Latin, in which English is written.
  let scripts: Set<WritingScript>
  /// Whether it is in English, as far as its words and what is said of it tell.
  let isEnglish: Bool
  /// Every kind of thing that some word of the caption names, and what these are kinds of.
  let mentioned: Set<String>

  /// Reads a caption.
  package init(_ caption: Caption) {
    self.caption = caption
    do throws(Refusal) {
      let (scene, findings) = try CaptionGrammar.read(caption)
      self.scene = scene
      let gaps = findings.filter { $0.rule == PlanningRule.leftOut.rawValue }
      self.gaps = gaps
      let things = scene.things.map { NounSense($0.phrase) }
      self.things = things
      twins = things.indices.map { one in
        Set(things.indices.filter { $0 != one && things[one].isTwin(of: things[$0]) })
      }
      exclusions = scene.exclusions.map { NounSense($0.phrase) }
      demands = things.indices.map { thing in
        let demand = Self.demand(of: thing, things[thing], in: scene, caption)
        return Self.isDoubtful(thing, in: scene, caption, gaps) ? min(demand, .incidental) : demand
      }
    } catch {
      scene = nil
      gaps = [error.finding]
      things = []
      twins = []
      exclusions = []
      demands = []
    }
    let words = NounWords.split(caption.text)
    mentioned = Self.kinds(of: words.map { Plurals.singular($0) })
    let scripts = Set(WritingScript.counts(in: caption.text).keys)
    self.scripts = scripts.union([.latin])
    let language = caption.language ?? ""
    isEnglish =
      language.isEmpty
      ? scripts.isSubset(of: [.latin]) && !words.contains(where: Lexicon.foreign.contains)
      : language.lowercased().hasPrefix("en")
  }

  /// Whether every word was understood.
  var isComplete: Bool { scene != nil && gaps.isEmpty }

  /// The words of a range of the caption.
  func words(at source: SourceRange) -> String {
    let bytes = caption.text.utf8.dropFirst(source.offset).prefix(source.length)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The words that name a thing.
  func phrase(of thing: Int) -> String {
    guard let phrase = scene?.things[thing].phrase else { return "" }
    let words = words(at: phrase.source)
    return words.isEmpty ? phrase.name : words
  }

  /// Whether the caption speaks of a thing of a name at all.
  func mentions(_ name: NounSense) -> Bool {
    !mentioned.isDisjoint(with: name.kinds) || !mentioned.isDisjoint(with: name.ancestors)
      || name.contents.map(mentioned.contains) == true
  }

  // MARK: - Demands

  private static func demand(
    of index: Int, _ sense: NounSense, in scene: SceneGraph, _ caption: Caption
  ) -> Demand {
    let thing = scene.things[index]
    let phrase = thing.phrase
    if thing.count == 0 { return .optional }
    if let count = phrase.count, count > 1 { return .required }
    let isCounted = sense.kinds.contains(where: ThingKinds.isCounted)
    if phrase.isUncounted && !isCounted || isAttached(index, in: scene, caption) && !isCounted
      || Scenery.pictures.contains(phrase.head)
      || Scenery.contains(phrase.head) && !ThingSize.knows(sense.kinds.first ?? phrase.head)
    {
      return .optional
    }
    var (isSubject, isLandmark) = (false, false)
    for relation in scene.relations {
      guard relation.subjects.contains(index) || relation.landmarks.contains(index) else {
        continue
      }
      if relation.states(in: caption) { return .required }
      isLandmark = isLandmark || relation.landmarks.contains(index)
      isSubject = isSubject || relation.subjects.contains(index)
    }
    if isSubject { isLandmark = false }
    if phrase.count != nil && !isLandmark { return .required }
    if isLandmark {
      let isSupport = sense.kinds.contains(where: supports.contains)
      return isCounted && !isSupport ? .mentioned : .incidental
    }
    return sense.kinds.contains(where: ThingKinds.knows) ? .required : .incidental
  }

  /// Whether a thing is a part or a garment of another and none by itself, as "a hat" and "one hat" are.
  private static func isAttached(
    _ index: Int, in scene: SceneGraph, _ caption: Caption
  ) -> Bool {
    let phrase = scene.things[index].phrase
    guard Attachments.isPart(phrase) else { return false }
    let isNamed = phrase.determiner == .bare && phrase.count != nil
    guard phrase.determiner == .indefinite || isNamed else { return true }
    return !Attachments.isGarment(phrase)
      && !scene.relations.contains {
        ($0.subjects.contains(index) || $0.landmarks.contains(index)) && $0.states(in: caption)
      }
  }

  /// Whether what stands before a thing was not understood, or is another name of it.
  ///
  /// "The bed spread of a bed" is one thing where "of" was left out, and so is "Winnie the Pooh".
  private static func isDoubtful(
    _ thing: Int, in scene: SceneGraph, _ caption: Caption, _ gaps: [Finding]
  ) -> Bool {
    let phrase = scene.things[thing].phrase
    let bytes = Array(caption.text.utf8)
    var end = min(phrase.source.offset, bytes.count)
    while end > 0, bytes[end - 1] == UInt8(ascii: " ") { end -= 1 }
    if gaps.contains(where: { $0.source.map { $0.offset + $0.length == end } == true }) {
      return true
    }
    return phrase.determiner == .definite
      && scene.things.contains {
        $0.phrase.source.offset + $0.phrase.source.length == end && end > 0
      }
  }

  /// The number that a count is a part of: four of "three of four elephants".
  func total(of thing: Int) -> Int? {
    var words = NounWords.split(phrase(of: thing)).dropFirst()
    guard words.popFirst() == "of" else { return nil }
    if words.first == "the" { words.removeFirst() }
    return words.first.flatMap { Int($0) ?? Lexicon.numbers[$0] }
  }

  /// What things stand on or hang from, which pictures seldom are of.
  private static let supports: WordSet = [
    "dining table", "table", "desk", "coffee table", "counter", "countertop", "shelf", "tray",
    "plate", "stand", "side table", "nightstand", "kitchen table", "picnic table",
  ]

  // MARK: - Words

  private static func kinds(of words: [String]) -> Set<String> {
    var kinds: Set<String> = []
    kinds.reserveCapacity(4 * words.count)
    for (place, word) in words.enumerated() {
      kinds.insert(ThingKinds.canonical(word))
      guard place > 0 else { continue }
      kinds.insert(ThingKinds.canonical(words[place - 1] + " " + word))
      kinds.insert(ThingKinds.canonical(words[place - 1] + word))
    }
    for kind in kinds { kinds.formUnion(ThingKinds.ancestors(kind)) }
    return kinds
  }
}

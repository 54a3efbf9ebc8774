/// How many objects the things of a caption ask for, and which objects nobody has asked for.
struct CaptionAccount {
  let caption: CaptionReading
  let scene: SceneGraph
  let matching: CaptionMatching

  init?(_ context: RuleContext) {
    guard let (caption, scene, matching) = context.comparison else { return nil }
    (self.caption, self.scene, self.matching) = (caption, scene, matching)
  }

  /// The numbers of objects that a thing accepts.
  func accepted(_ thing: Int) -> ClosedRange<Int> {
    let thing = scene.things[thing]
    if let allowed = thing.allowedCounts { return allowed }
    if thing.phrase.isUncounted { return 1...Int.max }
    if thing.isVague { return 2...Int.max }
    return thing.count...thing.count
  }

  /// How many objects each thing lacks, where it lacks some and the caption insists on it.
  var lacking: [(thing: Int, count: Int)] {
    scene.things.indices.compactMap { thing in
      guard caption.demands[thing] > .optional else { return nil }
      let count = accepted(thing).lowerBound - matching.objects[thing].count
      return count > 0 && count <= CountedPhrase.most ? (thing, count) : nil
    }
  }

  /// The one thing that lacks one object, if no other lacks any.
  var unaccounted: Int? {
    let lacking = lacking
    guard lacking.count == 1, lacking[0].count == 1 else { return nil }
    return lacking[0].thing
  }

  /// The objects that stand for nothing because their names say nothing that the caption's reader knows.
  func strays(in layout: Layout) -> [Int] {
    matching.others.filter { object in
      let (name, text) = (matching.names[object], layout.objects[object].name)
      return matching.isPlaced[object]
        && (PlaceholderName.isPlaceholder(text) || caption.foreignTrait(of: text, name) != nil)
    }
  }

  /// Gives a thing's name to as many nameless or foreign objects as it lacks.
  func renaming(_ thing: Int, count: Int, in layout: Layout) -> [Fix] {
    let strays = strays(in: layout)
    guard strays.count == count else { return [] }
    let newcomers = Newcomers(layout: layout, scene: scene, matching: matching)
    let name = newcomers.name(of: thing)
    return [
      Fix(
        .unsafe,
        "rename \(count == 1 ? "object \(strays[0])" : "\(count) objects") to "
          + JSONWriter.quoted(name),
        edits: strays.map { .rename(name, object: $0) })
    ]
  }

  /// Gives an object the name of the one thing that lacks one.
  func renaming(_ object: Int, in layout: Layout) -> [Fix] {
    guard let thing = unaccounted else { return [] }
    let name = Newcomers(layout: layout, scene: scene, matching: matching).name(of: thing)
    return [
      Fix(
        .unsafe, "rename it to \(JSONWriter.quoted(name))", edits: [.rename(name, object: object)])
    ]
  }
}

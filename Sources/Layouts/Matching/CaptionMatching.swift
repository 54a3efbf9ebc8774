/// Which objects of a layout stand for which things of its caption.
///
/// Every object goes to the thing that its name fits best. Where a thing then has more objects than
/// were asked for and another one that fits has fewer, objects move: "two people" may be the man and
/// the woman.
struct CaptionMatching: Sendable {
  /// The names of the objects, taken apart.
  let names: [NounSense]
  /// The phrases of the things, taken apart.
  let things: [NounSense]
  /// The things that nothing in their names tells apart, for each of them.
  let twins: [Set<Int>]
  /// Whether each object is painted: LMD drops boxes that are empty, outside or the whole canvas.
  let isPlaced: [Bool]
  /// The objects of each thing, in the order of the layout.
  private(set) var objects: [[Int]]

  /// Matches the objects of a layout with the things of a scene.
  init(_ layout: Layout, _ scene: SceneGraph, _ caption: CaptionReading, names: [NounSense]) {
    self.names = names
    things = caption.things
    twins = caption.twins
    isPlaced = layout.objects.map { Self.isPlaced($0.region, on: layout.canvas) }
    objects = Array(repeating: [], count: things.count)
    assign(asked: scene.things.map(Self.wanted))
  }

  /// The region that LMD's parser keeps (`utils/parse.py`, `filter_boxes`).
  static func isPlaced(_ region: LayoutObject.Region, on canvas: Canvas) -> Bool {
    let (bounds, width, height) = (region.bounds, Double(canvas.width), Double(canvas.height))
    guard region.isFinite, bounds.width > 0, bounds.height > 0 else { return false }
    let isWhole = bounds.width >= width && bounds.height >= height
    return !isWhole && bounds.x <= width && bounds.y <= height && bounds.maxX >= 0
      && bounds.maxY >= 0
  }

  /// The most objects that a thing takes before others may have them.
  private static func wanted(_ thing: SceneGraph.Thing) -> Int {
    thing.isVague || thing.phrase.isUncounted ? .max : thing.count
  }

  // MARK: - Assignment

  private mutating func assign(asked: [Int]) {
    var matches: [[SenseMatch?]] = []
    for index in names.indices {
      let row =
        isPlaced[index] ? things.indices.map { SenseMatch(things[$0], names[index]) } : []
      matches.append(row)
      var best: Int?
      for thing in row.indices {
        guard let match = row[thing] else { continue }
        guard let other = best, let rival = row[other] else {
          best = thing
          continue
        }
        let hasRoom = objects[thing].count < asked[thing]
        let rivalIsFull = objects[other].count >= asked[other]
        if match > rival || match == rival && hasRoom && rivalIsFull { best = thing }
      }
      if let best { objects[best].append(index) }
    }
    for thing in things.indices { fill(thing, asked: asked, matches: matches) }
    for thing in things.indices { objects[thing].sort() }
  }

  /// Gives a thing that lacks objects those that others have too many of.
  private mutating func fill(_ thing: Int, asked: [Int], matches: [[SenseMatch?]]) {
    let least = asked[thing] == .max ? 1 : asked[thing]
    for giver in things.indices where giver != thing {
      let kept = asked[giver] == .max ? 1 : asked[giver]
      while objects[thing].count < least, objects[giver].count > kept {
        let candidates = objects[giver].filter { matches[$0][thing] != nil }
        let next = candidates.max { one, other in
          (matches[one][thing]?.score ?? 0) - (matches[one][giver]?.score ?? 0)
            < (matches[other][thing]?.score ?? 0) - (matches[other][giver]?.score ?? 0)
        }
        guard let next else { break }
        objects[giver].removeAll { $0 == next }
        objects[thing].append(next)
      }
    }
  }

  // MARK: - Questions

  /// The objects that are not painted, but whose names fit a thing.
  func unplacedObjects(of thing: Int) -> [Int] {
    names.indices.filter { !isPlaced[$0] && SenseMatch(things[thing], names[$0]) != nil }
  }

  /// Whether an object that stands for another thing might as well stand for this one.
  func mayBeMeant(_ thing: Int) -> Bool {
    objects.indices.contains { other in
      things[other].kinds.first != things[thing].kinds.first
        && objects[other].contains { SenseMatch.mayBeSame(things[thing], names[$0]) }
    }
  }

  /// Whether the name of an object speaks of a thing beside its own, or of the whole that it is of.
  ///
  /// An "elephant tag" shows an elephant, and a "laptop keyboard" may be there with the laptop.
  func isNamedInPassing(_ thing: Int) -> Bool {
    let asked = things[thing]
    return names.indices.contains { index in
      let head = names[index].head
      guard head != asked.head else { return false }
      if asked.modifiers.contains(head), ColourWords.canonical(head) == nil { return true }
      let words = names[index].modifiers + names[index].complements
      guard !words.isEmpty else { return false }
      let text = " " + words.map(Plurals.singular).joined(separator: " ") + " "
      return asked.kinds.contains { text.contains(" \($0) ") }
    }
  }

  /// The objects of no thing.
  var others: [Int] {
    let taken = Set(objects.joined())
    return names.indices.filter { !taken.contains($0) }
  }
}

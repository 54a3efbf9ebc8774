internal import Layouts

/// Writes a caption that is true of a scene, in one of several forms.
///
/// Every kind of thing that is seen is named, with its colour if the scene's plan names one. Counts and
/// relations are told only now and then, as in captions that people write. Among the forms are those
/// of LMD's benchmark (`utils/eval/lmd.py`).
struct CaptionWriter {
  /// Objects of one kind and colour.
  private struct Party {
    let group: ScenePlan.Group
    let regions: [Box]

    var count: Int { regions.count }
  }

  private let wording: Wording
  private let canvas: Canvas
  private let backdrop: Backdrop
  private let parties: [Party]
  private let spoken: Double

  init(
    atlas: Atlas, canvas: Canvas, backdrop: Backdrop, groups: [ScenePlan.Group],
    objects: [SceneObject], spoken: Double
  ) {
    wording = Wording(atlas: atlas)
    self.canvas = canvas
    self.backdrop = backdrop
    self.spoken = spoken
    parties = groups.enumerated().compactMap { index, group in
      let regions = objects.filter { $0.group == index }.map(\.box)
      return regions.isEmpty ? nil : Party(group: group, regions: regions)
    }
  }

  /// The caption, and what it says is not there.
  func caption(_ random: inout SceneRandom) -> (caption: String, negative: String) {
    guard !parties.isEmpty else {
      return ("a photo of \(backdrop.description)", "")
    }
    var body = random.chance(spoken) ? relation(&random) : nil
    let isRelation = body != nil
    var negative = ""
    if !isRelation {
      body = list(&random)
      if random.chance(0.1), let absent = absentThing(&random) {
        negative = absent
        body = (body ?? "") + random.pick([" without ", ", without ", " and no "]) + absent
      }
    }
    return (sentence(body ?? "", mayStandAlone: !isRelation, &random), negative)
  }

  // MARK: - Sentences

  /// Puts what is there into a sentence, with the surroundings in most.
  private func sentence(
    _ body: String, mayStandAlone: Bool, _ random: inout SceneRandom
  ) -> String {
    let place = random.pick(backdrop.phrases)
    switch random.below(8) {
    case 0, 1: return "A realistic photo of a scene with \(body)"
    case 2, 3: return "a photo of \(body) \(place)"
    case 4: return "a realistic photo of \(body) \(place)"
    case 5: return "a picture of \(body)"
    default: return "\(body) \(place)"
    }
  }

  // MARK: - What there is

  /// "a red apple and two cats", "dogs, a car and some chairs".
  private func list(_ random: inout SceneRandom) -> String {
    let tellsCounts = random.chance(spoken)
    // "An orange and pink beds" would be beds in two colours: a fruit with such a name comes last.
    let order =
      parties.filter { !wording.isColour($0.group) } + parties.filter { wording.isColour($0.group) }
    let phrases = order.map { phrase($0, tellsCount: tellsCounts, &random) }
    guard phrases.count > 2, let last = phrases.last else {
      return phrases.joined(separator: " and ")
    }
    return phrases.dropLast().joined(separator: ", ") + ", and " + last
  }

  private func phrase(
    _ party: Party, tellsCount: Bool, _ random: inout SceneRandom
  ) -> String {
    let usesOther = random.chance(0.15)
    let inDigits = random.chance(0.2)
    let vague = random.below(3)
    guard party.count > 1 else {
      return wording.phrase(
        party.group, count: 1, usesOther: usesOther, inDigits: tellsCount && inDigits)
    }
    guard tellsCount else {
      let noun = wording.noun(party.group, count: party.count, usesOther: usesOther)
      // A bare "sheep" would be one of them.
      let isPlain = noun == wording.noun(party.group, count: 1, usesOther: usesOther)
      if vague == 0, !isPlain { return noun }
      return (vague == 1 || party.count < 3 ? "some " : "several ") + noun
    }
    return wording.phrase(
      party.group, count: party.count, usesOther: usesOther, inDigits: inDigits)
  }

  /// The plural of a thing that is not in the scene.
  private func absentThing(_ random: inout SceneRandom) -> String? {
    for _ in 0..<6 {
      let thing = random.below(wording.atlas.things.count)
      if !wording.comesInPairs(thing),
        !parties.contains(where: { wording.areAkin($0.group.thing, thing) })
      {
        return wording.atlas.things[thing].plural
      }
    }
    return nil
  }

  // MARK: - Where it is

  /// How two objects lie to each other, or where one lies; nil when there is nothing clear to tell.
  private func relation(_ random: inout SceneRandom) -> String? {
    if parties.count == 1, parties[0].count == 1 { return place(of: parties[0], &random) }
    guard parties.count == 2, parties.allSatisfy({ $0.count == 1 }) else { return nil }
    let isSwapped = random.chance(0.5)
    let (first, second) = isSwapped ? (parties[1], parties[0]) : (parties[0], parties[1])
    let (one, other) = (
      phrase(first, tellsCount: true, &random), phrase(second, tellsCount: true, &random)
    )
    let (here, there) = (first.regions[0], second.regions[0])
    let across = (there.centerX - here.centerX) / Double(canvas.width)
    let down = (there.centerY - here.centerY) / Double(canvas.height)
    let isAcross = across.magnitude >= 1.3 * down.magnitude
    guard max(across.magnitude, down.magnitude) >= 0.18,
      isAcross || down.magnitude >= 1.3 * across.magnitude
    else { return nil }
    if random.chance(0.3) {
      let sides = isAcross ? ("left", "right") : ("top", "bottom")
      let (near, far) = (isAcross ? across : down) > 0 ? sides : (sides.1, sides.0)
      return "\(one) on the \(near) and \(other) on the \(far)"
    }
    let words =
      isAcross
      ? random.pick(across > 0 ? Self.leftWords : Self.rightWords)
      : down > 0 ? "above" : "below"
    return "\(one) \(words) \(other)"
  }

  private static let leftWords = ["to the left of", "on the left of", "left of"]
  private static let rightWords = ["to the right of", "on the right of", "right of"]

  /// "a cat on the left", of an object that is clearly there.
  private func place(of party: Party, _ random: inout SceneRandom) -> String? {
    let phrase = phrase(party, tellsCount: true, &random)
    let x = party.regions[0].centerX / Double(canvas.width)
    if x < 0.38 { return "\(phrase) on the left" }
    if x > 0.62 { return "\(phrase) on the right" }
    return nil
  }
}

/// What the members of a dictionary are to the object that it may be.
struct ObjectParts {
  private(set) var box: Int?
  private(set) var sides = BoxSides()
  private(set) var ellipse: Ellipse?
  private(set) var description: Int?
  /// The members that became part of the object.
  private(set) var usedPairs: Set<Int> = []
  /// The list of texts that names a list of boxes one by one.
  private(set) var parallelNames: Int?
  private(set) var parallelDescriptions: Int?
  /// Whether the dictionary is made as Ideogram's elements are.
  private(set) var usesIdeogramKeys = false

  private var nameIndex: Int?
  private var hasEllipse: Bool { ellipse != nil }

  /// Whether the dictionary gives a place.
  var hasRegion: Bool { box != nil || hasEllipse || sides.isComplete || isBroken }

  /// Whether it gives some sides of a box, and not all.
  private var isBroken: Bool { nameIndex != nil && sideCount >= 2 }
  private var sideCount = 0

  /// Whether the dictionary is meant as an object, though it has no box.
  private(set) var isObject = false

  init(_ pairs: [LooseObjects.Pair], keys: LooseKeys, source: SourceText) {
    findBox(pairs, keys: keys)
    findNames(pairs, keys: keys)
    if box == nil {
      sides = BoxSides(pairs)
      sideCount = sides.numbers.count
      ellipse = Ellipse(pairs, keys: keys)
      if ellipse == nil, !sides.isComplete { findEllipse(pairs, keys: keys) }
      if ellipse != nil || sides.isComplete || isBroken { useSides(pairs, keys: keys) }
    }
    if let box {
      usedPairs.insert(box)
      usesIdeogramKeys =
        keys.contains { $0.form == "desc" } && keys[box].form == "bbox"
        && keys.allSatisfy {
          ["desc", "bbox", "type", "text", "colorpalette"].contains($0.form)
        }
    }
    let hasOnlyText = !pairs.contains { $0.value.isCollection }
    isObject =
      hasOnlyText && (nameIndex.map { (keys[$0].nameRank ?? 99) < 20 } ?? false)
      && !keys.contains { $0.prompt == .background || $0.prompt == .negative }
  }

  /// The name that the dictionary gives its object.
  func name(_ pairs: [LooseObjects.Pair]) -> LooseObjects.Name? {
    guard let nameIndex, let text = pairs[nameIndex].value.nameText else { return nil }
    return LooseObjects.Name(text: text, range: pairs[nameIndex].value.range)
  }

  /// The name that a dictionary around several objects gives to those without their own.
  func groupName(_ pairs: [LooseObjects.Pair]) -> LooseObjects.Name? {
    guard isGroup else { return nil }
    return name(pairs)
  }

  /// Whether nothing shorter than a description or a caption names the object.
  func isNamedByDescription(_ keys: LooseKeys) -> Bool {
    nameIndex.map { keys[$0].isDescription } ?? false
  }

  private var isGroup = false

  /// The key that names a box, else the first value that is one.
  private mutating func findBox(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    func isPlace(_ value: Literal) -> Bool { value.looksLikeBox || value.boxListCount > 0 }
    box =
      pairs.indices.first { keys[$0].isBox && isPlace(pairs[$0].value) && !keys[$0].isPart(pairs) }
      ?? pairs.indices.first {
        keys[$0].isBox && pairs[$0].value.isBrokenBox && !keys[$0].isPart(pairs)
      }
    guard box == nil, pairs.count > 1, keys.contains(where: { ($0.nameRank ?? 99) < 20 }) else {
      return
    }
    // A dictionary with a name beside a single box of any key is an object.
    let others = pairs.indices.lazy.filter {
      pairs[$0].value.looksLikeBox && pairs[$0].value.text == nil
    }.prefix(2)
    let found = Array(others)
    if found.count == 1 { box = found[0] }
  }

  /// The ellipse in a dictionary of its own, as our JSON writes it.
  private mutating func findEllipse(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    for index in pairs.indices where Ellipse.keys.contains(keys[index].form) {
      guard case .pairs(let inner) = pairs[index].value.content,
        let found = Ellipse(inner, keys: LooseKeys(inner))
      else { continue }
      ellipse = found
      usedPairs.insert(index)
      return
    }
  }

  private mutating func findNames(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    let ranked = pairs.indices.filter { index in
      index != box && keys[index].nameRank != nil && pairs[index].value.nameText != nil
    }.sorted { (keys[$0].nameRank ?? 0) < (keys[$1].nameRank ?? 0) }
    nameIndex =
      ranked.first { pairs[$0].value.nameText?.isEmpty == false } ?? ranked.first
    isGroup = nameIndex.map { (keys[$0].nameRank ?? 99) < 20 } ?? false
    description = pairs.indices.first { index in
      index != nameIndex && index != box && keys[index].isDescription
        && pairs[index].value.text?.isEmpty == false
    }
    usedPairs.formUnion([nameIndex, description].compactMap { $0 })
    guard let box, pairs[box].value.unnested.boxListCount > 0 else { return }
    let count = pairs[box].value.unnested.boxListCount
    let lists = pairs.indices.filter { index in
      let texts = pairs[index].value.unnested.textListCount
      return index != box && texts > 0
        && (texts == count || texts == count + 1 || isNameList(keys[index]))
    }
    parallelNames = lists.first { !keys[$0].isDescriptionList } ?? lists.first
    parallelDescriptions = lists.first { $0 != parallelNames && keys[$0].isDescriptionList }
  }

  private func isNameList(_ key: LooseKey) -> Bool {
    ["labels", "names", "phrases", "objects", "captions", "prompts", "texts", "entities"]
      .contains(key.form)
  }

  private mutating func useSides(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    let beside = keys.cornerKeys
    for index in pairs.indices {
      let key = keys[index]
      let isSide = BoxSide(key: key.form, beside: beside) != nil || BoxPart(key: key.form) != nil
      if isSide || Ellipse.lengthKeys.contains(key.form) { usedPairs.insert(index) }
    }
  }
}

extension LooseKey {
  /// Whether the key gives only a corner, because the size stands under another key.
  fileprivate func isPart(_ pairs: [LooseObjects.Pair]) -> Bool {
    guard BoxPart(key: form) != nil else { return false }
    let own = pairs.first { $0.key.text == text }?.value
    return own?.looksLikeBox != true
  }

  fileprivate var isDescriptionList: Bool {
    isDescription || form.hasSuffix("descriptions") || form.hasSuffix("details")
  }
}

extension Ellipse {
  /// The keys under which an ellipse stands in a dictionary of its own.
  fileprivate static let keys: Set<String> = ["ellipse", "blob", "oval", "region", "shape"]

  /// The keys of an ellipse's lengths and angle.
  fileprivate static let lengthKeys: Set<String> = [
    "major", "majorradius", "majoraxis", "semimajor", "rx", "a", "minor", "minorradius",
    "minoraxis",
    "semiminor", "ry", "b", "angle", "rotation", "theta",
  ]

  /// The ellipse of a dictionary with a centre and two radii; a missing angle is 0.
  fileprivate init?(_ pairs: [LooseObjects.Pair], keys: LooseKeys) {
    func number(_ names: Set<String>) -> Double? {
      keys.firstIndex { names.contains($0.form) }.flatMap { pairs[$0].value.looseNumber?.value }
    }
    guard let centerX = number(["cx", "centerx", "xcenter", "x"]),
      let centerY = number(["cy", "centery", "ycenter", "y"]),
      let major = number(["major", "majorradius", "majoraxis", "semimajor", "rx", "a"]),
      let minor = number(["minor", "minorradius", "minoraxis", "semiminor", "ry", "b"])
    else { return nil }
    self.init(
      centerX: centerX, centerY: centerY, major: major, minor: minor,
      angle: number(["angle", "rotation", "theta"]) ?? 0)
  }
}

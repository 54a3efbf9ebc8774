/// What the members of a dictionary are to the object that it may be.
struct ObjectParts {
  private(set) var box: Int?
  private(set) var sides = BoxSides()
  private(set) var ellipse: RawEllipse?
  private(set) var description: Int?
  /// The members that became part of the object.
  private(set) var usedPairs: Set<Int> = []
  /// The list of texts that names a list of boxes one by one.
  private(set) var parallelNames: Int?
  private(set) var parallelDescriptions: Int?
  /// Whether the dictionary is made as Ideogram's elements are.
  private(set) var usesIdeogramKeys = false

  private var nameIndex: Int?

  /// Whether the dictionary gives a place.
  var hasRegion: Bool { box != nil || ellipse != nil || sides.isComplete || isBroken }

  /// Whether it gives some sides of a box, and not all.
  private var isBroken: Bool { nameIndex != nil && sideCount >= 2 }
  private var sideCount = 0

  /// Whether the dictionary is meant as an object, though it has no box.
  private(set) var isObject = false

  init(_ pairs: [LooseObjects.Pair], keys: LooseKeys, canvas: Canvas) {
    findEllipse(pairs, keys: keys, canvas: canvas)
    if ellipse == nil { findBox(pairs, keys: keys, canvas: canvas) }
    findNames(pairs, keys: keys)
    if box == nil, ellipse == nil {
      sides = BoxSides(pairs, keys: keys)
      sideCount = sides.numbers.count
      // A rectangle of SVG has radii too, those of its corners.
      let isRectangle = sides.isComplete && sides[.centerX] == nil
      if !isRectangle { ellipse = EllipseNumbers(pairs).ellipse(around: sides, canvas: canvas) }
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
  private mutating func findBox(
    _ pairs: [LooseObjects.Pair], keys: LooseKeys, canvas: Canvas
  ) {
    func isPlace(_ value: Literal) -> Bool { value.looksLikeBox || value.boxListCount > 0 }
    func isNamed() -> Bool { keys.contains { ($0.nameRank ?? 99) < 20 } }
    box = pairs.indices.first {
      keys[$0].isBox && isPlace(pairs[$0].value) && !keys[$0].isPart(pairs[$0].value)
    }
    if box == nil,
      let broken = pairs.indices.first(where: {
        keys[$0].isBox && pairs[$0].value.isBrokenBox && !keys[$0].isPart(pairs[$0].value)
          && !keys[$0].declaresFrame(by: pairs[$0].value)
      })
    {
      ellipse = RawEllipse(pairs[broken].value, under: keys[broken], canvas: canvas)
      if ellipse == nil { box = broken } else { usedPairs.insert(broken) }
    }
    guard box == nil, ellipse == nil, pairs.count > 1, isNamed() else { return }
    box = pairs.indices.first { keys[$0].isBox && pairs[$0].value.wrapsOneBox }
    guard box == nil else { return }
    // A dictionary with a name beside a single box of any key is an object.
    let others = pairs.indices.lazy.filter {
      pairs[$0].value.looksLikeBox && pairs[$0].value.text == nil
    }.prefix(2)
    let found = Array(others)
    if found.count == 1 { box = found[0] }
  }

  /// The ellipse in a dictionary of its own, as our JSON writes it.
  private mutating func findEllipse(
    _ pairs: [LooseObjects.Pair], keys: LooseKeys, canvas: Canvas
  ) {
    for index in pairs.indices {
      let key = keys[index]
      guard key.mayHoldEllipse,
        let found = RawEllipse(pairs[index].value, under: key, canvas: canvas)
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
      let value = pairs[index].value
      if key.side(beside: beside) != nil, value.looseNumber != nil {
        usedPairs.insert(index)
      } else if key.part != nil, value.pairOfNumbers != nil {
        usedPairs.insert(index)
      } else if ellipse != nil, value.looseNumber != nil,
        key.length != nil || key.form == "a"
      {
        usedPairs.insert(index)
      }
    }
  }
}

extension LooseKey {
  /// Whether the key says with a text how boxes are measured, `"bbox_format": "x1,y1,x2,y2"`.
  fileprivate func declaresFrame(by value: Literal) -> Bool {
    isFrame && value.text.map { !DeclaredFrame(words: $0).isEmpty } ?? false
  }

  /// Whether a value under the key is only a corner, because the size stands under another key.
  fileprivate func isPart(_ value: Literal) -> Bool { part != nil && !value.looksLikeBox }

  fileprivate var isDescriptionList: Bool {
    isDescription || form.hasSuffix("descriptions") || form.hasSuffix("details")
  }
}

extension RawEllipse {
  /// The ellipse that a value under a key is: a dictionary, a text with words, or bare numbers.
  fileprivate init?(_ value: Literal, under key: LooseKey, canvas: Canvas) {
    switch value.content {
    case .pairs(let inner):
      let sides = BoxSides(inner)
      guard !sides.isComplete || sides[.centerX] != nil,
        let found = EllipseNumbers(inner).ellipse(around: sides, canvas: canvas)
      else { return nil }
      self = found
    case .text(let text):
      guard text.utf8.count <= 160, let found = BoxText.ellipse(in: text, canvas: canvas) else {
        return nil
      }
      self = found
    case .list(let elements) where key.namesEllipse(of: elements.count):
      let numbers = elements.compactMap(\.looseNumber)
      guard numbers.count == elements.count else { return nil }
      self.init(numbers: numbers, canvas: canvas)
    default: return nil
    }
  }
}

extension LooseKey {
  /// Whether an ellipse may stand under the key in a dictionary of its own.
  fileprivate var mayHoldEllipse: Bool { Self.ellipses.contains(form) || form.holds("rxry") }

  /// Whether a list of numbers under the key is an ellipse: five of them, or four where the key says so.
  fileprivate func namesEllipse(of count: Int) -> Bool {
    let isNamed = form.holds("rxry") || ["ellipse", "oval"].contains(form)
    return count == 4 && isNamed || count == 5 && (isNamed || form == "blob")
  }

  private static let ellipses: Set<String> = ["ellipse", "blob", "oval", "region", "shape"]
}

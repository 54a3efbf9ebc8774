/// A phrase that counts, "two red chairs", as what it counts and how often.
struct CountedPhrase {
  /// The name of one of them, such as "a red chair".
  let name: String
  /// How many there are.
  let count: Int

  /// The most objects that one name is split into.
  static let most = 32

  /// Reads a phrase; nil when it counts nothing, or more than a layout can hold.
  init?(_ text: String) {
    let scene = try? CaptionGrammar.read(Caption(text, language: "en"), isStrict: true).0
    if let scene, scene.things.count == 1, scene.relations.isEmpty, scene.surroundings.isEmpty,
      let thing = scene.things.first, (2...Self.most).contains(thing.count)
    {
      (name, count) = (thing.phrase.name, thing.count)
      return
    }
    var words = EnglishWords(text).withoutArticles
    guard let first = words.first, let head = EnglishWords(text).head,
      let count = Self.count(of: first), let place = words.firstIndex(of: head), place > 0
    else { return nil }
    words[place] = Plurals.singular(head)
    words.removeFirst()
    name = ([Plurals.article(before: words[0])] + words).joined(separator: " ")
    self.count = count
  }

  private static func count(of word: String) -> Int? {
    let count =
      Int(word) ?? Lexicon.numbers[word] ?? Lexicon.sizedGroups[word] ?? Lexicon.vagueCounts[word]
      ?? (word == "both" ? 2 : nil)
    return count.flatMap { (2...most).contains($0) ? $0 : nil }
  }
}

extension LayoutObject.Region {
  /// The region cut into as many of its kind, beside each other in rows.
  ///
  /// A tilted ellipse is cut along its major axis.
  func split(columns: Int, rows: Int) -> [LayoutObject.Region] {
    if case .ellipse(let ellipse) = self, rows == 1 || columns == 1 {
      return ellipse.split(into: columns * rows).map { .ellipse($0) }
    }
    let bounds = bounds
    let step = grain == 1 && bounds == bounds.inWholePixels ? 1 : Self.finestGrain
    let width = (bounds.width / Double(columns)).inSteps(of: step, .down)
    let height = (bounds.height / Double(rows)).inSteps(of: step, .down)
    return (0..<rows).flatMap { row in
      (0..<columns).map { column in
        fitted(
          to: Box(
            x: (bounds.x + Double(column) * bounds.width / Double(columns)).inSteps(
              of: step, .down),
            y: (bounds.y + Double(row) * bounds.height / Double(rows)).inSteps(of: step, .down),
            width: width, height: height))
      }
    }
  }
}

extension Ellipse {
  /// Ellipses that fill this one's length, one behind the other.
  fileprivate func split(into count: Int) -> [Ellipse] {
    let step = LayoutObject.Region.finestGrain
    let share = (major / Double(count)).inSteps(of: step, .down)
    let turn = sineAndCosine(ofDegrees: angle)
    return (0..<count).map { index in
      let along = (2 * Double(index) + 1) * major / Double(count) - major
      return Ellipse(
        centerX: (centerX + along * turn.cosine).inSteps(of: step),
        centerY: (centerY + along * turn.sine).inSteps(of: step), major: share, minor: minor,
        angle: angle
      ).normalized
    }
  }
}

extension Box {
  fileprivate var inWholePixels: Box {
    Box(x: x.rounded(), y: y.rounded(), width: width.rounded(), height: height.rounded())
  }
}

/// A name that counts, in one box.
///
/// One box is one object: "two chairs" in a box is painted as one chair, or as any number of them.
/// A number before a noun in the singular ("a 2 litre bottle") counts nothing.
public struct CountedName: Rule {
  /// The name `counted-name`.
  public var name: String { "counted-name" }
  /// The code `MQ202`.
  public var code: String { "MQ202" }
  /// Usually a warning.
  public var severity: Finding.Severity { .warning }
  /// What it finds.
  public var summary: String { "A name counts several things in one box." }
  /// Why it matters.
  public var explanation: String {
    """
    One box is one object. Write one object a thing, each in its own box.
    """
  }
  /// A layout at fault and a better one.
  public var examples: RuleExamples {
    RuleExamples(
      bad: "('two chairs', [182, 202, 148, 208])",
      good: "('a chair', [60, 202, 148, 208]), ('a chair', [300, 202, 148, 208])")
  }
  /// The names.
  public var reads: LayoutParts { [.names] }
  /// It is the name that is at fault.
  public var concernsName: Bool { true }

  /// Creates the rule.
  public init() {}

  /// Returns what is wrong.
  public func check(layout: Layout, context: RuleContext) -> [Finding] {
    context.words(of: layout).enumerated().compactMap { index, name in
      let words = name.withoutArticles
      guard let first = words.first, words.count > 1, EnglishWords.isCount(first),
        let head = name.head, EnglishWords.isPlural(head)
      else { return nil }
      let name = JSONWriter.quoted(layout.objects[index].name)
      return finding("\(name) counts several things in one region", object: index)
    }
  }

  /// Writes one object a thing: in the same ground beside each other, or in free space.
  public func fixes(of finding: Finding, in layout: Layout, context: RuleContext) -> [Fix] {
    guard let (index, object) = layout.object(of: finding),
      let phrase = CountedPhrase(object.name)
    else { return [] }
    let count = phrase.count
    let grid = Self.columns(of: object.region.bounds, count: count)
    let cuts = [
      object.region.split(columns: count, rows: 1), object.region.split(columns: 1, rows: count),
      object.region.split(columns: grid, rows: (count + grid - 1) / grid),
    ]
    var places = cuts.sorted { $0[0].stretch < $1[0].stretch }.map { Array($0.prefix(count)) }
    var free = FreePlaces(in: layout)
    var copies = [object.region]
    while copies.count < count, let next = free.nearest(to: object.region) {
      free = free.taking(next)
      copies.append(next)
    }
    if copies.count == count { places.append(copies) }
    return places.map { regions in
      let edits: [LayoutEdit] = regions.enumerated().map { number, region in
        var copy = object
        copy.name = phrase.name
        copy.region = region
        return number == 0
          ? .setRegion(region, object: index) : .insert(copy, before: index + 1)
      }
      return Fix(
        .unsafe, "split it into \(count) objects named \(JSONWriter.quoted(phrase.name))",
        edits: [.rename(phrase.name, object: index)] + edits)
    }
  }

  /// How many columns make the cells of a box as square as can be.
  private static func columns(of box: Box, count: Int) -> Int {
    let best = (1...count).min { one, other in
      func stretch(_ columns: Int) -> Double {
        let rows = Double((count + columns - 1) / columns)
        let ratio = (box.width / Double(columns)) / (box.height / rows)
        return max(ratio, 1 / ratio)
      }
      return stretch(one) < stretch(other)
    }
    return best ?? count
  }
}

/// The revision of a text in which each object is an entry, as in a list of tuples or of CSS rules.
struct EntryRevision {
  /// How a notation writes what is new.
  struct Style {
    /// What stands between two entries where the text does not show it.
    var separator: String
    /// What stands in the place of the entries when there is none.
    var empty: String
    /// The unit behind a number that stood there as a percentage.
    var unit: String
    /// How angles are measured.
    var angles: AngleConvention
    /// A name as it is written, or nil when it can't be.
    var name: (String) -> String?
    /// A region as it is written.
    var region: (LayoutObject.Region) -> String
  }

  /// A place or a form that is not known, so that the text can't be changed in place.
  private struct Unknown: Error {}

  private let revision: Revision
  private let places: [TextPlaces.Object]
  private let prompts: [(place: Range<Int>?, old: String, new: String)]
  private let style: Style
  private var source: SourceText { revision.source }
  private var origins: [Int?] { revision.edited.origins }

  init(_ revision: Revision, places: TextPlaces, style: Style) {
    self.revision = revision
    self.places = places.objects
    self.style = style
    prompts = [
      (places.background, revision.old.background, revision.new.background),
      (places.negative, revision.old.negative, revision.new.negative),
    ]
  }

  /// What must be replaced, or nil when a place is not known.
  var replacements: [ByteReplacement]? {
    guard places.count == revision.old.objects.count else { return nil }
    return try? promptReplacements() + entryReplacements() + descriptionRemovals
  }

  private func promptReplacements() throws(Unknown) -> [ByteReplacement] {
    var result: [ByteReplacement] = []
    for (place, old, new) in prompts where !old.utf8.elementsEqual(new.utf8) {
      guard let place else { throw Unknown() }
      let needsSpace =
        place.isEmpty && place.lowerBound > 0 && !source.bytes[place.lowerBound - 1].isBlank
      result.append(ByteReplacement(place, (needsSpace ? " " : "") + new))
    }
    return result
  }

  // MARK: - Which entries stand where

  private func entryReplacements() throws(Unknown) -> [ByteReplacement] {
    if origins == places.indices.map({ $0 }) {
      var result: [ByteReplacement] = []
      for index in places.indices { result += try changes(of: index, to: index) }
      return result
    }
    let slots = places.map(\.whole)
    guard let first = slots.first, let last = slots.last,
      zip(slots, slots.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound })
    else { throw Unknown() }
    guard !origins.isEmpty else {
      return [ByteReplacement(first.lowerBound..<last.upperBound, style.empty)]
    }
    if origins.count == slots.count, !origins.contains(nil) {
      var result: [ByteReplacement] = []
      for (index, slot) in slots.enumerated() {
        if origins[index] == index {
          result += try changes(of: index, to: index)
        } else {
          result.append(ByteReplacement(slot, try entry(index)))
        }
      }
      return result
    }
    let kept = origins.compactMap { $0 }
    if kept == kept.sorted(), !kept.isEmpty {
      return try removals(kept: kept) + insertions() + keptChanges()
    }
    var texts: [String] = []
    for index in origins.indices { texts.append(try entry(index)) }
    let text = texts.joined(separator: separator)
    return [ByteReplacement(first.lowerBound..<last.upperBound, text)]
  }

  private func keptChanges() throws(Unknown) -> [ByteReplacement] {
    var result: [ByteReplacement] = []
    for (index, origin) in origins.enumerated() {
      if let origin { result += try changes(of: origin, to: index) }
    }
    return result
  }

  /// Removes the entries that are not kept, each with the separator behind it or before it.
  private func removals(kept: [Int]) -> [ByteReplacement] {
    let isKept = Set(kept)
    var result: [ByteReplacement] = []
    var index = 0
    while index < places.count {
      guard !isKept.contains(index) else {
        index += 1
        continue
      }
      var end = index
      while end < places.count, !isKept.contains(end) { end += 1 }
      let range =
        end < places.count
        ? places[index].whole.lowerBound..<places[end].whole.lowerBound
        : places[index - 1].whole.upperBound..<places[end - 1].whole.upperBound
      result.append(ByteReplacement(range, ""))
      index = end
    }
    return result
  }

  private func insertions() throws(Unknown) -> [ByteReplacement] {
    var result: [ByteReplacement] = []
    var previous: Int?
    for (index, origin) in origins.enumerated() {
      if let origin {
        previous = origin
        continue
      }
      let text = try entry(index)
      if let previous {
        let end = places[previous].whole.upperBound
        result.append(ByteReplacement(end..<end, separator + text))
      } else if let next = origins[index...].compactMap({ $0 }).first {
        let start = places[next].whole.lowerBound
        result.append(ByteReplacement(start..<start, text + separator))
      }
    }
    return result
  }

  /// What stands between the first two entries, if it is nothing but space and a comma.
  private var separator: String {
    guard places.count > 1 else { return style.separator }
    let gap = source.string(places[0].whole.upperBound..<places[1].whole.lowerBound)
    let isPlain =
      !gap.isEmpty && gap.utf8.count <= 16 && gap.allSatisfy { $0.isWhitespace || $0 == "," }
    return isPlain ? gap : style.separator
  }

  // MARK: - One entry

  /// The text of an entry as it shall be: the old one changed, or its neighbour's for a new one.
  private func entry(_ index: Int) throws(Unknown) -> String {
    let neighbours = origins[..<index].compactMap { $0 }.last ?? origins.compactMap { $0 }.first
    guard let place = origins[index] ?? neighbours else { throw Unknown() }
    let changes = try changes(of: place, to: index).filter {
      places[place].whole.lowerBound <= $0.range.lowerBound
        && $0.range.upperBound <= places[place].whole.upperBound
    }
    return ByteReplacement.apply(changes, to: source, in: places[place].whole)
  }

  /// What must be replaced in the entry of an old object for it to be a new one.
  private func changes(of old: Int, to new: Int) throws(Unknown) -> [ByteReplacement] {
    let (object, wanted) = (revision.old.objects[old], revision.new.objects[new])
    let place = places[old]
    var result = regionChanges(old, from: object.region, to: wanted.region)
    if !object.name.utf8.elementsEqual(wanted.name.utf8) {
      guard let name = style.name(wanted.name) else { throw Unknown() }
      result.append(ByteReplacement(place.name, name))
      if let description = place.description {
        result.append(ByteReplacement(description.name, name))
      }
    }
    if !object.description.utf8.elementsEqual(wanted.description.utf8) {
      guard let description = place.description, !wanted.description.isEmpty else {
        throw Unknown()
      }
      result.append(ByteReplacement(description.text, wanted.description))
    }
    return result
  }

  private func regionChanges(
    _ index: Int, from old: LayoutObject.Region, to new: LayoutObject.Region
  ) -> [ByteReplacement] {
    let isRewritten = revision.rewritten.contains(index)
    guard old != new || isRewritten else { return [] }
    let place = places[index]
    var result: [ByteReplacement] = []
    for (property, range) in place.numbers {
      guard let number = new.number(property, angles: style.angles) else {
        return [ByteReplacement(place.region, style.region(new))]
      }
      if isRewritten || old.number(property, angles: style.angles) != number {
        result.append(ByteReplacement(range, number.coordinateText + unit(of: range)))
      }
    }
    let isPlain = Set(place.numbers.values).count == place.numbers.count && !result.isEmpty
    return isPlain
      ? result.sorted { $0.range.lowerBound < $1.range.lowerBound }
      : [ByteReplacement(place.region, style.region(new))]
  }

  /// The letters behind a number, such as `px`.
  private func unit(of range: Range<Int>) -> String {
    let text = Array(source.bytes.buffer(range))
    if text.contains(UInt8(ascii: "%")) { return style.unit }
    guard let last = text.lastIndex(where: \.isDigit) else { return "" }
    let unit = text[(last + 1)...]
    return unit.allSatisfy { $0.isLetter || $0.isBlank }
      ? String(decoding: unit, as: UTF8.self) : ""
  }

  /// Descriptions of objects that go stand elsewhere, and go with them.
  private var descriptionRemovals: [ByteReplacement] {
    let kept = Set(origins.compactMap { $0 })
    return places.indices.filter { !kept.contains($0) }.compactMap { index in
      places[index].description.map { description in
        // With the line break behind it, so that no empty line stays.
        var end = description.whole.upperBound
        if end < source.bytes.count, source.bytes[end] == 0x0D { end += 1 }
        if end < source.bytes.count, source.bytes[end] == 0x0A { end += 1 }
        return ByteReplacement(description.whole.lowerBound..<end, "")
      }
    }
  }
}

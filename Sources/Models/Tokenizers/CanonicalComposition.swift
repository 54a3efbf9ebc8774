/// Unicode's normal form C (UAX #15), which the standard library keeps to itself.
enum CanonicalComposition {
  /// Returns the composed form of a few scalars that start at a boundary, such as a `Character`'s.
  static func composed(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    // Nothing below the combining marks changes, or changes what follows it, by itself.
    guard scalars.contains(where: { $0.value >= 0x300 }) else { return scalars }
    return compose(ordered(scalars.flatMap(decomposed)))
  }

  private struct Tables {
    var decompositions: [UInt32: [Unicode.Scalar]] = [:]
    var compositions: [UInt64: Unicode.Scalar] = [:]
  }

  private static let tables: Tables = {
    func scalar(_ digits: Substring) -> Unicode.Scalar? {
      UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
    }
    var tables = Tables()
    for entry in canonicalDecompositions.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let sides = entry.split(whereSeparator: { $0 == "=" || $0 == ">" })
      let parts = sides[1].split(separator: "+").compactMap(scalar)
      guard let whole = scalar(sides[0]) else { preconditionFailure("NFC table: \(entry)") }
      tables.decompositions[whole.value] = parts
      if entry.contains("=") { tables.compositions[pair(parts[0], parts[1])] = whole }
    }
    return tables
  }()

  private static func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
    UInt64(first.value) << 32 | UInt64(second.value)
  }

  /// Hangul syllables are numbered by their letters (The Unicode Standard, 3.12).
  private enum Hangul {
    static let syllables: UInt32 = 0xAC00
    static let leading: UInt32 = 0x1100
    static let vowels: UInt32 = 0x1161
    static let trailing: UInt32 = 0x11A7
    static let leadingCount: UInt32 = 19
    static let vowelCount: UInt32 = 21
    static let trailingCount: UInt32 = 28
  }

  private static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
    let index = scalar.value &- Hangul.syllables
    if index < Hangul.leadingCount * Hangul.vowelCount * Hangul.trailingCount {
      let rest = index % Hangul.trailingCount
      let letters = [
        Hangul.leading + index / (Hangul.vowelCount * Hangul.trailingCount),
        Hangul.vowels + index / Hangul.trailingCount % Hangul.vowelCount,
        Hangul.trailing + rest,
      ]
      return letters.prefix(rest == 0 ? 2 : 3).compactMap(Unicode.Scalar.init)
    }
    guard let parts = tables.decompositions[scalar.value] else { return [scalar] }
    return parts.flatMap(decomposed)
  }

  /// Sorts each run of marks by combining class, keeping the order within a class.
  private static func ordered(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var scalars = scalars
    for end in scalars.indices {
      let rank = scalars[end].properties.canonicalCombiningClass
      var place = end
      while rank != .notReordered, place > 0,
        scalars[place - 1].properties.canonicalCombiningClass > rank
      {
        scalars.swapAt(place, place - 1)
        place -= 1
      }
    }
    return scalars
  }

  private static func compose(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var starter: Int?
    for scalar in scalars {
      let rank = scalar.properties.canonicalCombiningClass
      if let starter {
        // A mark reaches its starter unless one of its own class or a starter stands between.
        let blocked =
          starter < result.count - 1
          && (result.last.map { $0.properties.canonicalCombiningClass >= rank } ?? false)
        if !blocked, let whole = composition(result[starter], scalar) {
          result[starter] = whole
          continue
        }
      }
      if rank == .notReordered { starter = result.count }
      result.append(scalar)
    }
    return result
  }

  private static func composition(
    _ first: Unicode.Scalar, _ second: Unicode.Scalar
  ) -> Unicode.Scalar? {
    let leading = first.value &- Hangul.leading
    let vowel = second.value &- Hangul.vowels
    if leading < Hangul.leadingCount, vowel < Hangul.vowelCount {
      let index = (leading * Hangul.vowelCount + vowel) * Hangul.trailingCount
      return Unicode.Scalar(Hangul.syllables + index)
    }
    let syllable = first.value &- Hangul.syllables
    let trailing = second.value &- Hangul.trailing
    if syllable < Hangul.leadingCount * Hangul.vowelCount * Hangul.trailingCount,
      syllable % Hangul.trailingCount == 0, (1..<Hangul.trailingCount).contains(trailing)
    {
      return Unicode.Scalar(first.value + trailing)
    }
    return tables.compositions[pair(first, second)]
  }
}

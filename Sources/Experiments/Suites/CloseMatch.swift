/// The nearest of some words, as Python's `difflib.get_close_matches` finds it.
///
/// The likeness of two texts is twice the characters they share over all their characters; what they
/// share is found by taking the longest common piece and going on left and right of it (Ratcliff and
/// Obershelp 1988).
enum CloseMatch {
  /// `get_close_matches(word, words)[:1]`, with its cutoff of 0.6.
  static func best(_ word: String, among words: [String]) -> String? {
    let wanted = Array(word.unicodeScalars)
    let scored = words.map { ($0, likeness(Array($0.unicodeScalars), wanted)) }
    return scored.filter { $0.1 >= 0.6 }.max { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// `SequenceMatcher(None, one, other).ratio()`, for texts under 200 characters.
  static func likeness(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Double {
    let total = one.count + other.count
    return total == 0 ? 1 : 2 * Double(shared(one[...], other[...])) / Double(total)
  }

  private static func shared(
    _ one: ArraySlice<Unicode.Scalar>, _ other: ArraySlice<Unicode.Scalar>
  ) -> Int {
    guard let piece = longest(one, other) else { return 0 }
    let (start, place, count) = piece
    return count + shared(one[..<start], other[..<place])
      + shared(one[(start + count)...], other[(place + count)...])
  }

  /// The longest common piece; of equal ones that which begins first in one, then in the other.
  private static func longest(
    _ one: ArraySlice<Unicode.Scalar>, _ other: ArraySlice<Unicode.Scalar>
  ) -> (start: Int, place: Int, count: Int)? {
    var best: (start: Int, place: Int, count: Int)?
    for start in one.indices {
      for place in other.indices {
        var count = 0
        while start + count < one.endIndex, place + count < other.endIndex,
          one[start + count] == other[place + count]
        {
          count += 1
        }
        if count > (best?.count ?? 0) { best = (start, place, count) }
      }
    }
    return best
  }
}

/// A name that no rule has.
public struct UnknownRule: Error, Hashable, Sendable, CustomStringConvertible {
  /// The name that was given.
  public var name: String
  /// The known name that is spelled most like it.
  public var nearest: String

  init(_ name: String, among known: [String]) {
    self.name = name
    nearest = Self.nearest(to: name, among: known)
  }

  /// The one of some names that is spelled most like another.
  package static func nearest(to name: String, among known: [String]) -> String {
    known.min { distance($0, name) < distance($1, name) } ?? ""
  }

  /// One sentence naming both sides.
  public var description: String {
    "expected the name or code of a rule, found \(JSONWriter.quoted(name)); the nearest is "
      + JSONWriter.quoted(nearest)
  }

  /// How many letters must be inserted, removed or replaced (Levenshtein 1966).
  package static func distance(_ first: String, _ second: String) -> Int {
    let first = Array(first.utf8.prefix(64))
    let second = Array(second.utf8.prefix(64))
    var row = Array(0...second.count)
    for (line, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in second.indices {
        let replaced = diagonal + (second[column] == letter ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
    }
    return row[second.count]
  }
}

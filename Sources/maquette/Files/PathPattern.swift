import Foundation

/// A pattern for paths as shells write them, with `**` for folders of any depth.
///
/// `*` stands for any letters but `/`, `?` for one of them, `[a-z]` and `[!a-z]` for one of a set, `{a,b}`
/// for either, and a backslash takes the next letter as it is. A name that begins with a dot is only
/// matched by a pattern that says the dot.
struct PathPattern: Hashable, Sendable {
  /// The pattern as written.
  let text: String
  /// Each way of choosing between braces, in parts between slashes.
  private let variants: [[Substring]]

  init(_ text: String) {
    self.text = text
    variants = Self.expandBraces(text[...], limit: 256).map { variant in
      Self.parts(variant).map { Substring($0) }
    }
  }

  /// Whether a text has anything that a pattern would take for more than itself.
  static func isPattern(_ text: String) -> Bool {
    text.contains { "*?[{".contains($0) }
  }

  /// Tells whether the pattern matches a whole path.
  func matches(_ path: String) -> Bool {
    let parts = path.split(separator: "/")[...]
    return variants.contains { variant in
      Self.matches(variant.filter { $0 != "." }[...], parts)
    }
  }

  // MARK: - Searching

  /// The files that the pattern matches, in the order of their names.
  func files() -> [String] {
    var found: Set<String> = []
    for variant in variants {
      let isAbsolute = variant.first == ""
      search(variant[(isAbsolute ? 1 : 0)...], in: isAbsolute ? "/" : "", into: &found)
    }
    return found.sorted()
  }

  private func search(
    _ parts: ArraySlice<Substring>, in folder: String, into found: inout Set<String>
  ) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    if part == "**" {
      search(rest, in: folder, into: &found)
      for name in Self.names(in: folder) where !FileSearch.isPassedOver(name) {
        let place = folder + name
        guard FileSearch.isOwnFolder(place) else { continue }
        search(parts, in: place + "/", into: &found)
      }
      if rest.isEmpty { search(["*"], in: folder, into: &found) }
    } else if !Self.isPattern(String(part)), !part.contains("\\") {
      step(to: folder + part, rest, into: &found)
    } else {
      for name in Self.names(in: folder) where Self.fits(name, part) {
        step(to: folder + name, rest, into: &found)
      }
    }
  }

  private func step(
    to place: String, _ rest: ArraySlice<Substring>, into found: inout Set<String>
  ) {
    guard let kind = fileKind(place) else { return }
    if rest.isEmpty {
      if kind != S_IFDIR { found.insert(place) }
    } else if kind == S_IFDIR {
      search(rest, in: place + "/", into: &found)
    }
  }

  private static func names(in folder: String) -> [String] {
    let path = folder.isEmpty ? "." : folder
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  // MARK: - Matching

  private static func matches(
    _ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>
  ) -> Bool {
    guard let part = pattern.first else { return path.isEmpty }
    if part == "**" {
      let rest = pattern.dropFirst()
      // What follows several of these may begin anywhere; one of them is enough.
      if rest.first == "**" { return matches(rest, path) }
      let reach = path.firstIndex { $0.hasPrefix(".") } ?? path.endIndex
      if rest.isEmpty { return !path.isEmpty && reach == path.endIndex }
      return (path.startIndex...reach).contains { matches(rest, path[$0...]) }
    }
    guard let name = path.first, fits(String(name), part) else { return false }
    return matches(pattern.dropFirst(), path.dropFirst())
  }

  /// Tells whether a name fits a part of a pattern, with the last star as the only one to go back to.
  private static func fits(_ name: String, _ part: Substring) -> Bool {
    if name.hasPrefix("."), !part.hasPrefix(".") { return false }
    let name = Array(name)
    let part = Array(part)
    var (at, place) = (0, 0)
    var star: (part: Int, name: Int)?
    while at < name.count {
      if place < part.count, part[place] == "*" {
        star = (place + 1, at)
        place += 1
      } else if place < part.count, let next = step(part, place, over: name[at]) {
        place = next
        at += 1
      } else if let back = star {
        star = (back.part, back.name + 1)
        (place, at) = (back.part, back.name + 1)
      } else {
        return false
      }
    }
    return part[place...].allSatisfy { $0 == "*" }
  }

  /// The place in the pattern behind what one letter of the name fits, or nil when it fits nothing.
  private static func step(_ part: [Character], _ place: Int, over letter: Character) -> Int? {
    switch part[place] {
    case "?": return place + 1
    case "\\" where place + 1 < part.count: return part[place + 1] == letter ? place + 2 : nil
    case "[":
      guard let end = part[(place + 1)...].dropFirst().firstIndex(of: "]") else {
        return letter == "[" ? place + 1 : nil
      }
      let isNegated = part[place + 1] == "!" || part[place + 1] == "^"
      let set = part[(place + (isNegated ? 2 : 1))..<end]
      return isIn(set, letter) != isNegated ? end + 1 : nil
    case let other: return other == letter ? place + 1 : nil
    }
  }

  private static func isIn(_ set: ArraySlice<Character>, _ letter: Character) -> Bool {
    var place = set.startIndex
    while place < set.endIndex {
      if place + 2 < set.endIndex, set[place + 1] == "-" {
        if set[place] <= letter, letter <= set[place + 2] { return true }
        place += 3
      } else {
        if set[place] == letter { return true }
        place += 1
      }
    }
    return false
  }

  // MARK: - Reading

  private static func parts(_ text: String) -> [String] {
    var parts = text.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    if text.hasPrefix("/") { parts.insert("", at: 0) }
    return parts
  }

  /// The texts that braces choose between; braces without a comma are letters.
  private static func expandBraces(_ text: Substring, limit: Int) -> [String] {
    guard let open = text.firstIndex(of: "{"), let choice = choices(text, from: open) else {
      return [String(text)]
    }
    let tails = expandBraces(text[choice.end...], limit: limit)
    var texts: [String] = []
    for word in choice.words.flatMap({ expandBraces($0, limit: limit) }) {
      for tail in tails where texts.count < limit { texts.append(text[..<open] + word + tail) }
    }
    return texts
  }

  private static func choices(
    _ text: Substring, from open: Substring.Index
  ) -> (words: [Substring], end: Substring.Index)? {
    var words: [Substring] = []
    var depth = 0
    var start = text.index(after: open)
    for place in text[open...].indices {
      switch text[place] {
      case "{": depth += 1
      case ",":
        guard depth == 1 else { continue }
        words.append(text[start..<place])
        start = text.index(after: place)
      case "}":
        depth -= 1
        guard depth == 0 else { continue }
        guard !words.isEmpty else { return nil }
        return (words + [text[start..<place]], text.index(after: place))
      default: break
      }
    }
    return nil
  }
}

/// The difference between two texts, line by line, as `diff -u` prints it.
struct UnifiedDiff: Sendable {
  /// The name of the text, for both headers.
  let name: String
  private let old: [Substring]
  private let new: [Substring]

  /// How many lines stand around a change.
  private static let context = 3

  init(name: String, old: String, new: String) {
    self.name = name
    self.old = Self.lines(old)
    self.new = Self.lines(new)
  }

  /// The lines with their ends.
  private static func lines(_ text: String) -> [Substring] {
    var lines: [Substring] = []
    var start = text.startIndex
    let bytes = text.utf8
    while start < text.endIndex {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { bytes.index(after: $0) }
      lines.append(text[start..<(end ?? text.endIndex)])
      start = end ?? text.endIndex
    }
    return lines
  }

  /// One line of a hunk.
  private enum Step {
    case kept(Int, Int)
    case removed(Int)
    case added(Int)

    var isKept: Bool {
      if case .kept = self { true } else { false }
    }
  }

  /// The whole, empty when the texts are the same.
  var text: String {
    let steps = steps
    guard steps.contains(where: { !$0.isKept }) else { return "" }
    var output = "--- \(name)\n+++ \(name)\n"
    for hunk in hunks(steps) { output += text(of: hunk, in: steps) }
    return output
  }

  /// The way from the old lines to the new ones.
  private var steps: [Step] {
    let changes = new.difference(from: old) { $0.utf8.elementsEqual($1.utf8) }
    var removed: Set<Int> = []
    var added: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): added.insert(offset)
      }
    }
    var steps: [Step] = []
    var (one, two) = (0, 0)
    while one < old.count || two < new.count {
      if one < old.count, removed.contains(one) {
        steps.append(.removed(one))
        one += 1
      } else if two < new.count, added.contains(two) {
        steps.append(.added(two))
        two += 1
      } else {
        steps.append(.kept(one, two))
        (one, two) = (one + 1, two + 1)
      }
    }
    return steps
  }

  /// The stretches of steps around the changes.
  private func hunks(_ steps: [Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (place, step) in steps.enumerated() where !step.isKept {
      let low = max(0, place - Self.context)
      let high = min(steps.count, place + Self.context + 1)
      if let last = hunks.last, low <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<high
      } else {
        hunks.append(low..<high)
      }
    }
    return hunks
  }

  private func text(of hunk: Range<Int>, in steps: [Step]) -> String {
    // What stands before the hunk in each text.
    let (before, inside) = (steps[..<hunk.lowerBound], steps[hunk])
    func count(_ steps: ArraySlice<Step>) -> (old: Int, new: Int) {
      steps.reduce(into: (0, 0)) { counts, step in
        switch step {
        case .kept: counts = (counts.0 + 1, counts.1 + 1)
        case .removed: counts.0 += 1
        case .added: counts.1 += 1
        }
      }
    }
    let (start, length) = (count(before), count(inside))
    var output =
      "@@ -\(Self.range(start.old, length.old)) +\(Self.range(start.new, length.new)) @@\n"
    for step in inside {
      let (mark, line) =
        switch step {
        case .kept(let place, _): (" ", old[place])
        case .removed(let place): ("-", old[place])
        case .added(let place): ("+", new[place])
        }
      output += mark + line
      if !line.utf8.reversed().starts(with: [UInt8(ascii: "\n")]) {
        output += "\n\\ No newline at end of file\n"
      }
    }
    return output
  }

  /// A range as unified diffs write it: of no lines, the line before.
  private static func range(_ before: Int, _ count: Int) -> String {
    count == 1 ? "\(before + 1)" : "\(count == 0 ? before : before + 1),\(count)"
  }
}

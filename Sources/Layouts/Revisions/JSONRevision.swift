/// The revision of a JSON document, in place, by what a notation would write before and after.
///
/// The two documents are compared; where they differ, the text is changed at the same place, found
/// by keys and by positions in arrays. What the notation does not write stays as it stands.
struct JSONRevision {
  private let source: SourceText
  /// How many objects there were, and where those that are now came from.
  private let oldCount: Int
  private let origins: [Int?]
  private let rewritten: Set<Int>
  private var edits: [ByteReplacement] = []
  private var isPossible = true

  /// What must be replaced for a text, read as a tree, to hold the new document, or nil when the
  /// places can't be found.
  static func replacements(
    for revision: Revision, root: JSONNode, from old: JSONValue, to new: JSONValue
  ) -> [ByteReplacement]? {
    var edit = JSONRevision(
      source: revision.source, oldCount: revision.old.objects.count,
      origins: revision.edited.origins, rewritten: revision.rewritten)
    edit.revise(root, from: old, to: new, isForced: false)
    return edit.isPossible ? edit.edits : nil
  }

  private init(source: SourceText, oldCount: Int, origins: [Int?], rewritten: Set<Int>) {
    self.source = source
    self.oldCount = oldCount
    self.origins = origins
    self.rewritten = rewritten
  }

  /// Changes a node; when forced, to the new value whatever stands there.
  private mutating func revise(
    _ node: JSONNode, from old: JSONValue, to new: JSONValue, isForced: Bool
  ) {
    guard isForced || !rewritten.isEmpty || old != new else { return }
    let node = node.inFull
    switch (node.content, old, new) {
    case (.object(let members), .object(let before), .object(let after)):
      reviseMembers(members, of: node, from: before, to: after, isForced: isForced)
    case (.array(let nodes), .array(let before), .array(let after)):
      reviseElements(nodes, of: node, from: before, to: after, isForced: isForced)
    default:
      // What stands there is not what the notation would have written: an id of another count, say.
      guard isForced ? !node.value.isNearly(new) : old != new && node.value.isNearly(old) else {
        return
      }
      edits.append(ByteReplacement(node.range, Self.text(new)))
    }
  }

  private static func text(_ value: JSONValue) -> String {
    let pretty = JSONWriter.writeReplacing(value, style: .pretty).text
    return pretty.utf8.contains(UInt8(ascii: "\n"))
      ? JSONWriter.writeReplacing(value, style: .compact).text : pretty
  }

  // MARK: - Objects

  private mutating func reviseMembers(
    _ members: [JSONNode.Member], of node: JSONNode, from before: JSONObject, to after: JSONObject,
    isForced: Bool
  ) {
    var arrivals: [JSONObject.Member] = []
    for member in after.members {
      let old = before[member.key]
      if let child = node[member.key] {
        revise(
          child, from: old ?? child.value, to: member.value, isForced: isForced || old == nil)
      } else if old != member.value {
        arrivals.append(member)
      }
    }
    let departures = before.members.map(\.key).filter { after[$0] == nil }
    removeMembers(members.indices.filter { departures.contains(members[$0].key) }, of: members)
    append(arrivals, to: members, of: node)
  }

  private mutating func removeMembers(_ indices: [Int], of members: [JSONNode.Member]) {
    for index in indices {
      let start = members[index].keySource.offset
      let end = members[index].node.range.upperBound
      if index + 1 < members.count {
        edits.append(ByteReplacement(start..<members[index + 1].keySource.offset, ""))
      } else if index > 0 {
        edits.append(ByteReplacement(members[index - 1].node.range.upperBound..<end, ""))
      } else {
        edits.append(ByteReplacement(start..<end, ""))
      }
    }
  }

  private mutating func append(
    _ arrivals: [JSONObject.Member], to members: [JSONNode.Member], of node: JSONNode
  ) {
    guard !arrivals.isEmpty else { return }
    let texts = arrivals.map { "\(Self.text(.string($0.key))): \(Self.text($0.value))" }
    guard let last = members.last else {
      edits.append(ByteReplacement(node.range, "{\(texts.joined(separator: ", "))}"))
      return
    }
    let gap =
      members.count > 1
      ? source.string(members[0].node.range.upperBound..<members[1].keySource.offset) : ", "
    let end = last.node.range.upperBound
    edits.append(ByteReplacement(end..<end, texts.map { gap + $0 }.joined()))
  }

  // MARK: - Arrays

  private mutating func reviseElements(
    _ nodes: [JSONNode], of node: JSONNode, from before: [JSONValue], to after: [JSONValue],
    isForced: Bool
  ) {
    let isParallel = before.count == oldCount && after.count == origins.count
    let sources = isParallel ? origins : Self.matches(before, after)
    guard let places = Self.places(of: before, in: nodes) else {
      isPossible = false
      return
    }
    func isRewritten(_ index: Int) -> Bool { isParallel && rewritten.contains(index) }
    if sources == before.indices.map({ $0 }) {
      for (index, value) in after.enumerated() {
        revise(
          nodes[places[index]], from: before[index], to: value,
          isForced: isForced || isRewritten(index))
      }
      return
    }
    let texts = after.indices.map { index in
      if let old = sources[index] {
        return patched(
          nodes[places[old]], from: before[old], to: after[index],
          isForced: isForced || isRewritten(old))
      }
      let model = sources[..<index].compactMap { $0 }.last ?? sources.compactMap { $0 }.first
      guard let old = model else { return Self.text(after[index]) }
      return patched(nodes[places[old]], from: before[old], to: after[index], isForced: true)
    }
    guard let order = Self.order(sources, places: places, count: nodes.count) else {
      isPossible = false
      return
    }
    let elements = order.map { item in
      switch item {
      case .new(let index): texts[index]
      case .kept(let place): source.string(nodes[place].range)
      }
    }
    edits.append(ByteReplacement(node.range, text(of: elements, nodes: nodes, in: node)))
  }

  /// A node's text after it was changed.
  private mutating func patched(
    _ node: JSONNode, from old: JSONValue, to new: JSONValue, isForced: Bool
  ) -> String {
    var inner = JSONRevision(
      source: source, oldCount: oldCount, origins: origins, rewritten: rewritten)
    inner.revise(node, from: old, to: new, isForced: isForced)
    isPossible = isPossible && inner.isPossible
    return ByteReplacement.apply(inner.edits, to: source, in: node.range)
  }

  /// The text of an array of some elements, spaced as it was.
  private func text(of elements: [String], nodes: [JSONNode], in node: JSONNode) -> String {
    guard let first = nodes.first, let last = nodes.last, !elements.isEmpty else {
      return "[\(elements.joined(separator: ", "))]"
    }
    let head = source.string(node.range.lowerBound..<first.range.lowerBound)
    let tail = source.string(last.range.upperBound..<node.range.upperBound)
    var gap = ", "
    if nodes.count > 1 {
      gap = source.string(first.range.upperBound..<nodes[1].range.lowerBound)
    } else if head.utf8.contains(UInt8(ascii: "\n")) {
      gap = "," + head.dropFirst()
    }
    return head + elements.joined(separator: gap) + tail
  }

  // MARK: - Which element is which

  private enum Item {
    /// An element of the new document.
    case new(Int)
    /// An element of the text that the notation does not know.
    case kept(Int)
  }

  /// For each new element the old one that it is: at its position, or equal to it.
  private static func matches(_ before: [JSONValue], _ after: [JSONValue]) -> [Int?] {
    guard before.count != after.count else { return before.indices.map { $0 } }
    var free = Set(before.indices)
    return after.map { value in
      let match = before.indices.first { free.contains($0) && before[$0] == value }
      if let match { free.remove(match) }
      return match
    }
  }

  /// Where the old elements stand among the nodes, in order, others between them.
  private static func places(of before: [JSONValue], in nodes: [JSONNode]) -> [Int]? {
    if before.count == nodes.count { return Array(nodes.indices) }
    var places: [Int] = []
    for value in before {
      let start = places.last.map { $0 + 1 } ?? 0
      guard let place = nodes.indices[start...].first(where: { nodes[$0].value.holds(value) })
      else { return nil }
      places.append(place)
    }
    return places
  }

  /// The order of old, new and unknown elements; nil when the unknown ones leave it open.
  private static func order(_ sources: [Int?], places: [Int], count: Int) -> [Item]? {
    if places.count == count { return sources.indices.map { .new($0) } }
    let kept = sources.compactMap { $0 }
    guard kept == kept.sorted() else { return nil }
    let known = Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0) })
    var result: [Item] = []
    var next = 0
    func take(upTo isEnd: (Int?) -> Bool) {
      while next < sources.count, !isEnd(sources[next]) {
        result.append(.new(next))
        next += 1
      }
    }
    for place in 0..<count {
      guard let old = known[place] else {
        result.append(.kept(place))
        continue
      }
      guard sources.contains(old) else { continue }
      take { $0 == old }
      result.append(.new(next))
      next += 1
      take { $0 != nil }
    }
    take { _ in false }
    return result
  }
}

extension JSONNode {
  /// Where the value stands, in bytes.
  fileprivate var range: Range<Int> { source.offset..<source.offset + source.length }
}

extension JSONValue {
  /// Whether two values are the same but for rounding in the last digits of numbers.
  fileprivate func isNearly(_ other: JSONValue) -> Bool {
    if self == other { return true }
    switch (self, other) {
    case (.array(let one), .array(let two)):
      return one.count == two.count && zip(one, two).allSatisfy { $0.isNearly($1) }
    case (.object, .object): return holds(other) && other.holds(self)
    default:
      guard let one = double, let two = other.double else { return false }
      return (one - two).magnitude <= 1e-6 * max(1, one.magnitude)
    }
  }

  /// Whether everything that another value says is said here, too.
  fileprivate func holds(_ other: JSONValue) -> Bool {
    guard case .object(let own) = self, case .object(let asked) = other else {
      return isNearly(other)
    }
    return asked.members.allSatisfy { own[$0.key]?.holds($0.value) == true }
  }
}

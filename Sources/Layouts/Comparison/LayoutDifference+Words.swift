extension LayoutDifference {
  /// One line of a difference in words.
  public struct Line: Hashable, Sendable {
    /// What the line tells of.
    public enum Kind: Hashable, Sendable {
      case removed, added, changed
    }

    /// What the line tells of.
    public var kind: Kind
    /// The words.
    public var text: String
  }

  /// The difference in lines: texts first, then the objects of the second layout in their order, then
  /// those that went.
  public var lines: [Line] {
    let parts = texts.map { change in
      Line(
        kind: .changed,
        text: "\(change.part): \(Self.shown(change.old)) -> \(Self.shown(change.new))")
    }
    let changed = objects.filter { !$0.changes.isEmpty }
    return parts + changed.map(line)
  }

  /// The difference in a sentence, such as "1 object moved, 1 added".
  public var summary: String {
    guard !isEmpty else { return "the same" }
    let parts = counts.map { "\($0.count) \($0.kind)" } + texts.map { "another \($0.part)" }
    return parts.joined(separator: ", ")
  }

  private static func shown(_ text: String) -> String {
    text.isEmpty ? "none" : JSONWriter.quoted(text)
  }

  private func line(_ object: Object) -> Line {
    let name = JSONWriter.quoted(name(of: object))
    let places = [object.old, object.new].map { $0.map(String.init) ?? "" }
    let place = places[0] == places[1] ? places[0] : places.joined(separator: "->")
    if let index = object.old, object.new == nil {
      return Line(
        kind: .removed, text: "object \(index) \(name): was \(old.objects[index].region.text)")
    }
    if let index = object.new, object.old == nil {
      return Line(kind: .added, text: "object \(index) \(name): \(new.objects[index].region.text)")
    }
    return Line(
      kind: .changed,
      text: "object \(place) \(name): \(object.changes.map(\.text).joined(separator: "; "))")
  }
}

extension LayoutDifference.Change {
  /// The change in words.
  fileprivate var text: String {
    switch self {
    case .moved(let x, let y):
      let across =
        x.magnitude < 0.005 ? nil : "\(x < 0 ? "left" : "right") by \(x.magnitude.shortText)"
      let along = y.magnitude < 0.005 ? nil : "\(y < 0 ? "up" : "down") by \(y.magnitude.shortText)"
      return "moved \([across, along].compactMap { $0 }.joined(separator: " and "))"
    case .resized(let old, let new): return "resized from \(old.text) to \(new.text)"
    case .rotated(let angle):
      return
        "turned \(angle < 0 ? "anticlockwise" : "clockwise") by \(angle.magnitude.shortText) degrees"
    case .reshaped(let old, let new): return "reshaped from \(old) to \(new)"
    case .renamed(let old, _): return "renamed from \(JSONWriter.quoted(old))"
    case .described(let old, let new):
      return "described as \(JSONWriter.quoted(new)), was \(JSONWriter.quoted(old))"
    case .reordered(let old, let new): return "listed at \(new), was at \(old)"
    case .added, .removed: return kind
    }
  }
}

extension LayoutDifference.Size {
  fileprivate var text: String { "\(first.shortText) x \(second.shortText)" }
}

extension LayoutObject.Region {
  /// The region in words.
  fileprivate var text: String {
    switch self {
    case .box(let box):
      let numbers = [box.x, box.y, box.width, box.height].map(\.shortText)
      return "box [\(numbers.joined(separator: ", "))]"
    case .ellipse(let ellipse):
      return "ellipse at (\(ellipse.centerX.shortText), \(ellipse.centerY.shortText)), "
        + "\(ellipse.major.shortText) x \(ellipse.minor.shortText), \(ellipse.angle.shortText) degrees"
    }
  }
}

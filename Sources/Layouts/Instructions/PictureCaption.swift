/// A caption that says what a layout shows, in place of one that no longer fits it.
package enum PictureCaption {
  /// The surroundings, the objects and what must not be seen, in one line.
  package static func text(of layout: Layout) -> String {
    let things = list(layout.objects.map(\.name))
    var text = layout.background
    let joint = text.isEmpty ? "" : text.contains(" with ") ? ", " : " with "
    if !things.isEmpty { text += joint + things }
    if !layout.negative.isEmpty { text += ", without " + layout.negative }
    return text
  }

  /// Names as a list in which equal ones are counted: "two balloons, a cat and a dog".
  package static func list(_ names: [String]) -> String {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for name in names {
      if counts[name] == nil { order.append(name) }
      counts[name, default: 0] += 1
    }
    let parts = order.flatMap { name -> [String] in
      let count = counts[name] ?? 1
      if count == 1 { return [name] }
      return ObjectName(name).counted(count).map { [$0] } ?? Array(repeating: name, count: count)
    }
    guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + last
  }
}

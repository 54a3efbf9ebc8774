/// One change of a layout.
///
/// Objects are named by their indices in the layout as it was before the first edit of a fix, so that
/// the edits of one fix do not depend on one another's order.
public enum LayoutEdit: Hashable, Sendable {
  /// An object gets another region.
  case setRegion(LayoutObject.Region, object: Int)
  /// An object gets another name.
  case rename(String, object: Int)
  /// An object gets another description.
  case describe(String, object: Int)
  /// An object goes.
  case remove(object: Int)
  /// An object comes, before the one at an index; at the end when the index is the count.
  case insert(LayoutObject, before: Int)
  /// An object is listed elsewhere: before the one at an index, or at the end.
  case move(object: Int, before: Int)
  /// The background prompt is another one.
  case setBackground(String)
  /// The negative prompt is another one.
  case setNegative(String)
}

extension LayoutEdit {
  /// The edit as JSON, by the names of the layout's own keys.
  public var json: JSONValue {
    switch self {
    case .setRegion(let region, let object):
      var json: JSONObject = ["edit": "set-region", "object": .integer(object)]
      let placed = LayoutObject(name: "", region: region).json
      for key in ["box", "ellipse"] { json[key] = placed[key] }
      return .object(json)
    case .rename(let name, let object):
      return ["edit": "rename", "object": .integer(object), "name": .string(name)]
    case .describe(let text, let object):
      return ["edit": "describe", "object": .integer(object), "description": .string(text)]
    case .remove(let object):
      return ["edit": "remove", "object": .integer(object)]
    case .insert(let object, let place):
      return ["edit": "insert", "before": .integer(place), "value": object.json]
    case .move(let object, let place):
      return ["edit": "move", "object": .integer(object), "before": .integer(place)]
    case .setBackground(let text):
      return ["edit": "set-background", "background": .string(text)]
    case .setNegative(let text):
      return ["edit": "set-negative", "negative": .string(text)]
    }
  }
}

/// A layout after some edits, with where each of its objects came from.
public struct EditedLayout: Hashable, Sendable {
  /// The layout.
  public var layout: Layout
  /// For each object its index before the edits, or nil for one that was inserted.
  public var origins: [Int?]

  /// A layout before any edit.
  public init(_ layout: Layout) {
    self.layout = layout
    origins = layout.objects.indices.map { $0 }
  }

  /// Applies edits that name objects by their indices in the layout as it is now.
  ///
  /// An index that no object has is a mistake of the caller.
  public mutating func apply(_ edits: [LayoutEdit]) {
    let count = layout.objects.count
    var objects = zip(layout.objects, origins).map { (object: $0, origin: $1) }
    var isRemoved = [Bool](repeating: false, count: count)
    var arrivals = [[(object: LayoutObject, origin: Int?)]](repeating: [], count: count + 1)
    var moves: [(object: Int, place: Int)] = []
    for edit in edits {
      switch edit {
      case .setRegion(let region, let object): objects[object].object.region = region
      case .rename(let name, let object): objects[object].object.name = name
      case .describe(let text, let object): objects[object].object.description = text
      case .remove(let object): isRemoved[object] = true
      case .insert(let object, let place): arrivals[place].append((object, nil))
      case .move(let object, let place): moves.append((object, place))
      case .setBackground(let text): layout.background = text
      case .setNegative(let text): layout.negative = text
      }
    }
    for (object, place) in moves where !isRemoved[object] {
      isRemoved[object] = true
      arrivals[place].append(objects[object])
    }
    var result: [(object: LayoutObject, origin: Int?)] = []
    for index in 0...count {
      result += arrivals[index]
      if index < count, !isRemoved[index] { result.append(objects[index]) }
    }
    layout.objects = result.map(\.object)
    origins = result.map(\.origin)
  }
}

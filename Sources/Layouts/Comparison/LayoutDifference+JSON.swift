extension LayoutDifference {
  /// The name and version of the contract.
  public static let schema = "maquette/difference/1"

  /// The difference as JSON; only objects with changes are listed.
  public var json: JSONValue {
    let changed = objects.filter { !$0.changes.isEmpty }
    return [
      "schema": .string(Self.schema), "same": .bool(isEmpty),
      "counts": .object(JSONObject(counts.map { .init(key: $0.kind, value: .integer($0.count)) })),
      "texts": .array(
        texts.map {
          ["part": .string($0.part), "from": .string($0.old), "to": .string($0.new)]
        }),
      "objects": .array(changed.map(json)),
    ]
  }

  /// How many objects have each kind of change, in the order in which changes are told.
  public var counts: [(kind: String, count: Int)] {
    let kinds = objects.flatMap { Set($0.changes.map(\.kind)) }
    return Change.kinds.compactMap { kind in
      let count = kinds.count { $0 == kind }
      return count > 0 ? (kind, count) : nil
    }
  }

  private func json(_ object: Object) -> JSONValue {
    var json = JSONObject()
    if let place = object.old { json["from"] = .integer(place) }
    if let place = object.new { json["to"] = .integer(place) }
    json["name"] = .string(name(of: object))
    json["changes"] = .array(object.changes.map(\.json))
    return .object(json)
  }

  /// The name of an object, the newer one where there are two.
  public func name(of object: Object) -> String {
    object.new.map { new.objects[$0].name } ?? object.old.map { old.objects[$0].name } ?? ""
  }
}

extension LayoutDifference.Change {
  /// Every kind.
  static let kinds = [
    "removed", "added", "moved", "resized", "rotated", "reshaped", "renamed", "described",
    "reordered",
  ]

  /// The kind in a word.
  public var kind: String {
    switch self {
    case .moved: "moved"
    case .resized: "resized"
    case .rotated: "rotated"
    case .reshaped: "reshaped"
    case .renamed: "renamed"
    case .described: "described"
    case .reordered: "reordered"
    case .added: "added"
    case .removed: "removed"
    }
  }

  /// The change as JSON.
  public var json: JSONValue {
    var json: JSONObject = ["change": .string(kind)]
    switch self {
    case .moved(let x, let y):
      json["x"] = .coordinate(x)
      json["y"] = .coordinate(y)
    case .resized(let old, let new):
      json["from"] = .coordinates([old.first, old.second])
      json["to"] = .coordinates([new.first, new.second])
    case .rotated(let angle): json["degrees"] = .coordinate(angle)
    case .reshaped(let old, let new), .renamed(let old, let new), .described(let old, let new):
      json["from"] = .string(old)
      json["to"] = .string(new)
    case .reordered(let old, let new):
      json["from"] = .integer(old)
      json["to"] = .integer(new)
    case .added, .removed: break
    }
    return .object(json)
  }
}

extension SceneGraph {
  /// The scene as JSON, with the places of its words in the caption.
  public var json: JSONValue {
    var json: JSONObject = [
      "things": .array(things.map(\.json)), "relations": .array(relations.map(\.json)),
      "surroundings": .array(
        surroundings.map { ["phrase": .string($0.phrase), "source": $0.source.json] }),
      "exclusions": .array(
        exclusions.map {
          ["name": .string($0.phrase.bareText), "source": $0.phrase.source.json]
        }),
    ]
    if let style { json["style"] = .string(style) }
    return .object(json)
  }
}

extension SceneGraph.Thing {
  /// The thing as JSON; keys that say nothing are left out.
  var json: JSONValue {
    var json: JSONObject = [
      "name": .string(phrase.name), "category": .string(phrase.category),
      "count": .integer(count), "source": phrase.source.json,
    ]
    if isVague { json["countIsAssumed"] = .bool(true) }
    if let source = phrase.countSource { json["countSource"] = source.json }
    if !phrase.attributes.isEmpty {
      json["attributes"] = .array(
        phrase.attributes.map { ["word": .string($0.word), "source": $0.source.json] })
    }
    let places = SceneGraph.Place.allCases.filter(self.places.contains)
    if !places.isEmpty { json["places"] = .array(places.map { .string("\($0)") }) }
    if let formation { json["formation"] = .string(formation.rawValue) }
    return .object(json)
  }
}

extension SceneGraph.Relation {
  /// The relation as JSON; subjects and landmarks are indices of things.
  var json: JSONValue {
    var json: JSONObject = [
      "kind": .string(kind.rawValue), "subjects": .array(subjects.map(JSONValue.integer)),
      "landmarks": .array(landmarks.map(JSONValue.integer)), "source": source.json,
    ]
    if isPairwise { json["isPairwise"] = .bool(true) }
    if isInferred { json["isInferred"] = .bool(true) }
    return .object(json)
  }
}

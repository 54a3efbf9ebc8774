import Layouts

/// What a conversion loses, as data: the contract `maquette/losses/1`.
struct LossReport {
  /// The name and version of the contract.
  static let schema = "maquette/losses/1"

  let from: String
  let to: String
  let layout: Layout
  /// What reading left out or changed.
  var readingLosses: [Finding] = []
  /// What writing does.
  let losses: [Finding]

  /// Whether nothing is lost on either way.
  var isEmpty: Bool { count == 0 }

  /// How many things are lost.
  var count: Int { readingLosses.count + losses.count }

  /// The report as JSON.
  var json: JSONValue {
    [
      "schema": .string(Self.schema), "from": .string(from), "to": .string(to),
      "objects": .integer(layout.objects.count),
      "losses": .array((readingLosses + losses).map(json)),
    ]
  }

  /// The JSON Schema of the contract.
  static let jsonSchema: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": .string("https://json-schema.invalid/\(schema)"),
    "title": "Maquette losses",
    "description": "What a conversion of a layout from one notation to another loses.",
    "type": "object",
    "required": ["schema", "from", "to", "objects", "losses"],
    "properties": [
      "schema": ["const": .string(schema)],
      "from": ["type": "string", "description": "The notation that was read."],
      "to": ["type": "string", "description": "The notation that was written."],
      "objects": ["type": "integer", "minimum": 0],
      "losses": ["type": "array", "items": ["$ref": "#/$defs/loss"]],
    ],
    "$defs": [
      "loss": [
        "type": "object",
        "required": ["rule", "code", "severity", "message", "property"],
        "properties": [
          "rule": ["type": "string"], "code": ["type": "string"],
          "severity": ["enum": ["note", "warning", "error"]],
          "message": ["type": "string"],
          "property": ["type": "string", "description": "What is lost, such as rotation."],
          "object": [
            "type": "integer", "minimum": 0, "description": "The object, counted from zero.",
          ],
          "name": ["type": "string", "description": "The object's name."],
        ],
      ]
    ],
  ]

  /// One line for each loss in writing.
  var lines: [String] {
    losses.map { loss in
      let place = loss.object.map { "object \($0): " } ?? ""
      return "\(to): \(loss.severity.rawValue): \(place)\(loss.message) [\(loss.code) \(loss.rule)]"
    }
  }

  private func json(_ loss: Finding) -> JSONValue {
    guard case .object(var json) = loss.json else { return loss.json }
    let prefix = "loses-"
    let named = loss.rule.hasPrefix(prefix) ? String(loss.rule.dropFirst(prefix.count)) : loss.rule
    json["property"] = .string(ReadingLoss.property(of: loss) ?? named)
    if let index = loss.object, layout.objects.indices.contains(index) {
      json["name"] = .string(layout.objects[index].name)
    }
    return .object(json)
  }
}

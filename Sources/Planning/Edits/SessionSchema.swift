public import Layouts

/// The JSON Schema (draft 2020-12) of the session contract, as `maquette schema session` prints it.
public enum SessionSchema {
  /// The schema as a JSON value.
  public static let json: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": .string("https://json-schema.invalid/\(EditSession.schema)"),
    "title": "Maquette session",
    "description": """
    A conversation about a layout. Rounds are only ever added: an undo takes the last start, plan, \
    edit or redo back that is in force, and a redo brings again what was taken back last.
    """,
    "type": "object",
    "required": ["schema", "rounds"],
    "properties": [
      "schema": ["const": .string(EditSession.schema)],
      "rounds": ["type": "array", "items": ["$ref": "#/$defs/round"]],
    ],
    "$defs": ["round": round],
  ]

  private static let round: JSONValue = [
    "type": "object",
    "required": ["kind", "layout"],
    "properties": [
      "kind": [
        "enum": .array(EditSession.Round.Kind.allCases.map { .string($0.rawValue) }),
        "description": "What kind of round it is; a refusal leaves the layout as it was.",
      ],
      "instruction": ["type": "string", "description": "What was said."],
      "editor": [
        "type": "string", "description": "Who carried it out, such as offline or openai:NAME.",
      ],
      "layout": [
        "type": ["object", "null"],
        "description": "The layout after the round (maquette/layout/1); null for a refusal.",
      ],
      "mentioned": [
        "type": "array", "items": ["type": "integer", "minimum": 0],
        "description": "The objects that were spoken of last, which \"it\" and \"them\" stand for.",
      ],
      "findings": list("What was noticed."),
      "decisions": list("What was done, and why so."),
      "attempts": list("The answers of a language model, with their tokens and times."),
    ],
  ]

  private static func list(_ description: String) -> JSONValue {
    ["type": "array", "items": ["type": "object"], "description": .string(description)]
  }
}

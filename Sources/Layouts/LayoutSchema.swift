/// The JSON Schema (draft 2020-12) of the layout contract, as `maquette schema layout` prints it.
///
/// It accepts what `JSONNotation` reads without an error. What makes a layout imperfect and not
/// unreadable (a box outside the canvas, an angle to be normalised) is a finding and stands in the
/// descriptions only.
public enum LayoutSchema {
  /// The schema as a JSON value.
  public static let json: JSONValue = [
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": .string("https://json-schema.invalid/\(JSONNotation.schema)"),
    "title": "Maquette layout",
    "description": """
    A planned picture: captioned regions on a canvas, a background and a negative prompt. \
    Coordinates are pixels of the canvas, origin top left, y down; they may lie outside it.
    """,
    "type": "object",
    "required": ["schema", "canvas", "objects"],
    "properties": [
      "schema": ["const": .string(JSONNotation.schema)],
      "canvas": canvas,
      "caption": text("The caption that the layout was planned for."),
      "language": [
        "type": ["string", "null"], "description": "The BCP 47 tag of the caption's language.",
      ],
      "background": text("The prompt for everything outside the objects."),
      "negative": text("What the picture must not show."),
      "objects": [
        "type": "array", "items": ["$ref": "#/$defs/object"],
        "description": "The objects, from back to front.",
      ],
      "provenance": [
        "type": "object",
        "description": "Where the layout came from: planner, model, seed and the like.",
      ],
    ],
    "$defs": ["object": object, "box": box, "ellipse": ellipse],
  ]

  /// The schema as text.
  public static let text = JSONWriter.writeReplacing(json, style: .pretty).text

  private static let canvas: JSONValue = [
    "type": "object",
    "required": ["width", "height"],
    "properties": ["width": side, "height": side],
    "description": "The picture plane in pixels.",
  ]

  private static let side: JSONValue = ["type": "integer", "minimum": 1, "maximum": 65536]

  private static let object: JSONValue = [
    "type": "object",
    "required": ["name"],
    "oneOf": [["required": ["box"]], ["required": ["ellipse"]]],
    "properties": [
      "name": text("The phrase that names the object, such as \"a red apple\"."),
      "description": text("A sentence on how it looks."),
      "box": ["$ref": "#/$defs/box"],
      "ellipse": ["$ref": "#/$defs/ellipse"],
    ],
  ]

  private static let box: JSONValue = [
    "type": "object",
    "required": ["x", "y", "width", "height"],
    "properties": [
      "x": number("The left edge in pixels."),
      "y": number("The top edge in pixels."),
      "width": number("The width in pixels; zero or less is a finding at error level."),
      "height": number("The height in pixels; zero or less is a finding at error level."),
    ],
  ]

  private static let ellipse: JSONValue = [
    "type": "object",
    "required": ["cx", "cy", "major", "minor", "angle"],
    "properties": [
      "cx": number("The horizontal centre in pixels."),
      "cy": number("The vertical centre in pixels."),
      "major": number("The semi-major axis in pixels."),
      "minor": number("The semi-minor axis in pixels, at most the semi-major one."),
      "angle": number(
        "Degrees from the +x axis to the major axis, clockwise on screen, in [0, 180)."),
    ],
  ]

  private static func text(_ description: String) -> JSONValue {
    ["type": "string", "description": .string(description)]
  }

  private static func number(_ description: String) -> JSONValue {
    ["type": "number", "description": .string(description)]
  }
}

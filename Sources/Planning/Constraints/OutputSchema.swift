public import Layouts

/// A JSON Schema that holds the answers of the style `json`, in the dialect of a service.
public struct OutputSchema: Hashable, Sendable {
  /// What services understand of JSON Schema.
  public enum Dialect: String, Hashable, Sendable, CaseIterable {
    /// OpenAI's strict mode: every key required, none else, no bounds of lists.
    case openai
    /// Anthropic's: no bounds of numbers or lists.
    case anthropic
    /// llama.cpp's and Ollama's: bounds and all.
    case full
  }

  /// The name that OpenAI's protocol wants.
  public static let name = "layout"

  /// The schema.
  public let json: JSONValue

  /// Makes the schema of a canvas.
  public init(_ dialect: Dialect, canvas: Canvas) {
    let isBounded = dialect == .full
    func number(_ minimum: Int, _ maximum: Int) -> JSONValue {
      isBounded
        ? ["type": "integer", "minimum": .integer(minimum), "maximum": .integer(maximum)]
        : ["type": "integer"]
    }
    func text(_ limit: Int, minimum: Int = 0) -> JSONValue {
      isBounded
        ? ["type": "string", "minLength": .integer(minimum), "maxLength": .integer(limit)]
        : ["type": "string"]
    }
    let box = Self.object([
      ("x", number(0, canvas.width - 1)), ("y", number(0, canvas.height - 1)),
      ("width", number(1, canvas.width)), ("height", number(1, canvas.height)),
    ])
    let object = Self.object([
      ("name", text(OutputGrammar.nameLimit, minimum: 1)), ("box", box),
    ])
    var objects: JSONObject = ["type": "array", "items": object]
    if isBounded { objects["maxItems"] = .integer(OutputGrammar.objectLimit) }
    json = Self.object([
      ("objects", .object(objects)), ("background", text(OutputGrammar.lineLimit)),
      ("negative", text(OutputGrammar.lineLimit)),
    ])
  }

  private static func object(_ properties: [(key: String, value: JSONValue)]) -> JSONValue {
    [
      "type": "object",
      "properties": .object(
        JSONObject(properties.map { JSONObject.Member(key: $0.key, value: $0.value) })),
      "required": .array(properties.map { .string($0.key) }), "additionalProperties": false,
    ]
  }
}

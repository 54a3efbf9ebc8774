/// Something that is not as it should be, as a value: the library neither prints nor exits.
public struct Finding: Hashable, Sendable {
  /// How bad a finding is.
  public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
    /// Worth knowing; nothing was changed.
    case note
    /// Something was read with a liberty, or will probably disappoint.
    case warning
    /// The layout can't be used as it is.
    case error

    /// Orders by badness: note, warning, error.
    public static func < (left: Severity, right: Severity) -> Bool {
      let order: [Severity] = [.note, .warning, .error]
      return (order.firstIndex(of: left) ?? 0) < (order.firstIndex(of: right) ?? 0)
    }
  }

  /// The name of the rule, in kebab case, such as `out-of-canvas`.
  public var rule: String
  /// The stable code.
  ///
  /// MQ0xx reading a notation, MQ1xx geometry, MQ2xx text, MQ3xx caption, MQ4xx planning, MQ5xx reading
  /// drawings, annotations and masks, MQ6xx suppressions, MQ7xx painting.
  public var code: String
  /// How bad it is.
  public var severity: Severity
  /// One sentence that names the place and both sides.
  public var message: String
  /// The index of the object concerned, counted from zero, if it is one.
  public var object: Int?
  /// The indices of other objects that take part, such as the one that hides the object.
  public var related: [Int]
  /// Where in the text that was read, if it came from a text.
  public var source: SourceRange?
  /// What would remove the reason, where that was asked for and is known.
  public var fix: Fix?

  /// Creates a finding.
  public init(
    rule: String, code: String, severity: Severity, message: String, object: Int? = nil,
    related: [Int] = [], source: SourceRange? = nil, fix: Fix? = nil
  ) {
    self.rule = rule
    self.code = code
    self.severity = severity
    self.message = message
    self.object = object
    self.related = related
    self.source = source
    self.fix = fix
  }
}

extension Finding {
  /// The finding as JSON; keys without a value are left out.
  public var json: JSONValue {
    var json: JSONObject = [
      "rule": .string(rule), "code": .string(code), "severity": .string(severity.rawValue),
      "message": .string(message),
    ]
    if let object { json["object"] = .integer(object) }
    if !related.isEmpty { json["related"] = .array(related.map(JSONValue.integer)) }
    if let source { json["source"] = source.json }
    if let fix { json["fix"] = fix.json }
    return .object(json)
  }
}

extension SourceRange {
  /// The range as JSON.
  public var json: JSONValue {
    [
      "offset": .integer(offset), "length": .integer(length), "line": .integer(line),
      "column": .integer(column),
    ]
  }
}

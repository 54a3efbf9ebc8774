/// The layout contract `maquette/layout/1` as JSON: the one notation that holds everything.
///
/// The canvas is the text's own. `schema`, `canvas` and `objects` must be there, and for each object
/// `name` and exactly one of `box` and `ellipse`; other texts may be absent and are then empty. Keys
/// that this version does not know are kept, at the layout and at each object. An ellipse is brought
/// into its normal form (major ≥ minor, angle in [0, 180)) with a finding.
///
/// Where words or a code fence stand before the first brace, as in the answer of a language model, they
/// and what follows the object are passed over with a finding.
public struct JSONNotation: SourceNotation, DocumentNotation, RevisableNotation {
  /// The name and version of the contract, as the key `schema` holds it.
  public static let schema = "maquette/layout/1"

  /// The keys of a layout that have a meaning.
  static let layoutKeys = [
    "schema", "canvas", "caption", "language", "background", "negative", "objects", "provenance",
  ]
  /// The keys of an object that have a meaning.
  static let objectKeys = ["name", "description", "box", "ellipse"]

  /// How the text is laid out.
  public var style: JSONWriter.Style

  /// Creates the notation.
  public init(style: JSONWriter.Style = .pretty) {
    self.style = style
  }

  /// The name `json`.
  public var name: String { "json" }

  /// The contract is read to the letter.
  var isLiteral: Bool { true }

  /// Reads a layout; the text names the canvas, so the given one is not used.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try readAnswer(text, canvas: canvas)
  }

  func read(_ source: SourceText, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    try read(JSONReader.read(source, embeddedFrom: source.embeddedObjectStart), canvas: canvas)
  }

  func read(_ document: JSONDocument, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let (root, findings) = document
    var reading = LayoutJSONReading(findings: findings)
    let layout = try reading.layout(JSONField(node: root))
    var parsed = ParsedLayout(
      notation: JSONNotation().name, layout: layout, findings: reading.findings.all.inOrderOfText,
      places: reading.places)
    parsed.names = reading.names
    return parsed
  }

  func replacements(for revision: Revision) -> [ByteReplacement]? {
    let source = revision.source
    guard
      let root = try? JSONReader.read(source, embeddedFrom: source.embeddedObjectStart).root
    else { return nil }
    return JSONRevision.replacements(
      for: revision, root: root, from: revision.old.json, to: revision.new.json)
  }

  /// What JSON that was read before holds: a layout, or the reason why it can't be one.
  static func reading(
    _ root: JSONNode, findings: [Finding]
  ) -> Result<ParsedLayout, ParseFailure> {
    do throws(ParseFailure) {
      return .success(try JSONNotation().read((root, findings), canvas: .standard))
    } catch {
      return .failure(error)
    }
  }

  /// Whether a value says of itself that it is a layout, of whatever version.
  static func isLayout(_ node: JSONNode) -> Bool {
    guard case .string(let schema)? = node["schema"]?.content else { return false }
    return schema.hasPrefix("maquette/layout/")
  }

  /// Writes a layout; what is not a finite number can't be written and is reported.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (layout, losses) = layout.withoutUnwritableObjects
    let (text, failures) = JSONWriter.writeReplacing(layout.json, style: style)
    return PrintedLayout(
      text: text,
      losses: losses + failures.map { ReadingRule.losesExtras.finding("\($0)") })
  }
}

extension Layout {
  /// The layout as JSON, after the contract `maquette/layout/1`.
  public var json: JSONValue {
    var json: JSONObject = [
      "schema": .string(JSONNotation.schema),
      "canvas": ["width": .integer(canvas.width), "height": .integer(canvas.height)],
      "caption": .string(caption),
    ]
    if let language { json["language"] = .string(language) }
    json["background"] = .string(background)
    json["negative"] = .string(negative)
    json["objects"] = .array(objects.map(\.json))
    json["provenance"] = .object(provenance)
    return .object(json.appending(extras, except: JSONNotation.layoutKeys))
  }

  /// The layout without the objects whose numbers are not finite, and a finding for each of those.
  var withoutUnwritableObjects: (layout: Layout, losses: [Finding]) {
    // The box around an ellipse of the largest numbers is infinite.
    func isWritable(_ object: LayoutObject) -> Bool {
      object.region.isFinite && object.region.bounds.isFinite
    }
    guard !objects.allSatisfy(isWritable) else { return (self, []) }
    var layout = self
    layout.objects = objects.filter(isWritable)
    let losses = objects.enumerated().filter { !isWritable($1) }.map { index, object in
      ReadingRule.losesObject.finding(
        "objects[\(index)]: \(JSONWriter.quoted(object.name)) is left out, expected finite numbers, "
          + "found \(object.region)", object: index)
    }
    return (layout, losses)
  }
}

extension LayoutObject {
  /// The object as JSON, after the contract `maquette/layout/1`.
  public var json: JSONValue {
    var json: JSONObject = ["name": .string(name), "description": .string(description)]
    switch region {
    case .box(let box):
      json["box"] = [
        "x": JSONValue(canonical: box.x + 0), "y": JSONValue(canonical: box.y + 0),
        "width": JSONValue(canonical: box.width + 0),
        "height": JSONValue(canonical: box.height + 0),
      ]
    case .ellipse(let ellipse):
      json["ellipse"] = [
        "cx": JSONValue(canonical: ellipse.centerX + 0),
        "cy": JSONValue(canonical: ellipse.centerY + 0),
        "major": JSONValue(canonical: ellipse.major + 0),
        "minor": JSONValue(canonical: ellipse.minor + 0),
        "angle": JSONValue(canonical: ellipse.angle + 0),
      ]
    }
    return .object(json.appending(extras, except: JSONNotation.objectKeys))
  }
}

extension JSONObject {
  /// The object with the members of another behind its own, except those under some keys.
  fileprivate func appending(_ other: JSONObject, except keys: [String]) -> JSONObject {
    JSONObject(distinct: members + other.members.filter { !keys.contains($0.key) })
  }
}

// MARK: - Reading

/// One reading of a layout from JSON, gathering findings.
private struct LayoutJSONReading {
  var findings: FindingList
  var places: [SourceRange] = []
  var names: [SourceRange] = []

  init(findings: [Finding]) {
    self.findings = FindingList(findings)
  }

  mutating func layout(_ root: JSONField) throws(ParseFailure) -> Layout {
    let schema = try root.required("schema", "the string \"\(JSONNotation.schema)\"")
    guard try schema.string() == JSONNotation.schema else {
      throw schema.failure("the version this program knows, \"\(JSONNotation.schema)\"")
    }
    var layout = Layout(canvas: try canvas(try root.required("canvas", "an object")))
    layout.caption = try root.optional("caption")?.string() ?? ""
    layout.background = try root.optional("background")?.string() ?? ""
    layout.negative = try root.optional("negative")?.string() ?? ""
    layout.provenance = try root.optional("provenance")?.object() ?? JSONObject()
    if let language = try root.optional("language"), language.node.content != .null {
      layout.language = try language.string()
    }
    let fields = try root.required("objects", "an array").elements()
    layout.objects.reserveCapacity(fields.count)
    names.reserveCapacity(fields.count)
    places.reserveCapacity(fields.count)
    for (index, field) in fields.enumerated() {
      layout.objects.append(try object(field, index: index))
      if let name = field.node["name"] { names.append(name.source) }
      let region = field.node["box"] ?? field.node["ellipse"]
      places.append(region?.source ?? field.node.source)
    }
    layout.extras = try unknownMembers(of: root, known: JSONNotation.layoutKeys)
    findings.append(listed: layout.geometryFindings { places[$0] })
    return layout
  }

  private mutating func canvas(_ field: JSONField) throws(ParseFailure) -> Canvas {
    let sides = 1...65536
    let width = try field.required("width", "a whole number").integer(in: sides)
    let height = try field.required("height", "a whole number").integer(in: sides)
    try reportUnknownKeys(of: field, known: ["width", "height"], object: nil)
    return Canvas(width: width, height: height)
  }

  private mutating func object(
    _ field: JSONField, index: Int
  ) throws(ParseFailure) -> LayoutObject {
    let name = try field.required("name", "a string").string()
    let region: LayoutObject.Region
    switch (try field.optional("box"), try field.optional("ellipse")) {
    case (let box?, nil): region = .box(try self.box(box, object: index))
    case (nil, let ellipse?): region = .ellipse(try self.ellipse(ellipse, object: index))
    case (nil, nil):
      throw ParseFailure(
        notation: "json",
        message: "\(field.path): expected one of box and ellipse, found neither",
        source: field.node.source)
    case (_?, let ellipse?):
      throw ParseFailure(
        notation: "json",
        message: "\(field.path): expected exactly one of box and ellipse, found both",
        source: ellipse.node.source)
    }
    return LayoutObject(
      name: name, description: try field.optional("description")?.string() ?? "", region: region,
      extras: try unknownMembers(of: field, known: JSONNotation.objectKeys))
  }

  private mutating func box(_ field: JSONField, object: Int) throws(ParseFailure) -> Box {
    let box = Box(
      x: try field.required("x", "a number").number(),
      y: try field.required("y", "a number").number(),
      width: try field.required("width", "a number").number(),
      height: try field.required("height", "a number").number())
    try reportUnknownKeys(of: field, known: ["x", "y", "width", "height"], object: object)
    return box
  }

  private mutating func ellipse(
    _ field: JSONField, object: Int
  ) throws(ParseFailure) -> Ellipse {
    let ellipse = Ellipse(
      centerX: try field.required("cx", "a number").number(),
      centerY: try field.required("cy", "a number").number(),
      major: try field.required("major", "a number").number(),
      minor: try field.required("minor", "a number").number(),
      angle: try field.required("angle", "a number").number())
    guard ellipse.bounds.isFinite else { throw field.failure("an ellipse of a finite extent") }
    let known = ["cx", "cy", "major", "minor", "angle"]
    try reportUnknownKeys(of: field, known: known, object: object)
    let normal = ellipse.normalized
    if normal.major != ellipse.major {
      findings.append(
        .axesSwapped(ellipse, path: "\(field.path)", object: object, at: field.node.source))
    } else if normal.angle != ellipse.angle {
      findings.append(
        .angleNormalized(
          ellipse.angle, to: normal.angle, path: "\(field.path).angle", object: object,
          at: try field.optional("angle")?.node.source))
    }
    return normal
  }

  private func unknownMembers(
    of field: JSONField, known: [String]
  ) throws(ParseFailure) -> JSONObject {
    let members = try field.members().filter { !known.contains($0.key) }
    if members.isEmpty { return JSONObject() }
    return JSONObject(
      distinct: members.map { JSONObject.Member(key: $0.key, value: $0.node.value) })
  }

  private mutating func reportUnknownKeys(
    of field: JSONField, known: [String], object: Int?
  ) throws(ParseFailure) {
    for member in try field.members() where !known.contains(member.key) {
      let path = field.path.appending(key: member.key)
      findings.append(
        .unknownKey, "\(path) has no meaning here and is not kept", object: object,
        at: member.keySource)
    }
  }
}

extension SourceText {
  /// Where the first object starts in a text that begins with words or a fence, and not with JSON.
  fileprivate var embeddedObjectStart: Int? {
    let start = trimmed(0..<bytes.count).lowerBound
    guard start < bytes.count, bytes[start].isLetter || has("```", at: start),
      let brace = bytes.firstIndex(of: UInt8(ascii: "{"))
    else { return nil }
    return brace
  }
}

// MARK: - Messages

extension Finding {
  /// The finding that an ellipse's axes were exchanged.
  static func axesSwapped(
    _ ellipse: Ellipse, path: String, object: Int?, at source: SourceRange?
  ) -> Finding {
    let minor = JSONWriter.text(ofFinite: ellipse.minor)
    let major = JSONWriter.text(ofFinite: ellipse.major)
    return ReadingRule.axesSwapped.finding(
      "\(path): the minor axis \(minor) is longer than the major axis \(major); "
        + "they were exchanged and the angle turned by 90 degrees", object: object, at: source)
  }

  /// The finding that an angle was brought into [0, 180).
  static func angleNormalized(
    _ angle: Double, to normal: Double, path: String, object: Int?, at source: SourceRange?
  ) -> Finding {
    ReadingRule.angleNormalized.finding(
      "\(path): \(JSONWriter.text(ofFinite: angle)) degrees are written as "
        + "\(JSONWriter.text(ofFinite: normal)) in [0, 180)", object: object, at: source)
  }
}

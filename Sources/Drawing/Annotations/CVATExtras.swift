internal import Layouts

/// What CVAT says of a shape that a layout has no word for, as unknown keys of the object.
enum CVATExtras {
  /// What a shape says in XML attributes that is read elsewhere.
  private static let known: Set<String> = [
    "label", "occluded", "z_order", "rotation", "xtl", "ytl", "xbr", "ybr", "cx", "cy", "rx", "ry",
    "points", "rle", "left", "top", "width", "height",
  ]

  /// What a shape says beside its label, its place and its description.
  ///
  /// - Parameters:
  ///   - element: the shape.
  ///   - description: the attribute that was taken for its description.
  /// - Returns: the unknown keys.
  static func read(_ element: XMLElement, except description: XMLElement?) -> JSONObject {
    var extras = JSONObject()
    for attribute in element.attributes where !known.contains(attribute.name) {
      if attribute.name == "source", attribute.value == "manual" { continue }
      extras[attribute.name] = .string(attribute.value)
    }
    var attributes = JSONObject()
    if element["occluded"] == "1" { attributes["occluded"] = true }
    for attribute in element.children("attribute") where attribute != description {
      attributes[attribute["name"] ?? ""] = .string(attribute.wholeText)
    }
    if !attributes.isEmpty { extras["attributes"] = .object(attributes) }
    return extras
  }

  /// The attributes, `occluded` among them.
  static func attributes(of object: LayoutObject) -> JSONObject {
    object.extras["attributes"]?.object ?? JSONObject()
  }

  /// The attributes that stand in elements of their own.
  static func written(_ object: LayoutObject) -> [(name: String, value: String)] {
    attributes(of: object).members.compactMap { member in
      if member.key == "occluded", case .bool = member.value { return nil }
      return text(of: member.value).map { (member.key, $0) }
    }
  }

  /// The text of an attribute's value, or nil for one that an attribute can't hold.
  private static func text(of value: JSONValue) -> String? {
    switch value {
    case .string(let text): text
    case .bool, .integer, .number: JSONWriter.text(of: value)
    case .array, .object, .null: nil
    }
  }

  /// Whether an unknown key of an object is written.
  static func isHeld(_ member: JSONObject.Member) -> Bool {
    switch (member.key, member.value) {
    case ("source", .string), ("group_id", .string): true
    case ("attributes", .object(let attributes)):
      attributes.members.allSatisfy { text(of: $0.value) != nil }
    default: false
    }
  }
}

import Layouts

/// What can befall a document of JSON that stays one: values change, keys go, parts multiply.
public enum JSONDamage {
  private static let values: [JSONValue] = [
    nil, true, false, 0, -1, 65536, 1e308, -1e308, 1e-300, 0.5, 9_007_199_254_740_993, "", "x",
    "\u{0}",
    "0.5", "😀", [], [[]], [1], [1, 2, 3, 4], [0, 0, 0, 0, 0, 0], ["a"], [:], ["x": 1],
    ["size": [1, 1], "counts": "0"], ["size": [32768, 7000], "counts": [229_376_000]],
    ["size": [3, 3], "counts": [9, -1]],
  ]

  /// Damages a document; one that is no longer JSON stays as it is.
  public static func apply(to bytes: inout [UInt8], using random: inout SplitMix64) {
    guard let root = try? JSONReader.read(String(decoding: bytes, as: UTF8.self)).root.value else {
      return
    }
    let damaged = damaged(root, depth: Int.random(in: 0...7, using: &random), using: &random)
    guard let text = try? JSONWriter.write(damaged) else { return }
    bytes = Array(text.utf8)
  }

  /// The value with one of its parts, so deep inside, changed.
  private static func damaged(
    _ value: JSONValue, depth: Int, using random: inout SplitMix64
  ) -> JSONValue {
    switch value {
    case .object(let object) where depth > 0 && !object.members.isEmpty:
      return .object(damaged(object, depth: depth, using: &random))
    case .array(var elements) where depth > 0 && !elements.isEmpty:
      let place = Int.random(in: 0..<elements.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: elements.remove(at: place)
      case 1: elements.append(elements[place])
      case 2: elements += Array(repeating: elements[place], count: 200)
      default:
        elements[place] = damaged(elements[place], depth: depth - 1, using: &random)
      }
      return .array(elements)
    case .number(let number) where Bool.random(using: &random):
      return .number(number * Double.random(in: -1e3...1e3, using: &random))
    default: return replacement(using: &random)
    }
  }

  private static func damaged(
    _ object: JSONObject, depth: Int, using random: inout SplitMix64
  ) -> JSONObject {
    var object = object
    let member = object.members[Int.random(in: 0..<object.members.count, using: &random)]
    switch Int.random(in: 0..<6, using: &random) {
    case 0: object[member.key] = nil
    case 1: object["\(member.key)\u{301}"] = member.value
    default:
      object[member.key] = damaged(member.value, depth: depth - 1, using: &random)
    }
    return object
  }

  private static func replacement(using random: inout SplitMix64) -> JSONValue {
    let value = values.randomElement(using: &random) ?? nil
    guard Int.random(in: 0..<20, using: &random) == 0 else { return value }
    // Deep, but not deeper than readers go.
    return (0..<200).reduce(value) { inner, step in step % 2 == 0 ? [inner] : ["k": inner] }
  }
}

/// A writer of JSON whose output depends on nothing but the value.
///
/// Keys keep their order, numbers take the shortest form that reads back to the same double, whole
/// numbers have no fraction, and text stays UTF-8 with only what must be escaped escaped.
public struct JSONWriter: Sendable {
  /// How the text is laid out.
  public enum Style: Hashable, Sendable, CaseIterable {
    /// All on one line, without spaces.
    case compact
    /// Two spaces a level; what holds only plain values stays on one line where it fits.
    case pretty
  }

  /// A number that JSON can't hold.
  public struct NotFinite: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key path of the number.
    public var path: String
    /// The number: not a number, or an infinity.
    public var number: String

    /// One sentence naming the place and both sides.
    public var description: String {
      "\(path): expected a finite number, found \(number), which JSON cannot hold"
    }
  }

  /// The longest line that the pretty style fills with plain values.
  private static let lineLength = 88

  private let style: Style
  private var bytes: [UInt8] = []
  private var hasFailed = false

  private init(style: Style) {
    self.style = style
  }

  /// Writes a value as text, without a line end after it.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - style: how the text is laid out.
  /// - Returns: the text.
  /// - Throws: `NotFinite` when a number is not finite.
  public static func write(
    _ value: JSONValue, style: Style = .compact
  ) throws(NotFinite) -> String {
    let (text, failures) = writeReplacing(value, style: style)
    if let failure = failures.first { throw failure }
    return text
  }

  /// Writes a value for people, with `null` in the place of each number that isn't finite.
  package static func text(of value: JSONValue) -> String {
    writeReplacing(value, style: .pretty).text
  }

  /// Writes a value with `null` in the place of each number that isn't finite, and reports those.
  static func writeReplacing(
    _ value: JSONValue, style: Style
  ) -> (text: String, failures: [NotFinite]) {
    var writer = JSONWriter(style: style)
    writer.append(value, indent: 0)
    let failures = writer.hasFailed ? failures(in: value, at: JSONPath()) : []
    return (String(decoding: writer.bytes, as: UTF8.self), failures)
  }

  /// The numbers that aren't finite, in order; looked for only where there are some.
  private static func failures(in value: JSONValue, at path: JSONPath) -> [NotFinite] {
    switch value {
    case .number(let number) where !number.isFinite:
      [NotFinite(path: "\(path)", number: "\(number)")]
    case .array(let elements):
      elements.enumerated().flatMap { failures(in: $1, at: path.appending(index: $0)) }
    case .object(let object):
      object.members.flatMap { failures(in: $0.value, at: path.appending(key: $0.key)) }
    default: []
    }
  }

  /// A finite number in its shortest form.
  static func text(ofFinite number: Double) -> String {
    if case .integer(let whole) = JSONValue(canonical: number) { return String(whole) }
    let text = number.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// How much of a text a message repeats.
  package static let quotedLength = 80

  /// A text in double quotes as messages show it: the beginning of a long one.
  package static func quoted(_ text: String) -> String {
    var writer = JSONWriter(style: .compact)
    writer.append(text.shortened(to: quotedLength))
    return String(decoding: writer.bytes, as: UTF8.self)
  }

  // MARK: - Values

  private mutating func append(_ value: JSONValue, indent: Int) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let flag): bytes += (flag ? "true" : "false").utf8
    case .integer(let whole): bytes += String(whole).utf8
    case .number(let number): append(number)
    case .string(let text): append(text)
    case .array(let elements):
      append(
        opening: "[", closing: "]", count: elements.count, isFlat: elements.allSatisfy(\.isPlain),
        indent: indent
      ) { writer, index, indent in
        writer.append(elements[index], indent: indent)
      }
    case .object(let object):
      append(
        opening: "{", closing: "}", count: object.members.count,
        isFlat: object.members.allSatisfy(\.value.isPlain), indent: indent
      ) { writer, index, indent in
        let member = object.members[index]
        writer.append(member.key)
        writer.bytes.append(UInt8(ascii: ":"))
        if writer.style == .pretty { writer.bytes.append(UInt8(ascii: " ")) }
        writer.append(member.value, indent: indent)
      }
    }
  }

  /// Writes an array or an object; the pretty style tries one line first when all is plain.
  private mutating func append(
    opening: Unicode.Scalar, closing: Unicode.Scalar, count: Int, isFlat: Bool, indent: Int,
    part: (inout JSONWriter, Int, Int) -> Void
  ) {
    let start = bytes.count
    if style == .compact || isFlat || count == 0 {
      appendParts(opening, closing, count, indent: nil) { part(&$0, $1, indent + 1) }
      let isShort = bytes.count - start + 2 * indent <= Self.lineLength
      if style == .compact || count == 0 || isShort { return }
      bytes.removeLast(bytes.count - start)
    }
    appendParts(opening, closing, count, indent: indent) { part(&$0, $1, indent + 1) }
  }

  /// Writes the parts of an array or an object, on lines of their own where an indentation is given.
  private mutating func appendParts(
    _ opening: Unicode.Scalar, _ closing: Unicode.Scalar, _ count: Int, indent: Int?,
    part: (inout JSONWriter, Int) -> Void
  ) {
    bytes.append(UInt8(ascii: opening))
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      if let indent {
        breakLine(indent: indent + 1)
      } else if index > 0, style == .pretty {
        bytes.append(UInt8(ascii: " "))
      }
      part(&self, index)
    }
    if let indent { breakLine(indent: indent) }
    bytes.append(UInt8(ascii: closing))
  }

  private mutating func breakLine(indent: Int) {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: 2 * indent)
  }

  // MARK: - Numbers and strings

  private mutating func append(_ number: Double) {
    guard number.isFinite else {
      hasFailed = true
      bytes += "null".utf8
      return
    }
    bytes += Self.text(ofFinite: number).utf8
  }

  private mutating func append(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { utf8 in
      if utf8.allSatisfy({ $0.isPlainInString }) {
        bytes.append(contentsOf: utf8)
      } else {
        appendEscaped(utf8)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x08: bytes += "\\b".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0..<0x20: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
      default: bytes.append(byte)
      }
    }
  }
}

extension JSONValue {
  /// Whether the value has no parts.
  fileprivate var isPlain: Bool {
    switch self {
    case .array(let elements): elements.isEmpty
    case .object(let object): object.isEmpty
    default: true
    }
  }
}

/// Parses the header's text, accepting only JSON of the shape that the format prescribes.
///
/// A general JSON decoder keeps the last of two equal keys and reads 1.0 as 1; here both are errors.
struct SafetensorsHeaderParser {
  /// One tensor's entry before its numbers have been checked against each other.
  struct RawEntry {
    var name: String
    var elementType: String
    var sizes: [Int]
    var begin: Int
    var end: Int
  }

  private let text: UnsafeRawBufferPointer
  private let file: String
  private var position = 0

  init(text: UnsafeRawBufferPointer, file: String) {
    self.text = text
    self.file = file
  }

  /// Parses the whole text.
  mutating func parse() throws(SafetensorsError) -> (
    metadata: [String: String], entries: [RawEntry]
  ) {
    var metadata: [String: String]?
    var entries: [RawEntry] = []
    var seen: Set<String> = []
    // The format forbids white space here, so that files can be told by their ninth byte.
    guard text.first == UInt8(ascii: "{") else { throw fault("expected \"{\"") }
    try members { (parser, name) throws(SafetensorsError) in
      guard seen.insert(name).inserted else {
        throw .tensor(file: parser.file, name: name, .duplicate(other: "the same header"))
      }
      if name == "__metadata__" {
        metadata = try parser.parseMetadata()
      } else {
        entries.append(try parser.parseEntry(name))
      }
    }
    skipSpace()
    guard position == text.count else { throw fault("unexpected text after the header's object") }
    return (metadata ?? [:], entries)
  }

  private mutating func parseMetadata() throws(SafetensorsError) -> [String: String] {
    var metadata: [String: String] = [:]
    try members { (parser, key) throws(SafetensorsError) in
      let value = try parser.string("a string, as every value of __metadata__")
      guard metadata.updateValue(value, forKey: key) == nil else {
        throw parser.fault("__metadata__ holds \(key.debugDescription) twice")
      }
    }
    return metadata
  }

  private mutating func parseEntry(_ name: String) throws(SafetensorsError) -> RawEntry {
    var elementType: String?
    var sizes: [Int]?
    var offsets: [Int]?
    try members { (parser, key) throws(SafetensorsError) in
      let repeated: Bool
      switch key {
      case "dtype":
        repeated = elementType != nil
        elementType = try parser.string("the dtype as a string")
      case "shape":
        repeated = sizes != nil
        sizes = try parser.naturals(tensor: name, key: key)
      case "data_offsets":
        repeated = offsets != nil
        offsets = try parser.naturals(tensor: name, key: key)
      default:
        throw parser.entryFault(name, "unknown key \(key.debugDescription)")
      }
      if repeated { throw parser.entryFault(name, "key \(key.debugDescription) is there twice") }
    }
    guard let elementType else { throw entryFault(name, "key \"dtype\" is missing") }
    guard let sizes else { throw entryFault(name, "key \"shape\" is missing") }
    guard let offsets else { throw entryFault(name, "key \"data_offsets\" is missing") }
    guard offsets.count == 2 else {
      throw entryFault(name, "data_offsets must hold 2 numbers, it holds \(offsets.count)")
    }
    return RawEntry(
      name: name, elementType: elementType, sizes: sizes, begin: offsets[0], end: offsets[1])
  }

  // MARK: JSON

  /// Parses an object, handing each key to `member`, which parses the value.
  private mutating func members(
    _ member: (inout Self, String) throws(SafetensorsError) -> Void
  ) throws(SafetensorsError) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let key = try string("a key in quotes")
      try expect(":")
      try member(&self, key)
    } while accept(",")
    try expect("}")
  }

  /// Parses an array of whole numbers that are not negative.
  private mutating func naturals(
    tensor: String, key: String
  ) throws(SafetensorsError) -> [Int] {
    var numbers: [Int] = []
    try expect("[")
    if accept("]") { return numbers }
    repeat { numbers.append(try natural(tensor: tensor, key: key)) } while accept(",")
    try expect("]")
    return numbers
  }

  private mutating func natural(tensor: String, key: String) throws(SafetensorsError) -> Int {
    skipSpace()
    let start = position
    while position < text.count, Self.isNumeric(text[position]) { position += 1 }
    let digits = text[start..<position]
    guard !digits.isEmpty else {
      throw fault("expected a number in \(key) of \(tensor.debugDescription)")
    }
    var value = 0
    for digit in digits {
      guard case 48...57 = digit, digits.count == 1 || digits.first != UInt8(ascii: "0") else {
        let number = String(decoding: digits.prefix(40), as: UTF8.self)
        throw entryFault(tensor, "\(key) holds \(number), which is not a whole number from 0 up")
      }
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit - 48))
      guard !overflow, !carry else {
        let number = String(decoding: digits.prefix(40), as: UTF8.self)
        throw entryFault(tensor, "\(key) holds \(number), which is larger than \(Int.max)")
      }
      value = sum
    }
    return value
  }

  /// Whether a byte can be part of any JSON number, allowed here or not.
  private static func isNumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }

  private mutating func string(_ expected: String) throws(SafetensorsError) -> String {
    guard accept("\"") else { throw fault("expected \(expected)") }
    let start = position
    var escaped = false
    while position < text.count, text[position] != UInt8(ascii: "\"") {
      guard text[position] >= 0x20 else { throw fault("control character in a string") }
      if text[position] == UInt8(ascii: "\\") {
        escaped = true
        position += 1
      }
      position += 1
    }
    guard position < text.count else { throw fault("a string does not end") }
    let raw = text[start..<position]
    defer { position += 1 }
    if escaped { return try unescape(raw) }
    guard let string = String(validating: raw, as: UTF8.self) else {
      throw fault("a string is not UTF-8")
    }
    return string
  }

  private func unescape(_ raw: Slice<UnsafeRawBufferPointer>) throws(SafetensorsError) -> String {
    var units: [UInt8] = []
    var index = raw.startIndex
    while index < raw.endIndex {
      guard raw[index] == UInt8(ascii: "\\") else {
        units.append(raw[index])
        index += 1
        continue
      }
      let letter = raw[index + 1]
      index += 2
      if letter == UInt8(ascii: "u") {
        let scalar = try unicodeEscape(raw, &index)
        units.append(contentsOf: Array(String(scalar).utf8))
      } else if let plain = Self.escapes[letter] {
        units.append(plain)
      } else {
        throw fault("unknown escape in a string")
      }
    }
    guard let string = String(validating: units, as: UTF8.self) else {
      throw fault("a string is not UTF-8")
    }
    return string
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
    UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
  ]

  /// Reads the digits of `\uXXXX`, and of the second half when that is a surrogate.
  private func unicodeEscape(
    _ raw: Slice<UnsafeRawBufferPointer>, _ index: inout Int
  ) throws(SafetensorsError) -> Unicode.Scalar {
    var units: [UInt16] = []
    repeat {
      if units.count == 1 {
        guard raw[index...].starts(with: "\\u".utf8) else { break }
        index += 2
      }
      let digits = raw[index...].prefix(4)
      // `UInt16(_:radix:)` would take a sign for a digit.
      guard digits.count == 4, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit }),
        let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw fault("\\u needs four hexadecimal digits") }
      units.append(unit)
      index += 4
    } while units.count == 1 && (0xD800..<0xDC00).contains(units[0])
    guard let pair = String(validating: units, as: UTF16.self),
      let scalar = pair.unicodeScalars.first
    else { throw fault("\\u names half of a surrogate pair") }
    return scalar
  }

  private mutating func skipSpace() {
    while position < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[position]) {
      position += 1
    }
  }

  private mutating func accept(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(SafetensorsError) {
    guard accept(character) else { throw fault("expected \"\(character)\"") }
  }

  private func fault(_ reason: String) -> SafetensorsError {
    .header(file: file, .malformed(offset: 8 + min(position, text.count), reason: reason))
  }

  private func entryFault(_ name: String, _ reason: String) -> SafetensorsError {
    .tensor(file: file, name: name, .malformed(reason: reason))
  }
}

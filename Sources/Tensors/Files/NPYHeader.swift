/// The header of an npy file: a Python dictionary literal with exactly three keys.
///
/// Format: numpy's `lib/format.py`. After `\x93NUMPY`, two bytes of version and a length of two bytes
/// (version 1) or four come `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`, spaces and
/// a line feed.
struct NPYHeader {
  /// The element types that are read, by the name that numpy gives them.
  enum ElementType: String {
    case float16 = "<f2"
    case float32 = "<f4"
    case float64 = "<f8"
    case int32 = "<i4"
    case int64 = "<i8"
    case uint8 = "|u1"
    case bool = "|b1"

    var byteCount: Int {
      switch self {
      case .float64, .int64: 8
      case .float32, .int32: 4
      case .float16: 2
      case .uint8, .bool: 1
      }
    }
  }

  let elementType: ElementType
  /// Whether the first axis, not the last, runs fastest.
  let isColumnMajor: Bool
  let shape: Shape
  /// Where the data starts in the file.
  let dataOffset: Int

  /// Reads the header and checks it against the bytes that follow; `file` is what errors call it.
  init(of bytes: UnsafeRawBufferPointer, file: String) throws(NPYError) {
    let text = try Self.text(of: bytes, file: file)
    dataOffset = text.endIndex
    var parser = NPYHeaderParser(
      text: UnsafeRawBufferPointer(rebasing: text), offset: text.startIndex, file: file)
    let raw = try parser.parse()
    guard let elementType = ElementType(rawValue: raw.elementType) else {
      throw .unsupportedElementType(file: file, name: raw.elementType)
    }
    self.elementType = elementType
    isColumnMajor = raw.isColumnMajor
    // Elements become floats, and strides are products of some of the sizes, so zeros excuse nothing.
    var product = max(elementType.byteCount, MemoryLayout<Float>.stride)
    for size in raw.sizes {
      let (next, overflow) = product.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow else { throw .shapeTooLarge(file: file, sizes: raw.sizes) }
      product = next
    }
    shape = Shape(raw.sizes)
    let needed = shape.count * elementType.byteCount
    guard bytes.count - dataOffset == needed else {
      throw .sizeMismatch(
        file: file, shape: raw.sizes, elementType: raw.elementType, needed: needed,
        given: bytes.count - dataOffset)
    }
  }

  /// Finds the dictionary's text between the fixed part and the data.
  private static func text(
    of bytes: UnsafeRawBufferPointer, file: String
  ) throws(NPYError) -> Slice<UnsafeRawBufferPointer> {
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else { throw .foreign(file: file) }
    guard bytes.count >= 8 else {
      throw .truncatedHeader(file: file, declared: 8, available: bytes.count)
    }
    let (major, minor) = (Int(bytes[6]), Int(bytes[7]))
    guard (1...3).contains(major), minor == 0 else {
      throw .unknownVersion(file: file, major: major, minor: minor)
    }
    let start = major == 1 ? 10 : 12
    guard bytes.count >= start else {
      throw .truncatedHeader(file: file, declared: start, available: bytes.count)
    }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= bytes.count - start else {
      throw .truncatedHeader(
        file: file, declared: start + length, available: bytes.count)
    }
    return bytes[start..<(start + length)]
  }
}

/// Parses the dictionary literal.
struct NPYHeaderParser {
  private let text: UnsafeRawBufferPointer
  private let offset: Int
  private let file: String
  private var position = 0

  init(text: UnsafeRawBufferPointer, offset: Int, file: String) {
    self.text = text
    self.offset = offset
    self.file = file
  }

  mutating func parse() throws(NPYError) -> (
    elementType: String, isColumnMajor: Bool, sizes: [Int]
  ) {
    var elementType: String?
    var isColumnMajor: Bool?
    var sizes: [Int]?
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      let repeated: Bool
      switch key {
      case "descr":
        repeated = elementType != nil
        elementType = try string()
      case "fortran_order":
        repeated = isColumnMajor != nil
        isColumnMajor = try truth()
      case "shape":
        repeated = sizes != nil
        sizes = try tuple()
      default: throw fault("unknown key \(key.debugDescription)")
      }
      if repeated { throw fault("key '\(key)' is there twice") }
      if !accept(",") {
        try expect("}")
        break
      }
    }
    skipSpace()
    guard position == text.count else { throw fault("unexpected text after the dictionary") }
    guard let elementType else { throw fault("key 'descr' is missing") }
    guard let isColumnMajor else { throw fault("key 'fortran_order' is missing") }
    guard let sizes else { throw fault("key 'shape' is missing") }
    return (elementType, isColumnMajor, sizes)
  }

  private mutating func string() throws(NPYError) -> String {
    skipSpace()
    guard position < text.count, [UInt8(ascii: "'"), UInt8(ascii: "\"")].contains(text[position])
    else { throw fault("expected a string (types with fields are not read)") }
    let quote = text[position]
    position += 1
    let start = position
    while position < text.count, text[position] != quote { position += 1 }
    guard position < text.count,
      let string = String(validating: text[start..<position], as: UTF8.self)
    else { throw fault("a string does not end, or is not UTF-8") }
    position += 1
    return string
  }

  private mutating func truth() throws(NPYError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)]
    where text[position...].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw fault("expected True or False")
  }

  private mutating func tuple() throws(NPYError) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      sizes.append(try natural())
      let isFollowed = accept(",")
      if !isFollowed {
        guard sizes.count > 1 else { throw fault("expected \",\" after a tuple's only number") }
        try expect(")")
        break
      }
    }
    return sizes
  }

  private mutating func natural() throws(NPYError) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < text.count, case let digit = text[position], (48...57).contains(digit) {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(Int(digit - 48))
      guard !overflow, !carry else { throw fault("a size is larger than \(Int.max)") }
      value = sum
      position += 1
    }
    guard position > start else { throw fault("expected a whole number from 0 up") }
    return value
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

  private mutating func expect(_ character: Unicode.Scalar) throws(NPYError) {
    guard accept(character) else { throw fault("expected \"\(character)\"") }
  }

  private func fault(_ reason: String) -> NPYError {
    .malformedHeader(file: file, offset: offset + position, reason: reason)
  }
}

/// Reads numbers and words off the attributes of SVG (SVG 1.1, section 8.3.9; SVG 2, section 9.3.9).
struct NumberScanner {
  private let bytes: [UInt8]
  private(set) var position = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
  }

  /// Whether only space is left.
  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return position == bytes.count
    }
  }

  /// The next byte that is not space.
  mutating func peek() -> UInt8? {
    skipSpace()
    return position < bytes.count ? bytes[position] : nil
  }

  /// Takes a byte if it comes next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  /// Takes the next byte.
  mutating func next() -> UInt8? {
    guard let byte = peek() else { return nil }
    position += 1
    return byte
  }

  /// Takes a run of letters.
  mutating func word() -> String {
    skipSpace()
    let start = position
    while position < bytes.count, isLetter(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Takes a number and the comma behind it, or nothing.
  mutating func number() -> Double? {
    skipSpace()
    let start = position
    var end = position
    func byte(_ place: Int) -> UInt8 { place < bytes.count ? bytes[place] : 0 }
    func isDigit(_ place: Int) -> Bool { (48...57).contains(byte(place)) }
    if byte(end) == UInt8(ascii: "+") || byte(end) == UInt8(ascii: "-") { end += 1 }
    let whole = end
    while isDigit(end) { end += 1 }
    var digits = end - whole
    if byte(end) == UInt8(ascii: ".") {
      end += 1
      let fraction = end
      while isDigit(end) { end += 1 }
      digits += end - fraction
    }
    guard digits > 0 else { return nil }
    if byte(end) | 0x20 == UInt8(ascii: "e") {
      let signed = byte(end + 1) == UInt8(ascii: "+") || byte(end + 1) == UInt8(ascii: "-")
      let exponent = end + (signed ? 2 : 1)
      // The `e` of `em` is no exponent.
      if isDigit(exponent) {
        end = exponent
        while isDigit(end) { end += 1 }
      }
    }
    var text = String(decoding: bytes[start..<end], as: UTF8.self)
    if text.hasSuffix(".") { text.removeLast() }
    position = end
    skipComma()
    return Double(text)
  }

  /// Takes the flag of an arc: one digit, which need not be set off from the next number.
  mutating func flag() -> Bool? {
    guard let byte = peek(), byte == 48 || byte == 49 else { return nil }
    position += 1
    skipComma()
    return byte == 49
  }

  /// Takes all numbers that follow.
  mutating func numbers() -> [Double] {
    var result: [Double] = []
    while let number = number() { result.append(number) }
    return result
  }

  mutating func skipComma() {
    skipSpace()
    if position < bytes.count, bytes[position] == UInt8(ascii: ",") { position += 1 }
  }

  private mutating func skipSpace() {
    while position < bytes.count, [9, 10, 12, 13, 32].contains(bytes[position]) { position += 1 }
  }

  private func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte) || byte == UInt8(ascii: "%")
  }
}

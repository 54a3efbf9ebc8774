/// Numbers in decimal digits, read without making a string of them.
enum DecimalNumber {
  /// Powers of ten that a double holds exactly.
  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]

  /// The double nearest to `digits` or `digits.digits`, of at most 15 digits; nil of anything else.
  ///
  /// Both the digits as a whole number and the power of ten are exact doubles then, so that one
  /// division rounds as it should (Clinger, "How to Read Floating Point Numbers Accurately", 1990).
  static func exact(_ bytes: SourceBytes, in range: Range<Int>) -> Double? {
    guard range.count <= 16 else { return nil }
    var whole = 0
    var digits = 0
    var point: Int?
    for place in range {
      let byte = bytes[place]
      if byte.isDigit {
        whole = whole * 10 + Int(byte - UInt8(ascii: "0"))
        digits += 1
      } else if byte == UInt8(ascii: "."), point == nil {
        point = place
      } else {
        return nil
      }
    }
    guard digits > 0, digits <= 15 else { return nil }
    guard let point else { return Double(whole) }
    return Double(whole) / powers[range.upperBound - point - 1]
  }
}

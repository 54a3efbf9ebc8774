extension LiteralReader {
  /// Reads a number, or a sum or product of numbers, if one stands here.
  mutating func number() -> Literal? {
    if position < end, source.bytes[position].isLetter,
      isInCall || tokens.conversion(at: position) == nil
    {
      return nil
    }
    let start = position
    let mark = result.notes.mark
    let wasPython = result.isPython
    guard var operand = operand() else {
      position = start
      result.isPython = wasPython
      result.notes.rollBack(to: mark)
      return nil
    }
    var sum = 0.0
    var isArithmetic = false
    while let (sign, next) = tokens.operatorSign(at: source.skippingBlanks(from: position, to: end))
    {
      let operatorStart = position
      let isFloored = tokens.isFloorDivision(at: source.skippingBlanks(from: position, to: end))
      position = source.skippingBlanks(from: next, to: end)
      guard let right = self.operand() else {
        position = operatorStart
        break
      }
      isArithmetic = true
      switch sign {
      case UInt8(ascii: "*"): operand.value *= right.value
      case UInt8(ascii: "/"):
        operand.value /= right.value
        if isFloored { operand.value.round(.down) }
      default:
        sum += operand.value
        operand = right
        if sign == UInt8(ascii: "-") { operand.value = -operand.value }
      }
    }
    if isArithmetic {
      result.isPython = false
      note(.numberForm, "a sum or product stands for a number", start..<position)
    }
    return Literal(
      content: .number(sum + operand.value, isPercentage: operand.isPercentage),
      range: start..<position)
  }

  /// Reads one number with its sign and its unit; nil when something else stands here.
  private mutating func operand() -> (value: Double, isPercentage: Bool)? {
    skipApproximation()
    let start = position
    var isNegative = false
    if position < end, source.bytes[position] == UInt8(ascii: "-") {
      isNegative = true
      position += 1
    } else if position < end, source.bytes[position] == UInt8(ascii: "+") {
      position += 1
    } else if source.has("−", at: position) {
      isNegative = true
      position += 3
      result.isPython = false
      note(.numberForm, "a minus sign that is not a hyphen", start..<position)
    }
    position = source.skippingBlanks(from: position, to: end)
    if !isInCall, let conversion = tokens.conversion(at: position) {
      guard let value = call(conversion) else { return nil }
      return (isNegative ? -value : value, false)
    }
    guard let magnitude = magnitude() else { return nil }
    guard let isPercentage = unit() else { return nil }
    return (isNegative ? -magnitude : magnitude, isPercentage)
  }

  /// Passes over the sign that a number is meant roughly, `~30` or `≈30`.
  private mutating func skipApproximation() {
    guard position < end else { return }
    let byte = source.bytes[position]
    guard byte == UInt8(ascii: "~") || byte == 0xE2 && source.has("≈", at: position) else { return }
    let next = source.nextCharacter(after: position)
    guard next < end, source.bytes[next].isDigit else { return }
    result.isPython = false
    note(.numberForm, "a number that is meant roughly", position..<next)
    position = next
  }

  /// Reads the call of a function with one number, or nil when other arguments stand there.
  private mutating func call(_ conversion: LiteralTokens.Conversion) -> Double? {
    let start = position
    position = source.skippingBlanks(
      from: position + conversion.name.utf8CodeUnitCount, to: end)
    isInCall = true
    defer { isInCall = false }
    guard let argument = number(), case .number(let value, false) = argument.content else {
      return nil
    }
    position = source.skippingBlanks(from: position, to: end)
    guard position < end, source.bytes[position] == UInt8(ascii: ")") else { return nil }
    position += 1
    result.isPython = false
    note(.numberForm, "a function's value stands for a number", start..<position)
    return conversion.apply(value)
  }

  /// Reads a number without sign: decimal, hexadecimal, octal or binary, underscores allowed.
  private mutating func magnitude() -> Double? {
    let start = position
    guard position < end else { return nil }
    if source.bytes[position] == UInt8(ascii: "0"), position + 1 < end,
      let base = Self.base(source.bytes[position + 1])
    {
      position += 2
      return wholeNumber(base: base, from: start)
    }
    if source.bytes[position] == 0xEF { return wideNumber() }
    let whole = digits()
    var hasDigits = whole.count > 0
    if position < end, source.bytes[position] == UInt8(ascii: ".") {
      position += 1
      hasDigits = digits().count > 0 || hasDigits
    } else if hasDigits {
      noteLeadingZeros(whole)
    }
    guard hasDigits else { return nil }
    skipExponent()
    if let number = DecimalNumber.exact(source.bytes, in: start..<position) { return number }
    let digitBytes = source.bytes[start..<position].filter { $0 != UInt8(ascii: "_") }
    if digitBytes.count < position - start {
      note(.numberForm, "a number with underscores", start..<position)
    }
    return Self.double(digitBytes)
  }

  /// The base that the letter behind a zero names.
  private static func base(_ letter: UInt8) -> Int? {
    switch letter.lowercased {
    case UInt8(ascii: "x"): 16
    case UInt8(ascii: "o"): 8
    case UInt8(ascii: "b"): 2
    default: nil
    }
  }

  /// The value of digits, exactly.
  private static func double(_ digits: [UInt8]) -> Double? {
    var text = String(decoding: digits, as: UTF8.self)
    if text.hasPrefix(".") { text = "0" + text }
    return Double(text) ?? Double(text.replacingDot)
  }

  /// Reads a number in full-width digits.
  private mutating func wideNumber() -> Double? {
    let start = position
    var digits: [UInt8] = []
    while position < end, source.bytes[position] >= 0x80, digits.count < 64,
      let (byte, next) = source.folded(at: position),
      byte.isDigit || byte == UInt8(ascii: ".")
    {
      digits.append(byte)
      position = next
    }
    guard digits.contains(where: \.isDigit), let number = Self.double(digits) else { return nil }
    result.isPython = false
    note(.numberForm, "a number in full-width digits", start..<position)
    return number
  }

  private mutating func digits() -> Range<Int> {
    let start = position
    while position < end,
      source.bytes[position].isDigit
        || (source.bytes[position] == UInt8(ascii: "_") && position > start)
    {
      position += 1
    }
    return start..<position
  }

  private mutating func skipExponent() {
    guard position < end, source.bytes[position].lowercased == UInt8(ascii: "e") else { return }
    let start = position
    position += 1
    if position < end,
      source.bytes[position] == UInt8(ascii: "+") || source.bytes[position] == UInt8(ascii: "-")
    {
      position += 1
    }
    if digits().isEmpty { position = start }
  }

  private mutating func wholeNumber(base: Int, from start: Int) -> Double? {
    var value = 0.0
    var count = 0
    while position < end,
      source.bytes[position] == UInt8(ascii: "_") || source.bytes[position].isHexadecimal
    {
      if let digit = UInt32(hexadecimal: CollectionOfOne(source.bytes[position])), digit < base {
        value = value * Double(base) + Double(digit)
        count += 1
      } else if source.bytes[position] != UInt8(ascii: "_") {
        return nil
      }
      position += 1
    }
    guard count > 0 else { return nil }
    note(.numberForm, "a number to the base \(base)", start..<position)
    return value
  }

  private mutating func noteLeadingZeros(_ range: Range<Int>) {
    let bytes = source.bytes[range]
    guard bytes.count > 1, bytes.first == UInt8(ascii: "0") else { return }
    guard bytes.contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") }) else {
      return
    }
    result.isPython = false
    note(.numberForm, "a number with leading zeros", range)
  }

  /// Reads the unit behind a number and tells whether it is `%`; nil when a word follows instead.
  private mutating func unit() -> Bool? {
    let start = source.skippingBlanks(from: position, to: end)
    guard start < end else { return false }
    if let (folded, next) = source.folded(at: start), folded == UInt8(ascii: "%") {
      position = next
      result.isPython = false
      note(.percentage, "a percentage", start..<next)
      return true
    }
    if source.has("°", at: start) {
      position = start + 2
      result.isPython = false
      note(.unit, "a number with a unit", start..<position)
      return false
    }
    var wordEnd = start
    while wordEnd < end, source.bytes[wordEnd].isLetter, wordEnd - start < 8 { wordEnd += 1 }
    if wordEnd == start {
      let next = source.bytes[start]
      return start > position || next < 0x80 || tokens.isDelimiter(at: start) ? false : nil
    }
    guard tokens.isUnit(start..<wordEnd) else { return nil }
    position = wordEnd
    result.isPython = false
    note(.unit, "a number with a unit", start..<wordEnd)
    return false
  }
}

extension UInt8 {
  fileprivate var isHexadecimal: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }
}

extension String {
  /// `1.` and `1.e5` with the zero that Swift wants behind the dot.
  fileprivate var replacingDot: String {
    guard let dot = firstIndex(of: ".") else { return self }
    var text = self
    text.insert("0", at: text.index(after: dot))
    return text
  }
}

extension String {
  /// The text as Python's `repr` writes it: single quotes unless only those stand in it.
  var pythonLiteral: String {
    let quote: Unicode.Scalar = contains("'") && !contains("\"") ? "\"" : "'"
    var literal = String.UnicodeScalarView()
    literal.append(quote)
    for scalar in unicodeScalars {
      switch scalar {
      case quote, "\\":
        literal.append("\\")
        literal.append(scalar)
      case "\n": literal.append(contentsOf: "\\n".unicodeScalars)
      case "\r": literal.append(contentsOf: "\\r".unicodeScalars)
      case "\t": literal.append(contentsOf: "\\t".unicodeScalars)
      default:
        if scalar.isPythonPrintable {
          literal.append(scalar)
        } else {
          literal.append(contentsOf: scalar.pythonEscape.unicodeScalars)
        }
      }
    }
    literal.append(quote)
    return String(literal)
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isprintable` holds: neither a control, nor unassigned, nor a separator
  /// other than the space.
  fileprivate var isPythonPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  fileprivate var pythonEscape: String {
    let digits = String(value, radix: 16)
    func padded(_ count: Int) -> String {
      String(repeating: "0", count: count - digits.count) + digits
    }
    return value < 0x100
      ? "\\x" + padded(2) : value < 0x10000 ? "\\u" + padded(4) : "\\U" + padded(8)
  }
}

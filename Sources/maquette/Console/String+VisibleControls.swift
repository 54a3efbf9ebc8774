extension String {
  /// The text with each control character written as Swift writes it, `\u{1B}` for an escape.
  ///
  /// A terminal would obey them, and what a file or a caption says must not move its cursor.
  var withVisibleControls: String {
    // The bytes that every control character has one of, and few other characters.
    guard utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 }) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      if Self.isControl(scalar) {
        text += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control
  }
}

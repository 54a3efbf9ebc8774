/// A document whose layouts were mended, each where it stands.
public struct MendedDocument: Sendable {
  /// The document after mending; the same where nothing was to be done.
  public private(set) var text: String
  /// What was mended, each finding with the fix that did it.
  public private(set) var applied: [Finding] = []
  /// Why what could be mended was not written.
  public private(set) var failures: [RevisionFailure] = []

  /// Mends a document.
  ///
  /// A layout wrapped in the row of a log is mended in the row; an answer of a language model that
  /// stands there as a string is changed as a text and escaped again. A text that can't be read stays
  /// as it is.
  ///
  /// - Parameters:
  ///   - text: the text, or one row.
  ///   - notation: the notation of its layouts.
  ///   - canvas: the canvas that the numbers refer to, where the text does not say.
  ///   - means: how layouts are mended.
  ///   - isRow: whether the text is one line of a file and must stay so.
  ///   - named: gives the notation of a name, for writing.
  public init(
    _ text: String, notation: any Notation, canvas: Canvas, means: MendedText.Means,
    isRow: Bool = false, named: (String) -> (any Notation)?
  ) {
    self.text = text
    let source = SourceText(text)
    var edits: [ByteReplacement] = []
    for entry in LayoutDocument(text, notation: notation, canvas: canvas).entries {
      guard case .success(let parsed) = entry.reading else { continue }
      let own = parsed.layout.canvas
      var means = means
      if means.caption == nil, parsed.layout.caption.isEmpty {
        means.caption = entry.caption.map { Caption($0) }
      }
      if let range = entry.embedding?.literal {
        guard let inner = entry.embedding?.text,
          let mended = take(inner, notation, named, canvas: own, means, isRow: false)
        else { continue }
        let isPlain = source.string(range).utf8.allSatisfy { $0 < 0x80 }
        edits.append(ByteReplacement(range, JSONWriter.literal(mended, isPlain: isPlain)))
      } else if let stretch = entry.stretch {
        let range = stretch.offset..<stretch.offset + stretch.length
        let part = source.string(range)
        let isOneLine = isRow || !part.utf8.contains { $0.isLineEnd }
        guard let mended = take(part, notation, named, canvas: own, means, isRow: isOneLine)
        else { continue }
        edits.append(ByteReplacement(range, mended))
      } else if entry.isReadOnly {
        guard Self.needsMending(parsed, means) else { continue }
        failures.append(
          RevisionFailure(
            notation: parsed.notation, reason: "rows of a benchmark are data and are not changed"))
      } else if entry.name == nil {
        self.text = take(text, notation, named, canvas: canvas, means, isRow: isRow) ?? text
        return
      } else if Self.needsMending(parsed, means) {
        failures.append(
          RevisionFailure(
            notation: parsed.notation, reason: "of a file of several pictures none is changed"))
      }
    }
    if !edits.isEmpty {
      self.text = ByteReplacement.apply(edits, to: source, in: 0..<source.bytes.count)
    }
  }

  /// Mends one text; nil when it stays as it is.
  private mutating func take(
    _ part: String, _ reader: any Notation, _ named: (String) -> (any Notation)?, canvas: Canvas,
    _ means: MendedText.Means, isRow: Bool
  ) -> String? {
    guard
      let mended = try? MendedText(
        part, reader: reader, writer: named, canvas: canvas, means: means, isRow: isRow)
    else { return nil }
    applied += mended.applied
    if let failure = mended.failure { failures.append(failure) }
    return mended.text.utf8.elementsEqual(part.utf8) ? nil : mended.text
  }

  private static func needsMending(_ parsed: ParsedLayout, _ means: MendedText.Means) -> Bool {
    switch means.manner {
    case .lmdFit: LMDFit().fit(parsed.layout).layout != parsed.layout
    case .fixes(let most):
      !means.rules.mend(
        parsed.layout, caption: means.caption, tokens: means.tokens, applying: most
      ).applied.isEmpty
    }
  }
}

extension JSONWriter {
  /// A text as a JSON string, in ASCII throughout where asked for.
  static func literal(_ text: String, isPlain: Bool) -> String {
    let literal = writeReplacing(.string(text), style: .compact).text
    guard isPlain else { return literal }
    return literal.utf16.reduce(into: "") { result, unit in
      guard unit >= 0x80 else {
        result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
        return
      }
      let digits = String(unit, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
}

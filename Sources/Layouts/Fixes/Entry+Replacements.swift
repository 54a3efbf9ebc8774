extension LayoutDocument.Entry {
  /// What a fix replaces in the document, for platforms that offer fixes.
  ///
  /// The places point into the document, also where the layout is wrapped in it or stands escaped in
  /// one of its strings.
  ///
  /// - Parameters:
  ///   - fix: the fix of a finding.
  ///   - document: the text of the document, or of the row.
  ///   - reader: the notation that the layout was read by.
  ///   - isRow: whether the text is one line of a file and must stay so.
  ///   - named: gives the notation of a name, for writing.
  /// - Returns: the replacements, or nil where the text can't be changed in place.
  public func replacements(
    of fix: Fix, in document: String, reader: any Notation, isRow: Bool,
    named: (String) -> (any Notation)?
  ) -> [TextReplacement]? {
    guard case .success(let parsed) = reading, !isReadOnly else { return nil }
    let writer = named(parsed.notation) ?? reader
    if let embedding {
      guard let text = embedding.text else { return nil }
      return RuleSet.replacements(of: fix, in: parsed, text: text, by: writer, reader: reader)
        .map { embedding.escaping($0) }
    }
    if let stretch {
      let source = SourceText(document)
      let part = source.string(stretch.offset..<stretch.offset + stretch.length)
      guard let own = try? reader.parse(part, canvas: parsed.layout.canvas) else { return nil }
      return RuleSet.replacements(
        of: fix, in: own, text: part, by: writer, reader: reader, isRow: isRow
      )?.map { replacement in
        let start = stretch.offset + replacement.source.offset
        let place = source.range(start..<start + replacement.source.length)
        return TextReplacement(source: place, text: replacement.text)
      }
    }
    // Of a file of several pictures none is changed.
    guard name == nil else { return nil }
    // A layout that is all of the document was read as JSON, whatever else the reader knows.
    let first = document.utf8.first { $0 > UInt8(ascii: " ") }
    let isJSON = writer is JSONNotation && first == UInt8(ascii: "{")
    return RuleSet.replacements(
      of: fix, in: parsed, text: document, by: writer, reader: isJSON ? writer : reader,
      isRow: isRow)
  }
}

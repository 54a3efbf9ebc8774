/// A text that was changed to say another layout, by as little as its notation allows.
public struct RevisedText: Hashable, Sendable {
  /// The whole text.
  public var text: String
  /// What was replaced in the old text; nil when the text was written anew.
  public var replacements: [TextReplacement]?

  /// Changes a text.
  ///
  /// A notation that knows the places of what it read replaces only what changes, so that prose,
  /// unknown keys and formatting stay. Any other text is written anew by its notation, if reading
  /// passed over nothing that would be lost by it. Either way the result is read again: it says the
  /// new layout, or is not given.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - parsed: what was read from it.
  ///   - edited: what it shall say.
  ///   - rewritten: the objects, by their indices before, whose regions shall be written as they were
  ///     read, because reading put them right.
  ///   - notation: the notation that it is written in.
  ///   - reader: the notation that read it, where that one finds out how numbers are meant.
  ///   - isRow: whether the text is one line of a file and must stay so.
  /// - Throws: `RevisionFailure` saying why the text can't be changed.
  public init(
    _ text: String, read parsed: ParsedLayout, toSay edited: EditedLayout,
    rewriting rewritten: Set<Int> = [], by notation: any Notation,
    reader: (any Notation)? = nil, isRow: Bool = false
  ) throws(RevisionFailure) {
    let reader = reader ?? notation
    guard edited.layout != parsed.layout || !rewritten.isEmpty else {
      self.init(text: text, replacements: [])
      return
    }
    let source = SourceText(text)
    let revision = Revision(
      source: SourceText(answer: text), parsed: parsed, edited: edited, rewritten: rewritten)
    if let revisable = notation as? any RevisableNotation,
      let edits = revisable.replacements(for: revision)
    {
      let changed = ByteReplacement.apply(edits, to: source, in: 0..<source.bytes.count)
      if Self.says(edited.layout, changed, reader), !isRow || !changed.hasLineEnd {
        self.init(
          text: changed,
          replacements: edits.map { TextReplacement(source: source.range($0.range), text: $0.text) }
        )
        return
      }
    }
    self.init(
      text: try Self.anew(revision, by: notation, reader: reader, isRow: isRow), replacements: nil)
  }

  private init(text: String, replacements: [TextReplacement]?) {
    self.text = text
    self.replacements = replacements
  }

  // MARK: - Writing anew

  private static func anew(
    _ revision: Revision, by notation: any Notation, reader: any Notation, isRow: Bool
  ) throws(RevisionFailure) -> String {
    // A notation may pass over headings that it writes itself.
    let usual = (try? reader.parse(notation.print(revision.old).text, canvas: revision.old.canvas))
      .map { Set($0.findings.map(\.message)) }
    let lost = revision.parsed.findings.first { finding in
      !Self.loseNothing.contains(finding.rule) && usual?.contains(finding.message) != true
    }
    if let lost {
      throw RevisionFailure(
        notation: notation.name,
        reason: "writing it anew would lose what reading met (\(lost.message))")
    }
    var printed = notation.print(revision.new).text
    if isRow, printed.hasLineEnd {
      guard let root = try? JSONReader.read(printed).root else {
        throw RevisionFailure(notation: notation.name, reason: "it would no longer be one line")
      }
      printed = JSONWriter.writeReplacing(root.value, style: .compact).text
    }
    if revision.source.bytes.last?.isLineEnd == true, !isRow, printed.last?.isNewline != true {
      printed += "\n"
    }
    guard says(revision.new, printed, reader) else {
      throw RevisionFailure(
        notation: notation.name, reason: "it cannot hold the layout as it is then")
    }
    return printed
  }

  /// Whether a text says a layout, up to the last digits of its numbers.
  private static func says(_ layout: Layout, _ text: String, _ notation: any Notation) -> Bool {
    guard let copy = try? notation.parse(text, canvas: layout.canvas).layout,
      copy.objects.count == layout.objects.count
    else { return false }
    let losses = MeasuredLosses(of: layout, asReadBack: copy, holdsCanvas: true).findings
    return losses.allSatisfy { $0.rule == ReadingRule.losesPrecision.rawValue }
  }

  /// What reading may report without having passed over anything.
  private static let loseNothing: Set<String> = {
    let forms: [ReadingRule] = [
      .byteOrderMark, .labelSpelling, .missingBackground, .missingNegative, .sectionOrder,
      .noObjects, .placeholder, .quoteStyle, .numberForm, .unit, .percentage, .bracketStyle,
      .separator, .looseEntry, .emptyName, .propertyName, .misplacedNumber, .nameDecoration,
      .otherShape, .assumedFrame, .missingCategory, .frameInferred, .axesSwapped, .angleNormalized,
      .fractionalBox,
      .notationChosen,
    ]
    return Set(forms.map(\.rawValue) + RuleSet.allRules.map(\.name))
  }()
}

/// Why a text can't be changed to say another layout.
public struct RevisionFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The notation of the text.
  public var notation: String
  /// The reason, as the end of a sentence.
  public var reason: String

  /// One sentence naming the notation and the reason.
  public var description: String { "the \(notation) text is left as it is: \(reason)" }
}

extension String {
  fileprivate var hasLineEnd: Bool { utf8.contains { $0.isLineEnd } }
}

extension LayoutDocument.Entry {
  /// Where the names of some objects stand in the text that was read, quotes included.
  ///
  /// - Parameters:
  ///   - objects: the indices of the objects.
  ///   - document: the text of the document, or of the row.
  ///   - reader: the notation that the layout was read by.
  ///   - named: gives the notation of a name.
  /// - Returns: the place of each name that is known, as places of regions are given.
  public func namePlaces(
    of objects: Set<Int>, in document: String, reader: any Notation,
    named: (String) -> (any Notation)?
  ) -> [Int: SourceRange] {
    guard case .success(let parsed) = reading, !isReadOnly, name == nil || stretch != nil
    else { return [:] }
    let objects = objects.filter(parsed.layout.objects.indices.contains).sorted()
    if parsed.names.count == parsed.layout.objects.count {
      return Dictionary(uniqueKeysWithValues: objects.map { ($0, parsed.names[$0]) })
    }
    guard let notation = (named(parsed.notation) ?? reader) as? any RevisableNotation else {
      return [:]
    }
    let whole = SourceText(document)
    let part = stretch.map { whole.string($0.offset..<$0.offset + $0.length) }
    let text = embedding?.text ?? part
    let source = text.map { SourceText($0) } ?? whole
    // The notation says where it would write other names.
    func ranges(of objects: [Int]) -> [Range<Int>] {
      var edited = EditedLayout(parsed.layout)
      edited.apply(
        objects.map { .rename(parsed.layout.objects[$0].name + "*", object: $0) })
      let revision = Revision(source: source, parsed: parsed, edited: edited, rewritten: [])
      return (notation.replacements(for: revision) ?? []).map(\.range)
    }
    var found: [Int: Range<Int>] = [:]
    let all = ranges(of: objects).sorted { $0.lowerBound < $1.lowerBound }
    let offsets = objects.map { $0 < parsed.places.count ? parsed.places[$0].offset : 0 }
    // One name an object, in the order of the text; else each is asked for by itself.
    if all.count == objects.count, zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 }) {
      for (object, range) in zip(objects, all) { found[object] = range }
    } else {
      for object in objects { found[object] = ranges(of: [object]).first }
    }
    guard let stretch else { return found.mapValues { source.range($0) } }
    return found.mapValues {
      whole.range($0.lowerBound + stretch.offset..<$0.upperBound + stretch.offset)
    }
  }
}

import Foundation
import Layouts

/// Reads files and checks what stands in them, layout by layout.
///
/// Whatever a file holds, checking goes on: what can't be read is a finding.
struct LayoutChecker {
  /// The notation that layouts are read in.
  var notation: any Notation
  /// The canvas that numbers refer to where the text does not say.
  var canvas: Canvas
  /// The caption that every layout is checked against, in the place of its own.
  var caption: Caption?
  /// How the model that will paint cuts texts into tokens, where it is known.
  var tokens: (any PromptTokens)?
  /// The captions that were read before, for the layouts of a file often share one.
  private var captions = CaptionReadings()
  /// Whether a form of report wants to know the places in Unicode scalars.
  var countsScalars = false
  /// For how many more layouts with findings to find out what would mend them.
  var fixesLeft = 0
  /// Whether there were more layouts than that.
  private(set) var leftFixesOut = false
  /// Whether a form of report wants to know which characters that replaces.
  var offersReplacements = false

  /// For how many layouts mending is found out, which takes longer than checking: not for all of a corpus.
  static let usualFixes = 200

  /// The longest text or row that is read: no layout comes near it.
  static let byteLimit = InputText.byteLimit

  init(
    notation: any Notation, canvas: Canvas, caption: Caption? = nil, countsScalars: Bool = false
  ) {
    self.notation = notation
    self.canvas = canvas
    self.caption = caption
    self.countsScalars = countsScalars
  }

  /// Checks a file, and hands over each layout as soon as it is checked.
  mutating func check(
    _ input: FileSearch.Found, rules: RuleSet, take: (CheckedLayout) throws -> Void
  ) throws {
    let file = input.path == "-" ? "standard input" : input.path
    notation = notation.beside(input.path)
    switch contents(of: input) {
    case .rows(let reader):
      try checkRows(reader, of: file, isNamed: input.isNamed, rules: rules, take: take)
    case .text(let bytes):
      let text = CheckedText(bytes: bytes)
      try check(text, file: file, isNamed: input.isNamed, rules: rules, take: take)
    case .fault(let fault):
      try take(.unreadable(fault, file: file))
    }
  }

  /// What a file holds.
  private enum Contents {
    case rows(ByteReader)
    case text([UInt8])
    case fault(String)
  }

  private func contents(of input: FileSearch.Found) -> Contents {
    if let fault = input.fault { return .fault(fault) }
    do {
      let reader = try ByteReader(input.path, countsScalars: countsScalars)
      if try Self.holdsRows(input.path, reader) { return .rows(reader) }
      guard let bytes = try reader.rest(limit: Self.byteLimit) else {
        return .fault("expected a text of at most \(Self.byteLimit >> 20) MiB, found more")
      }
      return .text(bytes)
    } catch {
      return .fault("\(error)")
    }
  }

  // MARK: - Rows

  private mutating func checkRows(
    _ reader: ByteReader, of file: String, isNamed: Bool, rules: RuleSet,
    take: (CheckedLayout) throws -> Void
  ) throws {
    while true {
      let line: ByteReader.Line
      do {
        guard let next = try reader.nextLine(limit: Self.byteLimit) else { return }
        line = next
      } catch {
        return try take(.unreadable("\(error)", file: file))
      }
      let text = CheckedText(
        bytes: line.bytes, offset: line.offset, lines: line.number - 1,
        scalars: line.scalarsBefore)
      if line.isTooLong {
        let fault = "expected a row of at most \(Self.byteLimit >> 20) MiB, found more"
        try take(.unreadable(fault, file: file, row: line.number, text: text))
      } else if line.bytes.contains(where: { $0 > UInt8(ascii: " ") }) {
        try check(text, file: file, row: line.number, isNamed: isNamed, rules: rules, take: take)
      }
    }
  }

  /// Tells whether a file is JSON-lines: by its ending, or because it begins with one object a line.
  static func holdsRows(_ path: String, _ reader: ByteReader) throws -> Bool {
    let ending = URL(filePath: path).pathExtension.lowercased()
    if ["jsonl", "ndjson"].contains(ending) { return true }
    guard ["", "json", "txt"].contains(ending) else { return false }
    let beginning = try reader.peek(1 << 20)
    guard beginning.first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{") else {
      return false
    }
    let lines = beginning.split(separator: UInt8(ascii: "\n"), maxSplits: 1)
    guard lines.count == 2, let first = String(validating: lines[0], as: UTF8.self),
      lines[1].first(where: { $0 > UInt8(ascii: " ") }) == UInt8(ascii: "{")
    else { return false }
    return (try? JSONReader.read(first)) != nil
  }

  // MARK: - Texts

  private mutating func check(
    _ text: CheckedText, file: String, row: Int? = nil, isNamed: Bool, rules: RuleSet,
    take: (CheckedLayout) throws -> Void
  ) throws {
    var checked = CheckedLayout(file: file, row: row, text: text)
    guard let string = String(validating: text.bytes, as: UTF8.self) else {
      let place = InputText.firstFault(text.bytes)
      let fault = "expected UTF-8 text, found other bytes at byte \(place)"
      return try take(.unreadable(fault, file: file, row: row, text: text))
    }
    let document = LayoutDocument(string, notation: notation, canvas: canvas)
    for entry in document.entries {
      checked.picture = entry.name
      check(entry, isNamed: isNamed, rules: rules, into: &checked)
      try take(checked)
    }
  }

  private mutating func check(
    _ entry: LayoutDocument.Entry, isNamed: Bool, rules: RuleSet, into checked: inout CheckedLayout
  ) {
    var findings: [CheckedLayout.Reported] = []
    var suppressed: [CheckedLayout.Reported] = []
    switch entry.reading {
    case .success(var parsed):
      if parsed.layout.caption.isEmpty, let caption = entry.caption {
        parsed.layout.caption = caption
      }
      // Liberties that change nothing are for `maquette parse` to tell.
      let reading = parsed.findings.filter { $0.severity > .note }
      var result = rules.check(
        parsed.layout, caption: caption, tokens: tokens, places: parsed.places, reading: reading,
        captions: &captions)
      point(&result.findings, atNamesOf: entry, in: checked)
      if result.findings.isEmpty || fixesLeft == 0 {
        leftFixesOut = leftFixesOut || !result.findings.isEmpty
      } else {
        fixesLeft -= 1
        result = rules.offeringFixes(
          result, of: parsed.layout, caption: caption, tokens: tokens, captions: &captions)
      }
      findings = result.findings.map { .init(finding: $0) }
      suppressed = result.suppressed.map { .init(finding: $0.finding, reason: $0.reason) }
      checked.parsed = parsed
      if offersReplacements { replace(&findings, by: entry, in: checked) }
    case .failure(let failure):
      let needsLayout = isNamed || entry.embedding != nil
      let finding = Self.finding(of: failure, in: checked.text, needsLayout: needsLayout)
      findings = [.init(finding: finding)]
      checked.parsed = nil
    }
    checked.findings = Self.placed(findings, of: entry, in: checked)
    checked.suppressed = Self.placed(suppressed, of: entry, in: checked)
  }

  /// Lets findings about names point at the names.
  private func point(
    _ findings: inout [Finding], atNamesOf entry: LayoutDocument.Entry, in checked: CheckedLayout
  ) {
    func object(of finding: Finding) -> Int? {
      RuleSet.rule(named: finding.rule)?.concernsName == true ? finding.object : nil
    }
    let objects = Set(findings.compactMap(object))
    guard !objects.isEmpty else { return }
    let document = String(decoding: checked.text.bytes, as: UTF8.self)
    let places = entry.namePlaces(of: objects, in: document, reader: notation) {
      NotationCatalog.named($0)
    }
    for index in findings.indices {
      if let place = object(of: findings[index]).flatMap({ places[$0] }) {
        findings[index].source = place
      }
    }
  }

  /// Says of each finding with a fix which characters of the file the fix replaces.
  private func replace(
    _ findings: inout [CheckedLayout.Reported], by entry: LayoutDocument.Entry,
    in checked: CheckedLayout
  ) {
    guard findings.contains(where: { $0.finding.fix != nil }) else { return }
    let text = String(decoding: checked.text.bytes, as: UTF8.self)
    for index in findings.indices {
      guard let fix = findings[index].finding.fix else { continue }
      let replacements = entry.replacements(
        of: fix, in: text, reader: notation, isRow: checked.row != nil
      ) { NotationCatalog.named($0) }
      findings[index].replacements = (replacements ?? []).map {
        TextReplacement(source: checked.text.place($0.source), text: $0.text)
      }
    }
  }

  /// Why nothing was read.
  ///
  /// Folders hold other JSON and XML than layouts; only what was named must be one.
  private static func finding(
    of failure: ParseFailure, in text: CheckedText, needsLayout: Bool
  ) -> Finding {
    var finding = failure.finding
    let hasNoMarks = failure.notation == NotationCatalog.automatic
    if !needsLayout, hasNoMarks, isData(text) { finding.severity = .note }
    return finding
  }

  /// Whether a text is JSON or XML at all.
  private static func isData(_ text: CheckedText) -> Bool {
    guard let first = text.bytes.first(where: { $0 > UInt8(ascii: " ") && $0 < 0x80 }) else {
      return false
    }
    if first == UInt8(ascii: "<") { return true }
    guard "{[".utf8.contains(first) else { return false }
    return (try? JSONReader.read(String(decoding: text.bytes, as: UTF8.self))) != nil
  }

  /// The findings in the order of the text, their places pointing into the file.
  private static func placed(
    _ reported: [CheckedLayout.Reported], of entry: LayoutDocument.Entry, in checked: CheckedLayout
  ) -> [CheckedLayout.Reported] {
    guard !reported.isEmpty else { return [] }
    var reported = reported
    let inside = entry.embedding?.places(of: reported.map(\.finding.source))
    for index in reported.indices {
      let place = inside?[index] ?? reported[index].finding.source
      let isRow = checked.row != nil
      reported[index].finding.source =
        place.map(checked.text.place) ?? (isRow ? checked.text.whole : nil)
      if let picture = checked.picture {
        reported[index].finding.message =
          "picture \"\(picture)\": \(reported[index].finding.message)"
      }
    }
    return reported.enumerated().sorted {
      ($0.element.finding.source?.offset ?? 0, $0.offset)
        < ($1.element.finding.source?.offset ?? 0, $1.offset)
    }.map(\.element)
  }
}

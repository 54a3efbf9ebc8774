/// The notations that a name can ask for.
public enum Notations {
  /// Every notation that language models are asked to write, in the order in which they are listed.
  public static let all: [any Notation] = [
    JSONNotation(), LMDNotation(), CSSBoxNotation(), CSSBlobNotation(), LooseJSONNotation(),
    ListNotation(),
  ]

  /// The names of all notations, and `auto`.
  public static var names: [String] {
    all.map(\.name) + files.map(\.name) + [AutomaticNotation().name]
  }

  /// The notation of a name, `auto` included, or nil when there is none.
  public static func named(_ name: String) -> (any Notation)? {
    named(name, options: FileNotationOptions())
  }
}

/// The notation that finds out which notation a text is written in.
///
/// It tries the likeliest one first and reports its choice with the confidence as a finding. Layouts
/// are written as JSON.
public struct AutomaticNotation: AlbumNotation {
  private let options: FileNotationOptions
  private let others: [any Notation]

  /// Creates the notation.
  ///
  /// - Parameters:
  ///   - options: what files of other tools do not say.
  ///   - others: notations of other rooms that files can turn out to be written in.
  public init(
    options: FileNotationOptions = FileNotationOptions(), others: [any Notation] = []
  ) {
    self.options = options
    self.others = others
  }

  /// The name `auto`.
  public var name: String { "auto" }

  /// What one notation has read.
  private struct Candidate {
    var parsed: ParsedLayout
    var detection: Detection
    var score: Int

    /// Whether nothing but errors was found: another notation may read what they tell of.
    ///
    /// In a rule of CSS, words such as `bottom` mean other than in a list.
    var hasFailed: Bool {
      parsed.layout.objects.isEmpty && score < 0 && score > .min
        && !detection.notation.hasPrefix("css")
    }
  }

  /// Reads a layout in the likeliest notation that reads it without leaving objects out, or else in
  /// the one that reads most objects; a file that is a tool's beyond doubt in that tool's alone.
  public func parse(_ text: String, canvas: Canvas) throws(ParseFailure) -> ParsedLayout {
    let source = SourceText(answer: text)
    var firstFailure: ParseFailure?
    var refusal: ParseFailure?
    var best: Candidate?
    let detected = FileDetector.detect(source)
    var document = detected.document
    let legible = LegibleText(source)
    let readers = Self.detections(of: source, legible: legible, file: detected.detection)
      .compactMap { detection in
        reader(for: detection).map { (detection: detection, notation: $0) }
      }
    for (index, (detection, notation)) in readers.enumerated() {
      if detection.confidence == 0,
        best.map({ $0.detection.confidence > 0 && !$0.hasFailed }) == true
      {
        continue
      }
      // A long document is not held while the text is read in another way.
      if !readers[index...].contains(where: { $0.notation is any DocumentNotation }) {
        document = nil
      }
      let isCertain = detection == detected.detection && FileDetector.isCertain(detection)
      do {
        let parsed =
          switch (notation, document) {
          case (let file as any DocumentNotation, let document?):
            try file.read(document, canvas: canvas)
          case (let own as any SourceNotation, _):
            try own.readLegibly(source, as: legible, canvas: canvas)
          default: try notation.parse(text, canvas: canvas)
          }
        let errorCount = parsed.findings.count { $0.severity == .error }
        // An error names an object at least; who found none and no error has seen less.
        let sawNothing = parsed.layout.objects.isEmpty && errorCount == 0
        if sawNothing, best.map({ $0.score > .min }) ?? false { continue }
        let score = sawNothing ? .min : parsed.layout.objects.count - errorCount
        let saysNothing = parsed.layout.objects.isEmpty && !parsed.namesNoObjects
        guard detection.confidence > 0 || errorCount == 0 && !saysNothing else { continue }
        if best.map({ $0.score < score }) ?? true {
          best = Candidate(parsed: parsed, detection: detection, score: score)
        }
        if isCertain || errorCount == 0 && !saysNothing { break }
        if Self.isPlenty(parsed, as: detection) { break }
      } catch {
        if isCertain { throw error }
        if detection == detected.detection { refusal = error }
        if detection.confidence > 0 { firstFailure = firstFailure ?? error }
      }
    }
    guard let best else { throw firstFailure ?? nothingFound(in: source) }
    var parsed = best.parsed.behindReasoning(of: source)
    parsed.findings.insert(Self.finding(of: best.detection), at: 0)
    if let refusal, best.detection.notation != refusal.notation {
      parsed.findings.insert(Self.finding(of: refusal), at: 1)
    }
    return parsed
  }

  private func nothingFound(in source: SourceText) -> ParseFailure {
    ParseFailure(
      notation: name,
      message: "expected a layout as \(Notations.all.map(\.name).joined(separator: ", ")), "
        + "found none of their marks",
      source: source.range(0..<0))
  }

  /// Whether so much was read, nearly without an error and as most marks say, that no other notation will
  /// read more: a text of a thousand objects is read once.
  private static func isPlenty(_ parsed: ParsedLayout, as detection: Detection) -> Bool {
    // What is wrong with where objects lie is so in any notation.
    let errorCount = parsed.findings.count { $0.severity == .error && !$0.code.hasPrefix("MQ1") }
    let count = parsed.layout.objects.count
    let passedOver = [ReadingRule.nestedTooDeep.rawValue, ReadingRule.tooMuch.rawValue]
    guard !parsed.findings.contains(where: { passedOver.contains($0.rule) }) else { return false }
    return count >= plentyCount && errorCount * 100 < count && errorCount < FindingList.limit
      && detection.confidence >= 0.5
  }

  /// From how many objects on a text is no answer of a language model any longer.
  private static let plentyCount = 1000

  /// What a text may be: a file, a notation by its marks, or the most tolerant ones without any.
  private static func detections(
    of source: SourceText, legible: LegibleText?, file: Detection?
  ) -> [Detection] {
    let found = [file].compactMap(\.self) + NotationDetector.detect(legible?.source ?? source)
    let names = source.hasCollectionOnItsOwnLine ? ["loose-json", "list"] : ["list", "loose-json"]
    // What the marked ones refuse may still hold objects in words; a tool's file is none of those.
    let isKnown = file != nil || !found.isEmpty && source.beginsWithCollection
    let others = names.filter { name in !isKnown && !found.contains { $0.notation == name } }
    return found
      + others.map { name in
        Detection(notation: name, confidence: 0, reason: "no marks, but objects, were found")
      }
  }

  /// The notation of a guess; unlike one that was asked for, it may not take its frame for granted.
  private func reader(for detection: Detection) -> (any Notation)? {
    let other = others.first { $0.name == detection.notation }
    let notation = other ?? Notations.named(detection.notation, options: options)
    guard var lmd = notation as? LMDNotation else { return notation }
    lmd.infersUnit = true
    return lmd
  }

  /// Reads every layout of a text: files of other tools may hold several.
  public func parseAll(
    _ text: String, canvas: Canvas
  ) throws(ParseFailure) -> [LayoutDocument.Entry] {
    if let detection = FileDetector.detect(SourceText(text)).detection,
      let album = Notations.named(detection.notation, options: options) as? any AlbumNotation
    {
      return try album.parseAll(text, canvas: canvas)
    }
    return [LayoutDocument.Entry(.success(try parse(text, canvas: canvas)))]
  }

  /// Writes a layout as JSON, which loses nothing.
  public func print(_ layout: Layout) -> PrintedLayout {
    JSONNotation().print(layout)
  }

  private static func finding(of refusal: ParseFailure) -> Finding {
    ReadingRule.fileRefused.finding(
      "it has the keys of \(refusal.notation), and was not read as such: \(refusal.message)",
      at: refusal.source)
  }

  private static func finding(of detection: Detection) -> Finding {
    let percentage = Int((detection.confidence * 100).rounded())
    return ReadingRule.notationChosen.finding(
      "read as \(detection.notation) with a confidence of \(percentage) %: \(detection.reason)")
  }
}

extension SourceText {
  /// Whether the text begins with a bracket.
  fileprivate var beginsWithCollection: Bool {
    let start = trimmed(0..<bytes.count).lowerBound
    return start < bytes.count && "[{(".utf8.contains(bytes[start])
  }

  /// Whether a line begins with a bracket and then a quote or another bracket, as JSON does.
  fileprivate var hasCollectionOnItsOwnLine: Bool {
    var place = 0
    while place < bytes.count {
      let end = lineEnd(from: place, to: bytes.count)
      let line = trimmed(place..<end)
      if let first = bytes[line].first, "[{(".utf8.contains(first) {
        let window = line.lowerBound + 1..<min(bytes.count, line.lowerBound + 80)
        let inside = trimmed(window).lowerBound
        if inside < bytes.count, "[{(\"'".utf8.contains(bytes[inside]) { return true }
      }
      place = end + 1
    }
    return false
  }
}

extension ParsedLayout {
  /// Whether the text has a list of objects, and it is empty.
  fileprivate var namesNoObjects: Bool {
    layout.objects.isEmpty && !findings.contains { $0.rule == ReadingRule.noObjects.rawValue }
  }
}

/// A text as a person sees it, where its bytes are those of another program: characters by their names in
/// HTML, quotes written twice, digits of other scripts, the names of what is called with an object.
///
/// It is read in place of the text as it stands; whatever is found there is told with its place in the
/// latter. Most texts have nothing of the kind, which a look at eight bytes at a time tells.
struct LegibleText {
  /// The text as it is read.
  let source: SourceText
  /// The text as it stands.
  private let written: SourceText
  /// What stands otherwise, in the order of the text.
  private let changes: [LegibleChange]
  /// For each change, where what follows it stands in the text as it is read.
  private let ends: [UInt32]
  private let findings: FindingList

  /// Looks through a text; nil where it is as it should be.
  init?(_ written: SourceText) {
    var search = LegibleSearch(written)
    search.run()
    let changes = search.changes
    guard !changes.isEmpty else { return nil }
    var ends: [UInt32] = []
    ends.reserveCapacity(changes.count)
    source = SourceText(Self.text(of: written.bytes, with: changes, ends: &ends))
    self.written = written
    self.changes = changes
    self.ends = ends
    findings = search.findings
  }

  /// The text with its changes made, and where each of them ends there.
  private static func text(
    of bytes: SourceBytes, with changes: [LegibleChange], ends: inout [UInt32]
  ) -> String {
    // No change is longer than what it stands for.
    String(unsafeUninitializedCapacity: bytes.count) { memory in
      var count = 0
      func append(_ stretch: some Sequence<UInt8>) {
        for byte in stretch {
          memory[count] = byte
          count += 1
        }
      }
      var place = 0
      for change in changes {
        append(bytes.buffer(place..<change.range.lowerBound))
        append(change.replacement)
        ends.append(UInt32(count))
        place = change.range.upperBound
      }
      append(bytes.buffer(place..<bytes.count))
      return count
    }
  }

  /// What was read, with the places where it stands in the text as written.
  func placed(_ parsed: ParsedLayout) -> ParsedLayout {
    var parsed = parsed
    for index in parsed.findings.indices {
      parsed.findings[index].source = parsed.findings[index].source.map(place)
    }
    parsed.places = parsed.places.map(place)
    parsed.names = parsed.names.map(place)
    parsed.findings = (parsed.findings + findings.all).inOrderOfText
    return parsed
  }

  /// The failure with its place in the text as written.
  func placed(_ failure: ParseFailure) -> ParseFailure {
    var failure = failure
    failure.source = failure.source.map(place)
    return failure
  }

  private func place(_ range: SourceRange) -> SourceRange {
    let start = origin(of: range.offset, isEnd: false)
    let end = origin(of: range.offset + range.length, isEnd: true)
    return written.range(start..<max(start, end))
  }

  /// The place in the text as written of one in the text as read; within a change its start or its end.
  private func origin(of place: Int, isEnd: Bool) -> Int {
    // The first change that ends behind the place.
    let index = ends.partitioningIndex { $0 > UInt32(place) }
    if index < changes.count {
      let start = Int(ends[index]) - changes[index].replacement.count
      let range = changes[index].range
      if place > start { return isEnd ? range.upperBound : range.lowerBound }
    }
    guard index > 0 else { return place }
    // Of a change that leaves nothing, a stretch ends before it.
    if isEnd, Int(ends[index - 1]) == place, changes[index - 1].replacement.isEmpty {
      return changes[index - 1].range.lowerBound
    }
    return place - Int(ends[index - 1]) + changes[index - 1].range.upperBound
  }
}

/// What stands otherwise in a text than a person sees it.
struct LegibleChange {
  private let start, end: UInt32
  private let first, second, third, fourth, count: UInt8

  var range: Range<Int> { Int(start)..<Int(end) }

  /// The bytes in its place, of one character at most and an escape before it.
  var replacement: [UInt8] { Array([first, second, third, fourth].prefix(Int(count))) }

  init(_ range: Range<Int>, to bytes: [UInt8]) {
    precondition(
      bytes.count <= min(4, range.count),
      "a change has 4 bytes at most and is no longer than the \(range.count) in its place, "
        + "found \(bytes.count)")
    (start, end) = (UInt32(range.lowerBound), UInt32(range.upperBound))
    func byte(_ index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
    (first, second, third, fourth) = (byte(0), byte(1), byte(2), byte(3))
    count = UInt8(bytes.count)
  }
}

extension PrintedLayout {
  /// The text, with a finding where something in it is the name of another character and will be read as
  /// that.
  func checkedForLegibility() -> PrintedLayout {
    guard LegibleText(SourceText(text)) != nil else { return self }
    var printed = self
    printed.losses.append(
      ReadingRule.altersText.finding(
        "a name or a prompt holds quotes twice or the name of a character in HTML, which is read as it"
      ))
    return printed
  }
}

extension SourceNotation {
  /// Reads a text as a person sees it.
  func readLegibly(
    _ source: SourceText, as legible: LegibleText?, canvas: Canvas
  ) throws(ParseFailure) -> ParsedLayout {
    guard let legible, !isLiteral else { return try read(source, canvas: canvas) }
    do {
      return legible.placed(try read(legible.source, canvas: canvas))
    } catch {
      throw legible.placed(error)
    }
  }
}

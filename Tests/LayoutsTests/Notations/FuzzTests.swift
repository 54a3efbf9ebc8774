import Foundation
import Layouts
import TestSupport
import Testing

/// Mutated completions through every notation: nothing crashes, and findings stay within the text.
///
/// Runs for `MAQUETTE_FUZZ_SECONDS` a notation, or for a blink; what is wrong is told with the seed.
@Suite struct FuzzTests {
  private let seconds =
    ProcessInfo.processInfo.environment["MAQUETTE_FUZZ_SECONDS"].flatMap(Double.init) ?? 0.3

  @Test(arguments: Fuzzing.chosen(Notations.all.map(\.name) + ["auto"]))
  func mutatedCompletions(name: String) throws {
    let notation = try #require(Notations.named(name))
    let corpus = try Self.corpus()
    let clock = ContinuousClock()
    let start = clock.now
    var seed: UInt64 = 0
    var longest = (seconds: 0.0, seed: UInt64(0))
    var complaints: [String] = []
    while seed < 10 || clock.now - start < .seconds(seconds) {
      seed += 1
      var generator = SplitMix64(seed: seed)
      let text = Mutation.text(from: corpus, using: &generator)
      let duration = try HangWatch.shared.seconds(name, seed: seed) {
        if let complaint = try complaint(about: text, notation: notation) {
          complaints.append("seed \(seed), \(complaint)")
        }
      }
      // What was read is written in every notation and read again as well.
      if duration > 10 * Fuzzing.limit(ofBytes: text.utf8.count) {
        complaints.append("seed \(seed), \(text.utf8.count) bytes took \(duration) s")
      }
      guard complaints.count < 5 else { break }
      if duration > longest.seconds { longest = (duration, seed) }
    }
    print(
      "fuzzed \(name) with \(seed) texts, the slowest (seed \(longest.seed)) took "
        + "\(longest.seconds) s\(Fuzzing.peakWords)")
    #expect(complaints == [])
    if let resident = Fuzzing.residentBytes { #expect(resident < 4 << 30) }
  }

  /// Parses a text and says which of what must hold, whatever the text was, does not.
  private func complaint(about text: String, notation: any Notation) throws -> String? {
    let length = text.utf8.count
    func isWithin(_ source: SourceRange?) -> Bool {
      guard let source else { return true }
      return source.offset >= 0 && source.length >= 0 && source.offset + source.length <= length
        && source.line >= 1 && source.column >= 1
    }
    let parsed: ParsedLayout
    let begin = Fuzzing.threadSeconds
    do {
      parsed = try notation.parse(text, canvas: .standard)
    } catch {
      return isWithin(error.source) ? nil : "the failure's place is not in the text: \(error)"
    }
    let duration = Fuzzing.threadSeconds - begin
    guard duration < Fuzzing.limit(ofBytes: length) else {
      return "reading \(length) bytes took \(duration) s"
    }
    let layout = parsed.layout
    let isSound = parsed.findings.allSatisfy { finding in
      isWithin(finding.source) && finding.object.map { layout.objects.indices.contains($0) } ?? true
    }
    guard isSound else { return "a finding's place is not in the text" }
    guard layout.objects.allSatisfy(\.region.isFinite) else { return "a region is not finite" }
    for writer in Notations.all {
      let printed = writer.print(layout).text
      let again = try writer.parse(printed, canvas: layout.canvas).layout
      guard again.objects.count == layout.objects.count else {
        return "\(layout.objects.count) objects are \(again.objects.count) in \(writer.name): "
          + String(printed.debugDescription.prefix(400))
      }
    }
    return nil
  }

  /// Our own completions, and the real ones that lie beside the project.
  private static func corpus() throws -> [String] {
    let folder = fixture("completions")
    var texts = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    guard let sharedData else { return texts }
    for name in ["reference_probe.jsonl", "strange_completions.jsonl"] {
      let file = sharedData.appending(path: "lmd/\(name)")
      guard let lines = try? String(contentsOf: file, encoding: .utf8) else { continue }
      texts += try lines.split(separator: "\n").compactMap {
        try JSONReader.read(String($0)).root.value["response"]?.string
      }
    }
    return texts
  }
}

/// Ways to spoil a text.
private enum Mutation: CaseIterable {
  case flip, cut, splice, repeatPart, nest, insert, swap

  /// Pieces that have a meaning somewhere in the notations.
  private static let pieces = [
    "[", "(", "{", "]", ")", "}", "'", "\"", "‘", "’", "“", "`", "```", ",", ";", ":", "：", "#",
    "//", "/*", "*/", "\\", "\\u", "\\ud83d", "\n", "\r\n", "\r", "\u{FEFF}", "\u{0}", "\u{85}",
    "\u{2028}", "Objects: ", "Background prompt:", "negative prompt：", "Caption:", "Frame 1:",
    "Region Desc:", "None", "null", "True", "NaN", "1e999", "-", "−", "+", "0x", "%", "px", "°",
    "９", "［", "，", "major-radius: 1px;", "width: 2px;", "angle: 1e400", "a {", "\"schema\":",
    "maquette/layout/1", "\"objects\": [", "e\u{301}", "😀", "\u{200F}",
  ]

  static func text(from corpus: [String], using generator: inout SplitMix64) -> String {
    var bytes = bytes(of: corpus, using: &generator)
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let mutation = allCases[Int.random(in: 0..<allCases.count, using: &generator)]
      mutation.apply(to: &bytes, corpus: corpus, using: &generator)
      if bytes.count > 20_000 { bytes.removeLast(bytes.count - 20_000) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func bytes(of corpus: [String], using generator: inout SplitMix64) -> [UInt8] {
    Array(corpus[Int.random(in: 0..<corpus.count, using: &generator)].utf8)
  }

  private func apply(
    to bytes: inout [UInt8], corpus: [String], using generator: inout SplitMix64
  ) {
    let place = Int.random(in: 0...bytes.count, using: &generator)
    let end = min(bytes.count, place + Int.random(in: 0...40, using: &generator))
    switch self {
    case .flip where place < bytes.count:
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case .cut: bytes.removeSubrange(place..<(Bool.random(using: &generator) ? end : bytes.count))
    case .splice: bytes.replaceSubrange(place..., with: Self.bytes(of: corpus, using: &generator))
    case .repeatPart:
      let part = Array(bytes[place..<end])
      let count = Int.random(in: 1...200, using: &generator)
      bytes.insert(contentsOf: Array(repeating: part, count: count).joined(), at: place)
    case .nest:
      let piece = Self.pieces[Int.random(in: 0..<3, using: &generator)]
      let count = Int.random(in: 1...5000, using: &generator)
      bytes.insert(contentsOf: String(repeating: piece, count: count).utf8, at: place)
    case .insert, .flip:
      let piece = Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &generator)]
      bytes.insert(contentsOf: piece.utf8, at: place)
    case .swap:
      let part = Array(bytes[place..<end])
      bytes.removeSubrange(place..<end)
      bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &generator))
    }
  }
}

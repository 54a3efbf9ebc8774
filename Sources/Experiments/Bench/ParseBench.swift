internal import Foundation
public import Layouts

/// Times the reading of layouts, and watches how time and memory grow with the text.
///
/// Times are those that the reading thread spent on a core, so that other programs hardly change them.
public struct ParseBench: Sendable {
  /// What kind of text is timed.
  public enum Corpus: String, Sendable, CaseIterable {
    /// Completions as the notation writes them, one after the other.
    case clean
    /// Completions with a fault each: cut off, fenced, in prose, curly quotes, brackets missing.
    case malformed
    /// One text with as many objects as fit.
    case long
  }

  /// How fast a kind of text was read.
  public struct Speed: Sendable, Encodable {
    /// The kind of text, or the name of a file.
    public let corpus: String
    /// The name of the notation.
    public let notation: String
    /// The texts.
    public let texts: Int
    /// Their bytes in all.
    public let bytes: Int
    /// Timed runs, after one that was not.
    public let runs: Int
    /// The middle of the runs, in milliseconds.
    public let medianMilliseconds: Double
    /// The fastest run, in milliseconds.
    public let minimumMilliseconds: Double
    /// The slowest run, in milliseconds.
    public let maximumMilliseconds: Double
    /// Millions of bytes a second, over the median run.
    public let megabytesPerSecond: Double
    /// By how much the resident memory grew at most, in MiB; nil where the system does not say.
    public let peakMegabytes: Double?

    private enum CodingKeys: String, CodingKey {
      case corpus, notation, texts, bytes, runs
      case medianMilliseconds = "median_ms"
      case minimumMilliseconds = "min_ms"
      case maximumMilliseconds = "max_ms"
      case megabytesPerSecond = "mb_per_s"
      case peakMegabytes = "peak_mb"
    }
  }

  /// How time and memory grow from a line that repeats a piece to one ten times as long.
  public struct Growth: Sendable, Encodable {
    /// The piece.
    public let piece: String
    /// The name of the notation.
    public let notation: String
    /// The bytes of the longer line.
    public let bytes: Int
    /// The time of the shorter line, in milliseconds.
    public let shortMilliseconds: Double
    /// The time of the longer line, in milliseconds.
    public let longMilliseconds: Double
    /// How many times as long the longer line took; 10 is linear.
    public let ratio: Double
    /// By how many bytes the memory grew at most, for each byte of the longer line.
    public let memoryPerByte: Double?

    private enum CodingKeys: String, CodingKey {
      case piece, notation, bytes, ratio
      case shortMilliseconds = "short_ms"
      case longMilliseconds = "long_ms"
      case memoryPerByte = "memory_per_byte"
    }
  }

  /// The pieces whose repetition is hard on careless readers.
  public static let pieces = [
    "[", "(", "{", "[]", "[(", "<", "'", "\"", "'a', ", "‘", "“”", "\\", "\\'", ",", "1", "1, ",
    "9.",
    "[1,", "-", "*", "#", "/*", "```", ": ", "a ", "a: (", "{\"a\":", "{\"a\":1},", "a {",
    "a {b: 1}",
    "width: 1; ", "background ", "Background prompt: ", "Objects: ", "é", "한", "\u{3000}",
    "('a', [1, 2, 3, 4]), ", "<bbox>[1,2,3,4]</bbox>", "a:\nx: 1\nx: 1\n", "{\"a\":[1,2,3,4,",
  ]

  private let notations: [any Notation]
  private let bytes: Int
  private let runs: Int

  /// Creates a bench.
  ///
  /// - Parameters:
  ///   - notations: the notations that are timed.
  ///   - bytes: the size of each corpus and of the longer lines.
  ///   - runs: how often each corpus is timed.
  public init(_ notations: [any Notation], bytes: Int = 10_000_000, runs: Int = 5) {
    self.notations = notations
    self.bytes = max(1000, bytes)
    self.runs = max(1, runs)
  }

  /// How fast each notation reads each kind of text; `auto` reads what LMD writes.
  public func speeds(_ done: (Speed) -> Void = { _ in }) -> [Speed] {
    var speeds: [Speed] = []
    for notation in notations {
      for corpus in Corpus.allCases {
        let speed = speed(of: notation, corpus.rawValue, texts: texts(corpus, of: notation))
        done(speed)
        speeds.append(speed)
      }
    }
    return speeds
  }

  /// How fast each notation reads a text.
  public func speeds(of text: String, named name: String) -> [Speed] {
    notations.map { speed(of: $0, name, texts: [text]) }
  }

  /// How each notation's time and memory grow with a line of one piece.
  public func growths(
    _ pieces: [String] = Self.pieces, _ done: (Growth) -> Void = { _ in }
  ) -> [Growth] {
    var growths: [Growth] = []
    for notation in notations {
      for piece in pieces {
        let growth = growth(of: notation, piece: piece)
        done(growth)
        growths.append(growth)
      }
    }
    return growths
  }

  private func texts(_ kind: Corpus, of notation: any Notation) -> [String] {
    var corpus = ParseCorpus(seed: 1)
    let writer: any Notation = notation is AutomaticNotation ? LMDNotation() : notation
    switch kind {
    case .clean: return corpus.clean(writer, bytes: bytes)
    case .malformed: return corpus.malformed(writer, bytes: bytes)
    case .long: return [corpus.long(writer, bytes: bytes)]
    }
  }

  private func speed(of notation: any Notation, _ corpus: String, texts: [String]) -> Speed {
    let peak = ProcessFigures.peakGrowth { read(texts, in: notation) }
    let times = (0..<runs).map { _ in
      ProcessFigures.threadMilliseconds { read(texts, in: notation) }
    }.sorted()
    let bytes = texts.reduce(0) { $0 + $1.utf8.count }
    let median = times.median
    return Speed(
      corpus: corpus, notation: notation.name, texts: texts.count, bytes: bytes, runs: runs,
      medianMilliseconds: median, minimumMilliseconds: times[0],
      maximumMilliseconds: times[times.count - 1],
      megabytesPerSecond: Double(bytes) / median / 1000, peakMegabytes: peak.map { $0 / 1_048_576 })
  }

  private func growth(of notation: any Notation, piece: String) -> Growth {
    let short = [line(of: piece, bytes: bytes / 10)]
    let long = [line(of: piece, bytes: bytes)]
    read(short, in: notation)
    let shortTime =
      (0..<3).map { _ in ProcessFigures.threadMilliseconds { read(short, in: notation) } }.min()
      ?? 0
    var longTime = 0.0
    let peak = ProcessFigures.peakGrowth {
      longTime = ProcessFigures.threadMilliseconds { read(long, in: notation) }
    }
    // Short work is mostly that of getting memory for the first time, which the shorter line did before.
    if longTime < 500 {
      longTime = min(
        longTime, ProcessFigures.threadMilliseconds { read(long, in: notation) },
        ProcessFigures.threadMilliseconds { read(long, in: notation) })
    }
    let count = long[0].utf8.count
    return Growth(
      piece: piece, notation: notation.name, bytes: count, shortMilliseconds: shortTime,
      longMilliseconds: longTime, ratio: longTime / shortTime,
      memoryPerByte: peak.map { $0 / Double(count) })
  }

  private func line(of piece: String, bytes: Int) -> String {
    String(repeating: piece, count: max(1, bytes / piece.utf8.count))
  }

  /// Reads texts; those that hold no layout count as well.
  private func read(_ texts: [String], in notation: any Notation) {
    for text in texts { _ = try? notation.parse(text, canvas: .standard) }
  }
}

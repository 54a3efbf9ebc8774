public import Layouts

/// How much memory the reading of a long text takes, the text itself not counted.
public struct ParseFootprint: Sendable, Encodable {
  /// What kind of long text is read.
  public enum Kind: String, Sendable, CaseIterable, Encodable {
    /// As many objects as fit, as the notation writes them.
    case clean
    /// The same, the last third missing.
    case cut
    /// The same with curly quotes.
    case curly
    /// The same without every fourth closing bracket.
    case unclosed
    /// A dictionary from names to boxes.
    case dictionary
    /// Phrases and boxes in two lists.
    case parallel

    /// The kinds that are read in a notation: files of other tools come from programs.
    static func kinds(of notation: any Notation) -> [Kind] {
      switch notation.name {
      case AutomaticNotation().name: allCases
      case LooseJSONNotation().name: allCases
      case let name where Notations.all.contains { $0.name == name }:
        [.clean, .cut, .curly, .unclosed]
      default: [.clean]
      }
    }
  }

  /// The name of the notation.
  public let notation: String
  /// The kind of text.
  public let text: Kind
  /// The bytes of the text.
  public let bytes: Int
  /// The objects that were read.
  public let objects: Int
  /// By how many bytes the resident memory grew at most, for each byte of the text; nil where the system
  /// does not say.
  public let memoryPerByte: Double?

  private enum CodingKeys: String, CodingKey {
    case notation, text, bytes, objects
    case memoryPerByte = "memory_per_byte"
  }

  /// Measures notations with texts of some sizes; one that holds few objects is left out.
  ///
  /// - Parameters:
  ///   - notations: the notations.
  ///   - sizes: the sizes of the texts in bytes.
  ///   - done: what to do with each figure as it comes.
  /// - Returns: the figures.
  public static func measure(
    _ notations: [any Notation], sizes: [Int], _ done: (ParseFootprint) -> Void = { _ in }
  ) -> [ParseFootprint] {
    var footprints: [ParseFootprint] = []
    for notation in notations {
      for kind in Kind.kinds(of: notation) {
        for size in sizes {
          guard let footprint = measured(notation, kind, size: size) else { continue }
          done(footprint)
          footprints.append(footprint)
        }
      }
    }
    return footprints
  }

  private static func measured(
    _ notation: any Notation, _ kind: Kind, size: Int
  ) -> ParseFootprint? {
    var corpus = ParseCorpus(seed: 1)
    // A notation that holds a few objects alone has no long texts.
    let sample = corpus.text(kind, of: notation, bytes: min(size, 20_000))
    guard sample.utf8.count > min(size, 20_000) / 2 else { return nil }
    let text = corpus.text(kind, of: notation, bytes: size)
    var objects = 0
    let peak = ProcessFigures.peakGrowth {
      objects = (try? notation.parse(text, canvas: .standard))?.layout.objects.count ?? 0
    }
    return ParseFootprint(
      notation: notation.name, text: kind, bytes: text.utf8.count, objects: objects,
      memoryPerByte: peak.map { $0 / Double(text.utf8.count) })
  }
}

extension ParseCorpus {
  /// A long text of a kind.
  fileprivate mutating func text(
    _ kind: ParseFootprint.Kind, of notation: any Notation, bytes: Int
  ) -> String {
    let isAutomatic = notation.name == AutomaticNotation().name
    let writer: any Notation = isAutomatic ? LMDNotation() : notation
    switch kind {
    case .clean: return long(writer, bytes: bytes)
    case .cut: return Self.text(long(writer, bytes: bytes * 3 / 2), with: .truncation)
    case .curly: return Self.text(long(writer, bytes: bytes), with: .curlyQuotes)
    case .unclosed: return Self.text(long(writer, bytes: bytes), with: .missingBrackets)
    case .dictionary: return dictionary(bytes: bytes)
    case .parallel: return long(GLIGENNotation(), bytes: bytes)
    }
  }
}

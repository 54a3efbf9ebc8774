/// A guess at the notation of a text.
public struct Detection: Hashable, Sendable {
  /// The name of the notation.
  public var notation: String
  /// How sure the guess is, in 0...1.
  public var confidence: Double
  /// What in the text speaks for it.
  public var reason: String
}

/// A judge of which notation a text is written in.
///
/// It counts the marks of each notation, without parsing: the version of the JSON contract, pairs of a
/// name and a list of numbers, LMD's labels, the properties of boxes and of ellipses between braces,
/// boxes under keys, boxes on lines of words. The marks compete: the confidence is a notation's share of
/// all marks, less where marks are few.
public enum NotationDetector {
  /// Every notation that the text may be written in, the likeliest first.
  public static func detect(_ text: String) -> [Detection] {
    let source = SourceText(answer: text)
    return detect(LegibleText(source)?.source ?? source)
  }

  static func detect(_ source: SourceText) -> [Detection] {
    let marks = NotationMarks(source)
    let evidence: [(notation: String, weight: Double)] = [
      ("json", marks.json), ("lmd", marks.lmd), ("css-boxes", marks.boxes),
      ("css-blobs", marks.blobs), ("loose-json", marks.loose), ("list", marks.list),
    ]
    let total = evidence.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return [] }
    return evidence.filter { $0.weight > 0 }
      .map { notation, weight in
        let share = weight / total
        return Detection(
          notation: notation, confidence: share * weight / (weight + 0.1),
          reason: marks.reason(for: notation))
      }
      .sorted { ($0.confidence, $1.notation) > ($1.confidence, $0.notation) }
  }
}

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
    detect(SourceText(text))
  }

  static func detect(_ source: SourceText) -> [Detection] {
    let marks = NotationMarks(source)
    let evidence: [(notation: String, weight: Double, reason: String)] = [
      ("json", marks.json, "it is a JSON object with \(marks.jsonKeys)"),
      (
        "lmd", marks.lmd,
        "\(marks.pairCount) lists of numbers behind a name, \(marks.labelCount) prompt labels"
      ),
      ("css-boxes", marks.boxes, "\(marks.boxRuleCount) rules with the sides of a box"),
      ("css-blobs", marks.blobs, "\(marks.blobRuleCount) rules with the radii of an ellipse"),
      ("loose-json", marks.loose, "\(marks.keyedCount) boxes under keys"),
      ("list", marks.list, "\(marks.lineCount) boxes on lines of words"),
    ]
    let total = evidence.reduce(0) { $0 + $1.weight }
    guard total > 0 else { return [] }
    return evidence.filter { $0.weight > 0 }
      .map { notation, weight, reason in
        let share = weight / total
        return Detection(
          notation: notation, confidence: share * weight / (weight + 0.1), reason: reason)
      }
      .sorted { ($0.confidence, $1.notation) > ($1.confidence, $0.notation) }
  }
}

/// How the boxes of an LMD list are measured.
///
/// LMD's are left, top, width and height in pixels, and are read so, or in another frame where one is
/// asked for or the text itself names another and the reference refuses it. Fractions are read as such
/// only where the notation itself is a guess and the reference refuses the text: what it reads it
/// rounds to boxes without area. Numbers that fit the corners of boxes better get a warning, and are
/// read so where they stand in a list of words.
extension LMDNotation {
  /// The layout with its boxes in pixels, and what is wrong with where they lie.
  func measured(
    _ parsed: ParsedLayout, of source: SourceText, isReference: Bool
  ) -> ParsedLayout {
    var parsed = parsed
    let frame =
      statedFrame(of: &parsed, in: source, isReference: isReference)
      ?? inferredFrame(of: &parsed, isReference: isReference)
    if frame != LooseJSONNotation.usualFrame {
      parsed.findings.removeAll { $0.rule == ReadingRule.fractionalBox.rawValue }
      for index in parsed.layout.objects.indices {
        let box = parsed.layout.objects[index].region.bounds
        let numbers = [box.x, box.y, box.width, box.height]
        parsed.layout.objects[index].region = .box(frame.box(numbers, on: parsed.layout.canvas))
      }
    }
    let places = parsed.places
    parsed.findings += parsed.layout.geometryFindings { places[$0] }
    parsed.findings = parsed.findings.inOrderOfText
    return parsed
  }

  /// The frame of which the text itself says that it isn't the usual one; nil where it doesn't.
  ///
  /// What the reference reads it measures as usual, whatever the text says.
  private func statedFrame(
    of parsed: inout ParsedLayout, in source: SourceText, isReference: Bool
  ) -> BoxFrame? {
    let usual = LooseJSONNotation.usualFrame
    guard measure.isEmpty, !parsed.places.isEmpty else { return nil }
    var said = StatedFrame(in: source)
    guard let range = said.range, !said.frame.allows(usual) else { return nil }
    let place = source.range(range)
    let boxes = parsed.layout.objects.lazy.map { RawBox($0.region.bounds) }
    if let unit = said.withdrawUnit(of: boxes) {
      parsed.findings.append(
        ReadingRule.ambiguousFrame.finding(
          "the text says that boxes are in \(unit.rawValue), which most of their numbers can't be",
          at: place))
      guard !said.frame.allows(usual) else { return nil }
    }
    let frame = BoxFrame(said.frame.order ?? usual.order, said.frame.unit ?? usual.unit)
    guard isReference else {
      parsed.findings.append(
        ReadingRule.frameInferred.finding(
          "the boxes were read as \(frame), as the text says", at: place))
      return frame
    }
    parsed.findings.append(
      ReadingRule.ambiguousFrame.finding(
        "the text says that boxes are \(frame); they were read as \(usual)", at: place))
    return usual
  }

  /// What speaks for left, top, width and height before the numbers are looked at.
  private static let usualWeight = 2.0

  private func inferredFrame(of parsed: inout ParsedLayout, isReference: Bool) -> BoxFrame {
    let usual = LooseJSONNotation.usualFrame
    let declared = BoxFrame(measure.order ?? usual.order, measure.unit ?? usual.unit)
    // Percentages were taken of the canvas one by one.
    let hasPercentage = parsed.findings.contains { $0.rule == ReadingRule.percentage.rawValue }
    guard measure.isEmpty, !hasPercentage, let place = parsed.places.first else { return declared }
    if infersUnit, !isReference, parsed.layout.objects.allSatisfy(\.region.bounds.isFractional) {
      parsed.findings.append(
        ReadingRule.frameInferred.finding(
          "the boxes were read as \(BoxFrame(.xywh, .fractions)), not in pixels", at: place))
      return BoxFrame(.xywh, .fractions)
    }
    let boxes = parsed.layout.objects.lazy.map(\.region.bounds)
    // Corners weigh more than what is usual only where the usual reading is odd.
    if FrameInference.penalty(of: boxes, on: parsed.layout.canvas) <= Self.usualWeight {
      return usual
    }
    let raw = parsed.layout.objects.prefix(FrameInference.sampleSize).map {
      RawBox($0.region.bounds)
    }
    // The second pairs of numbers may be corners, by all that can be seen.
    let prior = FramePrior(orders: [.xywh: Self.usualWeight, .xyxy: 0], units: [.pixels: 0])
    let guess = FrameInference(
      of: raw, on: parsed.layout.canvas, prior: prior, declared: DeclaredFrame(unit: .pixels))
    guard guess.frame.order == .xyxy, guess.confidence > 0.75 else { return usual }
    let isList = parsed.findings.contains { $0.rule == ReadingRule.looseEntry.rawValue }
    if infersUnit, isList {
      parsed.findings.append(
        ReadingRule.ambiguousFrame.finding(
          "the boxes of the list were read as \(guess.frame), which their numbers fit better than "
            + "\(usual)", at: place))
      return guess.frame
    }
    parsed.findings.append(
      ReadingRule.ambiguousFrame.finding(
        "the boxes were read as \(usual); their numbers fit \(guess.frame) better", at: place))
    return usual
  }
}

extension Box {
  /// Whether the numbers can only be fractions: none is above 1, and not all are whole.
  fileprivate var isFractional: Bool {
    let numbers = [x, y, width, height]
    return numbers.allSatisfy { $0.magnitude <= 1 } && numbers.contains { $0 != $0.rounded() }
  }
}

extension RawBox {
  /// The numbers of a box that was read as left, top, width and height.
  fileprivate init(_ box: Box) {
    self.init(numbers: [box.x, box.y, box.width, box.height], range: 0..<0)
  }
}

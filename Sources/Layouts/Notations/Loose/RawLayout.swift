/// A layout as a text gives it, on its way to pixels.
struct RawLayout {
  let source: SourceText
  /// The canvas that the text names, or the given one.
  var canvas: Canvas
  var objects = RawObjects()
  var findings = FindingList()
  var prompts: [PromptLabel: String] = [:]
  var extras = JSONObject()
  /// What the user says of how the boxes are measured.
  var declared = DeclaredFrame()
  /// What the text says of it.
  var said: StatedFrame
  var prior: FramePrior

  /// The layout in pixels, with the findings in the order of the text.
  ///
  /// - Parameters:
  ///   - notation: the name of the notation that read it.
  ///   - usual: how boxes are measured there when nothing speaks against it.
  /// - Returns: the layout, its findings and the places of its regions.
  mutating func parsed(by notation: String, usual: BoxFrame) -> ParsedLayout {
    let frame = inferFrame(usual: usual)
    var layout = Layout(canvas: canvas)
    var skipped: [Int] = []
    for index in objects.indices {
      let object = objects[index]
      let region = self.region(of: object, in: frame)
      guard region.isFinite, region.bounds.isFinite else {
        note(
          .notANumber,
          "the region of \(JSONWriter.quoted(object.name)) is too large to compute "
            + "with; the object is left out", object.regionRange)
        skipped.append(index)
        continue
      }
      objects.settle(region, of: index)
    }
    objects.remove(skipped)
    let places = objects.indices.map { source.range(objects.regionRange(of: $0)) }
    layout.objects = objects.takeObjects()
    layout.background = prompts[.background] ?? ""
    layout.negative = prompts[.negative] ?? ""
    layout.caption = prompts[.caption] ?? ""
    layout.extras = extras
    let found =
      findings.all.belonging(to: objects, count: places.count)
      + layout.geometryFindings { places[$0] }
    return ParsedLayout(
      notation: notation, layout: layout, findings: found.inOrderOfText, places: places)
  }

  // MARK: - Frames

  private var boxes: some Sequence<RawBox> {
    objects.lazy.compactMap { object -> RawBox? in
      if case .box(let box) = object.region { box } else { nil }
    }
  }

  /// Where the box stands that the text ends within, on a digit that more may follow.
  private var cutBox: Range<Int>? {
    guard let end = source.bytes.indices.last, source.bytes[end].isDigit,
      let cut = objects.last?.regionRange, cut.upperBound == end + 1,
      let opening = source.folded(at: cut.lowerBound)?.byte, "[({".utf8.contains(opening)
    else { return nil }
    return cut
  }

  /// Infers how the boxes are measured and says so where it isn't as usual.
  private mutating func inferFrame(usual: BoxFrame) -> BoxFrame {
    let boxes = boxes
    guard let first = boxes.first(where: { _ in true }) else { return usual }
    withdrawUnit()
    let known = known
    let isKnown = boxes.allSatisfy { box in
      (box.order ?? known.order) != nil && (box.unit ?? known.unit) != nil
    }
    let inference = inference()
    let isOrderKnown = boxes.allSatisfy { $0.order != nil }
    let isUnitKnown = boxes.allSatisfy { $0.unit != nil }
    func words(_ frame: BoxFrame) -> String {
      isOrderKnown
        ? "numbers in \(frame.unit.rawValue)"
        : isUnitKnown ? frame.order.rawValue : frame.description
    }
    if isKnown {
      let isTold = declared.order != nil && declared.unit != nil
      if let place = said.range, inference.frame != usual, !isTold {
        note(
          .frameInferred,
          "the boxes were read as \(words(inference.frame)), as the text says", place)
      }
      return inference.frame
    }
    let percentage = Int((inference.confidence * 100).rounded())
    if !inference.isClear, let other = inference.runnerUp {
      note(
        .ambiguousFrame,
        "the boxes were read as \(words(inference.frame)) with a confidence of \(percentage) %; "
          + "they may be \(words(other)) as well", first.range)
    } else if inference.frame.unit != usual.unit
      || !isOrderKnown && inference.frame.order != usual.order
    {
      note(
        .frameInferred,
        "the boxes were read as \(words(inference.frame)) with a confidence of \(percentage) %",
        first.range)
    }
    return inference.frame
  }

  /// What user and text say of how the boxes are measured.
  private var known: DeclaredFrame { declared.filled(from: said.frame) }

  /// Gives up a unit that the text says and its numbers can't be of; the user is believed.
  private mutating func withdrawUnit() {
    guard declared.unit == nil, let unit = said.withdrawUnit(of: boxes) else { return }
    let place = said.range ?? boxes.first { _ in true }?.range ?? 0..<0
    note(
      .ambiguousFrame,
      "the text says that boxes are in \(unit.rawValue), which most of their numbers can't be",
      place)
  }

  /// Infers from the boxes that are there as a whole; a number that is cut off tells nothing.
  private mutating func inference() -> FrameInference {
    func inference(_ boxes: some Sequence<RawBox>) -> FrameInference {
      FrameInference(of: boxes, on: canvas, prior: prior, declared: known)
    }
    let boxes = boxes
    guard let cut = cutBox else { return inference(boxes) }
    if !findings.all.contains(where: { $0.rule == ReadingRule.truncated.rawValue }) {
      note(.truncated, "the text ends within a box; its last number may be incomplete", cut)
    }
    let whole = boxes.filter { $0.range != cut }
    return whole.isEmpty ? inference(boxes) : inference(whole)
  }

  /// The region in pixels; corners in the wrong order are exchanged with a finding.
  private mutating func region(
    of object: RawObject, in frame: BoxFrame
  ) -> LayoutObject.Region {
    switch object.region {
    case .ellipse(let raw, let range):
      let ellipse = inPixels(turned(raw, of: object), of: object, frame: frame, at: range)
      if ellipse.minor > ellipse.major {
        findings.append(
          .axesSwapped(
            ellipse, path: JSONWriter.quoted(object.name), object: nil, at: source.range(range)))
      }
      return .ellipse(ellipse.normalized)
    case .box(let raw):
      let own = BoxFrame(raw.order ?? frame.order, raw.unit ?? frame.unit)
      var box = own.box(raw.numbers, on: canvas)
      let isCorners = own.order == .xyxy || own.order == .yxyx
      if isCorners, box.width < 0 || box.height < 0 {
        box = Box(
          x: min(box.x, box.maxX), y: min(box.y, box.maxY), width: box.width.magnitude,
          height: box.height.magnitude)
        note(
          .cornersSwapped,
          "the corners of \(JSONWriter.quoted(object.name)) are exchanged: the second lies before "
            + "the first", raw.range)
      }
      if own.unit == .pixels, raw.unit == nil, declared.unit == nil, raw.looksLikeFractions {
        note(
          .fractionalBox,
          "the box of \(JSONWriter.quoted(object.name.shortened(to: 40))) was read as pixels but looks "
            + "like fractions", raw.range)
      }
      return .box(box)
    }
  }

  /// The ellipse with its angle measured from the x axis; where that is a matter of convention, it is
  /// said which one was taken.
  private mutating func turned(_ raw: RawEllipse, of object: RawObject) -> RawEllipse {
    guard let angles = raw.angles else { return raw }
    var turned = raw
    turned.ellipse.angle = angles.canvasAngle(of: raw.ellipse.angle)
    if raw.ellipse.major != raw.ellipse.minor {
      note(
        .assumedFrame,
        "the angle of \(JSONWriter.quoted(object.name.shortened(to: 40))) was read as \(angles.words)",
        object.regionRange)
    }
    return turned
  }

  /// The ellipse in pixels: as its numbers or the text say, else as the boxes beside it are measured.
  ///
  /// No ellipse is smaller than a pixel: such lengths are fractions.
  private mutating func inPixels(
    _ raw: RawEllipse, of object: RawObject, frame: BoxFrame, at range: Range<Int>
  ) -> Ellipse {
    var unit = raw.unit ?? known.unit ?? (frame.unit == .fractions ? .pixels : frame.unit)
    if raw.unit == nil, known.unit == nil, raw.ellipse.looksLikeFractions {
      unit = .fractions
      note(
        .frameInferred,
        "the ellipse of \(JSONWriter.quoted(object.name)) was read in fractions of the canvas",
        range)
    }
    return raw.ellipse.scaled(
      x: Double(canvas.width) / unit.parts(ofSide: canvas.width),
      y: Double(canvas.height) / unit.parts(ofSide: canvas.height))
  }

  mutating func note(_ rule: ReadingRule, _ message: String, _ range: Range<Int>) {
    findings.append(rule, message, at: source.range(range))
  }
}

extension [Finding] {
  /// The findings with the index of the object that each of them stands in.
  fileprivate func belonging(to objects: RawObjects, count: Int) -> [Finding] {
    guard contains(where: { $0.object == nil && $0.source != nil }) else { return self }
    func end(_ index: Int) -> Int { objects.range(of: index).upperBound }
    let isOrdered = (0..<count).dropFirst().allSatisfy { end($0 - 1) <= end($0) }
    let order = isOrdered ? nil : (0..<count).sorted { end($0) < end($1) }
    return map { finding in
      guard finding.object == nil, let place = finding.source?.offset else { return finding }
      let rank = (0..<count).partitioningIndex { rank in end(order?[rank] ?? rank) > place }
      guard rank < count else { return finding }
      let index = order?[rank] ?? rank
      guard objects.range(of: index).contains(place) else { return finding }
      var finding = finding
      finding.object = index
      return finding
    }
  }
}

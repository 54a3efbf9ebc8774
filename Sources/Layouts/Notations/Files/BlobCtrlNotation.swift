/// BlobCtrl's state (arXiv 2503.13434): one ellipse and the steps in which it was edited.
///
/// `ellipse_lists` is the history of a single ellipse, as OpenCV's `fitEllipse` gives it: centre, short
/// and long diameter in pixels, and the angle of the short axis. The last step counts, or the first one
/// under `remove_blob_box`. A layout is written with one of its objects, the frontmost unless `entry`
/// names another one.
public struct BlobCtrlNotation: JSONFileNotation, EntryNotation {
  /// The object to write: its name, or its number counted from one.
  public var entry: String?

  /// Creates the notation.
  public init(entry: String? = nil) {
    self.entry = entry
  }

  /// The name `blobctrl`.
  public var name: String { "blobctrl" }
  /// BlobCtrl's.
  public var title: String { "BlobCtrl state" }
  /// One ellipse and the caption.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(held: [.ellipses, .rotation, .caption, .precision])
  }

  static func mark(of root: JSONNode) -> String? {
    root["ellipse_lists"] != nil ? "it has the key ellipse_lists" : nil
  }

  func document(_ layout: Layout) -> JSONValue {
    var steps: [JSONValue] = []
    if let object = chosen(of: layout).map({ layout.objects[$0] }) {
      let ellipse =
        switch object.region {
        case .ellipse(let ellipse): ellipse.normalized
        case .box(let box): Ellipse(box)
        }
      let angle = AngleConvention.fitEllipse.angle(ofCanvasAngle: ellipse.angle)
      steps.append([
        [
          .coordinates([ellipse.centerX, ellipse.centerY]),
          .coordinates([2 * ellipse.minor, 2 * ellipse.major]), .coordinate(angle),
        ], [1, 1, 1, 0], 0,
      ])
    }
    return [
      "blobnet_control_strength": 1, "blobnet_control_guidance_start": 0,
      "blobnet_control_guidance_end": 0.9, "remove_blob_box": false,
      "ellipse_lists": .array(steps), "scene_prompt": .string(layout.caption),
    ]
  }

  private func chosen(of layout: Layout) -> Int? {
    guard let entry else { return layout.objects.indices.last }
    return layout.objects.index(ofEntry: entry, named: \.name)
  }

  /// Writes one object; the others are reported.
  public func print(_ layout: Layout) -> PrintedLayout {
    let (writable, unwritable) = layout.withoutUnwritableObjects
    let chosen = chosen(of: writable)
    var single = writable
    single.objects = chosen.map { [writable.objects[$0]] } ?? []
    let text = JSONWriter.writeReplacing(document(writable), style: style).text
    var losses = unwritable
    for (index, object) in writable.objects.enumerated() where index != chosen {
      losses.append(
        ReadingRule.losesObject.finding(
          "\(JSONWriter.quoted(object.name)) is not written: the notation holds one object",
          object: index))
    }
    losses += measuredLosses(of: single, in: text).map { loss in
      var loss = loss
      if loss.object != nil { loss.object = chosen }
      return loss
    }
    return PrintedLayout(text: text, losses: losses)
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    reading.layout.caption = try root.text("scene_prompt")
    let steps = try root.required("ellipse_lists", "an array").elements()
    let isRemoved = root.node["remove_blob_box"]?.value.bool ?? false
    guard let step = isRemoved ? steps.first : steps.last else { return }
    if steps.count > 1 {
      reading.note(
        .severalLayouts,
        "of \(steps.count) editing steps the \(isRemoved ? "first" : "last") one was read",
        at: step.node.source)
    }
    var parts = try step.elements()
    // The script takes the three parts of an ellipse alone, the program's state one level deeper.
    if let first = parts.first, case .array(let inner) = first.node.content, inner.count == 3 {
      parts = try first.elements()
    }
    guard parts.count >= 3 else {
      throw step.failure("a centre, two diameters and an angle")
    }
    let center = try parts[0].numbers(count: 2)
    let diameters = try parts[1].numbers(count: 2)
    let angle = AngleConvention.fitEllipse.canvasAngle(of: try parts[2].number())
    reading.note(
      .missingCategory, "\(step.path): an ellipse of this notation has no name", object: 0,
      at: step.node.source)
    reading.add(
      LayoutObject(
        name: "",
        ellipse: Ellipse(
          centerX: center[0], centerY: center[1], major: diameters[1] / 2,
          minor: diameters[0] / 2, angle: angle)), at: step.node.source)
  }
}

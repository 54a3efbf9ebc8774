/// A row of NSR-1K (LayoutGPT, arXiv 2305.15393): a prompt with annotated boxes or with sampled layouts.
///
/// Annotations stand under `boxes_xywh`, or under `obj1` and `obj2` where two things are related, each
/// as a name with left, top, width and height; samples under `iters`, several layouts a row, each
/// object as a name with its corners. All numbers are fractions of the canvas.
struct BenchmarkRow {
  /// The layouts with where each stands.
  private let layouts: [(objects: JSONElements, source: SourceRange)]
  private let usesCorners: Bool
  private let prompt: String

  /// Recognises a row; nil when it is none.
  init?(_ root: JSONNode) {
    guard case .string(let prompt)? = root["prompt"]?.content else { return nil }
    self.prompt = prompt
    func fields(_ node: JSONNode) -> JSONElements? { try? JSONField(node: node).elements() }
    if let samples = root["iters"].flatMap(fields) {
      usesCorners = true
      layouts = samples.compactMap { sample in
        fields(sample.node).map { ($0, sample.node.source) }
      }
      guard layouts.count == samples.count, !layouts.isEmpty else { return nil }
    } else if let boxes = root["boxes_xywh"], let objects = fields(boxes) {
      usesCorners = false
      layouts = [(objects, boxes.source)]
    } else if let first = root["obj1"], let second = root["obj2"] {
      usesCorners = false
      layouts = [(JSONElements([first, second]), root.source)]
    } else {
      return nil
    }
    guard layouts.allSatisfy({ $0.objects.allSatisfy(Self.isObject) }) else { return nil }
  }

  /// Whether a value is a name with four fractions.
  private static func isObject(_ field: JSONField) -> Bool {
    guard let parts = try? field.elements(), parts.count == 5, (try? parts[0].string()) != nil,
      let numbers = try? parts.dropFirst().map({ try $0.number() })
    else { return false }
    return numbers.allSatisfy { $0.magnitude <= Self.largest }
  }

  /// No fraction is larger, not even of a box that reaches far beyond the canvas.
  private static let largest = 4.0

  /// The layouts as entries of a document, numbered where there are several.
  func entries(canvas: Canvas) -> [LayoutDocument.Entry] {
    layouts.enumerated().map { index, layout in
      var reading = FileReading(canvas: canvas)
      reading.layout.caption = prompt
      do throws(ParseFailure) {
        for field in layout.objects { try add(field, to: &reading) }
      } catch {
        return LayoutDocument.Entry(.failure(error))
      }
      let parsed = reading.parsed(by: LayoutGPTNotation().name)
      var entry = LayoutDocument.Entry(
        .success(parsed), name: layouts.count > 1 ? String(index + 1) : nil)
      entry.isReadOnly = true
      return entry
    }
  }

  private func add(_ field: JSONField, to reading: inout FileReading) throws(ParseFailure) {
    let parts = try field.elements()
    var numbers: [Double] = []
    for part in parts.dropFirst() { numbers.append(try part.number()) }
    let box =
      usesCorners
      ? Box(corners: numbers)
      : Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    let pixels = box.pixels(of: reading.layout.canvas)
    reading.add(LayoutObject(name: try parts[0].string(), box: pixels), at: field.node.source)
  }
}

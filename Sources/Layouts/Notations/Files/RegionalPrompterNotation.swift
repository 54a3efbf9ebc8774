/// The arguments of Regional Prompter in AUTOMATIC1111's programming interface: a grid of regions.
///
/// The picture is cut into rows and each row into cells, one an object; the sizes are given in pixels, as
/// the extension advises. The background is its base prompt. Only layouts that tile the picture keep
/// their places: the loss report says how far the other objects move. Objects stand in the order of the
/// cells, from the top left.
public struct RegionalPrompterNotation: JSONFileNotation {
  /// The name under which the extension takes its arguments.
  private static let script = "Regional Prompter"

  /// Creates the notation.
  public init() {}

  /// The name `regional-prompter`.
  public var name: String { "regional-prompter" }
  /// Regional Prompter's.
  public var title: String { "A1111 Regional Prompter" }
  /// A grid and its prompts.
  public var capabilities: NotationCapabilities {
    NotationCapabilities(
      held: [.boxes, .names, .background, .negative, .canvas],
      partial: [.order: "cells from the top left", .precision: "a grid"])
  }

  static func mark(of root: JSONNode) -> String? {
    root["alwayson_scripts"]?[script] != nil && !isMask(root)
      ? "it has arguments of \(script)" : nil
  }

  /// Why a document is of the mask mode, or nil when it isn't.
  static func maskMark(of root: JSONNode) -> String? {
    isMask(root) ? "it has arguments of \(script) in the mode Mask" : nil
  }

  private static func isMask(_ root: JSONNode) -> Bool {
    guard case .array(let arguments)? = root["alwayson_scripts"]?[script]?["args"]?.content,
      arguments.count > 2
    else { return false }
    return arguments[2].value.string == "Mask"
  }

  // MARK: - Writing

  func document(_ layout: Layout) -> JSONValue {
    let rows = GridRows(layout)
    var prompts = rows.rows.flatMap { $0.cells.map { layout.objects[$0.object].name } }
    let hasBase = !layout.background.isEmpty
    if hasBase { prompts.insert(layout.background, at: 0) }
    return Self.document(
      layout, prompts: prompts, mode: "Matrix", ratios: rows.ratios, hasBase: hasBase, mask: "")
  }

  /// A request with some prompts.
  package static func document(
    _ layout: Layout, prompts: [String], mode: String, ratios: String, hasBase: Bool, mask: String
  ) -> JSONValue {
    let arguments: [JSONValue] = [
      true, false, .string(mode), "Horizontal", "Mask", "Prompt", .string(ratios),
      hasBase ? "0.2" : "", .bool(hasBase), false, false, "Attention", false, "0", "0", "0",
      .string(mask),
    ]
    return [
      "prompt": .string(prompts.joined(separator: " BREAK\n")),
      "negative_prompt": .string(layout.negative), "width": .integer(layout.canvas.width),
      "height": .integer(layout.canvas.height),
      "alwayson_scripts": .object(
        JSONObject([
          JSONObject.Member(key: script, value: ["args": .array(arguments)])
        ])),
    ]
  }

  // MARK: - Reading

  /// What a request of the mask mode says beside its picture.
  package struct MaskRequest: Sendable {
    /// The prompts of the regions in the order of the colours.
    package var prompts: [String]
    /// The base prompt.
    package var background: String
    /// What the picture must not show.
    package var negative: String
    /// The path of the picture.
    package var mask: String
    /// What was noticed while reading.
    package var findings: [Finding]
  }

  /// Reads a request of the mask mode.
  package static func maskRequest(
    _ text: String, notation: String
  ) throws(ParseFailure) -> MaskRequest {
    do throws(ParseFailure) {
      let (node, findings) = try JSONReader.read(text)
      let root = JSONField(node: node)
      let list = try root.required("alwayson_scripts", "an object").required(script, "an object")
        .required("args", "an array")
      let arguments = try list.elements()
      guard arguments.count >= 17 else { throw list.failure("at least 17 arguments") }
      guard try arguments[2].string() == "Mask" else { throw arguments[2].failure("\"Mask\"") }
      let prompt = RegionalPrompt(try root.required("prompt", "a string").string(), arguments)
      // The common prompt goes with every region; a layout has no place for it but the base.
      let background = [prompt.common, prompt.base].compactMap(\.self).joined(separator: ", ")
      return MaskRequest(
        prompts: prompt.regions, background: background, negative: try root.text("negative_prompt"),
        mask: try arguments[16].string(), findings: findings)
    } catch {
      var failure = error
      failure.notation = notation
      throw failure
    }
  }

  func read(_ root: JSONField, into reading: inout FileReading) throws(ParseFailure) {
    if root.node["width"] != nil {
      reading.layout.canvas = try root.canvas(width: "width", height: "height")
    }
    reading.layout.negative = try root.text("negative_prompt")
    let script = try root.required("alwayson_scripts", "an object")
      .required(Self.script, "an object")
    let list = try script.required("args", "an array")
    let arguments = try list.elements()
    guard arguments.count >= 10 else { throw list.failure("at least 10 arguments") }
    guard try arguments[2].string() == "Matrix" else {
      throw arguments[2].failure("the mode \"Matrix\", the others take a picture or find regions")
    }
    let prompt = try root.required("prompt", "a string")
    let parts = RegionalPrompt(try prompt.string(), arguments)
    readBase(parts, at: prompt, into: &reading)
    let boxes = try Self.boxes(arguments, canvas: reading.layout.canvas)
    let texts = parts.regions
    if boxes.isEmpty, texts.allSatisfy(\.isEmpty) { return }
    for (index, box) in boxes.enumerated() {
      guard index < texts.count else {
        reading.note(
          .missingName, "the region \(index + 1) of \(boxes.count) has no prompt",
          at: arguments[6].node.source)
        continue
      }
      reading.add(LayoutObject(name: texts[index], box: box), at: prompt.node.source)
    }
    if texts.count > boxes.count {
      reading.note(
        .missingBox, "\(texts.count) prompts stand for \(boxes.count) regions",
        at: prompt.node.source)
    }
  }

  private func readBase(
    _ parts: RegionalPrompt, at prompt: JSONField, into reading: inout FileReading
  ) {
    if let common = parts.common {
      reading.note(
        .ignoredText,
        "the common prompt \(JSONWriter.quoted(common.shortened(to: 40))) was read as the caption",
        at: prompt.node.source)
      reading.layout.caption = common
    }
    reading.layout.background = parts.base ?? ""
  }

  /// The cells that the ratios cut the canvas into, in the order of the prompts.
  ///
  /// Commas part the cells of a row and semicolons the rows. Cut by columns first, commas part columns
  /// and semicolons the cells of each; an option exchanges the two marks.
  private static func boxes(
    _ arguments: JSONElements, canvas: Canvas
  ) throws(ParseFailure) -> [Box] {
    let splitting = try arguments[3].string()
    guard splitting != "Random" else {
      throw arguments[3].failure("the splitting Columns or Rows, since Random is drawn anew")
    }
    let isByRows = !splitting.contains("Vertical") && splitting != "Rows"
    let field = arguments[6]
    var text = try field.string()
    if arguments.count > 19, arguments[19].node.value.bool == true {
      text = String(text.map { $0 == "," ? ";" : $0 == ";" ? "," : $0 })
    }
    let isRow = !text.contains(";")
    let groups = try groups(
      of: text, parted: isByRows || isRow ? (";", ",") : (",", ";"), at: field)
    guard let first = groups.first else { return [] }
    // Without a semicolon the ratios part a single row; else each group begins with its own height.
    let rows: [(height: Double, cells: [Double])] =
      isRow
      ? [(1, first)]
      : groups.map { group in
        (group.first ?? 1, group.count > 1 ? Array(group.dropFirst()) : [1])
      }
    return boxes(rows).map { unit in
      let box =
        isByRows ? unit : Box(x: unit.y, y: unit.x, width: unit.height, height: unit.width)
      return box.pixels(of: canvas)
    }
  }

  /// The numbers of some ratios, parted by a mark, and each part by another.
  private static func groups(
    of text: String, parted marks: (group: Character, cell: Character), at field: JSONField
  ) throws(ParseFailure) -> [[Double]] {
    var groups: [[Double]] = []
    for group in text.split(separator: marks.group) {
      var numbers: [Double] = []
      for word in group.split(separator: marks.cell, omittingEmptySubsequences: false) {
        let digits = word.filter { !$0.isWhitespace }
        guard let number = Double(digits), number > 0, number.isFinite else {
          throw field.failure("ratios such as 1,2,1;2,4,6")
        }
        numbers.append(number)
      }
      groups.append(numbers)
    }
    return groups
  }

  /// The cells of some rows as fractions.
  private static func boxes(_ rows: [(height: Double, cells: [Double])]) -> [Box] {
    let heights = rows.reduce(0) { $0 + $1.height }
    var boxes: [Box] = []
    var top = 0.0
    for row in rows {
      let widths = row.cells.reduce(0, +)
      var left = 0.0
      for cell in row.cells {
        boxes.append(
          Box(
            x: left / widths, y: top / heights, width: cell / widths,
            height: row.height / heights))
        left += cell
      }
      top += row.height
    }
    return boxes
  }
}

/// Objects sorted into rows of cells that fill the canvas.
private struct GridRows {
  struct Row {
    var height: Double
    var cells: [(object: Int, width: Double)]
  }

  private(set) var rows: [Row] = []

  /// The ratios as the extension takes them, in pixels.
  var ratios: String {
    if rows.count == 1, let row = rows.first {
      return row.cells.map(\.width.coordinateText).joined(separator: ",")
    }
    return rows.map { row in
      ([row.height] + row.cells.map(\.width)).map(\.coordinateText).joined(separator: ",")
    }.joined(separator: ";")
  }

  /// An object begins a new row when its middle lies below all of the row so far.
  init(_ layout: Layout) {
    let bounds = layout.objects.map(\.region.bounds)
    var groups: [[Int]] = []
    var bottom = -Double.infinity
    for index in bounds.indices.sorted(by: { bounds[$0].centerY < bounds[$1].centerY }) {
      if groups.isEmpty || bounds[index].centerY >= bottom {
        groups.append([])
        bottom = -.infinity
      }
      groups[groups.count - 1].append(index)
      bottom = max(bottom, bounds[index].maxY)
    }
    let heights = Self.sizes(
      groups.map { group in
        let tops = group.map { bounds[$0].y }
        return (tops.min() ?? 0, group.map { bounds[$0].maxY }.max() ?? 0)
      }, length: Double(layout.canvas.height))
    rows = zip(groups, heights).map { group, height in
      let sorted = group.sorted { bounds[$0].centerX < bounds[$1].centerX }
      let widths = Self.sizes(
        sorted.map { (bounds[$0].x, bounds[$0].maxX) }, length: Double(layout.canvas.width))
      return Row(height: height, cells: zip(sorted, widths).map { ($0, $1) })
    }
  }

  /// The sizes of cells around spans, cut in the middle between each and the next.
  private static func sizes(_ spans: [(low: Double, high: Double)], length: Double) -> [Double] {
    // No cell may vanish, however the objects lie.
    let least = length / Double(100 * max(1, spans.count))
    var edges = [0.0]
    for index in spans.indices.dropLast() {
      let middle = (spans[index].high + spans[index + 1].low) / 2
      let left = Double(spans.count - 1 - index)
      edges.append(max(edges[index] + least, min(middle, length - left * least)))
    }
    edges.append(length)
    return zip(edges, edges.dropFirst()).map { $1 - $0 }
  }
}

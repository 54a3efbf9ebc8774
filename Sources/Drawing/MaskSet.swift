public import Layouts

/// The masks of a layout in one style, with what programs want to know of them.
public struct MaskSet: Hashable, Sendable {
  /// The name and version of the manifest's contract.
  public static let schema = "maquette/masks/1"

  /// How masks are drawn.
  public enum Style: String, Hashable, Sendable, CaseIterable {
    /// 1 where at least half of a cell is covered, else 0.
    case hard
    /// The share of each cell that is covered.
    case coverage
    /// The coverage, blurred by a Gaussian.
    case soft
    /// A ramp by the signed distance from the rim.
    case distance
    /// The opacity of a blob that fades out from its centre, as BlobCtrl draws it.
    case opacity

    /// Whether a softness matters.
    public var isSoftened: Bool { self == .soft || self == .distance }
  }

  /// The layout.
  public let layout: Layout
  /// How the masks are drawn.
  public let style: Style
  /// How wide soft edges are, in cells: the blur's deviation, or half of the ramp.
  public let softness: Double
  /// Whether the masks hold only what later objects leave visible.
  public let isVisibleOnly: Bool
  /// The masks.
  public let masks: LayoutMasks
  /// The signed distances, for that style.
  public let distances: LayoutDistances?
  /// The share of each object's whole mask that later objects leave visible.
  public let visibleShares: [Double]
  /// Whether each object's whole mask covers anything.
  private let coversAnything: [Bool]

  /// Draws the masks of a layout.
  ///
  /// - Parameters:
  ///   - layout: the layout, whose canvas is stretched over each mask.
  ///   - height: the number of rows.
  ///   - width: the number of columns.
  ///   - style: how the masks are drawn.
  ///   - softness: how wide soft edges are, in cells.
  ///   - isVisibleOnly: whether later objects hide what they cover of earlier ones.
  public init(
    _ layout: Layout, height: Int, width: Int, style: Style = .hard, softness: Double = 1,
    isVisibleOnly: Bool = false
  ) {
    self.layout = layout
    self.style = style
    self.softness = softness
    self.isVisibleOnly = isVisibleOnly
    let whole: LayoutMasks
    switch style {
    case .hard: whole = LayoutMasks(layout, height: height, width: width)
    case .coverage: whole = LayoutMasks(layout, height: height, width: width, edge: .coverage)
    case .soft:
      whole = LayoutMasks(layout, height: height, width: width, edge: .soft(width: softness))
    case .opacity: whole = LayoutMasks(layout, height: height, width: width, edge: .opacity)
    case .distance:
      let distances = LayoutDistances(layout, height: height, width: width)
      whole = distances.ramps(width: softness)
      visibleShares = whole.visibleShares
      coversAnything = whole.objects.map { !$0.isEmpty }
      let chosen = isVisibleOnly ? distances.visible : distances
      self.distances = chosen
      masks = isVisibleOnly ? chosen.ramps(width: softness) : whole
      return
    }
    distances = nil
    visibleShares = whole.visibleShares
    coversAnything = whole.objects.map { !$0.isEmpty }
    masks = isVisibleOnly ? whole.visible : whole
  }

  /// Tells whether an object reaches into the canvas, but later ones hide all of it.
  public func isHidden(_ index: Int) -> Bool {
    coversAnything[index] && visibleShares[index] == 0
  }

  /// The files that hold the masks, by their names.
  public struct Files: Hashable, Sendable {
    /// One picture an object.
    public var objects: [String]?
    /// The picture of the background.
    public var background: String?
    /// The picture of all masks in colour.
    public var overview: String?
    /// The array of all objects' masks.
    public var array: String?
    /// The array of the background's mask.
    public var backgroundArray: String?
    /// The COCO file of run lengths.
    public var annotations: String?

    /// Creates a list of no files.
    public init() {}
  }

  /// What the files are, for a program that reads them: `maquette/masks/1`.
  public func manifest(_ files: Files) -> JSONValue {
    let (width, height) = (masks.union.width, masks.union.height)
    var manifest: JSONObject = [
      "schema": .string(Self.schema),
      "canvas": [
        "width": .integer(layout.canvas.width), "height": .integer(layout.canvas.height),
      ],
      "size": ["width": .integer(width), "height": .integer(height)],
      "edge": .string(style.rawValue),
    ]
    if style.isSoftened { manifest["softness"] = .number(softness) }
    manifest["visible_only"] = .bool(isVisibleOnly)
    let colors = Palette(layout).objects
    manifest["objects"] = .array(
      layout.objects.indices.map { index in
        var object: JSONObject = [
          "index": .integer(index), "name": .string(layout.objects[index].name),
        ]
        if let names = files.objects { object["file"] = .string(names[index]) }
        object["color"] = .string(colors[index].hex)
        object["share"] = .number(masks.objects[index].area / Double(height * width))
        object["visible"] = .number(visibleShares[index])
        return .object(object)
      })
    let names = [
      ("background", files.background), ("overview", files.overview), ("array", files.array),
      ("background_array", files.backgroundArray), ("annotations", files.annotations),
    ]
    for (key, name) in names { manifest[key] = name.map { .string($0) } }
    return .object(manifest)
  }

  /// The masks as a COCO file of compressed run lengths, of the cells that have at least one half.
  ///
  /// An object's annotation has its number in the layout, plus one; names are the categories.
  public var annotations: JSONValue {
    let (width, height) = (masks.union.width, masks.union.height)
    var names: [String] = []
    for object in layout.objects where !names.contains(object.name) { names.append(object.name) }
    let annotations = masks.objects.indices.map { index -> JSONValue in
      let runs = RunLengthMask(masks.objects[index])
      let box = MaskRuns(masks.objects[index], threshold: 0.5).bounds
      let category = names.firstIndex(of: layout.objects[index].name) ?? 0
      return [
        "id": .integer(index + 1), "image_id": 1, "category_id": .integer(category + 1),
        "segmentation": [
          "size": [.integer(height), .integer(width)], "counts": .string(runs.compressed),
        ],
        "area": .integer(runs.area),
        "bbox": [
          .integer(box?.columns.lowerBound ?? 0), .integer(box?.rows.lowerBound ?? 0),
          .integer(box?.columns.count ?? 0), .integer(box?.rows.count ?? 0),
        ],
        "iscrowd": 0,
      ]
    }
    return [
      "images": [
        [
          "id": 1, "width": .integer(width), "height": .integer(height), "file_name": "",
        ]
      ],
      "annotations": .array(annotations),
      "categories": .array(
        names.enumerated().map { ["id": .integer($0 + 1), "name": .string($1)] }),
    ]
  }
}

/// What the key of a dictionary means in what language models write for a layout.
///
/// Keys are compared in lower case without joints, so `bounding_box`, `BoundingBox` and `bounding box`
/// are one. The words are those of the tools that layouts are written for and of the languages that
/// captions come in; a box is also recognised by its numbers alone, whatever its key.
struct LooseKey {
  /// The key as it is compared; empty when it is too long to be one.
  let form: String
  /// The same as words.
  let text: String
  /// Whether the key announces a box: its name holds the word, or it is one of those for places.
  let isBox: Bool
  /// What the form as a whole stands for.
  private let meaning: Meaning

  init(_ text: String) {
    self.text = text
    form = text.utf8.count <= 40 ? text.keyForm : ""
    meaning = Self.meanings[form] ?? Meaning()
    isBox = meaning.isBox || form.holds("box")
  }

  /// All that a form can stand for, so that a key is looked up once however often it is asked.
  private struct Meaning {
    var nameRank: Int?
    var isDescription = false
    var isBox = false
    var prompt: PromptLabel?
    var isWrapper = false
    var isCanvas = false
    var isFrame = false
    var side: BoxSide?
    var part: BoxPart?
    var length: EllipseLength?
  }

  private static let meanings: [String: Meaning] = {
    var meanings: [String: Meaning] = [:]
    for (form, rank) in nameRanks { meanings[form, default: Meaning()].nameRank = rank }
    for form in descriptions { meanings[form, default: Meaning()].isDescription = true }
    for form in boxes { meanings[form, default: Meaning()].isBox = true }
    for (form, label) in prompts { meanings[form, default: Meaning()].prompt = label }
    for form in wrappers { meanings[form, default: Meaning()].isWrapper = true }
    for form in canvases { meanings[form, default: Meaning()].isCanvas = true }
    for form in frames { meanings[form, default: Meaning()].isFrame = true }
    for (form, side) in BoxSide.names { meanings[form, default: Meaning()].side = side }
    for (form, part) in BoxPart.names { meanings[form, default: Meaning()].part = part }
    for (form, length) in EllipseLength.names { meanings[form, default: Meaning()].length = length }
    return meanings
  }()

  // MARK: - Objects

  /// How well the value under the key serves as an object's name; 0 is best, nil not at all.
  ///
  /// A caption or a description is the name where nothing shorter is.
  var nameRank: Int? { meaning.nameRank }

  /// Whether the value describes the object that another key names.
  var isDescription: Bool { meaning.isDescription }

  /// The side of a box that the value is, among the forms of other keys.
  func side(beside forms: Set<String>) -> BoxSide? {
    meaning.side ?? BoxSide(corner: form, beside: forms)
  }

  /// The part of a box that the value is.
  var part: BoxPart? { meaning.part }

  /// The length of an ellipse that the value is.
  var length: EllipseLength? { meaning.length }

  /// Whether the key says that a name follows, be it numbered as in `Object 2`.
  var announcesName: Bool {
    let bare = form.drop { $0.isNumber }
    let word = String(bare.prefix { !$0.isNumber })
    return Self.announcements.contains(word) && bare.dropFirst(word.count).allSatisfy(\.isNumber)
  }

  private static let announcements: Set<String> = [
    "name", "object", "label", "phrase", "objectname", "item", "element", "entity", "objeto",
    "objet", "objekt", "oggetto", "объект", "物体", "对象", "物件", "オブジェクト", "객체", "사물",
  ]

  private static let nameRanks: [String: Int] = {
    let names =
      "name objectname label phrase noun object obj entity subject item element categoryname class "
      + "classname category 名称 名字 物体 对象 物件 名前 物体名 이름 객체 사물 물체 nombre nom nome "
      + "objeto objet objekt oggetto объект название имя etiqueta étiquette bezeichnung "
      + "ref tag title key word text caption shortcaption description desc prompt detail type kind id"
    var ranks: [String: Int] = [:]
    for (rank, name) in names.split(separator: " ").enumerated() { ranks[String(name)] = rank }
    return ranks
  }()

  private static let descriptions: Set<String> = [
    "description", "desc", "caption", "prompt", "detail", "details", "detaileddescription",
    "blobdescription", "regiondescription", "text", "描述", "説明", "설명", "묘사",
  ]

  private static let boxes: Set<String> = [
    "coordinates", "coordinate", "coords", "coord", "position", "location", "loc", "region", "rect",
    "rectangle", "bounds", "area", "xywh", "xyxy", "yxyx", "cxcywh", "ltrb", "ltwh", "tlwh", "tlbr",
    "geometry", "place", "placement", "points", "corners", "dimensions", "xywhn", "xyxyn",
    "caja", "cajadelimitadora", "boîte", "boîteenglobante", "cadre", "rahmen", "riquadro", "caixa",
    "coordenadas", "coordonnées", "koordinaten", "coordinaten", "координаты", "рамка", "posición",
    "边界框", "邊界框", "坐标", "座標", "位置", "框", "바운딩박스", "경계상자", "위치", "좌표",
  ]

  // MARK: - Around the objects

  /// The prompt or caption that the value is.
  var prompt: PromptLabel? { meaning.prompt }

  /// Whether the key stands around objects and does not name them.
  var isWrapper: Bool {
    meaning.isWrapper || isBox || prompt != nil || nameRank != nil
  }

  /// Whether the key announces objects, and nothing else: `objects`, `children`, `parts`.
  var standsAround: Bool { meaning.isWrapper && !isBox && prompt == nil && nameRank == nil }

  /// Whether the value tells the size of the canvas.
  var isCanvas: Bool { meaning.isCanvas }

  /// Whether the value tells how boxes are measured.
  var isFrame: Bool { meaning.isFrame }

  private static let frames: Set<String> = [
    "format", "boxformat", "bboxformat", "coordinateformat", "coordinatesystem", "coordinatespace",
    "coordformat", "frame", "unit", "units", "boxtype", "bboxmode", "boxmode", "coordinates",
  ]

  private static let prompts: [String: PromptLabel] = {
    let lists: [(PromptLabel, String)] = [
      (
        .background,
        "background backgroundprompt backgrounddescription backgroundcaption bg bgprompt scene "
          + "setting environment backdrop"
      ),
      (
        .negative,
        "negative negatives negativeprompt negativeprompts neg negprompt avoid exclude excluded excludes "
          + "exclusion exclusions unwanted uncond"
      ),
      (
        .caption,
        "caption prompt globalcaption globalprompt overallprompt imagecaption imagedescription "
          + "highleveldescription description scenedescription 标题 描述 캡션 キャプション"
      ),
    ]
    var prompts = PromptLabel.otherLanguages.filter { $0.value != .objects }
    for (label, list) in lists {
      for name in list.split(separator: " ") { prompts[String(name)] = label }
    }
    return prompts
  }()

  private static let wrappers: Set<String> = [
    "objects", "elements", "annotations", "annos", "items", "layout", "layouts", "regions",
    "instances", "entities", "detections", "shapes", "layers", "foreground", "children", "data",
    "result", "results", "output", "segments", "blobs", "components", "compositionaldeconstruction",
    "subjects", "things", "list", "response", "answer", "boundingboxes", "content", "contents",
    "root",
    "image", "picture", "parts", "predictions", "labels", "names", "phrases", "captions",
    "objetos", "objets", "objekte", "oggetti", "elementos", "éléments", "elemente", "объекты",
    "物体列表", "对象列表", "物体", "对象", "物件", "객체", "객체들", "オブジェクト",
  ]

  private static let canvases: Set<String> = [
    "canvas", "canvassize", "imagesize", "size", "resolution", "imageresolution", "dimensions",
    "imagedimensions", "canvasdimensions", "画布", "画布尺寸", "캔버스",
  ]

  // MARK: - Frames

  /// Lets the key speak for how the box under it is measured.
  ///
  /// `box_2d` is Gemini's (top, left, bottom, right in thousandths), `bbox_2d` Qwen's (corners), a
  /// plain `bbox` COCO's; others say it in their own letters.
  func weigh(_ prior: inout FramePrior) {
    if form.hasSuffix("xywhn") {
      // Ultralytics' name for YOLO's centres.
      prior.add(20, for: .cxcywh)
    } else if let (_, order) = Self.orderMarks.first(where: { form.holds($0.0) }) {
      prior.add(20, for: order)
    }
    switch form {
    case "box2d":
      prior.add(8, for: .yxyx)
      prior.add(4, for: .thousandths)
    case "bbox2d": prior.add(8, for: .xyxy)
    case "bbox": prior.add(0.5, for: .xywh)
    case "boxes": prior.add(0.5, for: .xyxy)
    default: break
    }
    for (mark, unit) in Self.unitMarks where form.holds(mark) { prior.add(6, for: unit) }
    if form.hasSuffix("xywhn") || form.hasSuffix("xyxyn") { prior.add(6, for: .fractions) }
  }

  private static let orderMarks: [(String, BoxFrame.Order)] = [
    ("cxcywh", .cxcywh), ("yxyx", .yxyx), ("tlbr", .yxyx), ("xyxy", .xyxy),
    ("ltrb", .xyxy), ("x1y1x2y2", .xyxy), ("x0y0x1y1", .xyxy), ("xywh", .xywh), ("ltwh", .xywh),
    ("tlwh", .xywh), ("center", .cxcywh), ("centre", .cxcywh), ("corners", .xyxy),
  ]

  private static let unitMarks: [(String, BoxFrame.Unit)] = [
    ("normalized", .fractions), ("normalised", .fractions), ("relative", .fractions),
    ("percent", .percent), ("pct", .percent), ("pixel", .pixels), ("1000", .thousandths),
    ("thousand", .thousandths), ("permille", .thousandths),
  ]
}

internal import Drawing
internal import Layouts

/// The text of a file in COCO's detection format that grows scene by scene.
///
/// Categories are the things of the atlas, numbered from one in its order. Beside COCO's own keys a
/// picture has its `caption`, and an annotation in `attributes` the phrase that names the object, its
/// colour, and the ellipse as CVAT writes it.
struct COCORecords {
  private let synthesiser: SceneSynthesiser
  private var images: [String] = []
  private var annotations: [String] = []

  init(synthesiser: SceneSynthesiser) {
    self.synthesiser = synthesiser
  }

  /// Adds a scene with the masks of its objects.
  mutating func append(_ scene: SceneContent, masks: [RunLengthMask]) {
    let id = Int(clamping: scene.index &+ 1)
    images.append(
      JSONWriter.text(of: [
        "id": .integer(id), "file_name": .string("images/\(SceneFolder.stem(scene.index)).png"),
        "width": .integer(scene.canvas.width), "height": .integer(scene.canvas.height),
        "caption": .string(scene.caption), "backdrop": .string(scene.backdrop.rawValue),
      ]))
    for (object, mask) in zip(scene.objects, masks) {
      annotations.append(annotation(object, mask, image: id))
    }
  }

  private func annotation(_ object: SceneObject, _ mask: RunLengthMask, image: Int) -> String {
    let box = object.box
    var attributes: JSONObject = ["name": .string(object.name)]
    if let colour = object.colour { attributes["color"] = .string(colour.rawValue) }
    let numbers = [
      ("cx", object.ellipse.centerX), ("cy", object.ellipse.centerY), ("rx", object.ellipse.major),
      ("ry", object.ellipse.minor), ("rotation", object.ellipse.angle),
    ]
    for (key, number) in numbers { attributes[key] = .number((number * 1000).rounded() / 1000) }
    return JSONWriter.text(of: [
      "id": .integer(annotations.count + 1), "image_id": .integer(image),
      "category_id": .integer(object.thing + 1),
      "bbox": .array([box.x, box.y, box.width, box.height].map { .integer(Int($0)) }),
      "area": .integer(object.area), "iscrowd": 0,
      "segmentation": [
        "size": [.integer(mask.height), .integer(mask.width)], "counts": .string(mask.compressed),
      ],
      "attributes": .object(attributes),
    ])
  }

  /// The whole file, one record a line.
  var text: String {
    let settings = synthesiser.settings
    let info: JSONValue = [
      "description": "Scenes put together from cut-outs by maquette scenes",
      "atlas": .string(synthesiser.atlas.source), "seed": .string("\(settings.seed)"),
      "split": .string(settings.split.rawValue),
    ]
    let licences: JSONValue = [["id": 1, "name": .string(synthesiser.atlas.licence)]]
    let categories = synthesiser.atlas.things.enumerated().map { index, thing in
      JSONWriter.text(of: [
        "id": .integer(index + 1), "name": .string(thing.name),
        "supercategory": .string(thing.classes["coco"] ?? ""),
      ])
    }
    func list(_ lines: [String]) -> String {
      lines.isEmpty ? "[]" : "[\n" + lines.joined(separator: ",\n") + "\n]"
    }
    return """
      {"info": \(JSONWriter.text(of: info)),
      "licenses": \(JSONWriter.text(of: licences)),
      "categories": \(list(categories)),
      "images": \(list(images)),
      "annotations": \(list(annotations))}

      """
  }
}

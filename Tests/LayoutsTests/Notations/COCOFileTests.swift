import Layouts
import Testing

/// What COCO's files say beyond boxes, and what is wrong with some.
@Suite struct COCOFileTests {
  private func file(image: String, annotation: String) -> String {
    #"""
    {"images": [\#(image)], "categories": [{"id": 3, "name": "a cat"}],
     "annotations": [{"id": 1, "category_id": 3, \#(annotation)}]}
    """#
  }

  private static let image = #"{"id": 1, "width": 640, "height": 480}"#

  /// The numbers of a file that cannot be read are not taken for names.
  @Test(arguments: [
    (#"{"id": 1}"#, #""image_id": 1, "bbox": [10, 20, 100, 120]"#, "width"),
    (image, #""image_id": null, "bbox": [10, 20, 100, 120]"#, "image_id"),
    (image, #""image_id": 1, "bbox": [10, 20, 100]"#, "bbox"),
  ])
  func refusedFilesAreRefused(image: String, annotation: String, key: String) throws {
    let failure = try #require(throws: ParseFailure.self) {
      try AutomaticNotation().parse(
        file(image: image, annotation: annotation), canvas: .standard)
    }
    #expect(failure.notation == "coco" && failure.message.contains(key), "\(failure)")
  }

  /// Nothing is read as numbers under some keys that is a file of a tool, or a layout, beyond doubt.
  @Test(arguments: [
    (
      #"{"imageWidth": 640, "imageHeight": 480, "shapes": [{"label": "a dog", "points": [[1, 2], [30, 40]],"#
        + #" "shape_type": "rectangle"}, {"label": "a cat", "points": [[1, 2], [3]]}]}"#,
      "labelme", "shapes[1].points[1]"
    ),
    (
      #"[{"data": {}, "annotations": [{"result": [{"type": "rectanglelabels", "value": {"x": 1}}]}]}]"#,
      "label-studio", "value.y"
    ),
    (
      #"{"compositional_deconstruction": {"elements": [{"desc": "a cat", "bbox": [1, 2, 3]}]}}"#,
      "ideogram", "elements[0].bbox"
    ),
    (
      #"{"schema": "maquette/layout/1", "canvas": {"width": 0, "height": 480}, "annos": [],"#
        + #" "objects": [{"name": "a cat", "box": {"x": 1, "y": 2, "width": 30, "height": 40}}]}"#,
      "json", "canvas.width"
    ),
    (
      #"{"last_node_id": 9, "nodes": [{"id": 7, "type": "CLIPTextEncode", "pos": [413, 389],"#
        + #" "size": [425, 180]}], "links": [], "version": 0.4}"#, "comfyui", "API format"
    ),
  ])
  func filesAreNotReadAsSomethingElse(text: String, notation: String, message: String) throws {
    let failure = try #require(throws: ParseFailure.self) {
      try AutomaticNotation().parse(text, canvas: .standard)
    }
    #expect(failure.notation == notation && failure.message.contains(message), "\(failure)")
  }

  /// A model's answer that is not all JSON is no file, whatever it calls itself.
  @Test func damagedAnswersAreStillMended() throws {
    let text = """
      Here:
      ```json
      {"schema": "maquette/layout/1", "canvas": {"width": 512, "height": 512},
       "objects": [{"name": "a cat", "box": {"x": 10, "y": 20, "width": "100", "height": 120}}]}
      ```
      """
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects == [
        LayoutObject(name: "a cat", box: Box(x: 10, y: 20, width: 100, height: 120))
      ])
  }

  /// A box of no size is kept, so that checks of annotations find it.
  @Test func boxesOfNoSizeAreToldOf() throws {
    let text = file(image: Self.image, annotation: #""image_id": 1, "bbox": [10, 20, 0, 120]"#)
    let parsed = try COCONotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.count == 1 && parsed.findings.map(\.rule) == ["empty-box"])
  }

  /// The picture that was chosen of the file read is none of the file written.
  @Test(arguments: ["coco", "label-studio", "layoutgpt", "lmd-cache"])
  func whatIsWrittenIsReadBackWhateverWasChosen(name: String) throws {
    let notation = try #require(
      Notations.named(name, options: FileNotationOptions(entry: "y.jpg")))
    let layout = Layout(objects: [
      LayoutObject(name: "cat", box: Box(x: 64, y: 48, width: 128, height: 96))
    ])
    #expect(notation.print(layout).losses == [])
  }

  @Test func annotationsOfOtherPicturesAreReported() throws {
    let text = file(image: Self.image, annotation: #""image_id": 7, "bbox": [10, 20, 100, 120]"#)
    let parsed = try COCONotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.isEmpty)
    #expect(parsed.findings.contains { $0.rule == "skipped-shape" && $0.severity == .warning })
  }

  @Test func marksAndAttributesComeBack() throws {
    let text = file(
      image: Self.image,
      annotation: #""image_id": 1, "bbox": [10, 20, 100, 120], "iscrowd": 1, "#
        + #""attributes": {"description": "grey", "occluded": true}"#)
    let layout = try COCONotation().parse(text, canvas: .standard).layout
    let object = try #require(layout.objects.first)
    #expect(object.description == "grey" && object.extras["iscrowd"] == 1)
    #expect(object.extras["attributes"] == ["occluded": true])
    let again = try COCONotation().parse(COCONotation().print(layout).text, canvas: .standard)
    #expect(again.layout.objects == layout.objects)
  }

  @Test func categoriesThatStandTwiceAreReported() throws {
    let text = file(image: Self.image, annotation: #""image_id": 1, "bbox": [10, 20, 100, 120]"#)
      .replacing("[{\"id\": 3", with: "[{\"id\": 3, \"name\": \"a dog\"}, {\"id\": 3")
    let parsed = try COCONotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.findings.contains { $0.rule == "duplicate-key" })
  }

  /// Another tool's keys on what is no file of it are said, and the objects are read.
  @Test func refusalsAreSaid() throws {
    let text = #"{"object_list": [{"name": "a cat", "bbox": [10, 20, 100, 120]}]}"#
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.findings.contains { $0.rule == "file-refused" }, "\(parsed.findings)")
  }

  /// A polygon that covers nothing became no ellipse.
  @Test func emptyPolygonsAreNotFitted() throws {
    let text = file(
      image: Self.image,
      annotation: #""image_id": 1, "bbox": [1, 2, 0, 0], "segmentation": [[0, 0, 10, 0, 20, 0]]"#)
    let parsed = try COCONotation().parse(text, canvas: .standard)
    #expect(
      parsed.layout.objects.map(\.region) == [.box(Box(x: 1, y: 2, width: 0, height: 0))])
    #expect(parsed.findings.map(\.rule) == ["empty-box"], "\(parsed.findings)")
  }
}

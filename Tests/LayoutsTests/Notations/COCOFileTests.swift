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
    let text = #"""
      {"imageWidth": 640, "shapes": [{"label": "a cat", "shape_type": "rectangle",
       "points": [[10, 20], [110, 140]]}]}
      """#
    let parsed = try AutomaticNotation().parse(text, canvas: .standard)
    #expect(parsed.layout.objects.map(\.name) == ["a cat"])
    #expect(parsed.findings.contains { $0.rule == "file-refused" }, "\(parsed.findings)")
  }
}

import Drawing
import Layouts
import Testing

@Suite struct MaskImagesTests {
  private let layout = Layout(
    canvas: Canvas(width: 100, height: 50),
    objects: [
      LayoutObject(name: "A Red/Apple..", box: Box(x: 0, y: 0, width: 50, height: 50)),
      LayoutObject(name: "빨간 사과", box: Box(x: 50, y: 0, width: 25, height: 50)),
      LayoutObject(name: "../../", box: Box(x: 500, y: 0, width: 25, height: 50)),
      LayoutObject(
        name: String(repeating: "👩‍👩‍👧‍👦字", count: 300), box: Box(x: 0, y: 0, width: 1, height: 1)),
    ])

  @Test func filesHaveSafeNames() {
    let names = MaskImages(layout, height: 5, width: 10).files.map(\.name)
    #expect(names.count == 6)
    #expect(names[0] == "00-a-red-apple.png")
    #expect(names[1] == "01-빨간-사과.png")
    #expect(names[2] == "02-object.png")
    #expect(names[4...] == ["background.png", "overview.png"])
    #expect(names.allSatisfy { $0.utf8.count <= 200 && !$0.contains("/") })
    #expect(Set(names).count == names.count)
  }

  @Test func picturesShowTheMasks() {
    let images = MaskImages(layout, height: 1, width: 4)
    #expect(
      images.objects.map(\.image.pixels).prefix(3) == [
        [255, 255, 0, 0], [0, 0, 255, 0], [0, 0, 0, 0],
      ])
    #expect(images.background.image.pixels == [0, 0, 0, 255])
    let overview = images.overview.image
    #expect(overview.format == .rgb)
    #expect(overview.pixels.suffix(3) == [255, 255, 255], "nothing is there")
    #expect(overview.pixels[3..<6] != overview.pixels[6..<9], "two colours")
  }

  @Test func theManifestNamesEveryFile() throws {
    let images = MaskImages(layout, height: 2, width: 4, edge: .soft(width: 0.5))
    let text = try JSONWriter.write(images.manifest)
    #expect(text.hasPrefix(#"{"schema":"maquette/masks/1","canvas":{"width":100,"height":50},"#))
    #expect(text.contains(#""size":{"width":4,"height":2},"edge":"soft","softness":0.5,"#))
    for file in images.files { #expect(text.contains("\"\(file.name)\"")) }
    let hard = try JSONWriter.write(MaskImages(layout, height: 2, width: 4).manifest)
    #expect(hard.contains(##""index":0,"name":"A Red/Apple..","file":"00-a-red-apple.png""##))
    #expect(hard.contains(#""share":0.5"#))
  }
}

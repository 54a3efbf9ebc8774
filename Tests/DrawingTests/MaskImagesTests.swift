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
    let names = MaskImages(MaskSet(layout, height: 5, width: 10)).files.map(\.name)
    #expect(names.count == 6)
    #expect(names[0] == "00-a-red-apple.png")
    #expect(names[1] == "01-빨간-사과.png")
    #expect(names[2] == "02-object.png")
    #expect(names[4...] == ["background.png", "overview.png"])
    #expect(names.allSatisfy { $0.utf8.count <= 200 && !$0.contains("/") })
    #expect(Set(names).count == names.count)
  }

  @Test func picturesShowTheMasks() {
    let images = MaskImages(MaskSet(layout, height: 1, width: 4))
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
}

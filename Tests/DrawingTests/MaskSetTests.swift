import Drawing
import Layouts
import TestSupport
import Testing

@Suite struct MaskSetTests {
  /// Two boxes of which the later covers half of the earlier, one outside, one hidden.
  private let layout = Layout(
    canvas: Canvas(width: 8, height: 4),
    objects: [
      LayoutObject(name: "hidden", box: Box(x: 3, y: 1, width: 1, height: 1)),
      LayoutObject(name: "wide", box: Box(x: 0, y: 0, width: 4, height: 4)),
      LayoutObject(name: "outside", box: Box(x: 90, y: 0, width: 4, height: 4)),
      LayoutObject(name: "wide", box: Box(x: 2, y: 0, width: 4, height: 4)),
    ])

  @Test func laterObjectsHideEarlierOnes() {
    let whole = MaskSet(layout, height: 4, width: 8)
    #expect(whole.visibleShares == [0, 0.5, 0, 1])
    #expect(whole.masks.objects.map(\.area) == [1, 16, 0, 16])
    let seen = MaskSet(layout, height: 4, width: 8, isVisibleOnly: true)
    #expect(seen.masks.objects.map(\.area) == [0, 8, 0, 16])
    #expect(seen.visibleShares == whole.visibleShares)
    #expect((0..<4).map(seen.isHidden) == [true, false, false, false])
    #expect(seen.masks.background == whole.masks.background)
    #expect(seen.masks.background.area == 8)
  }

  @Test(arguments: MaskSet.Style.allCases.filter { $0 != .distance })
  func visibleMasksAndTheBackgroundAddUpToOne(style: MaskSet.Style) {
    var random = SplitMix(seed: 31)
    let layout = random.layout(objects: 9, canvas: Canvas(width: 200, height: 100))
    let set = MaskSet(
      layout, height: 20, width: 40, style: style, softness: 1.5, isVisibleOnly: true)
    let planes = set.masks.objects + [set.masks.background]
    for cell in 0..<800 {
      let sum = planes.reduce(0) { $0 + Double($1.values[cell]) }
      #expect(abs(sum - 1) < 1e-4)
    }
  }

  @Test func theManifestNamesEveryFile() throws {
    let set = MaskSet(layout, height: 2, width: 4, style: .soft, softness: 0.5)
    let images = MaskImages(set)
    var files = MaskSet.Files()
    files.objects = images.objects.map(\.name)
    (files.background, files.overview) = (images.background.name, images.overview.name)
    let text = try JSONWriter.write(set.manifest(files))
    #expect(text.hasPrefix(#"{"schema":"maquette/masks/1","canvas":{"width":8,"height":4},"#))
    #expect(
      text.contains(
        #""size":{"width":4,"height":2},"edge":"soft","softness":0.5,"visible_only":false,"#))
    for file in images.files { #expect(text.contains("\"\(file.name)\"")) }
    files = MaskSet.Files()
    files.array = "masks.npy"
    let hard = MaskSet(layout, height: 4, width: 8).manifest(files)
    #expect(hard["array"] == "masks.npy" && hard["background"] == nil)
    #expect(hard["objects"]?.array?.map { $0["visible"]?.double } == [0, 0.5, 0, 1])
    #expect(hard["objects"]?.array?.map { $0["share"]?.double } == [1 / 32, 0.5, 0, 0.5])
    #expect(hard["objects"]?.array?.first?["file"] == nil)
  }

  /// The texts are pycocotools 2.0.11's own: `Fixtures/make/check_masks.py` compares many more.
  @Test func annotationsAreCOCOs() {
    let annotations = MaskSet(layout, height: 4, width: 8).annotations
    #expect(
      annotations["categories"]?.array?.compactMap { $0["name"]?.string } == [
        "hidden", "wide", "outside",
      ])
    let items = annotations["annotations"]?.array ?? []
    #expect(items.map { $0["id"]?.integer } == [1, 2, 3, 4])
    #expect(items.map { $0["category_id"]?.integer } == [1, 2, 3, 2])
    #expect(items.map { $0["area"]?.integer } == [1, 16, 0, 16])
    #expect(
      items.map { $0["bbox"] } == [
        [3, 1, 1, 1], [0, 0, 4, 4], [0, 0, 0, 0], [2, 0, 4, 4],
      ])
    #expect(
      items.map { $0["segmentation"]?["counts"]?.string } == [
        "=1b0", "0`0`0", "P1", "8`08",
      ])
  }

  @Test func opacityIsThatOfBlobs() {
    let blob = LayoutObject.Region.ellipse(
      Ellipse(centerX: 50.5, centerY: 50.5, major: 30, minor: 10, angle: 90))
    let mask = Mask(
      blob, canvas: Canvas(width: 101, height: 101), height: 101, width: 101, edge: .opacity)
    #expect(mask[50, 50] == 1)
    // 2σ(-1) on the rim, 2σ(-4) at twice the half-axes.
    #expect(abs(mask[80, 50] - 0.537_882_84) < 1e-6 && abs(mask[50, 60] - 0.537_882_84) < 1e-6)
    #expect(abs(mask[50, 70] - 0.035_972_42) < 1e-6)
    let speck = LayoutObject.Region.box(Box(x: 3, y: 3, width: 0.01, height: 0.01))
    let coarse = Mask(
      speck, canvas: Canvas(width: 64, height: 64), height: 8, width: 8, edge: .opacity)
    #expect((coarse.values.max() ?? 0) > 0.2, "no blob falls between the middles")
    let broken = LayoutObject.Region.box(Box(x: .nan, y: 3, width: 1, height: 1))
    #expect(
      Mask(broken, canvas: .standard, height: 8, width: 8, edge: .opacity).isEmpty)
  }
}

import Drawing
import Layouts
import Models
import Tensors
import TestSupport
import Testing

@testable import Diffusion

@Suite("Repainting a part of a picture")
struct RepaintingTests {
  private let layout = Layout(
    canvas: Canvas(width: 512, height: 512), caption: "a cat and a dog", background: "a beach",
    objects: [
      LayoutObject(name: "a cat", box: Box(x: 0, y: 0, width: 128, height: 128)),
      LayoutObject(name: "a dog", box: Box(x: 320, y: 320, width: 160, height: 160)),
    ])

  private func area(
    margin: Double = 0, feather: Double = 0, _ edit: (inout Layout) -> Void
  ) -> EditedArea {
    var edited = layout
    edit(&edited)
    return EditedArea(
      LayoutDifference(from: layout, to: edited), height: 32, width: 32,
      rim: EditedArea.Rim(margin: margin, feather: feather))
  }

  @Test func aMovedObjectLeavesItsOldPlaceAndComesToItsNew() {
    let area = area { $0.objects[0].region = .box(Box(x: 256, y: 0, width: 128, height: 128)) }
    #expect(!area.isWhole)
    for row in 0..<32 {
      for column in 0..<32 {
        let isChanged = row < 8 && (column < 8 || (16..<24).contains(column))
        #expect(area.mask[row, column] == (isChanged ? 1 : 0), "\(row), \(column)")
      }
    }
  }

  @Test func marginAndFeatherReachAroundARegion() {
    let area = area(margin: 2, feather: 4) { $0.objects.remove(at: 0) }
    let row = (0..<16).map { area.mask[0, $0] }
    #expect(row[0..<10].allSatisfy { $0 == 1 })
    #expect(row[10] < 1 && row[10] > row[11] && row[11] > row[12] && row[13] > 0)
    #expect(row[14] == 0)
  }

  @Test func aNewBackgroundSparesWhatDidNotChange() {
    let area = area { $0.background = "a desert" }
    #expect(area.mask[0, 0] == 0 && area.mask[25, 25] == 0)
    #expect(area.mask[0, 8] == 1 && area.mask[16, 16] == 1)
    let both = self.area {
      $0.background = "a desert"
      $0.objects[0].name = "a penguin"
    }
    #expect(both.mask[0, 0] == 1 && both.mask[25, 25] == 0)
  }

  @Test func wordsAloneMayChangeThePictureAnywhere() {
    #expect(area { $0.negative = "fog" }.isWhole)
    #expect(area { $0.caption = "a dog and a cat" }.isWhole)
    let both = area {
      $0.caption = "a penguin and a dog"
      $0.objects[0].name = "a penguin"
    }
    #expect(!both.isWhole && both.mask[0, 0] == 1 && both.mask[25, 25] == 0)
    #expect(area { _ in }.isEmpty)
    #expect(
      area { $0.objects[0].region = .box(Box(x: 0.2, y: 0, width: 128, height: 128)) }.isEmpty)
  }

  @Test func anotherCanvasOfTheSameShapeChangesNothing() {
    var edited = layout
    edited.canvas = Canvas(width: 1024, height: 1024)
    edited.objects = edited.objects.map { object in
      var object = object
      guard case .box(let box) = object.region else { return object }
      object.region = .box(
        Box(x: 2 * box.x, y: 2 * box.y, width: 2 * box.width, height: 2 * box.height))
      return object
    }
    edited.objects[1].region = .box(Box(x: 0, y: 512, width: 256, height: 256))
    let area = EditedArea(
      LayoutDifference(from: layout, to: edited), height: 32, width: 32,
      rim: EditedArea.Rim(margin: 0, feather: 0))
    #expect(area.mask[0, 0] == 0 && area.mask[25, 25] == 1 && area.mask[20, 4] == 1)
  }

  /// Every method paints inside, and leaves the bytes outside alone.
  @Test(arguments: Method.allCases)
  func outsideNothingChanges(method: Method) throws {
    let model = try DiffusionModel.tiny(for: method)
    let renderer = Renderer(model)
    let old = Image(
      width: 32, height: 32, format: .rgb, pixels: (0..<3072).map { UInt8($0 * 7 % 256) })
    let mask = Mask(
      height: 32, width: 32,
      values: (0..<1024).map { $0 % 32 < 10 ? 1 : $0 % 32 == 10 ? 0.5 : 0 })
    let repainting = try Repainting(old, mask: mask)
    var painting = try renderer.begin(
      layout, RenderSettings(method: method, width: 32, height: 32, steps: 2, seed: 5),
      repainting: repainting)
    while try painting.sampling.next() != nil {}
    let painted = try renderer.picture(of: painting.sampling.latents)
    let result = repainting.blended(with: painted)
    var changed = 0
    for pixel in 0..<1024 {
      let isSame =
        result.pixels[pixel * 3..<pixel * 3 + 3] == old.pixels[pixel * 3..<pixel * 3 + 3]
      if pixel % 32 > 10 { #expect(isSame, "pixel \(pixel)") }
      if pixel % 32 < 10, !isSame { changed += 1 }
    }
    #expect(changed > 300)
  }

  @Test(arguments: SchedulerKind.allCases)
  func latentsOutsideEndAsThePictures(scheduler: SchedulerKind) throws {
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    let old = Image(
      width: 32, height: 32, format: .rgb, levels: (0..<3072).map { Float($0) / 3072 })
    let half = (0..<1024).map { Float($0 / 32 < 16 ? 1 : 0) }
    let repainting = try Repainting(old, mask: Mask(height: 32, width: 32, values: half))
    var painting = try Renderer(model).begin(
      layout,
      RenderSettings(method: .plain, width: 32, height: 32, steps: 5, scheduler: scheduler),
      repainting: repainting)
    let noise = painting.sampling.latents
    while try painting.sampling.next() != nil {}
    let last = painting.sampling.latents
    let encoded =
      model.autoencoder.encode(repainting.input).mean
      * model.autoencoder.configuration.scalingFactor
    let count = last.shape.count / 2
    #expect(last.values.suffix(count).elementsEqual(encoded.values.suffix(count)))
    #expect(!noise.values.suffix(count).elementsEqual(encoded.values.suffix(count)))
    #expect(!last.values.prefix(count).elementsEqual(encoded.values.prefix(count)))
  }

  @Test func sizesMustFit() throws {
    let image = Image(width: 8, height: 8, format: .grey, pixels: Array(repeating: 9, count: 64))
    #expect(throws: RenderError.misfittingMask(mask: [4, 8], picture: [8, 8])) {
      try Repainting(image, mask: Mask(height: 8, width: 4))
    }
    let model = try DiffusionModel(CheckpointFolder(fixture("checkpoints/sd1-tiny")))
    #expect(throws: RenderError.misfittingPicture(picture: [8, 8], wanted: [32, 32])) {
      try Renderer(model).begin(
        layout, RenderSettings(width: 32, height: 32, steps: 1),
        repainting: try Repainting(image, mask: Mask(height: 8, width: 8)))
    }
  }
}
